/** How evenly each candidate would split the rest: kulprit's own choice, and the probes left. */
import type { Sha } from '../model/commit.ts'
import { reachable } from './graph.ts'
import type { Remaining, Search } from './search.ts'
import type { Frontier } from './standing.ts'
import { frontier, markOn, standingOf } from './standing.ts'

/** Weighing takes time with the square of the open commits, in git too: beyond this a sample has to do. */
const mostWeighed = 8192
const sampled = 24

/**
 * What git is asked to split next. Null where its answer is not needed: something else comes first,
 * there is one choice only, or git would take seconds for it.
 */
export function splitRequest(search: Search): Frontier | null {
  const { informative, aborted } = standingOf(search)
  if (aborted !== null || informative.length < 2 || firstTests(search).length > 0) return null
  return openCount(search) > mostWeighed ? null : frontier(search)
}

/** The informative candidate that splits the candidates most evenly; null where there is none. */
export function bestSplit(search: Search): Sha | null {
  const { candidates, informative } = standingOf(search)
  const isLarge = openCount(search) > mostWeighed
  const weigh = isLarge ? weighByWalk(search) : weighAll(search)
  let best: Sha | null = null
  let bestBalance = 0
  for (const sha of isLarge ? middleOf(informative) : informative) {
    const below = weigh(sha)
    const balance = Math.min(below, candidates.length - below)
    if (balance <= bestBalance) continue
    best = sha
    bestBalance = balance
  }
  return best
}

/**
 * How far it still is: halving takes between ⌊log₂⌋ and ⌈log₂⌉ probes of the outcomes that can still
 * be told apart, and each end and merge base not yet tested adds one. Exact on a straight history;
 * where merges keep a split from being even, one more or fewer can be needed.
 */
export function remaining(search: Search): Remaining {
  const { candidates, informative, aborted } = standingOf(search)
  if (aborted !== null) return { candidates: candidates.length, least: 0, most: 0 }
  const first = firstTests(search)
  const outcomes = Math.log2(informative.length + 1)
  return {
    candidates: candidates.length,
    least: first.length + Math.floor(outcomes),
    most: first.length + Math.ceil(outcomes),
  }
}

/** Ends and merge bases that are to be tested before anything is split, in that order. */
export function firstTests(search: Search): readonly Sha[] {
  const { bad, good, mergeBases } = search.range
  const ends = search.verifyEnds ? [bad, good] : []
  return [...ends, ...mergeBases].filter((sha) => markOn(search, sha) === null)
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
  return (sha) => ones(rows.get(graph.positions.get(sha) ?? -1))
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

/** Some from the middle of the history, where the even splits are. */
function middleOf(shas: readonly Sha[]): Sha[] {
  const start = Math.floor(shas.length / 4)
  const step = Math.max(1, Math.floor(shas.length / 2 / sampled))
  return Array.from({ length: sampled }, (_, i) => shas[start + i * step]).filter(
    (sha) => sha !== undefined,
  )
}

function openCount(search: Search): number {
  return standingOf(search).open.reduce((count, isOpen) => count + isOpen, 0)
}

function ones(row: Uint32Array | undefined): number {
  let count = 0
  for (let word of row ?? []) for (; word !== 0; word = (word & (word - 1)) >>> 0) count++
  return count
}
