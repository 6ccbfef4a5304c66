/**
 * Keeps where a bisect stands in step with its journal. Between two changes the journal is closed, so that any
 * shell can go on with the bisect.
 */
import type { Search } from '../../bisect/search.ts'
import type { Progress } from '../../bisect/session.ts'
import type { Repository } from '../../git/open.ts'
import type { CommitRange } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { countedEntries } from '../../storage/counted-entries.ts'
import type { Entry, Journal } from '../../storage/journal.ts'
import { openJournal } from '../../storage/journal.ts'
import { askForBuild, commandOf, mostAsked, unknownBuild } from './ask-for-build.ts'
import { progressOf } from './find-progress.ts'

export class JournaledProgress {
  readonly #stateDir: string
  readonly #repository: Repository
  readonly #range: CommitRange
  #progress: Progress
  /** How many entries of the journal the progress tells of. */
  #followed: number
  /** Open for as long as a run lasts; otherwise only for one change. */
  #held: Journal | null = null
  #asksGit = true

  constructor(
    stateDir: string,
    repository: Repository,
    range: CommitRange,
    progress: Progress,
    followed: number,
  ) {
    this.#stateDir = stateDir
    this.#repository = repository
    this.#range = range
    this.#progress = progress
    this.#followed = followed
  }

  get progress(): Progress {
    return this.#progress
  }

  /**
   * Keeps other processes from changing the bisect while `work` runs. Where it chooses the commits
   * itself, several at once, git is not asked for a split after each verdict.
   */
  async hold<T>(work: () => Promise<Result<T>>, choosesItself: boolean): Promise<Result<T>> {
    const journal = await this.open()
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
  async settle(): Promise<Result<Progress>> {
    if (unknownBuild(this.#progress) === null) return ok(this.#progress)
    const journal = await this.open()
    if (!journal.ok) return journal
    try {
      const current = await this.#follow(journal.value.entries)
      return current.ok ? await this.#ask(journal.value, current.value) : current
    } finally {
      await journal.value.close()
    }
  }

  /** Decides on what the journal holds now; what is decided is on disk before it counts. */
  async change(decide: (search: Search) => Result<Entry>): Promise<Result<Progress>> {
    const journal = this.#held === null ? await this.open() : ok(this.#held)
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
        this.#repository,
      )
      if (!built.ok) return built
      const appended = await journal.append({ type: 'available', sha, built: built.value })
      if (!appended.ok) return appended
      const next = await this.#follow(journal.entries)
      if (!next.ok) return next
      progress = next.value
    }
  }

  /** Entries are only ever appended: as many as before are the same as before. */
  async #follow(entries: readonly Entry[]): Promise<Result<Progress>> {
    if (entries.length === this.#followed) return ok(this.#progress)
    const asked = this.#asksGit ? this.#repository : null
    const progress = await progressOf(
      this.#progress.session,
      this.#repository,
      this.#range,
      entries,
      asked,
    )
    if (!progress.ok) return progress
    this.#progress = progress.value
    this.#followed = entries.length
    return progress
  }

  open(): Promise<Result<Journal>> {
    return openJournal(this.#stateDir, this.#progress.session.id)
  }
}
