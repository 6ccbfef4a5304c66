/** What the user did on a screen: moved, filtered, sorted, opened and left. */
import type { Action } from './action.ts'
import type { Cursor } from './cursor.ts'
import { firstRow } from './cursor.ts'
import { chosenEnds } from './select-workload.ts'
import type { Screen, State } from './state.ts'
import { currentScreen } from './state.ts'

type ScreenAction = Extract<
  Action,
  {
    type:
      | 'rowChosen'
      | 'filterChanged'
      | 'failingOnlyToggled'
      | 'sortChosen'
      | 'workloadOpened'
      | 'bisectListOpened'
      | 'screenLeft'
      | 'endChosen'
      | 'paneChosen'
      | 'paneScrolled'
      | 'excludedToggled'
  }
>

export function reduceScreens(state: State, action: ScreenAction): State {
  const screen = currentScreen(state)
  switch (action.type) {
    case 'rowChosen':
      return withScreen(state, { ...screen, cursor: action.cursor })
    case 'filterChanged':
      return { ...state, filter: action.text }
    case 'failingOnlyToggled':
      return { ...state, failingOnly: !state.failingOnly }
    case 'sortChosen': {
      const { column } = action
      const again = state.sort.column === column && column !== 'attention'
      return { ...state, sort: { column, reverse: again && !state.sort.reverse } }
    }
    case 'workloadOpened':
      return pushed(state, {
        name: 'workload',
        workload: action.workload,
        cursor: onGoodEnd(state, action.workload),
        good: null,
        bad: null,
        pane: 'evidence',
        scroll: 0,
        details: null,
        range: null,
      })
    case 'bisectListOpened':
      return pushed(state, { name: 'bisects', cursor: firstRow, sessions: null })
    case 'screenLeft':
      return state.screens.length > 1
        ? { ...state, screens: state.screens.slice(0, -1), dialog: null }
        : state
    case 'endChosen':
      return screen.name === 'workload'
        ? withScreen(state, { ...screen, [action.end]: action.release })
        : state
    case 'paneChosen':
      return 'pane' in screen
        ? withScreen(state, { ...screen, pane: action.pane, scroll: 0 })
        : state
    case 'paneScrolled':
      return 'pane' in screen
        ? withScreen(state, { ...screen, scroll: Math.max(0, screen.scroll + action.by) })
        : state
    case 'excludedToggled':
      return screen.name === 'bisect'
        ? withScreen(state, { ...screen, showExcluded: !screen.showExcluded })
        : state
  }
}

function withScreen(state: State, screen: Screen): State {
  return { ...state, screens: [...state.screens.slice(0, -1), screen] }
}

function pushed(state: State, screen: Screen): State {
  return { ...state, screens: [...state.screens, screen], dialog: null }
}

/** A page opens with the cursor on the release that a bisect would start from. */
function onGoodEnd(state: State, id: string): Cursor {
  const workload = state.workloads.get(id)
  const good = workload === undefined ? null : chosenEnds(workload, { good: null, bad: null }).good
  return good === null ? firstRow : { ...firstRow, id: String(good.release) }
}
