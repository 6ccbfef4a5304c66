/** Commands of logs: opening them, following their end, and what to read of them. */
import type { LogsWanted } from '../../model/logs/log-reading.ts'
import type { Command, Outcome } from './command.ts'
import { acts, always } from './command.ts'
import type { CommandId } from '../dialog.ts'
import type { Question } from '../question.ts'
import { choiceKey } from '../question.ts'
import { sinceText } from '../text/select-text.ts'
import type { State } from '../state.ts'
import type { LogsScreen } from '../text/text-screens.ts'
import { currentScreen } from '../state.ts'
import { looked, onText, onWorkload, shownWorkload } from './on-text.ts'

const current: LogsWanted = { previous: false, pod: null, container: null, since: null }

export const logCommands: readonly Command[] = [
  open('logs.open', 'Logs', 'l', 'Follows the logs of all of its pods.', current),
  open(
    'logs.openPrevious',
    'Logs before the last restart',
    'p',
    'Reads what its containers wrote before they restarted.',
    { ...current, previous: true },
  ),
  {
    ...onLogs('logs.follow', 'Follow', ['f']),
    help: 'Stays at the end while lines come, or stands still.',
    hint: 'follow',
    run: (state, _, layout) =>
      looked(state, layout, ({ view, top }) => ({ ...view, follow: !view.follow, top })),
  },
  {
    ...onLogs('logs.times', 'Times', ['t']),
    help: 'Shows when each line was written.',
    run: () => acts({ type: 'moreToggled' }),
  },
  {
    ...onLogs('logs.previous', 'Before the last restart', ['p']),
    help: 'Reads what was written before the last restart, or again what is written now.',
    hint: 'previous',
    run: (state) => wanting(state, ({ previous }) => ({ previous: !previous })),
  },
  {
    ...onLogs('logs.since', 'Since when', ['s']),
    help: 'Reads the lines of the last minutes or hours, or all of them.',
    hint: 'since',
    ask: () => sinceQuestion,
    run: (state, reply) =>
      wanting(state, () => ({ since: reply === null || reply === 'tail' ? null : Number(reply) })),
  },
  {
    ...onLogs('logs.container', 'Container', ['o']),
    help: 'Reads another container, or all of them.',
    ask: (state) => containerQuestion(logsOf(state)),
    run: (state, reply) => wanting(state, () => ({ container: reply })),
  },
  {
    ...onLogs('logs.pod', 'Pod', ['a']),
    help: 'Reads one pod, or all of them.',
    ask: (state) => podQuestion(logsOf(state)),
    run: (state, reply) => wanting(state, () => ({ pod: reply === '*' ? null : reply })),
  },
]

function open(
  id: CommandId,
  title: string,
  key: string,
  help: string,
  wanted: LogsWanted,
): Command {
  return {
    ...onWorkload(id, title, key, help),
    run: (state) => {
      const workload = shownWorkload(state)
      return workload === null
        ? acts()
        : acts({ type: 'logsOpened', workload: workload.id, wanted })
    },
  }
}

function onLogs(
  id: CommandId,
  title: string,
  keys: readonly string[],
): Pick<Command, 'id' | 'title' | 'keys' | 'category' | 'screens' | 'available'> {
  return { ...onText(id, title, keys), screens: ['logs'], available: always }
}

function logsOf(state: State): LogsScreen | null {
  const screen = currentScreen(state)
  return screen.name === 'logs' ? screen : null
}

function wanting(state: State, change: (wanted: LogsWanted) => Partial<LogsWanted>): Outcome {
  const logs = logsOf(state)
  return logs === null
    ? acts()
    : acts({ type: 'logsAsked', wanted: { ...logs.wanted, ...change(logs.wanted) } })
}

const sinceQuestion: Question = choice('logs.since', 'Read the lines of', [
  { value: 'tail', label: 'the end of each log', key: 'e' },
  ...[60, 300, 900, 3600, 21_600].map((seconds, i) => ({
    value: String(seconds),
    label: `the ${sinceText(seconds)}`,
    key: String(i + 1),
  })),
  { value: '0', label: 'all, from the beginning', key: 'a' },
])

function containerQuestion(logs: LogsScreen | null): Question | null {
  if (logs === null) return null
  return choice('logs.container', 'Read container', [
    ...logs.containers.map((name, i) => ({ value: name, label: name, key: choiceKey(i) })),
    { value: '*', label: 'all of them', key: 'a' },
  ])
}

function podQuestion(logs: LogsScreen | null): Question | null {
  if (logs === null) return null
  return choice('logs.pod', 'Read pod', [
    { value: '*', label: 'all of them', key: 'a' },
    ...logs.pods.map((pod, i) => ({ value: pod, label: pod, key: choiceKey(i) })),
  ])
}

function choice(
  id: CommandId,
  title: string,
  choices: readonly { readonly value: string; readonly label: string; readonly key: string }[],
): Question {
  return { id, title, lines: [], input: { kind: 'choice', choices }, error: null }
}
