/**
 * A bisect kept in step with its journal and its repository. Every verdict is on disk before anything
 * else happens, so that a kill at any moment loses nothing; between two changes the journal is closed,
 * so that any shell can go on with the bisect.
 */
import {
  annotate,
  mark as markSearch,
  redo as redoSearch,
  undo as undoSearch,
} from '../../bisect/mark.ts'
import { choose } from '../../bisect/choose.ts'
import { nextStep } from '../../bisect/next-step.ts'
import type { Flaky, Phase, Search, Step, Verdict } from '../../bisect/search.ts'
import { progressFor } from '../../bisect/progress.ts'
import type { Progress, Session } from '../../bisect/session.ts'
import { splitRequest } from '../../bisect/split.ts'
import { anchor, release } from '../../git/anchor.ts'
import type { Repository } from '../../git/open.ts'
import { readRange } from '../../git/range.ts'
import { suggestSplit } from '../../git/split.ts'
import type { CommitRange, Sha } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { countedEntries } from '../../storage/counted-entries.ts'
import type { Entry, Journal } from '../../storage/journal.ts'
import { createJournal, openJournal } from '../../storage/journal.ts'
import { askForBuild, commandOf, mostAsked, testableOf, unknownBuild } from './ask-for-build.ts'
import { replay } from './replay.ts'

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
  readonly #stateDir: string
  readonly #range: CommitRange
  #progress: Progress
  /** How many entries of the journal the progress tells of. */
  #followed: number
  /** Open for as long as a run lasts; otherwise only for one change. */
  #held: Journal | null = null
  #asksGit = true

  private constructor(
    stateDir: string,
    repository: Repository,
    range: CommitRange,
    progress: Progress,
    followed: number,
  ) {
    this.#stateDir = stateDir
    this.repository = repository
    this.#range = range
    this.#progress = progress
    this.#followed = followed
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
    const kept = [session.good.sha, session.bad.sha, ...beside]
    const anchored = await anchor(repository, session.id, kept)
    if (!anchored.ok) return anchored
    const journal = await createJournal(stateDir, session, entries)
    if (!journal.ok) return journal
    await journal.value.close()
    const started = new OpenBisect(stateDir, repository, range, progress.value, entries.length)
    const settled = await started.#settle()
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
    const resumed = new OpenBisect(
      stateDir,
      repository,
      range.value,
      progress.value,
      entries.length,
    )
    const settled = await resumed.#settle()
    return settled.ok ? ok(resumed) : settled
  }

  get range(): CommitRange {
    return this.#range
  }

  get session(): Session {
    return this.#progress.session
  }

  get progress(): Progress {
    return this.#progress
  }

  mark(sha: Sha, verdict: Verdict, evidence: Evidence): Promise<Result<Progress>> {
    const at = new Date().toISOString()
    return this.#change((search) => {
      const mark = { sha, verdict, at, ...evidence }
      const marked = markSearch(search, mark)
      return marked.ok ? ok({ type: 'mark', mark }) : marked
    })
  }

  undo(): Promise<Result<Progress>> {
    return this.#change((search) =>
      undoSearch(search) === null
        ? failed('usage', 'there is no verdict to take back')
        : ok({ type: 'undo' }),
    )
  }

  redo(): Promise<Result<Progress>> {
    return this.#change((search) =>
      redoSearch(search) === null
        ? failed('usage', 'there is no verdict to bring back')
        : ok({ type: 'redo' }),
    )
  }

  /** Takes a commit in hand next, whatever splits best. */
  choose(sha: Sha): Promise<Result<Progress>> {
    return this.#change((search) => {
      const chosen = choose(search, sha)
      return chosen.ok ? ok({ type: 'chosen', sha }) : chosen
    })
  }

  /** Keeps a remark with the newest verdict on a commit; an empty one removes it. */
  annotate(sha: Sha, text: string): Promise<Result<Progress>> {
    return this.#change((search) => {
      const noted = annotate(search, sha, text)
      return noted.ok ? ok({ type: 'note', sha, text }) : noted
    })
  }

  setVerifyEnds(on: boolean): Promise<Result<Progress>> {
    return this.#change(() => ok({ type: 'verifyEnds', on }))
  }

  setFirstParent(on: boolean): Promise<Result<Progress>> {
    return this.#change(() => ok({ type: 'firstParent', on }))
  }

  /** Which commits are tested, and in which order; null for any. Only before the first verdict. */
  async limit(testable: Extract<Entry, { type: 'testable' }> | null): Promise<Result<Progress>> {
    const limited = await this.#change((search) =>
      search.marks.length > 0 ? failed('usage', tooLate) : ok(testable ?? { type: 'unlimited' }),
    )
    if (!limited.ok) return limited
    const beside = limited.value.search.testable?.beside.keys() ?? []
    const anchored = await anchor(this.repository, this.session.id, [...beside])
    return anchored.ok ? limited : anchored
  }

  /** Whether verdicts are evidence, weighed until one commit is probable enough. Only before the first one. */
  setFlaky(flaky: Flaky | null): Promise<Result<Progress>> {
    return this.#change((search) =>
      search.marks.length > 0
        ? failed('usage', tooLate)
        : ok(flaky === null ? { type: 'steady' } : { type: 'flaky', ...flaky }),
    )
  }

  /** Drops the path limit. */
  widen(): Promise<Result<Progress>> {
    return this.#change((search) =>
      search.range.touching === null
        ? failed('usage', 'no path limits this bisect')
        : ok({ type: 'widened' }),
    )
  }

  /** Forgets the session: its journal and what it keeps in kulprit's repository. */
  async reset(): Promise<Result<void>> {
    const journal = await this.#open()
    if (!journal.ok) return journal
    await journal.value.remove()
    return release(this.repository, this.session.id)
  }

  /**
   * Keeps other processes from changing the bisect while `work` runs. Where it chooses the commits
   * itself, several at once, git is not asked for a split after each verdict.
   */
  async hold<T>(work: () => Promise<Result<T>>, choosesItself: boolean): Promise<Result<T>> {
    const journal = await this.#open()
    if (!journal.ok) return journal
    this.#held = journal.value
    this.#asksGit = !choosesItself
    try {
      const current = await this.#follow(journal.value.entries)
      return current.ok ? await work() : current
    } finally {
      this.#held = null
      this.#asksGit = true
      await journal.value.close()
    }
  }

  /** Asks until it is known that the commit in hand can be tested: a kill can leave that open. */
  async #settle(): Promise<Result<Progress>> {
    if (unknownBuild(this.#progress) === null) return ok(this.#progress)
    const journal = await this.#open()
    if (!journal.ok) return journal
    try {
      const current = await this.#follow(journal.value.entries)
      return current.ok ? await this.#ask(journal.value, current.value) : current
    } finally {
      await journal.value.close()
    }
  }

  /** The command that says which commits have a build, asked about one commit after another. */
  async #ask(journal: Journal, first: Progress): Promise<Result<Progress>> {
    let progress = first
    for (let asked = 0; ; asked++) {
      const sha = unknownBuild(progress)
      if (sha === null) return ok(progress)
      if (asked === mostAsked)
        return failed('probe', `none of ${mostAsked} commits asked about has a build`, {
          next: 'check the command, or give the list of all images instead',
        })
      const built = await askForBuild(
        commandOf(countedEntries(journal.entries)),
        sha,
        progress.session,
        this.repository,
      )
      if (!built.ok) return built
      const appended = await journal.append({ type: 'available', sha, built: built.value })
      if (!appended.ok) return appended
      const next = await this.#follow(journal.entries)
      if (!next.ok) return next
      progress = next.value
    }
  }

  async #change(decide: (search: Search) => Result<Entry>): Promise<Result<Progress>> {
    const journal = this.#held === null ? await this.#open() : ok(this.#held)
    if (!journal.ok) return journal
    try {
      // Another shell may have added verdicts since: decide on what the journal holds now.
      const current = await this.#follow(journal.value.entries)
      if (!current.ok) return current
      const entry = decide(current.value.search)
      if (!entry.ok) return entry
      const appended = await journal.value.append(entry.value)
      if (!appended.ok) return appended
      const followed = await this.#follow(journal.value.entries)
      if (!followed.ok) return followed
      const progress = await this.#ask(journal.value, followed.value)
      if (!progress.ok) {
        await journal.value.append({ type: 'withdrawn' })
        await this.#follow(journal.value.entries)
        return progress
      }
      if (progress.value.step.kind === 'probe') return progress
      const { step, remaining } = progress.value
      const ended = await journal.value.append({
        type: 'ended',
        status: step.kind,
        candidates: remaining.candidates,
      })
      return ended.ok ? progress : ended
    } finally {
      if (this.#held === null) await journal.value.close()
    }
  }

  /** Entries are only ever appended: as many as before are the same as before. */
  async #follow(entries: readonly Entry[]): Promise<Result<Progress>> {
    if (entries.length === this.#followed) return ok(this.#progress)
    const asked = this.#asksGit ? this.repository : null
    const progress = await progressOf(this.session, this.repository, this.#range, entries, asked)
    if (!progress.ok) return progress
    this.#progress = progress.value
    this.#followed = entries.length
    return progress
  }

  #open(): Promise<Result<Journal>> {
    return openJournal(this.#stateDir, this.session.id)
  }
}

async function progressOf(
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
