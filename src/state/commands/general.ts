/** Commands of every screen: leaving, help, palette, connection, tasks. */
import type { Command } from './command.ts'
import { acts, always, asks, everyScreen } from './command.ts'
import type { Outcome } from './command.ts'
import { dialogKinds } from '../dialog.ts'
import type { Effect } from '../effect.ts'
import type { Screen, ScreenName, State } from '../state.ts'
import { currentScreen } from '../state.ts'

export const generalCommands: readonly Command[] = [
  {
    id: 'app.help',
    title: 'Help',
    help: 'Lists the keys of this screen.',
    category: 'General',
    keys: ['?'],
    screens: everyScreen,
    dialogs: ['help'],
    words: ['help', 'keys'],
    available: always,
    run: ({ dialog }) =>
      dialog?.kind === 'help'
        ? acts({ type: 'dialogClosed' })
        : acts({ type: 'dialogOpened', dialog: { kind: 'help', searching: false } }),
  },
  {
    id: 'app.palette',
    title: 'Command palette',
    help: 'Finds a command by its name.',
    category: 'General',
    keys: [':'],
    screens: everyScreen,
    available: always,
    run: () => acts({ type: 'dialogOpened', dialog: { kind: 'palette' } }),
  },
  {
    id: 'app.escape',
    title: 'Dismiss, clear or go back',
    help: 'Dismisses the message, else ends the selection, clears the filter, then the other limits, or closes the commit, else goes back.',
    category: 'General',
    keys: ['esc'],
    screens: everyScreen,
    available: always,
    run: (state) => {
      if (state.failures.length > 0) return acts({ type: 'failureDismissed' })
      if (state.hints) return acts({ type: 'hintsDismissed' })
      const screen = currentScreen(state)
      if ('view' in screen && screen.view.selected !== null)
        return acts({ type: 'textViewed', view: { ...screen.view, selected: null } })
      if (screen.name === 'bisect' && screen.pane === 'commit')
        return acts({ type: 'paneChosen', pane: 'graph' })
      if (screen.name !== 'workloads') return goBack(state)
      return state.filter.trim() === ''
        ? acts({ type: 'limitsCleared' })
        : acts({ type: 'filterChanged', text: '' })
    },
  },
  {
    id: 'app.back',
    title: 'Go back',
    help: 'Goes back to the screen before; quits from the table.',
    category: 'General',
    keys: ['q'],
    screens: everyScreen,
    hint: ({ screens }) => (screens.length > 1 ? 'back' : 'quit'),
    available: always,
    run: (state) => (state.screens.length > 1 ? goBack(state) : asks({ type: 'quit' })),
  },
  {
    id: 'app.quit',
    title: 'Quit',
    help: 'Leaves kulprit; open bisects can be resumed later.',
    category: 'General',
    keys: ['ctrl-c'],
    screens: everyScreen,
    dialogs: dialogKinds,
    words: ['q', 'q!', 'quit', 'exit'],
    available: always,
    run: () => asks({ type: 'quit' }),
  },
  {
    id: 'app.suspend',
    title: 'Suspend',
    help: 'Stops kulprit and returns to the shell; fg continues.',
    category: 'General',
    keys: ['ctrl-z'],
    screens: everyScreen,
    dialogs: dialogKinds,
    available: always,
    run: () => asks({ type: 'suspend' }),
  },
  {
    id: 'cluster.reconnect',
    title: 'Reconnect',
    help: 'Retries every connection that failed, with fresh credentials.',
    category: 'General',
    keys: ['ctrl-r'],
    screens: everyScreen,
    words: ['refresh', 'retry'],
    available: always,
    run: () => asks({ type: 'reconnect' }),
  },
  {
    id: 'tour.start',
    title: 'Take the tour',
    help: 'Goes through the main job step by step.',
    category: 'General',
    keys: ['ctrl-g'],
    screens: everyScreen,
    words: ['tutorial'],
    available: ({ tour }) =>
      tour !== null || 'the tour is on the demo’s cluster: kulprit demo --tour',
    run: () => acts({ type: 'tourSet', step: 0 }),
  },
  {
    id: 'tour.leave',
    title: 'Leave the tour',
    help: 'Ends the tour; everything stays as it is.',
    category: 'General',
    keys: ['ctrl-q'],
    screens: everyScreen,
    dialogs: dialogKinds,
    available: ({ tour }) => (tour !== null && tour.step !== null) || 'no tour is on',
    run: () => acts({ type: 'tourSet', step: null }),
  },
  {
    id: 'task.cancel',
    title: 'Cancel what is running',
    help: 'Stops the clone, the fetch or the probe that is running.',
    category: 'General',
    keys: ['c'],
    screens: everyScreen,
    hint: 'cancel',
    urgent: true,
    words: ['stop'],
    available: (state) => cancellable(state) !== null || 'nothing is running that can be cancelled',
    run: (state) => {
      const task = cancellable(state)
      return task === null ? acts() : asks({ type: 'cancel', task })
    },
  },
]

/** What is read for a screen is no longer read when it is left. */
const closing: Partial<Record<ScreenName, readonly Effect[]>> = {
  workload: [{ type: 'closeDetails' }],
  changes: [{ type: 'closeChanges' }],
}

function goBack(state: State): Outcome {
  return { actions: [{ type: 'screenLeft' }], effects: leaving(currentScreen(state)) }
}

/** What the screen that is left no longer needs. */
export function leaving({ name }: Screen): readonly Effect[] {
  return closing[name] ?? []
}

/** The newest task that can be stopped. */
function cancellable(state: State): string | null {
  return state.tasks.findLast((task) => task.cancellable)?.id ?? null
}
