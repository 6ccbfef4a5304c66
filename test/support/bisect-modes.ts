/** Bisects of each kind over the ten commits of the fixtures, as the search itself has them. */
import { mark as addMark } from '../../src/bisect/mark.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import { progressFor } from '../../src/bisect/progress.ts'
import type { Search, Testable, Tier } from '../../src/bisect/search.ts'
import type { Progress } from '../../src/bisect/session.ts'
import type { Suspect } from '../../src/model/commit/suspect.ts'
import { value } from './git-repository.ts'
import { mark, progress } from './bisect-fixtures.ts'
import { sha } from './state-fixtures.ts'

type Verdicts = readonly (readonly [number, 'good' | 'bad' | 'skip'])[]

/** After these verdicts. */
export function searched(
  how: Pick<Search, 'flaky' | 'testable' | 'suspects'>,
  verdicts: Verdicts = [],
): Progress {
  const { session, search, commits } = progress()
  const end = verdicts.reduce<Search>(
    (now, [n, verdict]) => value(addMark(now, mark(n, verdict))),
    { ...search, ...how },
  )
  return progressFor(session, commits, end, nextStep(end, null))
}

export const flaky = { confidence: 0.95, failRate: 0.5, falseFailRate: 0.05 }

/** Flaky commit 3: it failed twice in three tests, 4 never did. */
export function flakyProgress(): Progress {
  return searched({ flaky }, [
    [5, 'good'],
    [3, 'bad'],
    [4, 'good'],
    [3, 'good'],
    [4, 'good'],
    [3, 'bad'],
  ])
}

function testable(only: Tier, tiers: readonly (readonly [number, Tier])[]): Testable {
  return {
    only,
    tiers: new Map(tiers.map(([n, tier]) => [sha(n), tier])),
    unbuilt: new Set(),
    asks: false,
    beside: new Map(),
  }
}

/** A release at each third commit, two tags, and everything else to be built. */
export function phasedProgress(...verdicts: Verdicts): Progress {
  const tiers = [
    [1, 'deployed'],
    [20, 'deployed'],
    [6, 'deployed'],
    [3, 'tagged'],
    [9, 'tagged'],
  ] as const
  return searched({ testable: testable('any', tiers) }, verdicts)
}

/** Images of two commits and of the bad end; the good end has none. */
export function builtProgress(...verdicts: Verdicts): Progress {
  const tiers = [
    [1, 'built'],
    [4, 'built'],
    [9, 'built'],
  ] as const
  return searched({ testable: testable('built', tiers) }, verdicts)
}

/** Of the range, only the bad end has an image. */
export function nothingBuilt(): Progress {
  return searched({ testable: testable('built', [[1, 'built']]) })
}

export const suspects: readonly Suspect[] = [
  [3, 71, ['changes src/price.ts, which the stack names', 'shares “price”, “cache” with the log']],
  [9, 22, ['changes the version of undici, which the stack runs through']],
  [4, 15, ['shares “price” with the log']],
  ...[1, 2, 5, 6, 7, 8, 10].map((n) => [n, 3, []] as const),
].map(([n, score, reasons]) => ({
  sha: sha(n as number),
  score: score as number,
  reasons: ['touches services/cart', ...(reasons as readonly string[])].slice(-3),
}))
