/** Commits that can be tested beside those of a range: tags, abbreviated hashes, and how they join it. */
import type { Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import type { Repository } from './open.ts'
import { gitFailed } from './run.ts'

/** Every tag with its commit; the clone's own names, where there is a clone. */
export async function readTags(repository: Repository): Promise<Result<ReadonlyMap<string, Sha>>> {
  const query = repository.queryClone ?? repository.query
  const format = '--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)'
  const answer = await query('for-each-ref', format, 'refs/tags')
  if (answer.exitCode !== 0) return gitFailed(`cannot read the tags of ${repository.name}`, answer)
  const tags = answer.stdout.split('\n').map((line): [string, Sha] => {
    const [name = '', object = '', peeled = ''] = line.split('\0')
    return [name, peeled === '' ? object : peeled]
  })
  return ok(new Map(tags.filter(([name]) => name !== '')))
}

/** The commits among `shas` that the repository holds; nothing is fetched. */
export async function heldCommits(
  { query }: Repository,
  shas: readonly string[],
): Promise<readonly Sha[]> {
  if (shas.length === 0) return []
  const verified = shas.map((sha) =>
    query('rev-parse', '--verify', '--end-of-options', `${sha}^{commit}`),
  )
  const answers = await Promise.all(verified)
  return answers.flatMap(({ exitCode, stdout }) => (exitCode === 0 ? [stdout.trim()] : []))
}

/**
 * Of each commit beside the range, the newest commits of the range that it contains. `newer` and
 * `older` are the ends of the range; commits that contain none of it are left out.
 */
export async function readBeside(
  { query, name }: Repository,
  ends: { readonly newer: Sha; readonly older: Sha },
  range: ReadonlySet<Sha>,
  shas: readonly Sha[],
): Promise<Result<ReadonlyMap<Sha, readonly Sha[]>>> {
  const asked = shas.filter((sha) => !range.has(sha))
  if (asked.length === 0) return ok(new Map())
  const limits = [`^${ends.newer}`, `^${ends.older}`, '--']
  const answer = await query('rev-list', '--parents', '--ignore-missing', ...asked, ...limits)
  if (answer.exitCode !== 0) return gitFailed(`cannot read the builds of ${name}`, answer)
  const parents = new Map(
    answer.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [Sha, readonly Sha[]] => {
        const [sha = '', ...above] = line.split(' ')
        return [sha, above]
      }),
  )
  const beside = new Map<Sha, readonly Sha[]>()
  for (const sha of asked) {
    const entries = new Set<Sha>()
    const seen = new Set([sha])
    for (const at of seen)
      for (const parent of parents.get(at) ?? [])
        if (range.has(parent)) entries.add(parent)
        else seen.add(parent)
    if (entries.size > 0) beside.set(sha, [...entries])
  }
  return ok(beside)
}
