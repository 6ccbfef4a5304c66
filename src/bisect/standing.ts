/** What the verdicts so far imply: the commit known bad, those known good, and what is left between. */
import type { Sha } from '../model/commit.ts'
import type { Graph } from './graph.ts'
import { graphOf, reachable } from './graph.ts'
import type { Mark, Search, Step } from './search.ts'

export interface Standing {
  readonly graph: Graph
  /** The oldest commit known bad. */
  readonly bad: Sha
  /** Every commit known good by a verdict or given as good, sorted. */
  readonly goods: readonly Sha[]
  /** Reachable from a good commit of the range: 1 at their positions. */
  readonly knownGood: Uint8Array
  /** Reachable from `bad` and from no good commit, path or not: 1 at their positions. */
  readonly open: Uint8Array
  /** Commits that can be the culprit, newest first; `bad` is always one of them. */
  readonly candidates: readonly Sha[]
  /** Skipped commits that a later verdict has not settled. */
  readonly skipped: ReadonlySet<Sha>
  /** Candidates whose test narrows the search: neither `bad` nor skipped. */
  readonly informative: readonly Sha[]
  readonly aborted: Extract<Step, { kind: 'aborted' }> | null
}

/** What git is asked to split: the commits of `bad` that are not of `goods`. */
export interface Frontier {
  readonly bad: Sha
  readonly goods: readonly Sha[]
  readonly skipped: readonly Sha[]
}

const standings = new WeakMap<Search, Standing>()

/** The state of a search; computed once per search. */
export function standingOf(search: Search): Standing {
  const known = standings.get(search)
  if (known !== undefined) return known
  const standing = derive(search)
  standings.set(search, standing)
  return standing
}

export function frontier(search: Search): Frontier {
  const { bad, goods, skipped } = standingOf(search)
  return { bad, goods, skipped: [...skipped] }
}

/** Commits that can be the culprit, newest first: exact on merges. The commit known bad is one. */
export function candidates(search: Search): readonly Sha[] {
  return standingOf(search).candidates
}

/** The mark on an end or a merge base, which are tested for themselves and not to split the range. */
export function markOn(search: Search, sha: Sha): Mark | null {
  return search.marks.find((mark) => mark.sha === sha) ?? null
}

export function touches(search: Search, sha: Sha): boolean {
  return search.range.touching === null || search.range.touching.has(sha)
}

function derive(search: Search): Standing {
  const { range } = search
  const graph = graphOf(range)
  const bad =
    search.marks.findLast(
      ({ sha, verdict }) => verdict === 'bad' && sha !== range.bad && graph.positions.has(sha),
    )?.sha ?? range.bad
  const marked = search.marks.filter((mark) => mark.verdict === 'good').map((mark) => mark.sha)
  const goods = [...new Set([range.good, ...marked])].filter((sha) => sha !== range.bad).sort()
  const knownGood = reachable(graph, positionsOf(graph, goods))
  const open = reachable(graph, positionsOf(graph, [bad]))
  for (const at of open.keys()) if (knownGood[at] === 1) open[at] = 0
  const left = graph.shas.filter(
    (sha, at) => open[at] === 1 && (sha === bad || touches(search, sha)),
  )
  const skipped = new Set(
    search.marks
      .filter((mark) => mark.verdict === 'skip' && open[graph.positions.get(mark.sha) ?? -1] === 1)
      .map((mark) => mark.sha),
  )
  skipped.delete(bad)
  return {
    graph,
    bad,
    goods,
    knownGood,
    open,
    candidates: left,
    skipped,
    informative: left.filter((sha) => sha !== bad && !skipped.has(sha)),
    aborted: abortedBy(search),
  }
}

function positionsOf(graph: Graph, shas: readonly Sha[]): number[] {
  return shas.map((sha) => graph.positions.get(sha)).filter((at) => at !== undefined)
}

function abortedBy(search: Search): Standing['aborted'] {
  const { range } = search
  for (const { sha, verdict } of search.marks) {
    if (sha === range.bad || sha === range.good) {
      if (verdict === 'skip') return { kind: 'aborted', why: 'end-untestable', sha }
      if (sha === range.bad && verdict === 'good')
        return { kind: 'aborted', why: 'bad-end-good', sha }
      if (sha === range.good && verdict === 'bad')
        return { kind: 'aborted', why: 'good-end-bad', sha }
    } else if (verdict === 'bad' && range.mergeBases.includes(sha)) {
      return { kind: 'aborted', why: 'merge-base-bad', sha }
    }
  }
  return null
}
