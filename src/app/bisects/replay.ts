/** What a journal tells: its search, as it stands after every entry that counts. */
import { choose } from '../../bisect/choose.ts'
import {
  annotate,
  mark,
  redo,
  setFirstParent,
  setVerifyEnds,
  startSearch,
  undo,
} from '../../bisect/mark.ts'
import type { Search, Testable } from '../../bisect/search.ts'
import type { Session } from '../../bisect/session.ts'
import type { CommitRange } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { Entry } from '../../storage/journal.ts'

/** `testable` is null where any commit can be tested. */
export function replay(
  session: Session,
  range: CommitRange,
  entries: readonly Entry[],
  testable: Testable | null,
): Result<Search> {
  const widened = entries.some((entry) => entry.type === 'widened')
  const touching = widened ? null : range.touching
  const { looksFor, verifyEnds } = session
  const begun = startSearch({ ...range, touching, looksFor }, verifyEnds)
  let search = testable === null ? begun : { ...begun, testable }
  for (const entry of entries) {
    const next = after(search, entry)
    if (!next.ok) return next
    search = next.value
  }
  return ok(search)
}

/** What the range is limited to has been seen to before. */
function after(search: Search, entry: Entry): Result<Search> {
  switch (entry.type) {
    case 'mark':
      return mark(search, entry.mark)
    case 'undo':
      return ok(undo(search) ?? search)
    case 'redo':
      return ok(redo(search) ?? search)
    case 'chosen':
      return choose(search, entry.sha)
    case 'note':
      return annotate(search, entry.sha, entry.text)
    case 'verifyEnds':
      return ok(setVerifyEnds(search, entry.on))
    case 'firstParent':
      return ok(setFirstParent(search, entry.on))
    case 'suspects':
      return ok({ ...search, suspects: entry.items })
    case 'flaky': {
      const { confidence, failRate, falseFailRate } = entry
      return ok({ ...search, flaky: { confidence, failRate, falseFailRate } })
    }
    case 'steady': {
      const { flaky: _, ...others } = search
      return ok(others)
    }
    default:
      return ok(search)
  }
}
