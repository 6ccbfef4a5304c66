/** Searches over planned histories, for tests of the engine without a repository. */
import { mark, startSearch } from '../../src/bisect/mark.ts'
import type { Mark, Search, Verdict } from '../../src/bisect/search.ts'
import type { CommitRange, Sha } from '../../src/model/commit/commit.ts'
import type { PlannedCommit } from './git-repository.ts'
import { ancestorsOf, plannedRange, shaOf, value } from './git-repository.ts'

export function verdictOn(sha: Sha, verdict: Verdict): Mark {
  return {
    sha,
    verdict,
    phase: 'search',
    at: '2024-01-01T00:00:00Z',
    durationMs: null,
    exitCode: null,
    note: null,
  }
}

export function searchOf(range: CommitRange, verifyEnds = false): Search {
  const looksFor = range.relation === 'reversed' ? 'fix' : 'regression'
  return startSearch({ ...range, looksFor }, verifyEnds)
}

/** The same range with the ends the other way round: good is the newer one. */
export function reversed(range: CommitRange): CommitRange {
  return { ...range, good: range.bad, bad: range.good, relation: 'reversed' }
}

export function planned(plan: readonly PlannedCommit[], good: number, bad: number): Search {
  return searchOf(plannedRange(plan, good, bad))
}

/** The search after verdicts on places of a plan; each has to be accepted. */
export function marked(search: Search, ...verdicts: readonly [number, Verdict][]): Search {
  return verdicts.reduce(
    (now, [place, verdict]) => value(mark(now, verdictOn(shaOf(place), verdict))),
    search,
  )
}

/** Places that can be the culprit by the verdicts alone: checked one by one, the plainest way. */
export function possibleCulprits(
  plan: readonly PlannedCommit[],
  good: number,
  bad: number,
  verdicts: readonly [number, Verdict][],
): Set<number> {
  const inGood = ancestorsOf(plan, good)
  return new Set(
    [...ancestorsOf(plan, bad)].filter(
      (culprit) =>
        !inGood.has(culprit) &&
        verdicts.every(
          ([place, verdict]) =>
            verdict === 'skip' || ancestorsOf(plan, place).has(culprit) === (verdict === 'bad'),
        ),
    ),
  )
}
