/** What a command is: the one shape behind keys, footer, help, palette and the page of keys. */
import type { Action } from '../action.ts'
import type { CommandId, DialogKind, Menu } from '../dialog.ts'
import type { Effect } from '../effect.ts'
import type { LineBuffer } from '../text/line-buffer.ts'
import type { Question } from '../question.ts'
import type { ScreenName, State } from '../state.ts'

export const categories = [
  'Table',
  'Workload',
  'Changes',
  'Bisect',
  'Verdict',
  'Copy',
  'Text',
  'Move',
  'Dialogs',
  'General',
] as const

type Category = (typeof categories)[number]

/** What happens: facts for the state first, then requests to the outside. */
export interface Outcome {
  readonly actions: readonly Action[]
  readonly effects: readonly Effect[]
}

/** The same, and the command that was picked in a dialog, which runs after it. */
export interface Chosen extends Outcome {
  readonly runs?: { readonly command: CommandId; readonly reply: string | null }
}

/** What depends on how screens are drawn: the view tells it to the commands that ask. */
export interface Layout {
  /** All lines of the pane that is read as a text, none of them cut. */
  readonly paneText: (state: State) => LineBuffer
  /** In how many parts all columns of the table are shown; 0 where the usual ones are all there are. */
  readonly columnParts: (state: State) => number
  /** How many lines the help takes. */
  readonly helpLines: (state: State) => number
}

export interface Command {
  readonly id: CommandId
  readonly title: string
  /** One sentence. */
  readonly help: string
  readonly category: Category
  /** Key names as `keysOf` gives them: `j`, `ctrl-f`, `enter`; the settings may give others. */
  readonly keys: readonly string[]
  /** The menu it is in, and its letter there. */
  readonly inMenu?: { readonly menu: Menu; readonly key: string }
  /** Where it applies while nothing stands in front of the screen. */
  readonly screens: readonly ScreenName[]
  /** In front of which dialogs it applies too; none where it is left out. */
  readonly dialogs?: readonly DialogKind[]
  /** One or two words for the footer; commands without are in the help only. */
  readonly hint?: string | ((state: State) => string | null)
  /** Whether it comes before the others in the footer. */
  readonly urgent?: boolean
  /** Other words that the palette takes for it, such as `q`. */
  readonly words?: readonly string[]
  /** Otherwise why not, as the user is told. */
  readonly available: (state: State) => true | string
  /** What to ask before it runs; null for nothing. */
  readonly ask?: (state: State) => Question | null
  /** `reply` is the answer to what was asked. */
  readonly run: (state: State, reply: string | null, layout: Layout) => Chosen
}

/** The command that opens each menu. */
export const menuOpeners: Readonly<Record<Menu, CommandId>> = {
  verdict: 'bisect.verdict',
  copy: 'bisect.copy',
  search: 'search.choose',
}

export const everyScreen: readonly ScreenName[] = [
  'workloads',
  'workload',
  'logs',
  'text',
  'pane',
  'diff',
  'changes',
  'owners',
  'owner',
  'bisect',
  'bisects',
]

/** As in `Keys of the table of workloads`. */
export const screenTitles: Readonly<Record<ScreenName, string>> = {
  workloads: 'the table of workloads',
  workload: 'a workload’s page',
  logs: 'logs',
  text: 'YAML and description',
  pane: 'a pane read as a text',
  diff: 'what changed between two releases',
  changes: 'what changed in the fleet',
  owners: 'the owners',
  owner: 'an owner’s page',
  bisect: 'a bisect',
  bisects: 'the open bisects',
}

export const nothing: Outcome = { actions: [], effects: [] }

export const always = (): true => true

export function acts(...actions: readonly Action[]): Outcome {
  return { actions, effects: [] }
}

export function asks(...effects: readonly Effect[]): Outcome {
  return { actions: [], effects }
}

/** A question that is answered by one letter. */
export function choiceQuestion(
  id: CommandId,
  title: string,
  lines: readonly string[],
  yes: string,
  no: string,
): Question {
  const choices = [
    { value: 'no', label: no, key: 'n' },
    { value: 'yes', label: yes, key: 'y' },
  ]
  return { id, title, lines, input: { kind: 'choice', choices }, error: null }
}
