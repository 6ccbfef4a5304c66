/** A range of commits as a graph of positions, for walks that stay linear on large ranges. */
import type { Sha } from '../model/commit/commit.ts'
import type { SearchRange } from './search.ts'

export interface Graph {
  readonly shas: readonly Sha[]
  readonly positions: ReadonlyMap<Sha, number>
  /** Parents inside the range, by position. */
  readonly parents: readonly (readonly number[])[]
  /** Every position, parents before their children. */
  readonly oldestFirst: readonly number[]
}

const graphs = new WeakMap<SearchRange, Graph>()

/** The graph of a range; computed once per range. */
export function graphOf(range: SearchRange): Graph {
  const known = graphs.get(range)
  if (known !== undefined) return known
  const shas = range.commits.map((commit) => commit.sha)
  const positions = new Map(shas.map((sha, position) => [sha, position]))
  const parents = range.commits.map((commit) =>
    commit.parents.flatMap((sha) => positions.get(sha) ?? []),
  )
  const graph = { shas, positions, parents, oldestFirst: parentsFirst(parents) }
  graphs.set(range, graph)
  return graph
}

/** The commits that can be reached from `starts`, themselves included: 1 at their positions. */
export function reachable(graph: Graph, starts: Iterable<number>): Uint8Array {
  const seen = new Uint8Array(graph.shas.length)
  const waiting: number[] = []
  const visit = (at: number): void => {
    if (seen[at] === 1) return
    seen[at] = 1
    waiting.push(at)
  }
  for (const start of starts) visit(start)
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const parent of graph.parents[at] ?? []) visit(parent)
  return seen
}

/** The commits that one of `starts` can be reached from, themselves included: 1 at their positions. */
export function reaching(graph: Graph, starts: Iterable<number>): Uint8Array {
  const seen = new Uint8Array(graph.shas.length)
  for (const start of starts) seen[start] = 1
  for (const at of graph.oldestFirst)
    if (graph.parents[at]?.some((parent) => seen[parent] === 1)) seen[at] = 1
  return seen
}

/** Clock skew can list a parent above its child, so the order comes from the edges alone. */
function parentsFirst(parents: readonly (readonly number[])[]): number[] {
  const pending = parents.map((list) => list.length)
  const children = parents.map((): number[] => [])
  for (const [child, list] of parents.entries())
    for (const parent of list) children[parent]?.push(child)
  const order: number[] = []
  for (const [at, count] of pending.entries()) if (count === 0) order.push(at)
  for (let next = 0; next < order.length; next++)
    for (const child of children[order[next] ?? 0] ?? []) {
      const left = (pending[child] ?? 0) - 1
      pending[child] = left
      if (left === 0) order.push(child)
    }
  return order
}
