/**
 * What can be done with a bisect. Every verdict is on disk before anything else happens, so that a kill at
 * any moment loses nothing.
 */
import {
  annotate,
  mark as markSearch,
  redo as redoSearch,
  undo as undoSearch,
} from '../../bisect/mark.ts'
import { choose } from '../../bisect/choose.ts'
import type { Flaky, Phase, Verdict } from '../../bisect/search.ts'
import type { Progress, Session } from '../../bisect/session.ts'
import { anchor, release } from '../../git/anchor.ts'
import type { Repository } from '../../git/open.ts'
import { readRange } from '../../git/range.ts'
import type { CommitRange, Sha } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import type { Entry } from '../../storage/journal.ts'
import { createJournal } from '../../storage/journal.ts'
import { progressOf } from './find-progress.ts'
import { JournaledProgress } from './journaled-progress.ts'

/** How a verdict came about; null fields where a person gave it. */
export interface Evidence {
  readonly phase: Phase
  readonly durationMs: number | null
  readonly exitCode: number | null
  readonly note: string | null
}

const tooLate = 'how to search is chosen before the first verdict'

export class OpenBisect {
  readonly repository: Repository
  readonly range: CommitRange
  readonly #kept: JournaledProgress

  private constructor(repository: Repository, range: CommitRange, kept: JournaledProgress) {
    this.repository = repository
    this.range = range
    this.#kept = kept
  }

  /**
   * Writes the journal, with what is decided already; the ends must have been checked before. Where
   * the first commit to test can't be found out, nothing is left of it.
   */
  static async start(
    stateDir: string,
    repository: Repository,
    range: CommitRange,
    session: Session,
    entries: readonly Entry[],
  ): Promise<Result<OpenBisect>> {
    const progress = await progressOf(session, repository, range, entries)
    if (!progress.ok) return progress
    const beside = progress.value.search.testable?.beside.keys() ?? []
    const needed = [session.good.sha, session.bad.sha, ...beside]
    const anchored = await anchor(repository, session.id, needed)
    if (!anchored.ok) return anchored
    const journal = await createJournal(stateDir, session, entries)
    if (!journal.ok) return journal
    await journal.value.close()
    const { length } = entries
    const kept = new JournaledProgress(stateDir, repository, range, progress.value, length)
    const started = new OpenBisect(repository, range, kept)
    const settled = await kept.settle()
    if (settled.ok) return ok(started)
    await started.reset()
    return settled
  }

  /** Goes on with a session from its journal. */
  static async resume(
    stateDir: string,
    repository: Repository,
    session: Session,
    entries: readonly Entry[],
  ): Promise<Result<OpenBisect>> {
    const range = await readRange(repository, session.good.sha, session.bad.sha, session.path)
    if (!range.ok) return range
    const progress = await progressOf(session, repository, range.value, entries)
    if (!progress.ok) return progress
    const { length } = entries
    const kept = new JournaledProgress(stateDir, repository, range.value, progress.value, length)
    const settled = await kept.settle()
    return settled.ok ? ok(new OpenBisect(repository, range.value, kept)) : settled
  }

  get session(): Session {
    return this.#kept.progress.session
  }

  get progress(): Progress {
    return this.#kept.progress
  }

  mark(sha: Sha, verdict: Verdict, evidence: Evidence): Promise<Result<Progress>> {
    const at = new Date().toISOString()
    return this.#kept.change((search) => {
      const mark = { sha, verdict, at, ...evidence }
      const marked = markSearch(search, mark)
      return marked.ok ? ok({ type: 'mark', mark }) : marked
    })
  }

  undo(): Promise<Result<Progress>> {
    return this.#kept.change((search) =>
      undoSearch(search) === null
        ? failed('usage', 'there is no verdict to take back')
        : ok({ type: 'undo' }),
    )
  }

  redo(): Promise<Result<Progress>> {
    return this.#kept.change((search) =>
      redoSearch(search) === null
        ? failed('usage', 'there is no verdict to bring back')
        : ok({ type: 'redo' }),
    )
  }

  /** Takes a commit in hand next, whatever splits best. */
  choose(sha: Sha): Promise<Result<Progress>> {
    return this.#kept.change((search) => {
      const chosen = choose(search, sha)
      return chosen.ok ? ok({ type: 'chosen', sha }) : chosen
    })
  }

  /** Keeps a remark with the newest verdict on a commit; an empty one removes it. */
  annotate(sha: Sha, text: string): Promise<Result<Progress>> {
    return this.#kept.change((search) => {
      const noted = annotate(search, sha, text)
      return noted.ok ? ok({ type: 'note', sha, text }) : noted
    })
  }

  setVerifyEnds(on: boolean): Promise<Result<Progress>> {
    return this.#kept.change(() => ok({ type: 'verifyEnds', on }))
  }

  setFirstParent(on: boolean): Promise<Result<Progress>> {
    return this.#kept.change(() => ok({ type: 'firstParent', on }))
  }

  /** Which commits are tested, and in which order; null for any. Only before the first verdict. */
  async limit(testable: Extract<Entry, { type: 'testable' }> | null): Promise<Result<Progress>> {
    const limited = await this.#kept.change((search) =>
      search.marks.length > 0 ? failed('usage', tooLate) : ok(testable ?? { type: 'unlimited' }),
    )
    if (!limited.ok) return limited
    const beside = limited.value.search.testable?.beside.keys() ?? []
    const anchored = await anchor(this.repository, this.session.id, [...beside])
    return anchored.ok ? limited : anchored
  }

  /** Whether verdicts are evidence, weighed until one commit is probable enough. Only before the first one. */
  setFlaky(flaky: Flaky | null): Promise<Result<Progress>> {
    return this.#kept.change((search) =>
      search.marks.length > 0
        ? failed('usage', tooLate)
        : ok(flaky === null ? { type: 'steady' } : { type: 'flaky', ...flaky }),
    )
  }

  /** Drops the path limit. */
  widen(): Promise<Result<Progress>> {
    return this.#kept.change((search) =>
      search.range.touching === null
        ? failed('usage', 'no path limits this bisect')
        : ok({ type: 'widened' }),
    )
  }

  /** Forgets the session: its journal and what it keeps in kulprit's repository. */
  async reset(): Promise<Result<void>> {
    const journal = await this.#kept.open()
    if (!journal.ok) return journal
    await journal.value.remove()
    return release(this.repository, this.session.id)
  }

  /**
   * Keeps other processes from changing the bisect while `work` runs. Where it chooses the commits
   * itself, several at once, git is not asked for a split after each verdict.
   */
  hold<T>(work: () => Promise<Result<T>>, choosesItself: boolean): Promise<Result<T>> {
    return this.#kept.hold(work, choosesItself)
  }
}
