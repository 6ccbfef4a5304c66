/** Which candidates a commit contains, as sets of bits: what a verdict on it would tell apart. */
import type { Sha } from '../model/commit/commit.ts'
import type { Graph } from './graph.ts'
import { reachable } from './graph.ts'

/** Rows of all commits at once cost the product of both counts in bits; above it each is walked for. */
const mostBits = 1 << 27

/** What is asked: `heads` are the newest commits of the range that a commit contains, by position. */
export interface ContentsRequest {
  readonly graph: Graph
  /** Positions of the candidates; bit i of a row is the i-th of them. */
  readonly candidates: readonly number[]
  readonly heads: (sha: Sha) => readonly number[]
}

/** A row of bits for each of `shas`. */
export function contentsOf(
  { graph, candidates, heads }: ContentsRequest,
  shas: readonly Sha[],
): ReadonlyMap<Sha, Uint32Array> {
  const words = (candidates.length + 31) >> 5
  const rowAt =
    candidates.length * graph.shas.length > mostBits ? null : allRows(graph, candidates, words)
  return new Map(
    shas.map((sha) => {
      const row = new Uint32Array(words)
      if (rowAt === null) {
        const below = reachable(graph, heads(sha))
        for (const [bit, at] of candidates.entries()) if (below[at] === 1) setBit(row, bit)
      } else for (const head of heads(sha)) unite(row, rowAt[head])
      return [sha, row]
    }),
  )
}

/** How many bits are set. */
export function sizeOf(row: Uint32Array): number {
  let count = 0
  for (let word of row) for (; word !== 0; word = (word & (word - 1)) >>> 0) count++
  return count
}

function allRows(graph: Graph, candidates: readonly number[], words: number): Uint32Array[] {
  const bits = new Map(candidates.map((at, bit) => [at, bit]))
  const rows: Uint32Array[] = []
  for (const at of graph.oldestFirst) {
    const row = new Uint32Array(words)
    const bit = bits.get(at)
    if (bit !== undefined) setBit(row, bit)
    for (const parent of graph.parents[at] ?? []) unite(row, rows[parent])
    rows[at] = row
  }
  return rows
}

function setBit(row: Uint32Array, bit: number): void {
  row[bit >> 5] = (row[bit >> 5] ?? 0) | (1 << (bit & 31))
}

function unite(row: Uint32Array, other: Uint32Array | undefined): void {
  if (other === undefined) return
  for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) | (other[i] ?? 0)
}
