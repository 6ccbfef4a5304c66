/** Every state of every screen, by what it is about. */
import { bisectStates } from './view-states-bisect.ts'
import { dialogStates } from './view-states-dialogs.ts'
import { fleetStates } from './view-states-fleet.ts'
import { pageStates } from './view-states-pages.ts'
import type { ScreenState } from './view-state.ts'
import { textStates } from './view-states-texts.ts'

export const screenStates: Readonly<Record<string, readonly ScreenState[]>> = {
  'The table': fleetStates,
  'A workload’s page, what changed, owners': pageStates,
  'Logs, texts and panes': textStates,
  Bisects: bisectStates,
  'In front of a screen': dialogStates,
}
