/** What a screen of text shows: its heading, what could not be read, and the lines that are on it. */
import type { LogSource } from '../../model/logs/log-reading.ts'
import { mostLogs, tailLines } from '../../model/logs/log-reading.ts'
import { clock } from '../../model/time-text.ts'
import type { Layout } from '../commands/command.ts'
import type { Pane } from '../dialog.ts'
import { count, listed } from '../format.ts'
import { keyOf } from '../commands/keymap.ts'
import type { LineBuffer } from './line-buffer.ts'
import { countMatches, linesFrom, matchesUpTo, noLines } from './line-buffer.ts'
import type { Screen, State } from '../state.ts'
import type { LogsScreen, PaneScreen, PaneSource, TextScreen } from './text-screens.ts'
import { bodyRows, currentScreen } from '../state.ts'
import type { Room, TextView } from './text-view.ts'
import { linesShown, patternOf, selectedLines, topOf } from './text-view.ts'

/** The screens that are read line by line. */
export type ReadScreen = LogsScreen | TextScreen | PaneScreen

export interface TextPage {
  readonly screen: ReadScreen
  readonly view: TextView
  readonly buffer: LineBuffer
  readonly room: Room
  readonly top: number
  /** At the left and at the right of the first row. */
  readonly heading: readonly string[]
  readonly place: string
  /** What could not be read, or nothing was read of. */
  readonly notes: readonly Note[]
  readonly lines: readonly ShownLine[]
  /** Cells before each line, for its time and its pod. */
  readonly margin: number
  /** What is searched for; null for nothing. */
  readonly pattern: RegExp | null
}

export interface ShownLine {
  readonly text: string
  /** The time, or nothing. */
  readonly time: string
  /** The pod's name, or nothing, and the place of its log among the others. */
  readonly pod: string
  readonly source: number
  /** Whether the search stands on it. */
  readonly found: boolean
  readonly selected: boolean
}

/** `calm` where nothing is wrong. */
export interface Note {
  readonly kind: 'problem' | 'cause' | 'next' | 'calm'
  readonly text: string
}

const mostNotes = 3

/** The rows that a note may take, behind its sign. */
export function noteRows({ text }: Note, columns: number): number {
  return Math.ceil((text.length + 1) / Math.max(1, columns - 5))
}

/** The screen where it is one that is read; null where it has rows. */
export function readScreen(state: State): ReadScreen | null {
  const screen = currentScreen(state)
  return 'view' in screen ? screen : null
}

/** `layout` gives the lines of a pane; of logs and texts the state has them. */
export function textPage(state: State, layout: Layout): TextPage | null {
  const screen = readScreen(state)
  if (screen === null) return null
  const notes = [...unreadNotes(state, screen), ...notesOf(screen)].slice(0, mostNotes)
  const buffer = screen.name === 'pane' ? layout.paneText(state) : bufferOn(screen)
  const podWidth = podColumn(screen)
  const margin = podWidth + (showsTimes(screen) ? timeWidth : 0)
  const room = {
    rows: Math.max(
      1,
      notes.reduce((left, note) => left - noteRows(note, state.columns), bodyRows(state) - 1),
    ),
    columns: Math.max(10, state.columns - margin),
  }
  const { view } = screen
  const top = topOf(view, buffer, room)
  const pattern = patternOf(view.query)
  const [first, last] = selectedLines(view, buffer) ?? [0, -1]
  return {
    screen,
    view,
    buffer,
    room,
    top,
    heading: headingOf(screen),
    place: placeOf(view, buffer, top, room, pattern),
    notes,
    margin,
    pattern,
    lines: linesFrom(buffer, top, top + room.rows).map(({ text, source, at }, i) => ({
      text,
      time: showsTimes(screen) ? timeText(at) : '',
      pod: podWidth > 0 && screen.name === 'logs' ? podText(screen, source, podWidth) : '',
      source: source ?? 0,
      found: top + i === view.match,
      selected: top + i >= first && top + i <= last,
    })),
  }
}

function bufferOn(screen: LogsScreen | TextScreen): LineBuffer {
  if (screen.name === 'logs') return screen.lines
  if (screen.text === null || !screen.text.ok) return noLines
  const { lines, all } = screen.text.value
  return screen.showAll ? (all ?? lines) : lines
}

const timeWidth = 13

function showsTimes(screen: ReadScreen): boolean {
  return screen.name === 'logs' && screen.showTimes
}

/** `14:02:11.345`, local time. */
function timeText(at: string | null): string {
  if (at === null) return ' '.repeat(timeWidth)
  const time = new Date(at)
  const seconds = `${String(time.getSeconds()).padStart(2, '0')}.${String(time.getMilliseconds()).padStart(3, '0')}`
  return `${clock(at)}:${seconds} `
}

const widestPod = 24

/** One log needs no name before its lines. */
function podColumn(screen: ReadScreen): number {
  if (screen.name !== 'logs' || screen.sources.length < 2) return 0
  return (
    Math.min(widestPod, Math.max(...screen.sources.map((one) => nameOf(screen, one).length))) + 1
  )
}

function podText(screen: LogsScreen, source: number | null, width: number): string {
  const from = source === null ? undefined : screen.sources[source]
  return (from === undefined ? '' : nameOf(screen, from)).slice(0, width - 1).padEnd(width)
}

/** With the container where several are read. */
function nameOf({ sources }: LogsScreen, { short, container }: LogSource): string {
  return sources.some((other) => other.container !== container) ? `${short}/${container}` : short
}

/** What matters most first: where it is narrow, the last ones go. */
function headingOf(screen: ReadScreen): readonly string[] {
  const { view } = screen
  const looks = [
    ...(view.wrap ? ['wrapped'] : []),
    ...(view.left > 0 ? [`from column ${view.left + 1}`] : []),
  ]
  if (screen.name === 'pane') return [paneTitles[screen.of], ...looks]
  if (screen.name === 'text') return [screen.form === 'yaml' ? 'YAML' : 'Description', ...looks]
  const { wanted, sources } = screen
  const pods = new Set(sources.map(({ pod }) => pod))
  const containers = [...new Set(sources.map(({ container }) => container))]
  const what = [
    wanted.pod ??
      (pods.size === 1
        ? [...pods].join('')
        : screen.unread > 0
          ? count(pods.size, 'pod')
          : `all ${pods.size} pods`),
    ...(containers.length === 0 ? [] : [`› ${listed(containers, 'container')}`]),
  ].join(' ')
  return [
    what,
    view.follow ? 'following' : 'stands still',
    ...(wanted.previous ? ['before the last restart'] : []),
    ...looks,
    ...(wanted.previous ? [] : ['running now']),
    wanted.since === null ? `last ${count(tailLines, 'line')} of each` : sinceText(wanted.since),
  ]
}

export const paneTitles: Readonly<Record<Pane | PaneSource, string>> = {
  evidence: 'Evidence',
  commits: 'Commits',
  sources: 'Owner and sources',
  graph: 'Commits',
  commit: 'Commit',
  log: 'Probes and output',
  releases: 'Releases',
  suspects: 'Suspects',
  page: 'All of it',
  help: 'Keys',
}

/** What of a screen can be read as a text; null for the table, and for what is one already. */
export function paneToRead(screen: Screen): PaneSource | null {
  if ('view' in screen || screen.name === 'workloads') return null
  return 'pane' in screen ? screen.pane : 'page'
}

export function sinceText(seconds: number): string {
  if (seconds === 0) return 'from the beginning'
  return seconds < 3600 ? `last ${seconds / 60} min` : `last ${seconds / 3600} h`
}

function placeOf(
  view: TextView,
  buffer: LineBuffer,
  top: number,
  room: Room,
  pattern: RegExp | null,
): string {
  const { first, end } = buffer
  if (end === first) return ''
  const dropped = first === 0 ? '' : `, ${count(first, 'older one')} dropped`
  const last = Math.min(end, top + linesShown(view, buffer, top, room))
  return [
    ...selectedText(view, buffer),
    ...(pattern === null ? [] : [matchText(view, buffer, pattern)]),
    `${top - first + 1}–${last - first} of ${count(end - first, 'line')}${dropped}`,
  ].join(' · ')
}

function selectedText(view: TextView, buffer: LineBuffer): string[] {
  const selected = selectedLines(view, buffer)
  return selected === null ? [] : [`${count(selected[1] - selected[0] + 1, 'line')} selected`]
}

function matchText({ match }: TextView, buffer: LineBuffer, pattern: RegExp): string {
  const found = countMatches(buffer, pattern)
  return match === null
    ? count(found, 'line matches', 'lines match')
    : `match ${matchesUpTo(buffer, pattern, match)} of ${found.toLocaleString('en-US')}`
}

/** Alike ones are one, with how many logs they are about. */
function unreadNotes(state: State, screen: ReadScreen): readonly Note[] {
  if (screen.name !== 'logs' || screen.unread === 0) return []
  const [pod, container] = [keyOf(state, 'logs.pod'), keyOf(state, 'logs.container')]
  const text = `${count(screen.unread, 'more log')} not read, ${mostLogs} are at most: ${pod} reads one pod, ${container} one container`
  return [{ kind: 'problem', text }]
}

function notesOf(screen: ReadScreen): readonly Note[] {
  if (screen.name === 'pane') return []
  if (screen.name === 'text')
    return screen.text === null
      ? [calm('Reading …')]
      : screen.text.ok
        ? []
        : failureNotes(screen.text.failure)
  const { sources, lines } = screen
  const told = Map.groupBy(
    sources.filter(({ message }) => message !== null),
    ({ message }) => message ?? '',
  )
  const notes = [...told].map(([message, about]): Note => {
    const names = about.map(({ short }) => short)
    return { kind: 'problem', text: `${listed(names, 'pod')}: ${message}` }
  })
  const asking = sources.filter(({ state }) => state === 'asking').length
  if (sources.length === 0) return [calm('There are no pods to read logs of.')]
  return lines.end === 0 && notes.length === 0
    ? [calm(asking > 0 ? readingText(asking, sources.length) : 'Nothing has been written so far.')]
    : notes
}

function failureNotes({
  message,
  cause,
  next,
}: {
  readonly message: string
  readonly cause: string | null
  readonly next: string | null
}): readonly Note[] {
  return [
    { kind: 'problem', text: message },
    ...(cause === null ? [] : [{ kind: 'cause', text: cause } as const]),
    ...(next === null ? [] : [{ kind: 'next', text: next } as const]),
  ]
}

function readingText(asking: number, all: number): string {
  return all === 1 ? 'Reading …' : `Reading ${count(all, 'log')}, ${all - asking} answered so far …`
}

function calm(text: string): Note {
  return { kind: 'calm', text }
}
