/** The screens of what changed and of owners: opened, filled, scrolled. */
import type { Action } from '../action.ts'
import { firstRow } from '../table/cursor.ts'
import type { DiffScreen } from './changes-screen.ts'
import type { Screen, State } from '../state.ts'
import { currentScreen } from '../state.ts'

type ChangesAction = Extract<
  Action,
  {
    type:
      | 'aroundRead'
      | 'diffRead'
      | 'changesOpened'
      | 'diffOpened'
      | 'templatesToggled'
      | 'diffScrolled'
      | 'ownersOpened'
      | 'ownerOpened'
  }
>

export function reduceChanges(state: State, action: ChangesAction): State {
  const screen = currentScreen(state)
  switch (action.type) {
    case 'aroundRead':
      return { ...state, around: action.around }
    case 'diffRead': {
      const { workload, from, to, context } = action
      const isAsked = (one: Screen): one is DiffScreen =>
        one.name === 'diff' && one.workload === workload && one.from === from && one.to === to
      const screens = state.screens.map((one) => (isAsked(one) ? { ...one, context } : one))
      return { ...state, screens }
    }
    case 'changesOpened':
      return pushed(state, { name: 'changes', cursor: firstRow, workload: action.workload })
    case 'diffOpened': {
      const { workload, from, to } = action
      return pushed(state, {
        ...{ name: 'diff', cursor: firstRow, scroll: 0, workload, from, to },
        ...{ context: null, templates: false },
      })
    }
    case 'templatesToggled':
      return screen.name === 'diff'
        ? replaced(state, { ...screen, templates: !screen.templates, scroll: 0 })
        : state
    case 'diffScrolled':
      return screen.name === 'diff'
        ? replaced(state, { ...screen, scroll: Math.max(0, screen.scroll + action.by) })
        : state
    case 'ownersOpened':
      return pushed(state, { name: 'owners', cursor: firstRow })
    case 'ownerOpened':
      return pushed(state, { name: 'owner', cursor: firstRow, owner: action.owner })
  }
}

/** A screen of the same kind further down is left, so that going back never leads in circles. */
function pushed(state: State, screen: Screen): State {
  const others = state.screens.filter(({ name }) => name !== screen.name)
  return { ...state, screens: [...others, screen], dialog: null }
}

function replaced(state: State, screen: Screen): State {
  return { ...state, screens: [...state.screens.slice(0, -1), screen] }
}
