/** What the screens of changes and of differences keep. */
import type { DiffContext } from '../../model/release/release-diff.ts'
import type { Cursor } from '../table/cursor.ts'

/** What changed in the fleet, or before a workload began to fail. */
export interface ChangesScreen {
  readonly name: 'changes'
  /** Ids are those of happenings. */
  readonly cursor: Cursor
  /** The workload that it is about; null for the fleet. */
  readonly workload: string | null
}

/** What differs between two releases of a workload. */
export interface DiffScreen {
  readonly name: 'diff'
  /** It has no rows: it scrolls. */
  readonly cursor: Cursor
  readonly scroll: number
  readonly workload: string
  readonly from: number
  readonly to: number
  /** null until it is read. */
  readonly context: DiffContext | null
  /** The pod templates instead of words. */
  readonly templates: boolean
}
