/** Testing a commit of the user's choice next. */
import type { Sha } from '../model/commit/commit.ts'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { named, short } from './naming.ts'
import type { Search } from './search.ts'
import { markOn, standingOf } from './standing.ts'

/**
 * Takes a commit in hand until the next verdict, on it or elsewhere: a candidate that can still
 * narrow the search, a skipped one to try again, or an end or merge base without a verdict. Fails for
 * any other commit, and once the bisect was aborted.
 */
export function choose(search: Search, sha: Sha): Result<Search> {
  const { aborted, candidates, after, separation } = standingOf(search)
  const { good, bad, mergeBases } = search.range
  if (aborted !== null)
    return failed('usage', `the bisect was aborted by ${named(search, aborted.sha)}`, {
      next: 'take that verdict back with undo, or start again with other ends',
    })
  const testedForItself = [good, bad, ...mergeBases].includes(sha)
  const isOpen = testedForItself
    ? markOn(search, sha) === null
    : (separation?.separates(sha) ?? (sha !== after && candidates.includes(sha)))
  if (isOpen) return ok({ ...search, chosen: sha })
  return failed('usage', `${short(sha)} is no candidate: testing it would add nothing`, {
    next: 'choose one of the candidates, or an end that has no verdict',
  })
}
