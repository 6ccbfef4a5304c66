/** What stands before or in a screen: its dialogs and its panes. */
import type { TableSettings } from '../model/settings/table-settings.ts'
import type { Question } from './question.ts'
import type { Cursor } from './table/cursor.ts'
import type { ColumnChoice } from './table/table-column.ts'

/** `table.filter`, `bisect.undo`: stable, for the settings and the reference page. */
export type CommandId = `${string}.${string}`

/** Commands behind one key, each with a letter of its own. */
export type Menu = 'verdict' | 'copy' | 'search'

/** What the lower part of a page shows: of a workload's the first three, of a bisect's the others. */
export type Pane =
  'evidence' | 'commits' | 'sources' | 'graph' | 'commit' | 'log' | 'releases' | 'suspects'

/** The dialogs as keys tell them apart: a question takes a text or one of its choices. */
export const dialogKinds = [
  'filter',
  'palette',
  'help',
  'menu',
  'text',
  'choice',
  'columns',
  'places',
] as const

export type DialogKind = (typeof dialogKinds)[number]

/** What takes the keys before the screen does. */
export type Dialog =
  | {
      readonly kind: 'filter'
      /** What esc goes back to. */
      readonly before: string
      /** The row of the table that was selected then: selected again wherever it still matches. */
      readonly cursor: Cursor
      /** What the user typed last, and the how manieth earlier filter stands in its place; 0 for none. */
      readonly typed: string
      readonly recalled: number
      /** While tab goes through words: the line before the cursor as it was, and which of them stands there. */
      readonly completing: { readonly line: string; readonly at: number } | null
    }
  | { readonly kind: 'palette' }
  /** `searching` while what to look for is typed; what was typed stays in force. */
  | { readonly kind: 'help'; readonly searching: boolean }
  | { readonly kind: 'menu'; readonly menu: Menu }
  /** The list of namespaces or contexts; `changed` once one of them was added or taken out. */
  | {
      readonly kind: 'places'
      readonly of: 'namespaces' | 'contexts'
      readonly chosen: readonly string[]
      readonly changed: boolean
    }
  /** The list that columns are chosen from; `before` is what the settings have. */
  | {
      readonly kind: 'columns'
      readonly choices: readonly ColumnChoice[]
      readonly before: TableSettings['columns']
    }
  /** A question of a command's own; the reply runs the command. */
  | { readonly kind: 'ask'; readonly command: CommandId; readonly question: Question }

interface InFront {
  readonly questions: readonly Question[]
  readonly dialog: Dialog | null
}

/** What stands in front of the screen and takes the keys; null for nothing. Outside questions come first. */
export function dialogKindOf({ questions, dialog }: InFront): DialogKind | null {
  const [question] = questions
  if (question !== undefined) return question.input.kind
  if (dialog === null) return null
  return dialog.kind === 'ask' ? dialog.question.input.kind : dialog.kind
}

/** Whether keys that stand for a character are part of a text. */
export function isTyping(state: InFront): boolean {
  const kind = dialogKindOf(state)
  if (kind === 'help') return state.dialog?.kind === 'help' && state.dialog.searching
  return kind === 'filter' || kind === 'palette' || kind === 'text' || kind === 'places'
}
