/** Commands of what stands in front of a screen: taking what is highlighted or typed, closing, moving. */
import type { Chosen, Command, Layout } from './command.ts'
import { acts, always, asks } from './command.ts'
import type { CommandId, DialogKind } from '../dialog.ts'
import { dialogKindOf, dialogKinds } from '../dialog.ts'
import { acceptPlaces } from './places.ts'
import type { PaletteEntry } from './palette.ts'
import { completed } from '../query/complete-filter.ts'
import { parseQuery } from '../query/query.ts'
import type { Question } from '../question.ts'
import { places } from '../table/select-places.ts'
import type { State } from '../state.ts'
import { bodyRows } from '../state.ts'
import { textOf } from './text-input.ts'

/** What the palette offers depends on the whole command table, which these commands are part of. */
type Palette = (state: State) => readonly PaletteEntry[]

/** The help's title stays where it is. */
const aboveHelp = 1

export function dialogCommands(palette: Palette): readonly Command[] {
  return [
    {
      ...inDialogs('dialog.accept', 'Take it', ['enter']),
      help: 'Takes what is highlighted or typed.',
      dialogs: ['filter', 'palette', 'help', 'text', 'choice', 'columns', 'places'],
      run: (state) => accept(state, palette),
    },
    {
      ...inDialogs('dialog.cancel', 'Never mind', ['esc', 'q']),
      help: 'Closes what stands in front of the screen, and changes nothing.',
      dialogs: dialogKinds,
      run: cancel,
    },
    move(palette, 'dialog.down', 'Next line', ['j', 'down'], () => 1),
    move(palette, 'dialog.up', 'Line above', ['k', 'up'], () => -1),
    move(palette, 'dialog.pageDown', 'Page of lines down', ['ctrl-f', 'pgdn'], helpRoom),
    move(
      palette,
      'dialog.pageUp',
      'Page of lines up',
      ['ctrl-b', 'pgup'],
      (state) => -helpRoom(state),
    ),
    inFilter(
      'filter.earlier',
      'Earlier filter',
      'up',
      'Recalls the filter that was kept before.',
      () => acts({ type: 'filterRecalled', by: 1 }),
    ),
    inFilter(
      'filter.later',
      'Later filter',
      'down',
      'Recalls the filter that was kept after.',
      () => acts({ type: 'filterRecalled', by: -1 }),
    ),
    inFilter(
      'filter.complete',
      'Complete',
      'tab',
      'Completes the field or the value that is typed, then goes through those that there are.',
      (state) => completing(state, 1),
    ),
    inFilter(
      'filter.completeBack',
      'Complete, backwards',
      'shift-tab',
      'Goes back through the fields or the values that there are.',
      (state) => completing(state, -1),
    ),
    inFilter('filter.rowUp', 'Row above', 'ctrl-p', 'Moves up while the filter is typed.', () =>
      then('list.up'),
    ),
    inFilter('filter.rowDown', 'Next row', 'ctrl-n', 'Moves down while the filter is typed.', () =>
      then('list.down'),
    ),
    {
      ...inDialogs('help.search', 'Search the help', ['/']),
      help: 'Shows only the keys whose command has what is typed.',
      dialogs: ['help'],
      run: () => acts({ type: 'dialogOpened', dialog: { kind: 'help', searching: true } }),
    },
  ]
}

function inDialogs(
  id: CommandId,
  title: string,
  keys: readonly string[],
): Pick<Command, 'id' | 'title' | 'keys' | 'category' | 'screens' | 'available'> {
  return { id, title, keys, category: 'Dialogs', screens: [], available: always }
}

function inFilter(
  id: CommandId,
  title: string,
  key: string,
  help: string,
  run: (state: State) => Chosen,
): Command {
  return { ...inDialogs(id, title, [key]), help, dialogs: ['filter'], run }
}

function completing(state: State, by: 1 | -1): Chosen {
  const action = completed(state, by)
  return action === null ? acts() : acts(action)
}

function then(command: CommandId): Chosen {
  return { ...acts(), runs: { command, reply: null } }
}

function accept(state: State, palette: Palette): Chosen {
  const { dialog } = state
  const kind = dialogKindOf(state)
  switch (kind) {
    case 'filter':
      return acceptFilter(state)
    case 'palette': {
      const entries = palette(state)
      const chosen = entries[Math.min(state.choice, entries.length - 1)]
      return closing(chosen?.command.id ?? null)
    }
    case 'places':
      return acceptPlaces(state)
    case 'columns':
      return {
        actions: [{ type: 'dialogClosed' }],
        effects: [{ type: 'saveColumns', columns: state.table.columns }],
      }
    case 'text':
      return reply(state, textOf(state.input))
    case 'choice': {
      const choices = choicesOf(questionOf(state))
      const picked = choices[Math.min(state.choice, choices.length - 1)]
      return picked === undefined ? acts() : reply(state, picked.value)
    }
    default:
      return dialog?.kind === 'help' && dialog.searching
        ? acts({ type: 'helpSearched' })
        : acts({ type: 'dialogClosed' })
  }
}

/** A query that cannot be read stays open; what is wrong is said, which the rows of a term in the making do not show. */
function acceptFilter({ filter, table }: State): Chosen {
  const text = filter.trim()
  const query = parseQuery(text, Object.keys(table.customColumns))
  if (!query.ok) return acts({ type: 'noticed', text: query.failure.message })
  return {
    actions: [{ type: 'filterKept' }],
    effects: text === '' ? [] : [{ type: 'rememberFilter', filter: text }],
  }
}

function cancel(state: State): Chosen {
  const { dialog } = state
  if (questionOf(state) !== null) return reply(state, null)
  if (dialog?.kind === 'filter')
    return acts({ type: 'filterChanged', text: dialog.before }, { type: 'dialogClosed' })
  if (dialog?.kind === 'columns') return acts({ type: 'columnsRestored' })
  // Of a help that was searched, all is shown again first.
  if (dialog?.kind === 'help' && textOf(state.input) !== '')
    return acts({ type: 'dialogOpened', dialog: { kind: 'help', searching: false } })
  return acts({ type: 'dialogClosed' })
}

/** The answer to the question that is shown; null for "never mind". */
export function reply(state: State, value: string | null): Chosen {
  const [question] = state.questions
  if (question !== undefined) return asks({ type: 'answer', question: question.id, value })
  const { dialog } = state
  if (dialog?.kind !== 'ask') return acts()
  return value === null ? closing(null) : closing(dialog.command, value)
}

/** Closes the dialog and runs a command. */
export function closing(command: CommandId | null, value: string | null = null): Chosen {
  const closed = acts({ type: 'dialogClosed' })
  return command === null ? closed : { ...closed, runs: { command, reply: value } }
}

/** The one that is shown: from outside, or a command's own. */
export function questionOf({ questions, dialog }: State): Question | null {
  return questions[0] ?? (dialog?.kind === 'ask' ? dialog.question : null)
}

export function choicesOf(
  question: Question | null,
): Extract<Question['input'], { kind: 'choice' }>['choices'] {
  return question?.input.kind === 'choice' ? question.input.choices : []
}

function move(
  palette: Palette,
  id: CommandId,
  title: string,
  keys: readonly string[],
  by: (state: State) => number,
): Command {
  const last: Partial<Record<DialogKind, (state: State, layout: Layout) => number>> = {
    palette: (state) => palette(state).length - 1,
    choice: (state) => choicesOf(questionOf(state)).length - 1,
    help: (state, { helpLines }) => helpLines(state) - helpRoom(state),
    places: (state) => places(state).length - 1,
    columns: ({ dialog }) => (dialog?.kind === 'columns' ? dialog.choices.length - 1 : 0),
  }
  return {
    ...inDialogs(id, title, keys),
    help: 'Moves the highlight, or scrolls the help.',
    dialogs: ['palette', 'help', 'choice', 'columns', 'places'],
    run(state, _, layout) {
      const kind = dialogKindOf(state)
      const most = Math.max(0, (kind === null ? undefined : last[kind]?.(state, layout)) ?? 0)
      const to = Math.max(0, Math.min(state.choice + by(state), most))
      return acts({ type: 'choiceMoved', by: to - state.choice })
    },
  }
}

function helpRoom(state: State): number {
  return Math.max(1, bodyRows(state) - aboveHelp)
}
