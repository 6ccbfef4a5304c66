/** The rows that are marked. */
import type { Action } from '../action.ts'
import type { State } from '../state.ts'

type MarkAction = Extract<Action, { type: 'rowsMarked' | 'markedOnlyToggled' }>

export function reduceMarks(state: State, action: MarkAction): State {
  switch (action.type) {
    case 'rowsMarked': {
      const others = [...state.marks].filter((id) => !action.ids.includes(id))
      const marks = new Set(action.marked ? [...others, ...action.ids] : others)
      return { ...state, marks, markedOnly: state.markedOnly && marks.size > 0 }
    }
    case 'markedOnlyToggled':
      return { ...state, markedOnly: !state.markedOnly }
  }
}
