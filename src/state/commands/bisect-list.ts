/** The list of open bisects: opening it, going on with one, forgetting one, handing one over. */
import type { Command, Outcome } from './command.ts'
import { acts, always, asks } from './command.ts'
import type { CommandId } from '../dialog.ts'
import type { SessionRow } from '../bisects/select-sessions.ts'
import { openBisects, selectedSession } from '../bisects/select-sessions.ts'
import type { State } from '../state.ts'
import { resetQuestion } from './verdict.ts'

const busy = 'a command is judging its commits'

export const bisectListCommands: readonly Command[] = [
  {
    id: 'bisect.list',
    title: 'Open bisects',
    help: 'Lists the bisects that can be resumed.',
    category: 'Bisect',
    keys: ['B'],
    screens: ['workloads', 'workload', 'bisect'],
    hint: (state) => (openBisects(state) === '' ? null : 'bisects'),
    words: ['resume', 'sessions'],
    available: always,
    run: () => ({
      actions: [{ type: 'bisectListOpened' }],
      effects: [{ type: 'listBisects' }],
    }),
  },
  {
    ...inList('bisect.resume', 'Resume the bisect', ['enter']),
    help: 'Opens it where it was left.',
    hint: 'resume',
    available: whenSelected,
    run: (state) => {
      const selected = selectedSession(state)
      return selected === null ? acts() : resumed(selected)
    },
  },
  {
    ...inList('bisect.forget', 'Reset the bisect', ['r']),
    help: 'Forgets it and removes what it left on disk.',
    hint: 'reset',
    available: (state) => (selectedSession(state)?.running === true ? busy : whenSelected(state)),
    ask: (state) => {
      const selected = selectedSession(state)
      return selected === null
        ? null
        : resetQuestion('bisect.forget', selected.id, selected.verdicts)
    },
    run: (state, reply) => {
      const selected = selectedSession(state)
      return selected === null || reply !== 'yes'
        ? acts()
        : asks({ type: 'reset', session: selected.id })
    },
  },
  {
    ...inList('bisect.exportSelected', 'Hand the bisect over', ['E']),
    help: 'Writes it to a file that a colleague goes on with: kulprit bisect import FILE.',
    hint: 'hand over',
    words: ['export'],
    available: whenSelected,
    run: (state) => {
      const selected = selectedSession(state)
      return selected === null ? acts() : asks({ type: 'exportBisect', session: selected.id })
    },
  },
]

/** Where a command judges its commits, it is on hand as it is, and its journal is in use. */
export function resumed({ id, running }: SessionRow): Outcome {
  return running
    ? acts({ type: 'bisectReturned', session: id })
    : asks({ type: 'resumeBisect', session: id })
}

function inList(
  id: CommandId,
  title: string,
  keys: readonly string[],
): Pick<Command, 'id' | 'title' | 'keys' | 'category' | 'screens'> {
  return { id, title, keys, category: 'Bisect', screens: ['bisects'] }
}

function whenSelected(state: State): true | string {
  return selectedSession(state) !== null || 'no bisect is selected'
}
