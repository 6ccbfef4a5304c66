/** All that follows from a search and its next step: what the screens and printers show. */
import type { Commit, Sha } from '../model/commit/commit.ts'
import { worthBuilding } from './build.ts'
import { flakyRemaining, posterior } from './flaky.ts'
import { flakyStanding } from './flaky-standing.ts'
import { commitStates } from './next-step.ts'
import type { Search, Step, Tier } from './search.ts'
import type { Progress, Session } from './session.ts'
import { assumedEnds, remaining } from './split.ts'
import { touches } from './standing.ts'
import { tierOf } from './testable.ts'

const mostWorthBuilding = 3

/** `commits` are those of the range, newest first. */
export function progressFor(
  session: Session,
  commits: readonly Commit[],
  search: Search,
  step: Step,
): Progress {
  const { touching } = search.range
  return {
    session,
    search,
    step,
    remaining: (search.flaky === undefined ? remaining : flakyRemaining)(search),
    states: commitStates(search, step),
    commits,
    excluded: touching === null ? 0 : commits.length - touching.size,
    ...buildsOf(search, step),
    ...flakyOf(search, step),
  }
}

function buildsOf(search: Search, step: Step): Pick<Progress, 'builds'> {
  const { testable } = search
  if (testable === undefined) return {}
  const tiers = new Map<Sha, Tier>()
  for (const { sha } of search.range.commits) {
    const tier = tierOf(testable, sha)
    if (tier !== null && (testable.tiers.has(sha) || touches(search, sha))) tiers.set(sha, tier)
  }
  const isStuck = step.kind === 'indeterminate' && step.why === 'builds'
  return {
    builds: {
      only: testable.only,
      tiers,
      beside: testable.beside.size,
      asks: testable.asks,
      assumed: assumedEnds(search),
      worthBuilding: isStuck ? worthBuilding(search, mostWorthBuilding) : [],
    },
  }
}

function flakyOf(search: Search, step: Step): Pick<Progress, 'posterior' | 'flaky'> {
  if (search.flaky === undefined) return {}
  return { posterior: posterior(search), flaky: flakyStanding(search, search.flaky, step) }
}
