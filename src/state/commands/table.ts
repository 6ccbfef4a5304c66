/** Commands of the table: open, filter, sort. */
import type { Command } from './command.ts'
import type { CommandId } from '../dialog.ts'
import { acts, always } from './command.ts'
import { isGroup } from '../table/group.ts'
import { keyOf } from './keymap.ts'
import type { State } from '../state.ts'
import { firstRow } from '../table/cursor.ts'
import { shownColumns } from '../table/select-columns.ts'
import { selectedEntry } from '../table/select-workloads.ts'
import type { SortColumn } from '../table/sort.ts'
import { columnCommands } from './columns.ts'
import { filterCommands, numberCommands } from './filters.ts'
import { fold, groupCommands } from './group.ts'
import { markCommands } from './marks.ts'
import { placeCommands } from './places.ts'
import { openPage } from './open-page.ts'

const wide: CommandId = 'table.wide'

export const tableCommands: readonly Command[] = [
  {
    id: 'workload.open',
    title: 'Open the workload, or the group',
    help: 'Shows why it fails, its releases, and the commits between them; folds and unfolds a group.',
    category: 'Table',
    keys: ['enter'],
    screens: ['workloads'],
    hint: 'open',
    available: (state) => selectedEntry(state) !== null || 'no workload is selected',
    run: (state) => {
      const entry = selectedEntry(state)
      if (entry === null) return acts()
      return isGroup(entry) ? acts(fold([entry], !entry.folded)) : openPage(state, entry)
    },
  },
  {
    id: 'table.filter',
    title: 'Filter',
    help: 'Shows only the rows that match; fuzzy words and fields such as owner:payments.',
    category: 'Table',
    keys: ['/'],
    screens: ['workloads', 'changes', 'owners'],
    hint: 'filter',
    words: ['search', 'find'],
    available: always,
    run: (state) => {
      const { filter, screens } = state
      const table = screens[0]
      const cursor = table?.name === 'workloads' ? table.cursor : firstRow
      const dialog = {
        kind: 'filter',
        before: filter,
        cursor,
        typed: filter,
        recalled: 0,
        completing: null,
      } as const
      return acts({ type: 'dialogOpened', dialog })
    },
  },
  {
    id: 'table.failing',
    title: 'Failing only',
    help: 'Shows only what is failing, or all again.',
    category: 'Table',
    keys: ['F'],
    screens: ['workloads'],
    hint: 'failing',
    available: always,
    run: () => acts({ type: 'failingOnlyToggled' }),
  },
  {
    id: 'table.changed',
    title: 'Changed lately',
    help: 'Shows only what changed in the last 15m, 1h, 2h or 24h, then all again.',
    category: 'Table',
    keys: ['t'],
    screens: ['workloads'],
    words: ['recent', 'since', 'minutes'],
    available: always,
    run: () => acts({ type: 'changedWithinCycled' }),
  },
  ...placeCommands,
  ...filterCommands,
  sort('attention', 'D', 'Sort: failing first', 'Failing first, then the newest change.'),
  sort('changed', 'A', 'Sort by last change'),
  sort('name', 'N', 'Sort by name'),
  sort('namespace', 'P', 'Sort by namespace'),
  sort('context', 'C', 'Sort by context'),
  sort('owner', 'T', 'Sort by owner (team)'),
  sort('version', 'V', 'Sort by version'),
  sort('previous', 'E', 'Sort by previous version'),
  sort('health', 'S', 'Sort by health'),
  sort('ready', 'R', 'Sort by ready replicas'),
  sort('kind', 'K', 'Sort by kind'),
  pick('left', -1),
  pick('right', 1),
  {
    id: 'sort.picked',
    title: 'Sort by the picked column',
    help: 'Sorts by the column that shift-left and shift-right have picked; again reverses it.',
    category: 'Table',
    keys: ['O'],
    screens: ['workloads'],
    words: ['order', 'reverse'],
    available: always,
    run: ({ pickedColumn, sort }) =>
      acts({ type: 'sortChosen', column: pickedColumn ?? sort.column }),
  },
  {
    id: wide,
    title: 'All columns, or the usual',
    help: 'Shows every column there is, in parts where they do not fit, then the usual ones again.',
    category: 'Table',
    keys: ['ctrl-w'],
    screens: ['workloads'],
    words: ['columns', 'wide'],
    available: always,
    run: (state, _, { columnParts }) => {
      const parts = columnParts(state)
      const part = state.columnsPart < parts ? state.columnsPart + 1 : 0
      const text = columnsText(state, part, parts)
      return acts({ type: 'columnsPartChosen', part }, { type: 'noticed', text })
    },
  },
  ...columnCommands,
  ...markCommands,
  ...groupCommands,
  ...numberCommands,
]

function columnsText(state: State, part: number, parts: number): string {
  if (parts === 0) return `these are all columns; ${keyOf(state, 'columns.choose')} arranges them`
  if (part === 0) return 'the usual columns'
  const key = keyOf(state, wide)
  const next = part < parts ? 'the others' : 'the usual ones'
  return parts === 1
    ? `all columns; ${key} shows ${next} again`
    : `columns, part ${part} of ${parts}; ${key} shows ${next}`
}

/** Beginning beside the column that the table is sorted by. */
function pick(side: 'left' | 'right', by: 1 | -1): Command {
  return {
    id: `column.${side}`,
    title: `Pick the column to the ${side}`,
    help: 'Picks the column that O sorts by.',
    category: 'Table',
    keys: [`shift-${side}`],
    screens: ['workloads'],
    available: always,
    run: (state) => {
      const columns = shownColumns(state)
      const from = state.pickedColumn ?? state.sort.column
      const at = columns.findIndex(({ id }) => id === from)
      const next = at < 0 ? 0 : at + by
      const column = columns[Math.max(0, Math.min(next, columns.length - 1))]
      return column === undefined ? acts() : acts({ type: 'columnPicked', column: column.id })
    },
  }
}

function sort(
  column: SortColumn,
  key: string,
  title: string,
  help = 'Sorts the table; again reverses it.',
): Command {
  const id: CommandId = `sort.${column}`
  return {
    id,
    title,
    help,
    category: 'Table',
    keys: [key],
    screens: ['workloads'],
    available: always,
    run: () => acts({ type: 'sortChosen', column }),
  }
}
