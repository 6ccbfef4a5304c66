/** Which namespaces and contexts are shown, and the list they are chosen from. */
import type { Action } from '../action.ts'
import type { State } from '../state.ts'

type PlaceAction = Extract<Action, { type: 'namespacesChosen' | 'contextsListed' | 'placeToggled' }>

export function reducePlaces(state: State, action: PlaceAction): State {
  switch (action.type) {
    case 'namespacesChosen':
      return { ...state, namespaces: action.namespaces }
    case 'contextsListed':
      return { ...state, contexts: action.contexts }
    case 'placeToggled': {
      const { name } = action
      const { dialog } = state
      if (dialog?.kind !== 'places') return state
      const others = dialog.chosen.filter((other) => other !== name)
      const added = others.length === dialog.chosen.length && name !== null ? [name] : []
      const chosen = name === null ? [] : [...others, ...added]
      return { ...state, dialog: { ...dialog, chosen, changed: true } }
    }
  }
}
