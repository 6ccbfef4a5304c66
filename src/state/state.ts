/** All that the screens show, as one immutable value. */
import type { AroundTime } from '../model/timeline/around-time.ts'
import type { SeenScaling } from '../model/timeline/scalings.ts'
import type { ResourceStatus } from '../model/change.ts'
import type { Failure } from '../model/failure.ts'
import type { TableSettings } from '../model/settings/table-settings.ts'
import { firstRow } from './table/cursor.ts'
import type { Cursor } from './table/cursor.ts'
import type { BisectScreen, BisectsScreen } from './bisects/bisect-screen.ts'
import type { ChangesScreen, DiffScreen } from './changes/changes-screen.ts'
import type { Dialog } from './dialog.ts'
import type { Keymap } from './commands/keymap.ts'
import type { Flash } from './table/flash-kind.ts'
import type { Grouping } from './table/group.ts'
import type { Look } from './look.ts'
import type { Question, SessionSummary, Task } from './question.ts'
import type { Rows } from './table/rows.ts'
import type { Sort } from './table/sort.ts'
import type { ColumnKey } from './table/table-column.ts'
import type { TextInput } from './commands/text-input.ts'
import type { LogsScreen, PaneScreen, TextScreen } from './text/text-screens.ts'
import type { OwnerScreen, OwnersScreen, WorkloadScreen } from './workload/workload-screen.ts'

export type ScreenName =
  | 'workloads'
  | 'workload'
  | 'logs'
  | 'text'
  | 'pane'
  | 'diff'
  | 'changes'
  | 'owners'
  | 'owner'
  | 'bisect'
  | 'bisects'

interface WorkloadsScreen {
  readonly name: 'workloads'
  readonly cursor: Cursor
}

export type Screen =
  | WorkloadsScreen
  | WorkloadScreen
  | LogsScreen
  | TextScreen
  | PaneScreen
  | DiffScreen
  | ChangesScreen
  | OwnersScreen
  | OwnerScreen
  | BisectScreen
  | BisectsScreen

/** Screens from the table up to the one that is shown. */
export type View = readonly Screen[]

/** Views as they were left. */
interface History {
  /** The last one is the nearest. */
  readonly past: readonly View[]
  /** The first one is the nearest. */
  readonly future: readonly View[]
  /** What was shown before this view, however one got here. */
  readonly last: View | null
}

/** Where in the history to go. */
export type Direction = 'last' | 'back' | 'forward'

/**
 * What a key has just done, or why it did not. It goes with the next key that does more than move or type (in the
 * filter also with one that changes it), with the view that it was said on, and when its time is over, whichever comes first. What failed is no
 * notice but a `Failure`, which stays until it is dismissed.
 */
interface Notice {
  readonly text: string
  readonly until: number
}

export interface State {
  /** Milliseconds since 1970; the screens' only clock. */
  readonly now: number
  readonly columns: number
  readonly rows: number
  readonly workloads: Rows
  readonly keymap: Keymap
  readonly look: Look
  readonly statuses: readonly ResourceStatus[]
  /** What happened besides releases, as read last; null until somebody asks what changed. */
  readonly around: readonly AroundTime[] | null
  readonly filter: string
  /** Filters that were in use, newest first. */
  readonly earlierFilters: readonly string[]
  /** Only what is in these; null for all. */
  readonly namespaces: readonly string[] | null
  /** Those of the kubeconfig; null until they are listed. */
  readonly contexts: readonly { readonly name: string; readonly server: string }[] | null
  /** By the ids of their rows. */
  readonly flashes: ReadonlyMap<string, Flash>
  /** Of StatefulSets, while the screens are open; oldest first. */
  readonly scalings: readonly SeenScaling[]
  /** Ids of rows, the one that was marked last at the end. */
  readonly marks: ReadonlySet<string>
  readonly markedOnly: boolean
  readonly failingOnly: boolean
  /** Only what changed at most so many milliseconds ago; null for all. */
  readonly changedWithin: number | null
  /** What the settings say about the table. */
  readonly table: TableSettings
  readonly sort: Sort
  /** The column that shift-left and shift-right have picked; null for none. */
  readonly pickedColumn: ColumnKey | null
  /** null for one table without headings. */
  readonly groupBy: Grouping | null
  /** Ids of groups of which only the heading is shown. */
  readonly folded: ReadonlySet<string>
  /** 0 for the usual columns; otherwise which part of all that there are, from 1. */
  readonly columnsPart: number
  /** The last one is shown; the first is always the table. */
  readonly screens: View
  readonly history: History
  /** Bisects whose screen was left, as they were: a command that judges their commits goes on. */
  readonly left: readonly BisectScreen[]
  /** The bisects that can be resumed; null until they are listed. */
  readonly sessions: readonly SessionSummary[] | null
  readonly dialog: Dialog | null
  /** What is being typed in the filter, the palette or a question. */
  readonly input: TextInput
  /** The highlighted line of the palette, of a question's choices, or the help's first line. */
  readonly choice: number
  /** From outside; the first is shown. */
  readonly questions: readonly Question[]
  readonly tasks: readonly Task[]
  /** The last one is shown. */
  readonly failures: readonly Failure[]
  readonly notice: Notice | null
  /** What a first start is told, until it was read. */
  readonly hints: boolean
  /** null but in the demo; `step` is null while no tour is on. */
  readonly tour: { readonly step: number | null } | null
}

export function currentScreen(state: State): Screen {
  return state.screens.at(-1) ?? { name: 'workloads', cursor: firstRow }
}

/** Rows for the body of a screen: all but the title and the footer, and what the screen keeps. */
export function bodyRows(state: State): number {
  return Math.max(1, state.rows - 2)
}
