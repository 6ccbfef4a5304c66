/** Facts, in the past tense: what happened outside (from app/) or on the keyboard (from commands). */
import type { CulpritTrace, Progress } from '../bisect/session.ts'
import type { AroundTime } from '../model/timeline/around-time.ts'
import type { ResourceStatus, WorkloadDetails } from '../model/change.ts'
import type { CommitDetail, CommitRange } from '../model/commit/commit.ts'
import type { Evidence } from '../model/diagnosis/evidence.ts'
import type { Failure, Result } from '../model/failure.ts'
import type { TableSettings } from '../model/settings/table-settings.ts'
import type { LogSource, LogsWanted } from '../model/logs/log-reading.ts'
import type { Workload } from '../model/workload.ts'
import type { DiffContext } from '../model/release/release-diff.ts'
import type { Cursor } from './table/cursor.ts'
import type { Dialog, Pane } from './dialog.ts'
import type { Keymap } from './commands/keymap.ts'
import type { Grouping } from './table/group.ts'
import type { Look } from './look.ts'
import type { TextLine } from './text/line-buffer.ts'
import type { Question, SessionSummary, Task } from './question.ts'
import type { ColumnChoice, ColumnKey } from './table/table-column.ts'
import type { SortColumn } from './table/sort.ts'
import type { Direction } from './state.ts'
import type { PaneScreen, ShownText, TextForm } from './text/text-screens.ts'
import type { TextInput } from './commands/text-input.ts'
import type { TextView } from './text/text-view.ts'

/** Facts that app/ reports. */
export type OutsideAction =
  | { readonly type: 'clockTicked'; readonly now: number }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | {
      readonly type: 'workloadsChanged'
      readonly put: readonly Workload[]
      readonly gone: readonly string[]
    }
  /** Every status that is known, replacing the last list. */
  | { readonly type: 'statusesChanged'; readonly statuses: readonly ResourceStatus[] }
  | {
      readonly type: 'detailsLoaded'
      readonly workload: string
      readonly details: WorkloadDetails
    }
  | {
      readonly type: 'evidenceFound'
      readonly workload: string
      readonly evidence: Evidence
    }
  | {
      readonly type: 'rangeLoaded'
      readonly workload: string
      readonly good: number
      readonly bad: number
      readonly range: Result<CommitRange>
    }
  | {
      readonly type: 'contextsListed'
      readonly contexts: readonly { readonly name: string; readonly server: string }[]
    }
  | { readonly type: 'tableSettingsRead'; readonly table: TableSettings }
  /** The filters of earlier runs, newest first. */
  | { readonly type: 'filtersRecalled'; readonly filters: readonly string[] }
  /** The reading of the logs on the screen began: what was read before is not shown again. */
  | {
      readonly type: 'logsStarted'
      readonly workload: string
      readonly sources: readonly LogSource[]
      readonly unread: number
      readonly containers: readonly string[]
      readonly pods: readonly string[]
    }
  /** Pods came or went: what is to be chosen from. */
  | {
      readonly type: 'logSourcesChanged'
      readonly workload: string
      readonly containers: readonly string[]
      readonly pods: readonly string[]
    }
  | {
      readonly type: 'logsRead'
      readonly workload: string
      readonly lines: readonly TextLine[]
      /** How many came before `lines` and were too many to be told. */
      readonly gone: number
      readonly sources: readonly LogSource[]
      /** Logs beyond those that are read side by side. */
      readonly unread: number
    }
  | {
      readonly type: 'textRead'
      readonly workload: string
      readonly form: TextForm
      readonly text: Result<ShownText>
    }
  | { readonly type: 'aroundRead'; readonly around: readonly AroundTime[] }
  | {
      readonly type: 'diffRead'
      readonly workload: string
      readonly from: number
      readonly to: number
      readonly context: DiffContext
    }
  | { readonly type: 'questionAsked'; readonly question: Question }
  | { readonly type: 'questionClosed'; readonly question: string }
  | { readonly type: 'taskChanged'; readonly task: Task }
  | { readonly type: 'taskEnded'; readonly task: string }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** A key has done something else since. */
  | { readonly type: 'noticePassed' }
  | { readonly type: 'noticed'; readonly text: string }
  /** The bisect's screen opens if it is not open yet. */
  | { readonly type: 'bisectOpened'; readonly progress: Progress }
  | { readonly type: 'bisectAdvanced'; readonly progress: Progress }
  | { readonly type: 'bisectClosed'; readonly session: string }
  | { readonly type: 'bisectsListed'; readonly sessions: readonly SessionSummary[] }
  | {
      readonly type: 'worktreePrepared'
      readonly session: string
      readonly sha: string
      readonly path: string
    }
  | {
      readonly type: 'commitLoaded'
      readonly session: string
      readonly sha: string
      readonly detail: Result<CommitDetail>
    }
  | { readonly type: 'culpritTraced'; readonly session: string; readonly trace: CulpritTrace }
  | { readonly type: 'probeStarted'; readonly session: string; readonly sha: string }
  /** With a verdict, stopped as it had become pointless, or too late to tell anything. */
  | {
      readonly type: 'probeEnded'
      readonly session: string
      readonly sha: string
      readonly how: 'verdict' | 'stopped' | 'late'
    }
  /** Cleaned lines of a running probe's output. */
  | {
      readonly type: 'probeOutput'
      readonly session: string
      readonly lines: readonly string[]
    }
  /** `run` ended: by a result, by the user, or by a failure. */
  | { readonly type: 'runEnded'; readonly session: string }

/** Facts from the keyboard. */
type UserAction =
  | { readonly type: 'rowChosen'; readonly cursor: Cursor }
  | { readonly type: 'filterChanged'; readonly text: string }
  /** Tab has put a word into the filter; `completing` while it goes through several. */
  | {
      readonly type: 'filterCompleted'
      readonly input: TextInput
      readonly completing: { readonly line: string; readonly at: number } | null
    }
  /** Back to an earlier filter (1), or forth again (-1), while one is typed. */
  | { readonly type: 'filterRecalled'; readonly by: 1 | -1 }
  /** The filter that was typed is the one wanted. */
  | { readonly type: 'filterKept' }
  | { readonly type: 'failingOnlyToggled' }
  | { readonly type: 'rowsMarked'; readonly ids: readonly string[]; readonly marked: boolean }
  | { readonly type: 'markedOnlyToggled' }
  /** null for all. */
  | { readonly type: 'namespacesChosen'; readonly namespaces: readonly string[] | null }
  /** In the list of namespaces or contexts; null for all of them. */
  | { readonly type: 'placeToggled'; readonly name: string | null }
  /** To the next length of time, and from the longest to no limit. */
  | { readonly type: 'changedWithinCycled' }
  /** No filter, and no other limit on the rows. */
  | { readonly type: 'limitsCleared' }
  /** Choosing the column again reverses it. */
  | { readonly type: 'sortChosen'; readonly column: SortColumn }
  | { readonly type: 'columnPicked'; readonly column: ColumnKey }
  /** 0 for the usual columns. */
  | { readonly type: 'columnsPartChosen'; readonly part: number }
  /** In the list of columns: another order, others shown, others' widths. */
  | { readonly type: 'columnsArranged'; readonly choices: readonly ColumnChoice[] }
  /** As they were before the list was opened. */
  | { readonly type: 'columnsRestored' }
  | { readonly type: 'groupingChosen'; readonly by: Grouping | null }
  /** The headings alone of these groups, or their rows again. */
  | { readonly type: 'groupsFolded'; readonly groups: readonly string[]; readonly folded: boolean }
  | { readonly type: 'workloadOpened'; readonly workload: string }
  | { readonly type: 'logsOpened'; readonly workload: string; readonly wanted: LogsWanted }
  | { readonly type: 'logsAsked'; readonly wanted: LogsWanted }
  | { readonly type: 'textOpened'; readonly workload: string; readonly form: TextForm }
  /** What the screen shows is read as a text. */
  | { readonly type: 'paneOpened'; readonly pane: PaneScreen }
  /** Of a log or a text: where it is looked at. */
  | { readonly type: 'textViewed'; readonly view: TextView }
  /** The times before the lines of a log, what is hidden at first in a text. */
  | { readonly type: 'moreToggled' }
  | { readonly type: 'bisectListOpened' }
  /** Of the fleet, or of a workload. */
  | { readonly type: 'changesOpened'; readonly workload: string | null }
  | {
      readonly type: 'diffOpened'
      readonly workload: string
      readonly from: number
      readonly to: number
    }
  | { readonly type: 'templatesToggled' }
  | { readonly type: 'diffScrolled'; readonly by: number }
  | { readonly type: 'ownersOpened' }
  | { readonly type: 'ownerOpened'; readonly owner: string | null }
  /** Back to the screen before this one. */
  | { readonly type: 'screenLeft' }
  /** To a view where the user was before. */
  | { readonly type: 'historyMoved'; readonly to: Direction }
  | { readonly type: 'endChosen'; readonly end: 'good' | 'bad'; readonly release: number | null }
  /** Another context's workload of the same name, whose release is good; null for this one's. */
  | {
      readonly type: 'goodFromChosen'
      readonly workload: string | null
      readonly release: number | null
    }
  | { readonly type: 'paneChosen'; readonly pane: Pane }
  | { readonly type: 'paneScrolled'; readonly by: number }
  | { readonly type: 'excludedToggled' }
  /** How many commits a command tests at once. */
  | { readonly type: 'jobsChosen'; readonly jobs: number }
  | { readonly type: 'runRequested' }
  /** To the screen of a bisect that was left and goes on. */
  | { readonly type: 'bisectReturned'; readonly session: string }
  | { readonly type: 'dialogOpened'; readonly dialog: Dialog }
  | { readonly type: 'dialogClosed' }
  /** What to look for in the help is typed; it stays in force. */
  | { readonly type: 'helpSearched' }
  | { readonly type: 'lookChosen'; readonly look: Look }
  /** kulprit runs for the first time. */
  | { readonly type: 'firstStarted' }
  | { readonly type: 'hintsDismissed' }
  /** To its first step; null where it is only offered, or left. */
  | { readonly type: 'tourSet'; readonly step: 0 | null }
  /** The settings say which keys commands have. */
  | { readonly type: 'keysBound'; readonly keymap: Keymap }
  | { readonly type: 'inputEdited'; readonly input: TextInput }
  | { readonly type: 'choiceMoved'; readonly by: number }
  | { readonly type: 'failureDismissed' }

export type Action = OutsideAction | UserAction
