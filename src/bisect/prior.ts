/** How probable each candidate is before any test: alike, or by how suspect it is. */
import type { Sha } from '../model/commit/commit.ts'
import type { Search } from './search.ts'

/** What is left to the suspicion; the rest is spread alike, so that no commit is ever out of the race. */
const share = 0.5

/**
 * For each of `shas`, with a sum of 1. The place in the ranking counts, not the score: the first is
 * twice as probable as the second. A culprit that is suspected last so costs one bit, a test or two.
 */
export function priorOf({ suspects }: Search, shas: readonly Sha[]): readonly number[] {
  const alike = 1 / shas.length
  if (suspects === undefined) return shas.map(() => alike)
  const scores = new Map(suspects.map(({ sha, score }) => [sha, score]))
  const scoreOf = (sha: Sha): number => scores.get(sha) ?? 0
  const sorted = shas.map(scoreOf).toSorted((a, b) => b - a)
  const weights = new Map<number, number>()
  for (let at = 0; at < sorted.length;) {
    const score = sorted[at] ?? 0
    let end = at
    let sum = 0
    for (; end < sorted.length && sorted[end] === score; end++) sum += 1 / (end + 1)
    // Those with equal scores share their places.
    weights.set(score, sum / (end - at))
    at = end
  }
  const total = sorted.reduce((sum, _, at) => sum + 1 / (at + 1), 0)
  return shas.map((sha) => (1 - share) * alike + (share * (weights.get(scoreOf(sha)) ?? 0)) / total)
}
