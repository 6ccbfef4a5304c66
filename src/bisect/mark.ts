/** Starting a search and changing its verdicts: mark, annotate, undo, redo. */
import type { Sha } from '../model/commit/commit.ts'
import type { Failure, Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import { reachable, reaching } from './graph.ts'
import { named, short } from './naming.ts'
import type { Mark, Search, SearchRange, Verdict } from './search.ts'
import { endsOf, sideOf } from './side.ts'
import { markOn, standingOf } from './standing.ts'
import { headsOf } from './testable.ts'

type Refusal = { readonly ok: false; readonly failure: Failure }

/** A search without verdicts. `range` is one that can be searched: with ends that are related. */
export function startSearch(range: SearchRange, verifyEnds: boolean): Search {
  return { range, verifyEnds, firstParent: false, chosen: null, marks: [], undone: [] }
}

/**
 * Adds a verdict on a commit that is still open, on an end while ends are verified or where it was
 * chosen, or on a merge base. A verdict that contradicts an earlier one, or that could not narrow the search, is refused
 * with both marks named; the search stays as it was. Whatever was undone can't be redone afterwards.
 */
export function mark(search: Search, mark: Mark): Result<Search> {
  const refusal = refusalOf(search, mark)
  return refusal ?? ok({ ...search, chosen: null, marks: [...search.marks, mark], undone: [] })
}

/** Takes the last mark back; null where there is none. */
export function undo(search: Search): Search | null {
  const last = search.marks.at(-1)
  if (last === undefined) return null
  const marks = search.marks.slice(0, -1)
  return { ...search, chosen: null, marks, undone: [...search.undone, last] }
}

/** Restores the mark that was taken back last; null where there is none. */
export function redo(search: Search): Search | null {
  const last = search.undone.at(-1)
  if (last === undefined) return null
  const undone = search.undone.slice(0, -1)
  return { ...search, chosen: null, marks: [...search.marks, last], undone }
}

/** Keeps a remark with the newest verdict on a commit; an empty one removes it. Fails where there is none. */
export function annotate(search: Search, sha: Sha, note: string): Result<Search> {
  const at = search.marks.findLastIndex((mark) => mark.sha === sha)
  const mark = search.marks[at]
  if (mark === undefined)
    return failed('usage', `${short(sha)} has no verdict to keep a note with`, {
      next: 'give the verdict first',
    })
  const text = cleanLine(note).trim()
  const noted = { ...mark, note: text === '' ? null : text }
  return ok({ ...search, marks: search.marks.with(at, noted) })
}

/** Whether both ends are tested before the search proper; verdicts already given on them stay. */
export function setVerifyEnds(search: Search, on: boolean): Search {
  return { ...search, verifyEnds: on }
}

/** Whether the mainline comes first, and then the inside of the merge that made the difference. */
export function setFirstParent(search: Search, on: boolean): Search {
  return { ...search, firstParent: on }
}

function refusalOf(search: Search, { sha, verdict }: Mark): Refusal | null {
  const { range } = search
  const { aborted, graph, open, knownBefore, after, skipped, separation } = standingOf(search)
  const { older } = endsOf(range)
  const side = sideOf(range, verdict)
  if (aborted !== null)
    return failed(
      'usage',
      `${short(sha)} ${verdict} changes nothing: the bisect was aborted by ${named(search, aborted.sha)}`,
      {
        next: 'take that verdict back with undo, or start again with other ends',
      },
    )
  if (search.flaky !== undefined && (graph.positions.has(sha) || sha === older)) return null
  const isEnd = sha === range.bad || sha === range.good
  const testedForItself =
    (isEnd && (search.verifyEnds || search.chosen === sha)) || range.mergeBases.includes(sha)
  if (testedForItself && markOn(search, sha) === null) return null

  const at = graph.positions.get(sha)
  if (sha === older || range.mergeBases.includes(sha)) {
    const known = sha === older ? 'before' : sideOf(range, markOn(search, sha)?.verdict ?? 'skip')
    return side === 'after' && known === 'before'
      ? contradiction(search, sha, verdict, sha)
      : uninformative(search, sha, verdict, sha)
  }
  if (separation !== null && (at !== undefined || search.testable?.beside.has(sha) === true)) {
    if (separation.separates(sha))
      return verdict === 'skip' && skipped.has(sha)
        ? uninformative(search, sha, verdict, sha)
        : null
    const known = separation.containsAll(sha) ? 'after' : 'before'
    const other = known === 'after' ? after : at === undefined ? older : containing(search, at)
    return side !== null && side !== known
      ? contradiction(search, sha, verdict, other)
      : uninformative(search, sha, verdict, other)
  }
  if (at === undefined)
    return failed(
      'usage',
      `${short(sha)} is not between ${named(search, range.good)} and ${named(search, range.bad)}`,
      {
        next: 'mark one of the candidates',
      },
    )
  if (sha === after)
    return side === 'before'
      ? contradiction(search, sha, verdict, after)
      : uninformative(search, sha, verdict, after)
  if (open[at] === 1)
    return verdict === 'skip' && skipped.has(sha) ? uninformative(search, sha, verdict, sha) : null
  if (knownBefore[at] === 1) {
    const above = containing(search, at)
    return side === 'after'
      ? contradiction(search, sha, verdict, above)
      : uninformative(search, sha, verdict, above)
  }
  const afterAt = graph.positions.get(after) ?? at
  return side === 'before' && reaching(graph, [afterAt])[at] === 1
    ? contradiction(search, sha, verdict, after)
    : uninformative(search, sha, verdict, after)
}

/** A commit with a verdict that the commit at `at` is an ancestor of. */
function containing(search: Search, at: number): Sha {
  const { graph, before, after } = standingOf(search)
  const found = before.find(
    (sha) => reachable(graph, headsOf(graph, search.testable, sha))[at] === 1,
  )
  return found ?? after
}

function contradiction(search: Search, sha: Sha, verdict: Verdict, other: Sha): Refusal {
  return failed('usage', `${short(sha)} ${verdict} contradicts ${named(search, other)}`, {
    cause:
      sha === other
        ? 'it is the same commit'
        : sideOf(search.range, verdict) === 'after'
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
