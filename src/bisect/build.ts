/** The builds that split the candidates best: of those that exist, and of those that could be made. */
import type { Sha } from '../model/commit/commit.ts'
import { contentsOf, sizeOf } from './contents.ts'
import { sample } from './sample.ts'
import type { Search, Tier } from './search.ts'
import { standingOf } from './standing.ts'
import { headsOf, tierOf, tiers } from './testable.ts'

/** Weighing more than these, one by one, takes seconds on the largest ranges. */
const mostWeighed = 4096

/** A commit worth building, and how many candidates a verdict on it would leave. */
export interface BuildChoice {
  readonly sha: Sha
  /** Where it has what is looked for. */
  readonly ifAfter: number
  /** Where it has not. */
  readonly ifBefore: number
}

/**
 * The commit that splits the candidates most evenly, of the first tier that has one that splits them
 * at all; null where any commit can be tested, or none that can be is of use.
 */
export function bestBuild(search: Search): { readonly sha: Sha; readonly tier: Tier } | null {
  const { testable } = search
  if (testable === undefined) return null
  const { informative } = standingOf(search)
  for (const tier of tiers) {
    const choices = informative.filter((sha) => tierOf(testable, sha) === tier)
    const [best] = splits(search, choices)
    if (best !== undefined) return { sha: best.sha, tier }
  }
  return null
}

/** Where builds are what is missing: the candidates whose build would split the rest, the best first. */
export function worthBuilding(search: Search, most: number): readonly BuildChoice[] {
  const { testable } = search
  const { candidates, separation } = standingOf(search)
  if (testable === undefined || separation === null) return []
  const unbuilt = candidates.filter(
    (sha) => tierOf(testable, sha) === null && separation.separates(sha),
  )
  return splits(search, unbuilt).slice(0, most)
}

/** How commits would split the candidates, the most even first; the order given breaks ties. */
function splits(search: Search, shas: readonly Sha[]): BuildChoice[] {
  const { graph, candidates } = standingOf(search)
  const rows = contentsOf(
    {
      graph,
      candidates: candidates.map((sha) => graph.positions.get(sha) ?? -1),
      heads: (sha) => headsOf(graph, search.testable, sha),
    },
    sample(shas, mostWeighed),
  )
  return [...rows]
    .map(([sha, row]) => {
      const ifAfter = sizeOf(row)
      return { sha, ifAfter, ifBefore: candidates.length - ifAfter }
    })
    .toSorted((a, b) => evenness(b) - evenness(a))
}

function evenness({ ifAfter, ifBefore }: BuildChoice): number {
  return Math.min(ifAfter, ifBefore)
}
