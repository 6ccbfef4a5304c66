/** What the screens that are read as texts keep: logs, YAML and descriptions, and panes. */
import type { Result } from '../../model/failure.ts'
import type { LogSource, LogsWanted } from '../../model/logs/log-reading.ts'
import type { Pane } from '../dialog.ts'
import type { LineBuffer } from './line-buffer.ts'
import type { TextView } from './text-view.ts'

export interface LogsScreen {
  readonly name: 'logs'
  readonly workload: string
  readonly wanted: LogsWanted
  /** Each log that is read; lines name theirs by its place here. */
  readonly sources: readonly LogSource[]
  /** How many there are beyond those that are read side by side. */
  readonly unread: number
  /** What can be chosen instead, the application's container first. */
  readonly containers: readonly string[]
  readonly pods: readonly string[]
  readonly lines: LineBuffer
  readonly view: TextView
  readonly showTimes: boolean
}

/** A workload's object, or everything that is known of it. */
export interface TextScreen {
  readonly name: 'text'
  readonly workload: string
  readonly form: TextForm
  /** null until it is read. */
  readonly text: Result<ShownText> | null
  readonly view: TextView
  /** With what is hidden at first. */
  readonly showAll: boolean
}

/** What the screen below it shows, read as a text: searched, wrapped and copied like any other. */
export interface PaneScreen {
  readonly name: 'pane'
  readonly of: PaneSource
  readonly view: TextView
}

/** One of its panes, the page where it has none, or its keys. */
export type PaneSource = Pane | 'page' | 'help'

export type TextForm = 'yaml' | 'describe'

export interface ShownText {
  readonly lines: LineBuffer
  /** With what is hidden at first; null where nothing is. */
  readonly all: LineBuffer | null
}
