/** How evenly each candidate would split the rest: kulprit's own choice, and the probes left. */
import type { Sha } from '../model/commit/commit.ts'
import { sizeOf } from './contents.ts'
import { reachable } from './graph.ts'
import { sample } from './sample.ts'
import type { Remaining, Search } from './search.ts'
import { endsOf } from './side.ts'
import { tierOf } from './testable.ts'
import type { Frontier } from './standing.ts'
import { frontier, markOn, standingOf } from './standing.ts'

/** Weighing takes time with the square of the open commits, in git too: beyond this a sample has to do. */
const mostWeighed = 8192
const sampled = 16

/**
 * What git is asked to split next. Null where its answer is not needed: something else comes first,
 * there is one choice only, or git would take seconds for it.
 */
export function splitRequest(search: Search): Frontier | null {
  const { informative, mainline, aborted } = standingOf(search)
  if (search.testable !== undefined || search.flaky !== undefined) return null
  if (aborted !== null || search.chosen !== null || firstTests(search).length > 0) return null
  if (mainline.informative.length > 0)
    return mainline.informative.length === 1 ? null : frontier(search)
  if (informative.length < 2) return null
  return openCount(search) > mostWeighed ? null : frontier(search)
}

/**
 * The informative commit that splits the candidates most evenly, or the mainline where that comes
 * first; null where there is none.
 */
export function bestSplit(search: Search): Sha | null {
  const { candidates, informative, mainline } = standingOf(search)
  const middle = mainline.informative[Math.floor(mainline.informative.length / 2)]
  if (middle !== undefined) return middle
  const isLarge = openCount(search) > mostWeighed
  const weigh = isLarge ? weighByWalk(search) : weighAll(search)
  let best: Sha | null = null
  let bestBalance = 0
  const consider = (sha: Sha): number => {
    const below = weigh(sha)
    const balance = Math.min(below, candidates.length - below)
    if (balance > bestBalance) {
      best = sha
      bestBalance = balance
    }
    return below
  }
  if (!isLarge) {
    for (const sha of informative) consider(sha)
    return best
  }
  // The middle of the history is where the even splits are.
  const quarter = informative.length / 4
  for (const sha of sample(informative.slice(quarter, 3 * quarter), sampled)) consider(sha)
  // Towards the end of the list commits contain less and less, but for branches side by side.
  let [from, to] = [0, informative.length]
  while (from < to) {
    const at = (from + to) >> 1
    if (consider(informative[at] ?? '') * 2 > candidates.length) from = at + 1
    else to = at
  }
  return best
}

/**
 * How far it still is: halving takes between ⌊log₂⌋ and ⌈log₂⌉ probes of the outcomes that can still
 * be told apart, and each end and merge base not yet tested adds one. Exact on a straight history;
 * where merges keep a split from being even, one more or fewer can be needed. Where the mainline comes
 * first, the commits inside one merge follow.
 */
export function remaining(search: Search): Remaining {
  const { candidates, informative, mainline, aborted } = standingOf(search)
  if (aborted !== null) return { candidates: candidates.length, least: 0, most: 0 }
  const isMainline = mainline.informative.length > 0
  // Tests tell so many outcomes apart, less one: never more than there are candidates.
  const outcomes = isMainline
    ? mainline.informative.length
    : Math.min(informative.length, candidates.length - 1)
  const inside = isMainline ? mainline.inside : [0]
  const ends = firstTests(search).length
  const probes = (within: number, round: (halvings: number) => number): number =>
    ends + round(Math.log2(outcomes + 1)) + round(Math.log2(within + 1))
  return {
    candidates: candidates.length,
    least: probes(Math.min(...inside), Math.floor),
    most: probes(Math.max(...inside), Math.ceil),
  }
}

/** Ends and merge bases that are to be tested before anything is split, in that order. */
export function firstTests(search: Search): readonly Sha[] {
  const { older, newer } = endsOf(search.range)
  const ends = search.verifyEnds ? [newer, older] : []
  const { testable } = search
  return [...ends, ...search.range.mergeBases].filter(
    (sha) =>
      markOn(search, sha) === null && (testable === undefined || tierOf(testable, sha) !== null),
  )
}

/** Ends and merge bases that have no build: nobody can test them, so the user's word is taken for them. */
export function assumedEnds({ range, testable }: Search): readonly Sha[] {
  if (testable === undefined) return []
  const { older, newer } = endsOf(range)
  return [newer, older, ...range.mergeBases].filter((sha) => tierOf(testable, sha) === null)
}

/** How many candidates each commit contains, itself included: all at once, as sets of bits. */
function weighAll(search: Search): (sha: Sha) => number {
  const { graph, open, candidates } = standingOf(search)
  const columns = new Map(candidates.map((sha, column) => [sha, column]))
  const words = (candidates.length + 31) >> 5
  const rows = new Map<number, Uint32Array>()
  for (const at of graph.oldestFirst) {
    if (open[at] !== 1) continue
    const row = new Uint32Array(words)
    const column = columns.get(graph.shas[at] ?? '')
    if (column !== undefined) row[column >> 5] = 1 << (column & 31)
    for (const parent of graph.parents[at] ?? []) {
      const ancestors = rows.get(parent)
      if (ancestors === undefined) continue
      for (let i = 0; i < words; i++) row[i] = (row[i] ?? 0) | (ancestors[i] ?? 0)
    }
    rows.set(at, row)
  }
  return (sha) => sizeOf(rows.get(graph.positions.get(sha) ?? -1) ?? new Uint32Array())
}

/** The same for one commit at a time, by walking what it contains. */
function weighByWalk(search: Search): (sha: Sha) => number {
  const { graph, candidates } = standingOf(search)
  const positions = candidates.map((sha) => graph.positions.get(sha) ?? -1)
  return (sha) => {
    const below = reachable(graph, [graph.positions.get(sha) ?? -1])
    return positions.reduce((count, at) => count + (below[at] ?? 0), 0)
  }
}

function openCount(search: Search): number {
  return standingOf(search).open.reduce((count, isOpen) => count + isOpen, 0)
}
