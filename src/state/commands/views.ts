/** Commands that go to where the user has been, or hand over to another program. */
import type { Command, Outcome } from './command.ts'
import { asks, everyScreen } from './command.ts'
import type { CommandId } from '../dialog.ts'
import type { Effect } from '../effect.ts'
import { viewAt } from '../history.ts'
import { pageEnds, workloadPage } from '../workload/select-workload.ts'
import { selectedWorkload } from '../table/select-workloads.ts'
import type { Direction, State, View } from '../state.ts'
import { currentScreen } from '../state.ts'
import { leaving } from './general.ts'
import { loadRange } from './open-page.ts'

export const viewCommands: readonly Command[] = [
  go(
    'view.last',
    'Last view',
    '-',
    'last',
    'Goes to the view that was shown before; again comes back.',
  ),
  go('view.back', 'Back in history', '[', 'back', 'Goes back through the views that were shown.'),
  go('view.forward', 'Forward in history', ']', 'forward', 'Goes forward again.'),
  {
    id: 'workload.k9s',
    title: 'Open in k9s',
    help: 'Starts k9s on the same object; kulprit comes back when it ends.',
    category: 'Workload',
    keys: ['ctrl-o'],
    screens: ['workloads', 'workload'],
    available: (state) => shownWorkload(state) !== null || 'no workload is selected',
    run: (state) => {
      const workload = shownWorkload(state)
      return workload === null ? asks() : asks({ type: 'openK9s', workload: workload.id })
    },
  },
  {
    id: 'app.editSettings',
    title: 'Edit the settings',
    help: 'Opens the settings file in $EDITOR; what is saved takes effect at once.',
    category: 'General',
    keys: ['ctrl-e'],
    screens: everyScreen,
    words: ['editor', 'config', 'preferences'],
    available: () => true,
    run: () => asks({ type: 'editSettings' }),
  },
]

function go(id: CommandId, title: string, key: string, to: Direction, help: string): Command {
  return {
    id,
    title,
    help,
    category: 'Move',
    keys: [key],
    screens: everyScreen,
    available: (state) => viewAt(state, to) !== null || 'there is no other view in that direction',
    run: (state) => going(state, to),
  }
}

/** What the view there shows is read again. */
function going(state: State, to: Direction): Outcome {
  return {
    actions: [{ type: 'historyMoved', to }],
    effects: [...state.screens.flatMap(leaving), ...reading(state, viewAt(state, to) ?? [])],
  }
}

function reading(state: State, view: View): Effect[] {
  const page = view.findLast((screen) => screen.name === 'workload')
  const workload = page === undefined ? undefined : state.workloads.get(page.workload)
  return [
    ...(page === undefined || workload === undefined
      ? []
      : [
          { type: 'openDetails' as const, workload: workload.id },
          ...loadRange(workload, pageEnds(state, workload, page)),
        ]),
    ...(view.some(({ name }) => name === 'bisects') ? [{ type: 'listBisects' as const }] : []),
    ...(view.some(({ name }) => name === 'changes') ? [{ type: 'openChanges' as const }] : []),
  ]
}

/** The open page's, or the one under the cursor of the table. */
function shownWorkload(state: State): ReturnType<typeof selectedWorkload> {
  return currentScreen(state).name === 'workload'
    ? (workloadPage(state)?.workload ?? null)
    : selectedWorkload(state)
}
