/** What the screens show before anything is read. */
import { defaultTable } from '../model/settings/table-settings.ts'
import { textInput } from './commands/text-input.ts'
import type { State } from './state.ts'
import { firstRow } from './table/cursor.ts'
import { Rows } from './table/rows.ts'

export function initialState(
  options: Pick<State, 'now' | 'columns' | 'rows' | 'keymap' | 'look'>,
): State {
  return {
    ...options,
    workloads: Rows.of([]),
    statuses: [],
    around: null,
    filter: '',
    earlierFilters: [],
    namespaces: null,
    contexts: null,
    flashes: new Map(),
    scalings: [],
    marks: new Set(),
    markedOnly: false,
    failingOnly: false,
    changedWithin: null,
    table: defaultTable,
    sort: { column: 'attention', reverse: false },
    pickedColumn: null,
    groupBy: null,
    folded: new Set(),
    columnsPart: 0,
    screens: [{ name: 'workloads', cursor: firstRow }],
    history: { past: [], future: [], last: null },
    left: [],
    sessions: null,
    dialog: null,
    input: textInput(''),
    choice: 0,
    questions: [],
    tasks: [],
    failures: [],
    notice: null,
    hints: false,
    tour: null,
  }
}
