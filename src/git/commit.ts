/** Looking at one commit: what it says and does, its files, and which others contain it. */
import type { CommitDetail, Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { cleanLines } from '../model/text.ts'
import { queryEnvironment } from './environment.ts'
import { commitUrl, pullRequestOf } from './forge.ts'
import type { Repository } from './open.ts'
import { pathLimit } from './range.ts'
import { ensureCommit } from './resolve.ts'
import { gitFailed, runLong } from './run.ts'

const mostLines = 3000
/** Generous for so many lines; a commit can add files of any size. */
const mostCharacters = 2_000_000
const mostTips = 1000
const largestFile = 1_000_000

/** The message and the patch against the first parent: for a merge, all that it brought in. */
export async function readCommit(repository: Repository, sha: Sha): Promise<Result<CommitDetail>> {
  const { options, store, name, remote } = repository
  const present = await ensureCommit(repository, sha)
  if (!present.ok) return present
  const answer = await runLong(
    [
      '--git-dir=.',
      'show',
      '--no-color',
      '--no-show-signature',
      '--no-notes',
      '--no-ext-diff',
      '--no-textconv',
      '--diff-merges=first-parent',
      '--patch',
      '--format=tformat:%B%x00',
      sha,
      '--',
    ],
    {
      folder: store.folder,
      env: queryEnvironment(options.env),
      signal: options.signal,
      onProgress: () => undefined,
      mostOutput: mostCharacters,
    },
  )
  if (answer.exitCode !== 0) return gitFailed(`cannot read ${sha.slice(0, 7)} of ${name}`, answer)
  const end = answer.stdout.indexOf('\0')
  const [message, patch] =
    end === -1 ? [answer.stdout, ''] : [answer.stdout.slice(0, end), answer.stdout.slice(end + 1)]
  const lines = cleanLines(patch.trimStart().replaceAll('\t', '    '))
  const said = cleanLines(message.trimEnd()).slice(0, mostLines)
  return ok({
    message: said,
    url: remote === null ? null : commitUrl(remote, sha),
    pullRequest: pullRequestOf(said, remote),
    diff: lines.slice(0, mostLines),
    truncated: lines.length > mostLines || answer.stdout.length > mostCharacters,
  })
}

/**
 * Which of the commits `tips` contain `sha`, itself included. Tips that the repository does not have
 * are left out, and nothing is fetched; the first 1,000 are looked at.
 */
export async function containing(
  { query }: Repository,
  sha: Sha,
  tips: readonly Sha[],
): Promise<ReadonlySet<Sha>> {
  const asked = [...new Set(tips)].slice(0, mostTips)
  const found = new Set(asked.filter((tip) => tip === sha))
  // A missing commit could not hold the history back, and all of it would be listed.
  const known = await query('cat-file', '-t', `${sha}^{commit}`)
  if (known.exitCode !== 0 || asked.length === 0) return found
  const range = ['--ancestry-path', '--ignore-missing', ...asked, `^${sha}`]
  const answer = await query('rev-list', ...range, '--')
  const descendants = new Set(answer.stdout.split('\n'))
  for (const tip of asked) if (descendants.has(tip)) found.add(tip)
  return found
}

/** A text file as it is in a commit; null where there is none. Fails where it is larger than 1 MB. */
export async function readFile(
  repository: Repository,
  sha: Sha,
  path: string,
): Promise<Result<string | null>> {
  const { query, name } = repository
  const limit = pathLimit(path)
  if (!limit.ok) return limit
  const present = await ensureCommit(repository, sha)
  if (!present.ok) return present
  const where = `${path} of ${name} at ${sha.slice(0, 7)}`
  const entry = await query('--literal-pathspecs', 'ls-tree', '-lz', sha, '--', limit.value ?? '.')
  if (entry.exitCode !== 0) return gitFailed(`cannot read ${where}`, entry)
  // `100644 blob <hash> <size>\t<path>`; a link or a submodule is no file to read.
  const [, blob, size] = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t/.exec(entry.stdout) ?? []
  if (blob === undefined) return ok(null)
  if (Number(size) > largestFile)
    return failed('git', `${where} is too large to read`, { cause: `it has ${size} bytes` })
  const content = await query('cat-file', 'blob', blob)
  return content.exitCode === 0 ? ok(content.stdout) : gitFailed(`cannot read ${where}`, content)
}
