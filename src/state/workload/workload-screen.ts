/** What the pages of a workload and of owners keep. */
import type { WorkloadDetails } from '../../model/change.ts'
import type { CommitRange } from '../../model/commit/commit.ts'
import type { Evidence } from '../../model/diagnosis/evidence.ts'
import type { Result } from '../../model/failure.ts'
import type { Pane } from '../dialog.ts'
import type { Cursor } from '../table/cursor.ts'

/** The commits between two releases, as last loaded. */
export interface LoadedRange {
  readonly good: number
  readonly bad: number
  readonly range: Result<CommitRange>
}

export interface WorkloadScreen {
  readonly name: 'workload'
  readonly workload: string
  /** Its releases; ids are release numbers. */
  readonly cursor: Cursor
  /** The chosen ends; null for the previous and the current release. */
  readonly good: number | null
  readonly bad: number | null
  /** The workload whose release is the good end, in another context; null for this one. */
  readonly goodFrom: string | null
  readonly pane: Pane
  readonly scroll: number
  readonly details: WorkloadDetails | null
  /** null until it is found, which asks nobody. */
  readonly evidence: Evidence | null
  readonly range: LoadedRange | null
}

export interface OwnersScreen {
  readonly name: 'owners'
  /** Ids are the owners; the empty text stands for the unknown one. */
  readonly cursor: Cursor
}

export interface OwnerScreen {
  readonly name: 'owner'
  /** null for the workloads that nobody is known to own. */
  readonly owner: string | null
  /** Its workloads. */
  readonly cursor: Cursor
}
