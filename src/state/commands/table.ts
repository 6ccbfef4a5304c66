/** Commands of the table: open, filter, sort. */
import type { Command } from '../command.ts'
import type { CommandId } from '../dialog.ts'
import { acts, always } from '../command.ts'
import { selectedWorkload } from '../select-workloads.ts'
import type { SortColumn } from '../sort.ts'
import { filterCommands, numberCommands } from './filters.ts'
import { openPage } from './open-page.ts'

export const tableCommands: readonly Command[] = [
  {
    id: 'workload.open',
    title: 'Open the workload',
    help: 'Shows why it fails, its releases, and the commits between them.',
    category: 'Table',
    keys: ['enter'],
    screens: ['workloads'],
    hint: 'open',
    available: (state) => selectedWorkload(state) !== null || 'no workload is selected',
    run: (state) => {
      const workload = selectedWorkload(state)
      return workload === null ? acts() : openPage(workload)
    },
  },
  {
    id: 'table.filter',
    title: 'Filter',
    help: 'Shows only the rows that match; fuzzy words and fields such as owner:payments.',
    category: 'Table',
    keys: ['/'],
    screens: ['workloads'],
    hint: 'filter',
    words: ['search', 'find'],
    available: always,
    run: (state) =>
      acts({
        type: 'dialogOpened',
        dialog: { kind: 'filter', before: state.filter, typed: state.filter, recalled: 0 },
      }),
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
  ...filterCommands,
  sort('attention', 'D', 'Sort: failing first', 'Failing first, then the newest change.'),
  sort('changed', 'A', 'Sort by last change'),
  sort('name', 'N', 'Sort by name'),
  sort('namespace', 'P', 'Sort by namespace'),
  sort('context', 'C', 'Sort by context'),
  sort('owner', 'O', 'Sort by owner'),
  sort('version', 'V', 'Sort by version'),
  sort('previous', 'E', 'Sort by previous version'),
  sort('health', 'S', 'Sort by health'),
  sort('ready', 'R', 'Sort by ready replicas'),
  sort('kind', 'K', 'Sort by kind'),
  ...numberCommands,
]

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
