/** Opening what a screen shows as a text: its pane, its page, or its help. */
import { dialogKindOf } from '../dialog.ts'
import { leftText } from '../history.ts'
import type { ReadScreen } from './select-text.ts'
import { paneToRead } from './select-text.ts'
import type { State } from '../state.ts'
import type { PaneScreen } from './text-screens.ts'
import { openBisect } from '../bisects/open-bisects.ts'
import { currentScreen } from '../state.ts'
import { wrapped } from './text-view.ts'

/** The state with it open, as it was left the last time; the same state where there is nothing to open. */
export function withPane(state: State): State {
  const of = dialogKindOf(state) === 'help' ? 'help' : paneToRead(currentScreen(state))
  if (of === null) return state
  const pane: PaneScreen = { name: 'pane', of, view: wrapped }
  const view = leftText(state, pane)?.view ?? { ...wrapped, follow: grows(state, pane) }
  return { ...state, screens: [...state.screens, { ...pane, view }], dialog: null }
}

/** Whether lines are added at its end while it is read. */
export function grows(state: State, screen: ReadScreen): boolean {
  if (screen.name !== 'pane') return screen.name === 'logs'
  return screen.of === 'log' && openBisect(state)?.running === true
}
