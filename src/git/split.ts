/** Asks git which commit splits a range most evenly: without state, so that nothing can be left over. */
import type { Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import type { Repository } from './open.ts'
import { gitFailed } from './run.ts'

/** What is to be split: the commits that `after` contains and no commit of `before`. */
export interface SplitRange {
  readonly after: Sha
  readonly before: readonly Sha[]
  readonly skipped: readonly Sha[]
  /** Only the commits that `after` reaches through first parents. */
  readonly firstParent: boolean
}

/**
 * The commit that `git bisect` would test next; null where git has none. Where commits were skipped
 * it is the most even of the others, instead of git's random choice.
 */
export async function suggestSplit(
  { query, name }: Repository,
  { after, before, skipped, firstParent }: SplitRange,
  path: string | null,
): Promise<Result<Sha | null>> {
  const weighs = skipped.length === 0 ? '--bisect-vars' : '--bisect-all'
  const answer = await query(
    '--literal-pathspecs',
    'rev-list',
    weighs,
    ...(firstParent ? ['--first-parent'] : []),
    after,
    ...before.map((sha) => `^${sha}`),
    '--',
    ...(path === null ? [] : [path]),
  )
  if (answer.exitCode !== 0) return gitFailed(`cannot split the range in ${name}`, answer)
  if (skipped.length === 0) return ok(/^bisect_rev='([0-9a-f]+)'/m.exec(answer.stdout)?.[1] ?? null)
  const left = new Set(skipped)
  const lines = answer.stdout.split('\n')
  return ok(lines.map((line) => line.split(' ')[0] ?? '').find((sha) => !left.has(sha)) || null)
}
