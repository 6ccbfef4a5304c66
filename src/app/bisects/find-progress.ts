/** Works out where a bisect stands from what its journal has; git chooses the next commit. */
import { nextStep } from '../../bisect/next-step.ts'
import { progressFor } from '../../bisect/progress.ts'
import type { Search, Step } from '../../bisect/search.ts'
import type { Progress, Session } from '../../bisect/session.ts'
import { splitRequest } from '../../bisect/split.ts'
import type { Repository } from '../../git/open.ts'
import { suggestSplit } from '../../git/split.ts'
import type { CommitRange } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import { countedEntries } from '../../storage/counted-entries.ts'
import type { Entry } from '../../storage/journal.ts'
import { testableOf } from './ask-for-build.ts'
import { replay } from './replay.ts'

/** `asked` is null where git is not to be asked for a split. */
export async function progressOf(
  session: Session,
  repository: Repository,
  range: CommitRange,
  written: readonly Entry[],
  asked: Repository | null = repository,
): Promise<Result<Progress>> {
  const entries = countedEntries(written)
  const testable = await testableOf(repository, range, entries)
  if (!testable.ok) return testable
  const search = replay(session, range, entries, testable.value)
  if (!search.ok) return search
  const step = await findStep(search.value, asked, session.path)
  if (!step.ok) return step
  return ok(progressFor(session, range.commits, search.value, step.value))
}

/** Git chooses the split, where there is something to split and git is to be asked. */
async function findStep(
  search: Search,
  asked: Repository | null,
  path: string | null,
): Promise<Result<Step>> {
  const request = splitRequest(search)
  if (request === null || asked === null) return ok(nextStep(search, null))
  const limit = search.range.touching === null ? null : path
  const suggestion = await suggestSplit(asked, request, limit)
  return suggestion.ok ? ok(nextStep(search, suggestion.value)) : suggestion
}
