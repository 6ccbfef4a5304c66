/** What the user did to the table's columns: sorted by one, picked one, widened them. */
import type { Action } from './action.ts'
import type { State } from './state.ts'

type ColumnAction = Extract<Action, { type: 'sortChosen' | 'columnPicked' | 'wideToggled' }>

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
    case 'wideToggled':
      return { ...state, wide: !state.wide }
  }
}
