/** The commits between two ends, and how the ends relate. */
import type { Commit, CommitRange, Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import { queryEnvironment } from './environment.ts'
import type { Repository } from './open.ts'
import { ensureCommit } from './resolve.ts'
import { gitFailed, runLong } from './run.ts'

/** Above so many commits the changed files are left out: comparing trees would take minutes. */
const mostWithFiles = 5000

const format = ['', '%H', '%P', '%an', '%ae', '%at', '%s'].join('%x00')

/**
 * The commits reachable from `bad` and not from `good`, newest first and children before parents;
 * where the good end is the newer one, those reachable from `good` and not from `bad`.
 * With `path` (a folder or file, relative to the top) `touching` is what `git log -- path` lists.
 * Fails where an end is gone, or where the path exists at neither end and no commit touches it.
 */
export async function readRange(
  repository: Repository,
  good: Sha,
  bad: Sha,
  path: string | null,
): Promise<Result<CommitRange>> {
  for (const present of await Promise.all([
    ensureCommit(repository, good),
    ensureCommit(repository, bad),
  ]))
    if (!present.ok) return present
  const limit = path === null ? ok(null) : pathLimit(path)
  if (!limit.ok) return limit
  const forward = await readLog(repository, [bad, `^${good}`, '--'])
  if (!forward.ok) return forward
  const related = await relate(repository, good, bad, forward.value)
  if (!related.ok) return related
  const { relation, mergeBases } = related.value
  const isReversed = relation === 'reversed'
  const ends = isReversed ? [good, `^${bad}`, '--'] : [bad, `^${good}`, '--']
  const commits = isReversed ? await readLog(repository, ends) : forward
  if (!commits.ok) return commits
  const [withFiles, touching] = await Promise.all([
    addFiles(repository, ends, commits.value),
    readTouching(repository, ends, limit.value),
  ])
  if (!withFiles.ok) return withFiles
  if (!touching.ok) return touching
  return ok({
    good,
    bad,
    relation,
    mergeBases,
    commits: withFiles.value,
    touching: touching.value,
  })
}

/**
 * How the ends relate. Where good is an ancestor, some commit above it is in the range, so that git
 * need not be asked.
 */
async function relate(
  { query, name }: Repository,
  good: Sha,
  bad: Sha,
  commits: readonly Commit[],
): Promise<Result<Pick<CommitRange, 'relation' | 'mergeBases'>>> {
  if (good === bad) return ok({ relation: 'equal', mergeBases: [] })
  if (commits.some((commit) => commit.parents.includes(good)))
    return ok({ relation: 'ancestor', mergeBases: [] })
  const bases = await query('merge-base', '--all', bad, good)
  if (bases.exitCode > 1 || bases.exitCode < 0)
    return gitFailed(`cannot compare ${good.slice(0, 7)} and ${bad.slice(0, 7)} in ${name}`, bases)
  const mergeBases = lines(bases.stdout)
  if (mergeBases.length === 0) return ok({ relation: 'unrelated', mergeBases })
  if (mergeBases.includes(bad)) return ok({ relation: 'reversed', mergeBases: [] })
  return ok({ relation: 'divergent', mergeBases })
}

/** Reads along while git is still walking: large histories take both some time. */
async function readLog(
  { store, options, name }: Repository,
  ends: readonly string[],
): Promise<Result<Commit[]>> {
  const commits: Commit[] = []
  const read = logReader(commits)
  const words = ['--git-dir=.', 'log', ...logOptions, `--format=tformat:${format}`, ...ends]
  const answer = await runLong(words, {
    folder: store.folder,
    env: queryEnvironment(options.env),
    signal: options.signal,
    onProgress: () => undefined,
    onOutput(text) {
      read(text)
      options.onProgress(`commits: ${commits.length.toLocaleString('en-US')} so far`)
    },
  })
  return answer.exitCode === 0
    ? ok(commits)
    : gitFailed(`cannot read the commits of ${name}`, answer)
}

/** The same commits with the files they changed; a large range goes without. */
async function addFiles(
  { query, name }: Repository,
  ends: readonly string[],
  commits: readonly Commit[],
): Promise<Result<readonly Commit[]>> {
  if (commits.length === 0 || commits.length > mostWithFiles) return ok(commits)
  const options = ['--name-only', '--no-renames', '--format=tformat:%x00%H']
  const answer = await query('log', ...logOptions, ...options, ...ends)
  if (answer.exitCode !== 0) return gitFailed(`cannot read the files of ${name}`, answer)
  const files = parseFiles(answer.stdout)
  return ok(commits.map((commit) => ({ ...commit, files: files.get(commit.sha) ?? [] })))
}

const logOptions = [
  '-z',
  '--topo-order',
  '--no-color',
  '--no-show-signature',
  '--no-ext-diff',
  '--no-textconv',
  '--no-diff-merges',
]

/** A path inside the repository as git spells it; null for all of it. */
export function pathLimit(path: string): Result<string | null> {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..') || path !== cleanLine(path))
    return failed('usage', `the path ${cleanLine(path)} leaves the repository`, {
      next: 'name a folder relative to the top of the repository',
    })
  return ok(parts.length === 0 ? null : parts.join('/'))
}

async function readTouching(
  { query, name }: Repository,
  commits: readonly string[],
  path: string | null,
): Promise<Result<ReadonlySet<Sha> | null>> {
  if (path === null) return ok(null)
  const listed = await query('--literal-pathspecs', 'rev-list', ...commits, path)
  if (listed.exitCode !== 0) return gitFailed(`cannot read the commits of ${name}`, listed)
  const touching = new Set(lines(listed.stdout))
  if (touching.size > 0) return ok(touching)
  const ends = commits.slice(0, 2).map((end) => end.replace('^', ''))
  for (const end of ends) {
    const there = await query('cat-file', '-t', `${end}:${path}`)
    if (there.exitCode === 0) return ok(touching)
  }
  return failed(
    'usage',
    `no path ${path} in ${name} at ${ends.map((end) => end.slice(0, 7)).join(' or ')}`,
    {
      next: 'correct the path; it is relative to the top of the repository',
    },
  )
}

/** Takes git's output in pieces, cut anywhere. A record is an empty field and six fields. */
function logReader(commits: Commit[]): (text: string) => void {
  let rest = ''
  return (text) => {
    const fields = (rest + text).split('\0')
    let at = 0
    for (; at + 7 < fields.length; at += 7) {
      const [, sha = '', parents = '', author = '', email = '', seconds = '', subject = ''] =
        fields.slice(at, at + 7)
      commits.push({
        sha,
        parents: parents === '' ? [] : parents.split(' '),
        author: cleanLine(author),
        email: cleanLine(email),
        date: rfc3339(Number(seconds)),
        subject: cleanLine(subject),
        files: [],
      })
    }
    rest = fields.slice(at).join('\0')
  }
}

/** A record is an empty field, a hash, and the changed files up to the next empty field. */
function parseFiles(output: string): Map<Sha, readonly string[]> {
  const fields = output.split('\0')
  const found = new Map<Sha, readonly string[]>()
  for (let at = 1; at < fields.length; at++) {
    const sha = fields[at++] ?? ''
    const files: string[] = []
    for (; at < fields.length && fields[at] !== ''; at++)
      // Git sets the files off from the hash with a line break.
      files.push(cleanLine((fields[at] ?? '').slice(files.length === 0 ? 1 : 0)))
    if (sha !== '') found.set(sha, files)
  }
  return found
}

/** A commit can claim any date; one that no calendar has becomes the first of all. */
function rfc3339(seconds: number): string {
  const date = new Date(seconds * 1000)
  const valid = !Number.isNaN(date.getTime()) && date.getUTCFullYear() <= 9999
  return `${(valid ? date : new Date(0)).toISOString().slice(0, 19)}Z`
}

function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '')
}
