/** How the user arranges the table: its order, its columns, its groups. */
import type { Action } from '../action.ts'
import { columnSettings } from './select-columns.ts'
import type { State } from '../state.ts'

type ColumnAction = Extract<
  Action,
  {
    type:
      | 'sortChosen'
      | 'columnPicked'
      | 'columnsPartChosen'
      | 'columnsArranged'
      | 'columnsRestored'
      | 'groupingChosen'
      | 'groupsFolded'
  }
>

export function reduceColumns(state: State, action: ColumnAction): State {
  switch (action.type) {
    case 'sortChosen': {
      const { column } = action
      const again = state.sort.column === column && column !== 'attention'
      return {
        ...state,
        sort: { column, reverse: again && !state.sort.reverse },
        pickedColumn: state.pickedColumn === column ? column : null,
      }
    }
    case 'columnPicked':
      return { ...state, pickedColumn: action.column }
    case 'columnsPartChosen':
      return { ...state, columnsPart: action.part }
    case 'columnsArranged': {
      const { choices } = action
      const { dialog, table } = state
      return {
        ...state,
        table: { ...table, columns: columnSettings(choices, table) },
        dialog: dialog?.kind === 'columns' ? { ...dialog, choices } : dialog,
      }
    }
    case 'columnsRestored':
      return state.dialog?.kind === 'columns'
        ? { ...state, table: { ...state.table, columns: state.dialog.before }, dialog: null }
        : state
    case 'groupingChosen':
      return { ...state, groupBy: action.by, folded: new Set() }
    case 'groupsFolded': {
      const others = [...state.folded].filter((id) => !action.groups.includes(id))
      return { ...state, folded: new Set(action.folded ? [...others, ...action.groups] : others) }
    }
  }
}
