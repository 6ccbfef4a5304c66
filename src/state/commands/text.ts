/** Commands of what is read line by line: opening it, searching, wrapping, selecting, copying, saving. */
import { copyObstacle, lastThatFit } from '../text/clipboard.ts'
import type { Command, Layout, Outcome } from './command.ts'
import { acts, always, asks } from './command.ts'
import type { CommandId } from '../dialog.ts'
import { dialogKindOf } from '../dialog.ts'
import { count } from '../format.ts'
import { keyOf } from './keymap.ts'
import { linesFrom } from '../text/line-buffer.ts'
import { withPane } from '../text/read-pane.ts'
import type { TextPage } from '../text/select-text.ts'
import { paneToRead, readScreen, textPage } from '../text/select-text.ts'
import type { State } from '../state.ts'
import type { TextForm } from '../text/text-screens.ts'
import { currentScreen } from '../state.ts'
import type { TextView } from '../text/text-view.ts'
import { searched, selectedLines, selecting } from '../text/text-view.ts'
import { looked, onText, onWorkload, shownWorkload } from './on-text.ts'

const searchId: CommandId = 'text.search'

export const textCommands: readonly Command[] = [
  open(
    'text.yaml',
    'YAML',
    'y',
    'Shows its object; values of secret variables are hidden.',
    'yaml',
  ),
  open('text.describe', 'Describe', 'd', 'Shows all that is known of it.', 'describe'),
  {
    id: 'text.read',
    title: 'Read as a text',
    help: 'Shows the pane, the list or the help on the whole screen, to search, wrap, copy and save.',
    category: 'Text',
    keys: ['z'],
    screens: ['workload', 'bisect', 'diff', 'changes', 'owners', 'owner', 'bisects'],
    dialogs: ['help'],
    words: ['zoom', 'pane', 'search', 'copy'],
    available: (state) =>
      dialogKindOf(state) === 'help' ||
      paneToRead(currentScreen(state)) !== null ||
      'this is no pane: rows are copied where they are',
    run: (state) => {
      const pane = withPane(state).screens.at(-1)
      return pane?.name === 'pane' ? acts({ type: 'paneOpened', pane }) : acts()
    },
  },
  {
    ...onText(searchId, 'Search', ['/']),
    screens: ['logs', 'text', 'pane', 'workload', 'bisect', 'diff', 'owner'],
    help: 'Goes to the next line with a text, of a page in its pane; capital letters count where one is typed.',
    hint: (state) =>
      readScreen(state) !== null || currentScreen(state).name === 'diff' ? 'search' : null,
    available: always,
    ask: () => ({
      id: searchId,
      title: 'Search',
      lines: [],
      input: { kind: 'text', initial: '', placeholder: 'text to find; nothing ends the search' },
      error: null,
    }),
    run: searchFor,
  },
  {
    ...onText('text.next', 'Next match', ['n']),
    help: 'Goes to the next line that matches.',
    available: whileSearching,
    run: (state, _, layout) => search(state, layout, {}, 1),
  },
  {
    ...onText('text.previous', 'Match before', ['N']),
    help: 'Goes to the line before that matches.',
    available: whileSearching,
    run: (state, _, layout) => search(state, layout, {}, -1),
  },
  {
    ...onText('text.wrap', 'Wrap', ['w']),
    help: 'Lets long lines go on below, or cuts them.',
    hint: 'wrap',
    available: always,
    run: (state, _, layout) =>
      looked(state, layout, ({ view }) => ({ ...view, wrap: !view.wrap, left: 0 })),
  },
  shift('text.right', 'Shift right', 'right', 1),
  shift('text.left', 'Shift left', 'left', -1),
  {
    ...onText('text.select', 'Select lines', ['v', 'space']),
    help: 'Selects the line of the match, or the first one; moving selects more; again ends it.',
    available: always,
    run: (state, _, layout) =>
      looked(state, layout, ({ view, buffer, room }) =>
        view.selected !== null || buffer.end === buffer.first
          ? { ...view, selected: null }
          : selecting(view, buffer, room),
      ),
  },
  {
    ...onText('text.copy', 'Copy', ['y']),
    help: 'Copies what is selected, else all of it, of a long log the end.',
    hint: 'copy',
    available: always,
    run: (state, _, layout) => copied(state, layout),
  },
  {
    ...onText('text.save', 'Save to a file', ['ctrl-s']),
    help: 'Writes all that was read to a new file in the current folder.',
    available: always,
    run: (state, _, layout) => saved(state, layout),
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
]

function open(id: CommandId, title: string, key: string, help: string, form: TextForm): Command {
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

function whileSearching(state: State): true | string {
  return (
    (readScreen(state)?.view.query ?? '') !== '' ||
    `nothing is searched for: ${keyOf(state, searchId)} does`
  )
}

/** On a page, in its pane, which opens for it. */
function searchFor(state: State, reply: string | null, layout: Layout): Outcome {
  const reading = withPane(state)
  const pane = reading.screens.at(-1)
  const { actions, effects } = search(reading, layout, { query: reply ?? '', match: null }, 1)
  return reading === state || pane?.name !== 'pane'
    ? { actions, effects }
    : { actions: [{ type: 'paneOpened', pane }, ...actions], effects }
}

function search(
  state: State,
  layout: Layout,
  change: Partial<TextView>,
  direction: 1 | -1,
): Outcome {
  const page = textPage(state, layout)
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
    available: (state) =>
      readScreen(state)?.view.wrap !== true ||
      `lines are wrapped: ${keyOf(state, 'text.wrap')} ends that`,
    run: (state, _, layout) =>
      looked(state, layout, ({ view }) => ({
        ...view,
        left: Math.max(0, view.left + direction * shiftBy),
      })),
  }
}

const nothingYet = 'there is no text yet'

function copied(state: State, layout: Layout): Outcome {
  const page = textPage(state, layout)
  if (page === null) return acts()
  const { view, buffer, screen } = page
  const selected = selectedLines(view, buffer)
  const [from, last] = selected ?? [buffer.first, buffer.end - 1]
  const all = textFrom(page, from, last + 1)
  if (all.length === 0) return acts({ type: 'noticed', text: nothingYet })
  const lines = screen.name === 'logs' && selected === null ? lastThatFit(all) : all
  const text = lines.join('')
  const obstacle = copyObstacle(text)
  if (obstacle !== null) {
    const instead = `${keyOf(state, 'text.select')} selects lines, ${keyOf(state, 'text.save')} saves all to a file`
    return acts({ type: 'noticed', text: `${obstacle}: ${instead}` })
  }
  const what = count(lines.length, 'line')
  return {
    actions: selected === null ? [] : [{ type: 'textViewed', view: { ...view, selected: null } }],
    effects: [{ type: 'copy', text, what: lines.length < all.length ? `the last ${what}` : what }],
  }
}

function saved(state: State, layout: Layout): Outcome {
  const page = textPage(state, layout)
  if (page === null) return acts()
  const lines = textFrom(page, page.buffer.first, page.buffer.end)
  if (lines.length === 0) return acts({ type: 'noticed', text: nothingYet })
  return asks({
    type: 'saveText',
    ...fileFor(state, page),
    text: lines.join(''),
    what: count(lines.length, 'line'),
  })
}

/** Named after the workload or the bisect that it is about, where it is about one. */
function fileFor(
  state: State,
  { screen }: TextPage,
): { readonly name: string; readonly extension: string } {
  const about = state.screens.findLast((one) => 'workload' in one && one.workload !== null)
  const id = about !== undefined && 'workload' in about ? about.workload : null
  const workload = id === null ? undefined : state.workloads.get(id)
  const below = state.screens.at(-2)
  const named =
    below?.name === 'bisect'
      ? below.progress.session.id
      : workload === undefined
        ? 'kulprit'
        : `${workload.namespace}-${workload.name}`
  switch (screen.name) {
    case 'logs':
      return { name: `${named}-logs`, extension: 'log' }
    case 'text':
      return { name: `${named}-${screen.form}`, extension: screen.form === 'yaml' ? 'yaml' : 'txt' }
    case 'pane':
      return {
        name: `${named}-${screen.of === 'page' ? (below?.name ?? 'page') : screen.of}`,
        extension: 'txt',
      }
  }
}

/** Of several logs each line names its pod; of a log it has its time. */
function textFrom({ buffer, screen }: TextPage, from: number, to: number): readonly string[] {
  const sources = screen.name === 'logs' ? screen.sources : []
  return linesFrom(buffer, from, to).map(({ text, source, at }) => {
    const log = source === null || sources.length < 2 ? undefined : sources[source]
    const head = [...(at === null ? [] : [at]), ...(log === undefined ? [] : [log.pod])]
    return `${[...head, text].join(' ')}\n`
  })
}
