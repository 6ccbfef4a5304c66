/** What the verdicts so far imply: which commits lie before and after what is sought, and what is left. */
import type { Sha } from '../model/commit/commit.ts'
import type { Graph } from './graph.ts'
import { graphOf, reachable } from './graph.ts'
import type { Mainline } from './mainline.ts'
import { mainlineOf, noMainline } from './mainline.ts'
import type { Mark, Search, Step } from './search.ts'
import type { Side } from './side.ts'
import { endsOf, sideOf } from './side.ts'
import type { Separation } from './testable.ts'
import { headsOf, newestOf, separationBy, tierOf } from './testable.ts'

export interface Standing {
  readonly graph: Graph
  /** The oldest commit known to have what is looked for. */
  readonly after: Sha
  /** Every commit known or given to lack it, the older end first. */
  readonly before: readonly Sha[]
  /** Reachable from a `before` commit of the range: 1 at their positions. */
  readonly knownBefore: Uint8Array
  /** Reachable from `after` and from no `before` commit, path or not: 1 at their positions. */
  readonly open: Uint8Array
  /**
   * Commits that can be the one, newest first; `after` is always one of them, unless builds beside the
   * range have left branches of it that no candidate joins.
   */
  readonly candidates: readonly Sha[]
  /** Skipped commits that a later verdict has not settled. */
  readonly skipped: ReadonlySet<Sha>
  /**
   * Candidates whose test narrows the search: neither `after` nor skipped. Where only some commits can
   * be tested, those of them that separate candidates, of the range or beside it.
   */
  readonly informative: readonly Sha[]
  /** How commits lie to the candidates, where only some can be tested. */
  readonly separation: Separation | null
  /** What of the mainline is worth a test; empty unless the mainline comes first. */
  readonly mainline: Mainline
  readonly aborted: Extract<Step, { kind: 'aborted' }> | null
}

/** What git is asked to split: the commits of `after` that no `before` commit contains. */
export interface Frontier {
  readonly after: Sha
  readonly before: readonly Sha[]
  readonly skipped: readonly Sha[]
  /** Only the commits that `after` reaches through first parents. */
  readonly firstParent: boolean
}

const standings = new WeakMap<Search, Standing>()

/** The state of a search; computed once per search. */
export function standingOf(search: Search): Standing {
  const known = standings.get(search)
  if (known !== undefined) return known
  // Where a verdict proves nothing, every commit stays a candidate.
  const standing = derive(search.flaky === undefined ? search : { ...search, marks: [] })
  standings.set(search, standing)
  return standing
}

export function frontier(search: Search): Frontier {
  const { after, before, skipped, mainline } = standingOf(search)
  const firstParent = mainline.informative.length > 0
  return { after, before, skipped: [...skipped], firstParent }
}

/** Commits that can be the one that is looked for, newest first: exact on merges. */
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
  const { range, testable } = search
  const graph = graphOf(range)
  const { older, newer } = endsOf(range)
  const on = (side: Side): Sha[] =>
    search.marks.filter((mark) => sideOf(range, mark.verdict) === side).map((mark) => mark.sha)
  const heads = (sha: Sha): number[] => headsOf(graph, testable, sha)
  const knownAfter = on('after').filter((sha) => sha !== newer && heads(sha).length > 0)
  const before = [...new Set([older, ...on('before')])].filter((sha) => sha !== newer)
  const knownBefore = reachable(graph, before.flatMap(heads))
  const newest = knownAfter.findLast((sha) => graph.positions.has(sha)) ?? newer
  const open = reachable(graph, heads(newest))
  for (const at of open.keys()) if (knownBefore[at] === 1) open[at] = 0
  if (testable !== undefined)
    for (const sha of knownAfter) {
      const below = reachable(graph, heads(sha))
      for (const at of open.keys()) if (below[at] === 0) open[at] = 0
    }
  const [top = -1, ...tops] = newestOf(graph, open)
  const after = (tops.length === 0 ? graph.shas[top] : null) ?? newest
  const isLeft = (sha: Sha, at: number): boolean =>
    open[at] === 1 && (sha === after || touches(search, sha))
  const left = graph.shas.filter(isLeft)
  const separation =
    testable === undefined
      ? null
      : separationBy(
          graph,
          testable,
          Uint8Array.from(graph.shas, (sha, at) => Number(isLeft(sha, at))),
        )
  const skipped = new Set(
    search.marks
      .filter((mark) => mark.verdict === 'skip')
      .map((mark) => mark.sha)
      .filter((sha) => separation?.separates(sha) ?? open[graph.positions.get(sha) ?? -1] === 1),
  )
  skipped.delete(after)
  const mainline =
    search.firstParent && testable === undefined
      ? mainlineOf({ range, graph, open, after, candidates: new Set(left), skipped })
      : noMainline
  const choices =
    testable === undefined || separation === null
      ? left.filter((sha) => sha !== after)
      : [...testable.beside.keys(), ...graph.shas].filter(
          (sha) =>
            tierOf(testable, sha) !== null &&
            // What the path excludes is built only where somebody says so.
            (testable.tiers.has(sha) || touches(search, sha)) &&
            separation.separates(sha),
        )
  return {
    graph,
    after,
    before,
    knownBefore,
    open,
    candidates: left,
    skipped,
    informative: choices.filter((sha) => !skipped.has(sha)),
    separation,
    mainline,
    aborted: abortedBy(search),
  }
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
    } else if (sideOf(range, verdict) === 'after' && range.mergeBases.includes(sha)) {
      return { kind: 'aborted', why: 'merge-base-bad', sha }
    }
  }
  return null
}
