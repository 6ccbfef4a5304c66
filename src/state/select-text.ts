/** What a screen of text shows: its heading, what could not be read, and the lines that are on it. */
import type { LogSource } from '../model/logs/log-reading.ts'
import { tailLines } from '../model/logs/log-reading.ts'
import { clock } from '../model/time-text.ts'
import { count, listed } from './format.ts'
import type { LineBuffer } from './line-buffer.ts'
import { countMatches, linesFrom, noLines } from './line-buffer.ts'
import type { LogsScreen, State, TextScreen } from './state.ts'
import { bodyRows, currentScreen } from './state.ts'
import type { Room, TextView } from './text-view.ts'
import { patternOf, topOf } from './text-view.ts'

export interface TextPage {
  readonly screen: LogsScreen | TextScreen
  readonly view: TextView
  readonly buffer: LineBuffer
  readonly room: Room
  readonly top: number
  /** At the left and at the right of the first row. */
  readonly heading: string
  readonly place: string
  /** What could not be read, or nothing was read of. */
  readonly notes: readonly string[]
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
}

const mostNotes = 3

export function textPage(state: State): TextPage | null {
  const screen = currentScreen(state)
  if (!('view' in screen)) return null
  const notes = notesOf(screen).slice(0, mostNotes)
  const buffer = bufferOn(screen)
  const podWidth = podColumn(screen)
  const margin = podWidth + (showsTimes(screen) ? timeWidth : 0)
  const room = {
    rows: Math.max(1, bodyRows(state) - 1 - notes.length),
    columns: Math.max(10, state.columns - margin),
  }
  const { view } = screen
  const top = topOf(view, buffer, room)
  const pattern = patternOf(view.query)
  return {
    screen,
    view,
    buffer,
    room,
    top,
    heading: headingOf(screen),
    place: placeOf(buffer, top, room, pattern),
    notes,
    margin,
    pattern,
    lines: linesFrom(buffer, top, top + room.rows).map(({ text, source, at }, i) => ({
      text,
      time: showsTimes(screen) ? timeText(at) : '',
      pod: podWidth > 0 && screen.name === 'logs' ? podText(screen, source, podWidth) : '',
      source: source ?? 0,
      found: top + i === view.match,
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

function showsTimes(screen: LogsScreen | TextScreen): boolean {
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
function podColumn(screen: LogsScreen | TextScreen): number {
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

function headingOf(screen: LogsScreen | TextScreen): string {
  const { view } = screen
  const looks = [
    ...(view.wrap ? ['wrapped'] : []),
    ...(view.left > 0 ? [`from column ${view.left + 1}`] : []),
  ]
  if (screen.name === 'text')
    return [screen.form === 'yaml' ? 'YAML' : 'Description', ...looks].join(' · ')
  const { wanted, sources } = screen
  const pods = new Set(sources.map(({ pod }) => pod))
  const containers = [...new Set(sources.map(({ container }) => container))]
  const what = [
    wanted.pod ?? (pods.size === 1 ? [...pods].join('') : `all ${pods.size} pods`),
    ...(containers.length === 0 ? [] : [`› ${listed(containers, 'container')}`]),
  ].join(' ')
  return [
    what,
    wanted.previous ? 'before the last restart' : 'running now',
    wanted.since === null ? `last ${count(tailLines, 'line')} of each` : sinceText(wanted.since),
    view.follow ? 'following' : 'stands still',
    ...looks,
  ].join(' · ')
}

export function sinceText(seconds: number): string {
  if (seconds === 0) return 'from the beginning'
  return seconds < 3600 ? `last ${seconds / 60} min` : `last ${seconds / 3600} h`
}

function placeOf(buffer: LineBuffer, top: number, room: Room, pattern: RegExp | null): string {
  const { first, end } = buffer
  if (end === first) return ''
  const dropped = first === 0 ? '' : `, ${count(first, 'older one')} dropped`
  const found =
    pattern === null
      ? ''
      : `${count(countMatches(buffer, pattern), 'line matches', 'lines match')} · `
  return `${found}${top - first + 1}–${Math.min(end, top + room.rows) - first} of ${count(end - first, 'line')}${dropped}`
}

/** Alike ones are one, with how many logs they are about. */
function notesOf(screen: LogsScreen | TextScreen): readonly string[] {
  if (screen.name === 'text')
    return screen.text === null
      ? ['Reading …']
      : screen.text.ok
        ? []
        : failureNotes(screen.text.failure)
  const { sources, lines } = screen
  const told = Map.groupBy(
    sources.filter(({ message }) => message !== null),
    ({ message }) => message ?? '',
  )
  const notes = [...told].map(
    ([message, about]) =>
      `${listed(
        about.map(({ short }) => short),
        'pod',
      )}: ${message}`,
  )
  const asking = sources.some(({ state }) => state === 'asking')
  if (sources.length === 0) return ['There are no pods to read logs of.']
  return lines.end === 0 && notes.length === 0
    ? [asking ? 'Reading …' : 'Nothing has been written so far.']
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
}): readonly string[] {
  return [message, ...(cause === null ? [] : [cause]), ...(next === null ? [] : [`→ ${next}`])]
}
