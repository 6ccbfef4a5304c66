/** The commits between two ends, and how the ends relate. */
import type { Commit, CommitRange, Relation, Sha } from '../model/commit.ts'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import type { Repository } from './open.ts'
import { ensureCommit } from './resolve.ts'
import { gitFailed } from './run.ts'

/** Above so many commits the changed files are left out: comparing trees would take minutes. */
const mostWithFiles = 5000

const format = ['', '%H', '%P', '%an', '%ae', '%at', '%s'].join('%x00')

/**
 * The commits reachable from `bad` and not from `good`, newest first and children before parents.
 * With `path` (a folder or file, relative to the top) `touching` is what `git log -- path` lists.
 * Fails where an end is gone, or where the path exists at neither end and no commit touches it.
 */
export async function readRange(
  repository: Repository,
  good: Sha,
  bad: Sha,
  path: string | null,
): Promise<Result<CommitRange>> {
  const { query, name } = repository
  for (const sha of [good, bad]) {
    const present = await ensureCommit(repository, sha)
    if (!present.ok) return present
  }
  const limit = path === null ? ok(null) : pathLimit(path)
  if (!limit.ok) return limit
  const bases = await query('merge-base', '--all', bad, good)
  if (bases.exitCode > 1 || bases.exitCode < 0)
    return gitFailed(`cannot compare ${good.slice(0, 7)} and ${bad.slice(0, 7)} in ${name}`, bases)
  const mergeBases = lines(bases.stdout)
  const relation = relationOf(good, bad, mergeBases)
  const count = await query('rev-list', '--count', bad, `^${good}`, '--')
  const files = Number(count.stdout) <= mostWithFiles ? ['--name-only', '--no-renames'] : []
  const log = await query(
    'log',
    '-z',
    '--topo-order',
    '--no-color',
    '--no-show-signature',
    '--no-ext-diff',
    '--no-textconv',
    '--no-diff-merges',
    ...files,
    `--format=tformat:${format}`,
    bad,
    `^${good}`,
    '--',
  )
  if (log.exitCode !== 0) return gitFailed(`cannot read the commits of ${name}`, log)
  const touching = await readTouching(repository, good, bad, limit.value)
  if (!touching.ok) return touching
  return ok({
    good,
    bad,
    relation,
    mergeBases: relation === 'divergent' ? mergeBases : [],
    commits: parseLog(log.stdout),
    touching: touching.value,
  })
}

function relationOf(good: Sha, bad: Sha, mergeBases: readonly Sha[]): Relation {
  if (good === bad) return 'equal'
  if (mergeBases.length === 0) return 'unrelated'
  if (mergeBases.includes(good)) return 'ancestor'
  return mergeBases.includes(bad) ? 'reversed' : 'divergent'
}

/** A path inside the repository as git spells it; null for all of it. */
function pathLimit(path: string): Result<string | null> {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..') || path !== cleanLine(path))
    return failed('usage', `the path ${cleanLine(path)} leaves the repository`, {
      next: 'name a folder relative to the top of the repository',
    })
  return ok(parts.length === 0 ? null : parts.join('/'))
}

async function readTouching(
  { query, name }: Repository,
  good: Sha,
  bad: Sha,
  path: string | null,
): Promise<Result<ReadonlySet<Sha> | null>> {
  if (path === null) return ok(null)
  const listed = await query('--literal-pathspecs', 'rev-list', bad, `^${good}`, '--', path)
  if (listed.exitCode !== 0) return gitFailed(`cannot read the commits of ${name}`, listed)
  const touching = new Set(lines(listed.stdout))
  if (touching.size > 0) return ok(touching)
  for (const end of [bad, good]) {
    const there = await query('cat-file', '-e', `${end}:${path}`)
    if (there.exitCode === 0) return ok(touching)
  }
  return failed(
    'usage',
    `no path ${path} in ${name} at ${bad.slice(0, 7)} or ${good.slice(0, 7)}`,
    {
      next: 'correct the path; it is relative to the top of the repository',
    },
  )
}

/** A record is an empty field, six fields, and the changed files up to the next empty field. */
function parseLog(output: string): Commit[] {
  const fields = output.split('\0')
  const commits: Commit[] = []
  for (let at = 1; at + 5 < fields.length;) {
    const [sha = '', parents = '', author = '', email = '', seconds = '', subject = ''] =
      fields.slice(at, at + 6)
    at += 6
    const files: string[] = []
    for (; at < fields.length && fields[at] !== ''; at++)
      // Git sets the files off from the subject with a line break.
      files.push(cleanLine((fields[at] ?? '').slice(files.length === 0 ? 1 : 0)))
    at++
    commits.push({
      sha,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      author: cleanLine(author),
      email: cleanLine(email),
      date: rfc3339(Number(seconds)),
      subject: cleanLine(subject),
      files,
    })
  }
  return commits
}

/** A commit can claim any date; one that no calendar has becomes the first of all. */
function rfc3339(seconds: number): string {
  const date = new Date(seconds * 1000)
  const valid = !Number.isNaN(date.getTime()) && date.getUTCFullYear() <= 9999
  return (valid ? date : new Date(0)).toISOString().replace('.000Z', 'Z')
}

function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '')
}
