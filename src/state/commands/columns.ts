/** Commands of the table's columns: the list they are chosen from, and what is done in it. */
import { narrowestColumn, widestColumn } from '../../model/settings/table-settings.ts'
import type { Command } from './command.ts'
import { acts, always } from './command.ts'
import type { CommandId } from '../dialog.ts'
import type { ColumnChoice } from '../table/table-column.ts'
import { columnChoices } from '../table/select-columns.ts'
import type { State } from '../state.ts'

/** The first width of a column that was as wide as what it shows. */
const firstWidth = 20
const step = 2

export const columnCommands: readonly Command[] = [
  {
    id: 'columns.choose',
    title: 'Choose the columns',
    help: 'Shows or hides columns, moves them and sets their widths; the settings keep it.',
    category: 'Table',
    keys: ['v'],
    screens: ['workloads'],
    words: ['columns', 'width', 'order'],
    available: always,
    run: ({ table }) =>
      acts({
        type: 'dialogOpened',
        dialog: { kind: 'columns', choices: columnChoices(table), before: table.columns },
      }),
  },
  inList('columns.toggle', 'Show or hide the column', ['space'], 'Shows the column, or hides it.', {
    arrange: (choices, at) =>
      choices.map((choice, i) => (i === at ? { ...choice, shown: !choice.shown } : choice)),
  }),
  inList('columns.left', 'Column further left', ['K', '<'], 'Moves the column to the left.', {
    arrange: (choices, at) => swapped(choices, at, at - 1),
    moves: -1,
  }),
  inList('columns.right', 'Column further right', ['J', '>'], 'Moves the column to the right.', {
    arrange: (choices, at) => swapped(choices, at, at + 1),
    moves: 1,
  }),
  inList('columns.wider', 'Wider column', ['l', 'right', '+'], 'Makes the column wider.', {
    arrange: (choices, at) => resized(choices, at, step),
  }),
  inList('columns.narrower', 'Narrower column', ['h', 'left', '-'], 'Makes it narrower.', {
    arrange: (choices, at) => resized(choices, at, -step),
  }),
  inList('columns.fit', 'As wide as what it shows', ['='], 'Takes the width back.', {
    arrange: (choices, at) =>
      choices.map((choice, i) => (i === at ? { ...choice, width: null } : choice)),
  }),
  {
    ...inList('columns.usual', 'The usual columns', ['0'], 'Shows the usual columns again.', {
      arrange: (choices) => choices,
    }),
    run: ({ table }) =>
      acts({ type: 'columnsArranged', choices: columnChoices({ ...table, columns: [] }) }),
  },
]

function inList(
  id: CommandId,
  title: string,
  keys: readonly string[],
  help: string,
  change: {
    readonly arrange: (choices: readonly ColumnChoice[], at: number) => readonly ColumnChoice[]
    /** Where the highlight goes with the column. */
    readonly moves?: 1 | -1
  },
): Command {
  return {
    ...{ id, title, keys, help },
    category: 'Dialogs',
    screens: [],
    dialogs: ['columns'],
    available: always,
    run: (state) => {
      const choices = choicesIn(state)
      const at = Math.min(state.choice, choices.length - 1)
      const arranged = change.arrange(choices, at)
      if (arranged.every(({ shown }) => !shown))
        return acts({ type: 'noticed', text: 'the last column stays: a table needs one' })
      const { moves = 0 } = change
      const by = at + moves < 0 || at + moves >= choices.length ? 0 : moves
      return acts(
        { type: 'columnsArranged', choices: arranged },
        { type: 'choiceMoved', by: at + by - state.choice },
      )
    },
  }
}

function choicesIn({ dialog }: State): readonly ColumnChoice[] {
  return dialog?.kind === 'columns' ? dialog.choices : []
}

function swapped(
  choices: readonly ColumnChoice[],
  at: number,
  to: number,
): readonly ColumnChoice[] {
  const [a, b] = [choices[at], choices[to]]
  return a === undefined || b === undefined ? choices : choices.with(at, b).with(to, a)
}

function resized(choices: readonly ColumnChoice[], at: number, by: number): ColumnChoice[] {
  const between = (width: number): number =>
    Math.max(narrowestColumn, Math.min(width, widestColumn))
  return choices.map((choice, i) =>
    i === at
      ? { ...choice, width: choice.width === null ? firstWidth : between(choice.width + by) }
      : choice,
  )
}
