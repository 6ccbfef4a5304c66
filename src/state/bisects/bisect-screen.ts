/** What the screens of bisects keep. */
import type { CulpritTrace, Progress } from '../../bisect/session.ts'
import type { CommitDetail } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import type { Pane } from '../dialog.ts'
import type { Cursor } from '../table/cursor.ts'

export interface BisectScreen {
  readonly name: 'bisect'
  readonly progress: Progress
  /** Its commits; ids are hashes. */
  readonly cursor: Cursor
  readonly pane: Pane
  readonly scroll: number
  readonly showExcluded: boolean
  readonly worktree: { readonly sha: string; readonly path: string } | null
  /** The commit that was read last: its message and its diff. */
  readonly loaded: { readonly sha: string; readonly detail: Result<CommitDetail> } | null
  /** Where the culprit came from and went; null until it is known. */
  readonly trace: CulpritTrace | null
  readonly running: boolean
  /** How many commits a command tests at once. */
  readonly jobs: number
  /** The commits under test by a command, the first begun first. */
  readonly probing: readonly Probing[]
  /** Probes of this run that told nothing, the last one first. */
  readonly pointless: readonly { readonly sha: string; readonly how: 'stopped' | 'late' }[]
  /** The last lines of the probe's output. */
  readonly output: readonly string[]
}

interface Probing {
  readonly sha: string
  /** Milliseconds since 1970. */
  readonly since: number
}

export interface BisectsScreen {
  readonly name: 'bisects'
  /** Ids are session ids. */
  readonly cursor: Cursor
}
