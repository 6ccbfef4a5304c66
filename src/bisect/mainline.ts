/** The mainline of a range: what its newer end reaches through first parents, where merges land. */
import type { Sha } from '../model/commit/commit.ts'
import type { Graph } from './graph.ts'
import type { SearchRange } from './search.ts'
import { endsOf } from './side.ts'

export interface Mainline {
  /** The commits whose test narrows the search, newest first. */
  readonly informative: readonly Sha[]
  /** How many informative commits each stretch between two of them hides: inside a merge, mostly. */
  readonly inside: readonly number[]
}

export const noMainline: Mainline = { informative: [], inside: [] }

export interface MainlineRequest {
  readonly range: SearchRange
  readonly graph: Graph
  readonly open: Uint8Array
  readonly after: Sha
  readonly candidates: ReadonlySet<Sha>
  readonly skipped: ReadonlySet<Sha>
}

/**
 * The part of the mainline that is still open. Where a path limits the search, a merge need not touch
 * it itself: it is worth a test as soon as it separates candidates.
 */
export function mainlineOf(request: MainlineRequest): Mainline {
  const { graph, after, candidates, skipped } = request
  const others = candidates.size - 1
  const informative: Sha[] = []
  const inside: number[] = []
  const claimed = new Uint8Array(graph.shas.length)
  let below = 0
  let hidden = 0
  for (const at of openMainline(request).toReversed()) {
    const sha = graph.shas[at] ?? ''
    for (const found of claim(graph, at, claimed)) {
      if (!candidates.has(found)) continue
      below++
      if (found !== sha && !skipped.has(found)) hidden++
    }
    const separates = candidates.has(sha) || (below > 0 && below < others)
    if (sha === after || skipped.has(sha) || !separates) continue
    informative.unshift(sha)
    inside.push(hidden)
    hidden = 0
  }
  return { informative, inside: [...inside, hidden] }
}

function openMainline({ range, graph, open }: MainlineRequest): number[] {
  const line: number[] = []
  let at = graph.positions.get(endsOf(range).newer)
  while (at !== undefined) {
    if (open[at] === 1) line.push(at)
    at = graph.positions.get(range.commits[at]?.parents[0] ?? '')
  }
  return line
}

/** The commits that `start` contains and nothing before it has claimed. */
function claim(graph: Graph, start: number, claimed: Uint8Array): Sha[] {
  const found: Sha[] = []
  const waiting = [start]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (claimed[at] === 1) continue
    claimed[at] = 1
    found.push(graph.shas[at] ?? '')
    waiting.push(...(graph.parents[at] ?? []))
  }
  return found
}
