/** What stands before or in a screen: its dialogs and its panes. */
import type { Question } from './question.ts'

/** `table.filter`, `bisect.undo`: stable, for the settings and the reference page. */
export type CommandId = `${string}.${string}`

/** Commands behind one key, each with a letter of its own. */
export type Menu = 'verdict' | 'copy'

/** What the lower part of a page shows: of a workload's the first three, of a bisect's the others. */
export type Pane = 'evidence' | 'commits' | 'sources' | 'graph' | 'commit' | 'log' | 'releases'

/** What takes the keys before the screen does. */
export type Dialog =
  | {
      readonly kind: 'filter'
      /** What esc goes back to. */
      readonly before: string
      /** What the user typed last, and the how manieth earlier filter stands in its place; 0 for none. */
      readonly typed: string
      readonly recalled: number
    }
  | { readonly kind: 'palette' }
  | { readonly kind: 'help' }
  | { readonly kind: 'menu'; readonly menu: Menu }
  /** A question of a command's own; the reply runs the command. */
  | { readonly kind: 'ask'; readonly command: CommandId; readonly question: Question }
