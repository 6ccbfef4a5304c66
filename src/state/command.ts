/** What a command is: the one shape behind keys, footer, help, palette and the page of keys. */
import type { Action } from './action.ts'
import type { CommandId, Menu } from './dialog.ts'
import type { Effect } from './effect.ts'
import type { Question } from './question.ts'
import type { ScreenName, State } from './state.ts'

export const categories = [
  'Table',
  'Workload',
  'Bisect',
  'Verdict',
  'Copy',
  'Move',
  'General',
] as const

type Category = (typeof categories)[number]

/** What happens: facts for the state first, then requests to the outside. */
export interface Outcome {
  readonly actions: readonly Action[]
  readonly effects: readonly Effect[]
}

export interface Command {
  readonly id: CommandId
  readonly title: string
  /** One sentence. */
  readonly help: string
  readonly category: Category
  /** Key names as `keysOf` gives them: `j`, `ctrl-f`, `enter`. */
  readonly keys: readonly string[]
  /** The menu it is in, and its letter there. */
  readonly inMenu?: { readonly menu: Menu; readonly key: string }
  /** Where it applies. */
  readonly screens: readonly ScreenName[]
  /** One or two words for the footer; commands without are in the help only. */
  readonly hint?: string
  /** Other words that the palette takes for it, such as `q`. */
  readonly words?: readonly string[]
  /** Otherwise why not, as the user is told. */
  readonly available: (state: State) => true | string
  /** What to ask before it runs; null for nothing. */
  readonly ask?: (state: State) => Question | null
  /** `reply` is the answer to what was asked. */
  readonly run: (state: State, reply: string | null) => Outcome
}

/** The key that opens each menu. */
export const menuKeys: Readonly<Record<Menu, string>> = { verdict: 'b', copy: 'y' }

export const everyScreen: readonly ScreenName[] = ['workloads', 'workload', 'bisect', 'bisects']

export const nothing: Outcome = { actions: [], effects: [] }

export const always = (): true => true

export function acts(...actions: readonly Action[]): Outcome {
  return { actions, effects: [] }
}

export function asks(...effects: readonly Effect[]): Outcome {
  return { actions: [], effects }
}

/** Its keys as they are shown: `b g` is `b` and then `g`. */
export function shownKeys({ keys, inMenu }: Command): readonly string[] {
  return inMenu === undefined ? keys : [...keys, `${menuKeys[inMenu.menu]} ${inMenu.key}`]
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
