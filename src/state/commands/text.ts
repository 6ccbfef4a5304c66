/** Commands of logs and texts: opening them, searching, wrapping, copying, saving, and what to read. */
import type { LogsWanted } from '../../model/logs/log-reading.ts'
import type { Workload } from '../../model/workload.ts'
import type { Command, Outcome } from '../command.ts'
import { acts, always, asks } from '../command.ts'
import type { CommandId } from '../dialog.ts'
import { count } from '../format.ts'
import { linesFrom } from '../line-buffer.ts'
import type { Question } from '../question.ts'
import { sinceText, textPage } from '../select-text.ts'
import type { TextPage } from '../select-text.ts'
import { selectedWorkload } from '../select-workloads.ts'
import type { LogsScreen, State, TextForm } from '../state.ts'
import { currentScreen } from '../state.ts'
import type { TextView } from '../text-view.ts'
import { searched } from '../text-view.ts'

const current: LogsWanted = { previous: false, pod: null, container: null, since: null }
const searchId: CommandId = 'text.search'

export const textCommands: readonly Command[] = [
  openLogs('logs.open', 'Logs', 'l', 'Follows the logs of all of its pods.', current),
  openLogs(
    'logs.openPrevious',
    'Logs before the last restart',
    'p',
    'Reads what its containers wrote before they restarted.',
    { ...current, previous: true },
  ),
  openText(
    'text.yaml',
    'YAML',
    'y',
    'Shows its object; values of secret variables are hidden.',
    'yaml',
  ),
  openText('text.describe', 'Describe', 'd', 'Shows all that is known of it.', 'describe'),
  {
    ...onText(searchId, 'Search', ['/']),
    help: 'Goes to the next line with a text; capital letters count where one is typed.',
    hint: 'search',
    available: always,
    ask: () => ({
      id: searchId,
      title: 'Search',
      lines: [],
      input: { kind: 'text', initial: '', placeholder: 'text to find; nothing ends the search' },
      error: null,
    }),
    run: (state, reply) => search(state, { query: reply ?? '', match: null }, 1),
  },
  {
    ...onText('text.next', 'Next match', ['n']),
    help: 'Goes to the next line that matches.',
    available: whileSearching,
    run: (state) => search(state, {}, 1),
  },
  {
    ...onText('text.previous', 'Match before', ['N']),
    help: 'Goes to the line before that matches.',
    available: whileSearching,
    run: (state) => search(state, {}, -1),
  },
  {
    ...onText('text.wrap', 'Wrap', ['w']),
    help: 'Lets long lines go on below, or cuts them.',
    hint: 'wrap',
    available: always,
    run: (state) => looked(state, ({ view }) => ({ ...view, wrap: !view.wrap, left: 0 })),
  },
  shift('text.right', 'Shift right', 'right', 1),
  shift('text.left', 'Shift left', 'left', -1),
  {
    ...onText('text.copy', 'Copy the text', ['y']),
    help: 'Copies all of it, of a log the last thousand lines.',
    hint: 'copy',
    available: (state) => (textPage(state)?.buffer.end ?? 0) > 0 || 'there is no text yet',
    run: copied,
  },
  {
    ...onText('text.save', 'Save to a file', ['ctrl-s']),
    help: 'Writes all that was read to a new file in the current folder.',
    available: (state) => (textPage(state)?.buffer.end ?? 0) > 0 || 'there is no text yet',
    run: saved,
  },
  {
    ...onText('text.more', 'Show managed fields', ['m']),
    screens: ['text'],
    help: 'Shows or hides what each tool says that it manages.',
    available: (state) => {
      const screen = currentScreen(state)
      const text = screen.name === 'text' && screen.text?.ok === true ? screen.text.value : null
      return (text !== null && text.all !== null) || 'nothing is hidden here'
    },
    run: () => acts({ type: 'moreToggled' }),
  },
  {
    ...onLogs('logs.follow', 'Follow', ['f']),
    help: 'Stays at the end while lines come, or stands still.',
    hint: 'follow',
    run: (state) => looked(state, ({ view, top }) => ({ ...view, follow: !view.follow, top })),
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

function openLogs(
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

function openText(
  id: CommandId,
  title: string,
  key: string,
  help: string,
  form: TextForm,
): Command {
  return {
    ...onWorkload(id, title, key, help),
    run: (state) => {
      const workload = shownWorkload(state)
      if (workload === null) return acts()
      return {
        actions: [{ type: 'textOpened', workload: workload.id, form }],
        effects: [{ type: 'readText', workload: workload.id, form }],
      }
    },
  }
}

function onWorkload(id: CommandId, title: string, key: string, help: string): Omit<Command, 'run'> {
  return {
    ...{ id, title, help, category: 'Workload', keys: [key], screens: ['workloads', 'workload'] },
    available: (state) => shownWorkload(state) !== null || 'no workload is selected',
  }
}

/** The open page's, or the one under the cursor of the table. */
function shownWorkload(state: State): Workload | null {
  const screen = currentScreen(state)
  return screen.name === 'workload'
    ? (state.workloads.get(screen.workload) ?? null)
    : selectedWorkload(state)
}

function onText(
  id: CommandId,
  title: string,
  keys: readonly string[],
): Pick<Command, 'id' | 'title' | 'keys' | 'category' | 'screens'> {
  return { id, title, keys, category: 'Text', screens: ['logs', 'text'] }
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

function looked(state: State, look: (page: TextPage) => TextView): Outcome {
  const page = textPage(state)
  return page === null ? acts() : acts({ type: 'textViewed', view: look(page) })
}

function wanting(state: State, change: (wanted: LogsWanted) => Partial<LogsWanted>): Outcome {
  const logs = logsOf(state)
  return logs === null
    ? acts()
    : acts({ type: 'logsAsked', wanted: { ...logs.wanted, ...change(logs.wanted) } })
}

function whileSearching(state: State): true | string {
  return (textPage(state)?.pattern ?? null) !== null || 'nothing is searched for: / does'
}

function search(state: State, change: Partial<TextView>, direction: 1 | -1): Outcome {
  const page = textPage(state)
  if (page === null) return acts()
  const view = { ...page.view, ...change, top: page.top }
  const found = searched(view, page.buffer, direction, page.room)
  if (found !== null) return acts({ type: 'textViewed', view: found })
  const none =
    view.query === '' ? [] : [{ type: 'noticed', text: `no line has “${view.query}”` } as const]
  return acts({ type: 'textViewed', view }, ...none)
}

const shiftBy = 20

function shift(id: CommandId, title: string, key: string, direction: 1 | -1): Command {
  return {
    ...onText(id, title, [key]),
    help: 'Shows another part of lines that are too long for the screen.',
    available: (state) => textPage(state)?.view.wrap !== true || 'lines are wrapped: w ends that',
    run: (state) =>
      looked(state, ({ view }) => ({
        ...view,
        left: Math.max(0, view.left + direction * shiftBy),
      })),
  }
}

const mostCopied = 1000

/** Terminals take no more than some hundred kilobytes. */
function copied(state: State): Outcome {
  const page = textPage(state)
  if (page === null) return acts()
  const { first, end } = page.buffer
  const from = page.screen.name === 'logs' ? Math.max(first, end - mostCopied) : first
  const what = count(end - from, 'line')
  return asks({
    type: 'copy',
    text: textFrom(page, from),
    what: from > first ? `the last ${what}` : what,
  })
}

function saved(state: State): Outcome {
  const page = textPage(state)
  const workload = page === null ? undefined : state.workloads.get(page.screen.workload)
  if (page === null || workload === undefined) return acts()
  const { first, end } = page.buffer
  const isLog = page.screen.name === 'logs'
  const form = page.screen.name === 'text' ? page.screen.form : 'logs'
  return asks({
    type: 'saveText',
    name: `${workload.namespace}-${workload.name}-${form}`,
    extension: isLog ? 'log' : form === 'yaml' ? 'yaml' : 'txt',
    text: textFrom(page, first),
    what: count(end - first, 'line'),
  })
}

/** Of several logs each line names its pod; of a log it has its time. */
function textFrom({ buffer, screen }: TextPage, from: number): string {
  const sources = screen.name === 'logs' ? screen.sources : []
  return linesFrom(buffer, from, buffer.end)
    .map(({ text, source, at }) => {
      const log = source === null || sources.length < 2 ? undefined : sources[source]
      const head = [...(at === null ? [] : [at]), ...(log === undefined ? [] : [log.pod])]
      return `${[...head, text].join(' ')}\n`
    })
    .join('')
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
    ...logs.containers.slice(0, 9).map((name, i) => ({
      value: name,
      label: name,
      key: String(i + 1),
    })),
    { value: '*', label: 'all of them', key: 'a' },
  ])
}

function podQuestion(logs: LogsScreen | null): Question | null {
  if (logs === null) return null
  return choice('logs.pod', 'Read pod', [
    { value: '*', label: 'all of them', key: 'a' },
    ...logs.pods.slice(0, 9).map((pod, i) => ({ value: pod, label: pod, key: String(i + 1) })),
  ])
}

function choice(
  id: CommandId,
  title: string,
  choices: readonly { readonly value: string; readonly label: string; readonly key: string }[],
): Question {
  return { id, title, lines: [], input: { kind: 'choice', choices }, error: null }
}
