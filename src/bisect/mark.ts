/** Starting a search and changing its verdicts: mark, undo, redo. */
import type { Sha } from '../model/commit.ts'
import type { Failure, Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { descendants, reachable } from './graph.ts'
import type { Mark, Search, SearchRange, Verdict } from './search.ts'
import { markOn, standingOf } from './standing.ts'

type Refusal = { readonly ok: false; readonly failure: Failure }

/** A search without verdicts. `range` is one that can be searched: with ends that are related. */
export function startSearch(range: SearchRange, verifyEnds: boolean): Search {
  return { range, verifyEnds, marks: [], undone: [] }
}

/**
 * Adds a verdict on a commit that is still open, on an end while ends are verified, or on a merge
 * base. A verdict that contradicts an earlier one, or that could not narrow the search, is refused
 * with both marks named; the search stays as it was. Whatever was undone can't be redone afterwards.
 */
export function mark(search: Search, mark: Mark): Result<Search> {
  const refusal = refusalOf(search, mark)
  return refusal ?? ok({ ...search, marks: [...search.marks, mark], undone: [] })
}

/** Takes the last mark back; null where there is none. */
export function undo(search: Search): Search | null {
  const last = search.marks.at(-1)
  if (last === undefined) return null
  return { ...search, marks: search.marks.slice(0, -1), undone: [...search.undone, last] }
}

/** Restores the mark that was taken back last; null where there is none. */
export function redo(search: Search): Search | null {
  const last = search.undone.at(-1)
  if (last === undefined) return null
  return { ...search, marks: [...search.marks, last], undone: search.undone.slice(0, -1) }
}

function refusalOf(search: Search, { sha, verdict }: Mark): Refusal | null {
  const { range } = search
  const { aborted, graph, open, knownGood, bad, skipped } = standingOf(search)
  if (aborted !== null)
    return failed(
      'usage',
      `${short(sha)} ${verdict} changes nothing: the bisect was aborted by ${named(search, aborted.sha)}`,
      {
        next: 'take that verdict back with undo, or start again with other ends',
      },
    )
  const testedForItself =
    (search.verifyEnds && (sha === range.bad || sha === range.good)) ||
    range.mergeBases.includes(sha)
  if (testedForItself && markOn(search, sha) === null) return null

  const at = graph.positions.get(sha)
  if (sha === range.good || range.mergeBases.includes(sha)) {
    const known = sha === range.good ? 'good' : markOn(search, sha)?.verdict
    return verdict === 'bad' && known === 'good'
      ? contradiction(search, sha, verdict, sha)
      : uninformative(search, sha, verdict, sha)
  }
  if (at === undefined)
    return failed(
      'usage',
      `${short(sha)} is not between ${named(search, range.good)} and ${named(search, range.bad)}`,
      {
        next: 'mark one of the candidates',
      },
    )
  if (sha === bad)
    return verdict === 'good'
      ? contradiction(search, sha, verdict, bad)
      : uninformative(search, sha, verdict, bad)
  if (open[at] === 1)
    return verdict === 'skip' && skipped.has(sha) ? uninformative(search, sha, verdict, sha) : null
  if (knownGood[at] === 1) {
    const good = goodAbove(search, at)
    return verdict === 'bad'
      ? contradiction(search, sha, verdict, good)
      : uninformative(search, sha, verdict, good)
  }
  const badAt = graph.positions.get(bad) ?? at
  return verdict === 'good' && descendants(graph, badAt)[at] === 1
    ? contradiction(search, sha, verdict, bad)
    : uninformative(search, sha, verdict, bad)
}

/** A commit marked good that the commit at `at` is an ancestor of. */
function goodAbove(search: Search, at: number): Sha {
  const { graph, goods, bad } = standingOf(search)
  const good = goods.find((sha) => {
    const from = graph.positions.get(sha)
    return from !== undefined && reachable(graph, [from])[at] === 1
  })
  return good ?? bad
}

function contradiction(search: Search, sha: Sha, verdict: Verdict, other: Sha): Refusal {
  return failed('usage', `${short(sha)} ${verdict} contradicts ${named(search, other)}`, {
    cause:
      sha === other
        ? 'it is the same commit'
        : verdict === 'bad'
          ? `${short(sha)} is an ancestor of ${short(other)}`
          : `${short(other)} is an ancestor of ${short(sha)}`,
    next: 'if the earlier verdict is wrong, take it back with undo',
  })
}

function uninformative(search: Search, sha: Sha, verdict: Verdict, other: Sha): Refusal {
  return failed('usage', `${short(sha)} ${verdict} adds nothing to ${named(search, other)}`, {
    cause:
      sha === other ? 'it is the same commit' : `${short(sha)} is no candidate since that verdict`,
    next: 'mark one of the candidates',
  })
}

/** `1a2b3c4 good`, and for an end where it comes from. */
function named(search: Search, sha: Sha): string {
  const { range } = search
  const given = sha === range.good ? 'good' : sha === range.bad ? 'bad' : null
  const marked = search.marks.findLast((mark) => mark.sha === sha)?.verdict
  const verdict = marked ?? given ?? 'unknown'
  return `${short(sha)} ${verdict}${given === null ? '' : ` (the ${given} end)`}`
}

function short(sha: Sha): string {
  return sha.slice(0, 7)
}
