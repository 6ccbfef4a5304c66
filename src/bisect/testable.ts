/** Which commits can be tested, and which of them tell candidates apart: also builds beside the range. */
import type { Sha } from '../model/commit/commit.ts'
import type { Graph } from './graph.ts'
import { reachable, reaching } from './graph.ts'
import type { Testable, Tier } from './search.ts'

/** From what exists already to what has to be built. */
export const tiers: readonly Tier[] = ['deployed', 'tagged', 'built', 'any']

/** Why a commit can be tested; null where it cannot. Where it is worth asking, it counts as built. */
export function tierOf(testable: Testable, sha: Sha): Tier | null {
  const { only, unbuilt, asks } = testable
  const known = testable.tiers.get(sha)
  if (known !== undefined && rank(known) <= rank(only)) return known
  if (asks && !unbuilt.has(sha) && rank('built') <= rank(only)) return 'built'
  return only === 'any' ? 'any' : null
}

/** Whether nothing is known yet of a commit that counts as built. */
export function isPresumed(testable: Testable, sha: Sha): boolean {
  return !testable.tiers.has(sha) && tierOf(testable, sha) === 'built'
}

/** The newest commits of the range that a commit contains, by position: itself, in the range. */
export function headsOf(graph: Graph, testable: Testable | undefined, sha: Sha): number[] {
  const own = graph.positions.get(sha)
  if (own !== undefined) return [own]
  const entries = testable?.beside.get(sha) ?? []
  return entries.flatMap((entry) => graph.positions.get(entry) ?? [])
}

export interface Separation {
  /** Whether the commit contains some candidates, and not all of them. */
  readonly separates: (sha: Sha) => boolean
  /** Whether it contains every candidate. */
  readonly containsAll: (sha: Sha) => boolean
}

/** How commits lie to the candidates (1 at their positions): exact, and linear in the range. */
export function separationBy(graph: Graph, testable: Testable, candidates: Uint8Array): Separation {
  const some = reaching(graph, membersOf(candidates))
  const above = newestOf(graph, candidates).map((top) => reaching(graph, [top]))
  const containsAll = (sha: Sha): boolean => {
    const heads = headsOf(graph, testable, sha)
    return above.every((mask) => heads.some((at) => mask[at] === 1))
  }
  return {
    containsAll,
    separates: (sha) =>
      headsOf(graph, testable, sha).some((at) => some[at] === 1) && !containsAll(sha),
  }
}

/** The positions of `set` that no other of it contains. */
export function newestOf(graph: Graph, set: Uint8Array): number[] {
  const members = membersOf(set)
  const below = reachable(
    graph,
    members.flatMap((at) => graph.parents[at] ?? []),
  )
  return members.filter((at) => below[at] === 0)
}

function membersOf(set: Uint8Array): number[] {
  return [...set.keys()].filter((at) => set[at] === 1)
}

function rank(tier: Tier): number {
  return tiers.indexOf(tier)
}
