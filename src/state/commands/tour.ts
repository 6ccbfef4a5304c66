/** The tour of the main job on the demo: what to do, why, and when it is done. Plain data. */
import type { CommandId } from '../dialog.ts'
import type { State } from '../state.ts'
import { openBisect } from '../bisects/open-bisects.ts'
import { currentScreen } from '../state.ts'

export interface TourStep {
  readonly title: string
  /** What one sees, and why the next key: one or two lines; `{workload.open}` is that command's key. */
  readonly text: string
  /** What is pressed: commands by id, other keys by name. */
  readonly presses: readonly (CommandId | 'enter' | 'r')[]
  /** Whether the user has done it. */
  readonly done: (state: State) => boolean
}

export const tourSteps: readonly TourStep[] = [
  {
    title: 'What fails',
    text: 'Failing workloads come first, then the newest change: checkout crashes since version 1.9.0; before, it was on 1.8.0. {workload.open} opens it.',
    presses: ['workload.open'],
    done: (state) => currentScreen(state).name === 'workload',
  },
  {
    title: 'Why it fails',
    text: 'Above: the reason, the owner, and the releases; the one marked good is proven to have worked. Below: the crash. {pane.next} shows the commits between the two.',
    presses: ['pane.next'],
    done: (state) => {
      const screen = currentScreen(state)
      return screen.name === 'bisect' || (screen.name === 'workload' && screen.pane === 'commits')
    },
  },
  {
    title: 'Start the search',
    text: 'One of these commits broke it. {bisect.start} starts a bisect between the two releases. Neither the cluster nor your clone is changed by it.',
    presses: ['bisect.start'],
    done: (state) => openBisect(state) !== null,
  },
  {
    title: 'Judge a commit',
    text: 'You test the commit in hand and say what you saw. This one was never finished, so it cannot be tested: {bisect.skip} skips it.',
    presses: ['bisect.skip'],
    done: (state) => marks(state) > 0,
  },
  {
    title: 'Take it back',
    text: 'Every verdict can be taken back, so a mistake costs nothing. {bisect.undo} does it.',
    presses: ['bisect.undo'],
    done: (state) => (openBisect(state)?.progress.search.undone.length ?? 0) > 0,
  },
  {
    title: 'Let a command judge',
    text: 'Where a command can tell good from bad, it does the rest: {bisect.run} asks for it. The one that the settings name stands there already: enter runs it.',
    presses: ['bisect.run', 'enter'],
    done: (state) => openBisect(state)?.progress.step.kind === 'found',
  },
  {
    title: 'The culprit',
    text: 'Found: the commit, its author, the releases that have it, and how to mend it. {bisect.copy} and then r copies the report for the incident channel.',
    presses: ['bisect.copy', 'r'],
    done: ({ notice }) => notice?.text.startsWith('copied') === true,
  },
  {
    title: 'Back to the table',
    text: 'The bisect is kept and can be opened again from the table. {app.back} goes back step by step.',
    presses: ['app.back', 'app.back'],
    done: (state) => openBisect(state) === null && currentScreen(state).name === 'workloads',
  },
  {
    title: 'That was the main job',
    text: '{app.help} lists the keys of each screen, {app.palette} finds a command by its name. {tour.leave} ends the tour; the demo stays open.',
    presses: ['tour.leave'],
    done: ({ tour }) => tour === null || tour.step === null,
  },
]

/** Where the tour is now that the user has done something. */
export function toured(state: State): State {
  if (state.tour === null || state.tour.step === null) return state
  const step = tourSteps[state.tour.step]
  const last = state.tour.step === tourSteps.length - 1
  return step === undefined || last || !step.done(state)
    ? state
    : toured({ ...state, tour: { step: state.tour.step + 1 } })
}

function marks(state: State): number {
  return openBisect(state)?.progress.search.marks.length ?? 0
}
