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
  /** `before` is what esc goes back to. */
  | { readonly kind: 'filter'; readonly before: string }
  | { readonly kind: 'palette' }
  | { readonly kind: 'help' }
  | { readonly kind: 'menu'; readonly menu: Menu }
  /** A question of a command's own; the reply runs the command. */
  | { readonly kind: 'ask'; readonly command: CommandId; readonly question: Question }
