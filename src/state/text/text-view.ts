/** How a long text is looked at: from which line on, wrapped or shifted, what is searched for and selected. */
import type { LineBuffer } from './line-buffer.ts'
import { findLine, lineAt } from './line-buffer.ts'
import { rowsOf } from './wrap.ts'

export interface TextView {
  /** The first line on the screen; unless it follows the end. */
  readonly top: number
  /** Shows the end, also while lines are added. */
  readonly follow: boolean
  /** Lines that are too long go on below; else they are cut, and can be shifted. */
  readonly wrap: boolean
  /** Characters left out at the beginning of each line that is not wrapped. */
  readonly left: number
  /** What is searched for; empty for nothing. */
  readonly query: string
  /** The line that the search stands on. */
  readonly match: number | null
  /** The lines that were selected to be copied; null for none. */
  readonly selected: Selection | null
}

/** Both included; `to` moves, and may be above. */
interface Selection {
  readonly from: number
  readonly to: number
}

/** The room for it: rows, and columns without what stands before each line. */
export interface Room {
  readonly rows: number
  readonly columns: number
}

export const fromTop: TextView = {
  top: 0,
  follow: false,
  wrap: false,
  left: 0,
  query: '',
  match: null,
  selected: null,
}

export const atEnd: TextView = { ...fromTop, follow: true }

/** Panes are read to be read whole. */
export const wrapped: TextView = { ...fromTop, wrap: true }

/** The first line on the screen. */
export function topOf(view: TextView, lines: LineBuffer, room: Room): number {
  const last = lastTop(view, lines, room)
  return view.follow ? last : Math.max(lines.first, Math.min(view.top, last))
}

/** The top at which the last line just fits. */
function lastTop(view: TextView, lines: LineBuffer, room: Room): number {
  return topWith(lines.end, view, lines, room)
}

/** The top at which the line before `end` just fits. */
function topWith(end: number, view: TextView, lines: LineBuffer, room: Room): number {
  if (!view.wrap) return Math.max(lines.first, end - room.rows)
  let top = end
  let left = room.rows
  while (top > lines.first) {
    left -= rowsNeeded(lineAt(lines, top - 1)?.text ?? '', room.columns, room.rows)
    if (left < 0) break
    top -= 1
  }
  return Math.max(lines.first, Math.min(top, end - 1))
}

/** Lines that are wholly on the screen from `top` on; at least one, and never more than there are. */
export function linesShown(view: TextView, lines: LineBuffer, top: number, room: Room): number {
  if (!view.wrap) return room.rows
  let shown = 0
  for (let left = room.rows; top + shown < lines.end; shown++) {
    left -= rowsNeeded(lineAt(lines, top + shown)?.text ?? '', room.columns, room.rows)
    if (left < 0) break
  }
  return Math.max(1, shown)
}

const wide = /[^\u0020-\u007e]/g

/** Never fewer rows than the screen takes: of what is outside ASCII each is measured as the widest are. */
function rowsNeeded(text: string, columns: number, most: number): number {
  return rowsOf(text, columns, (part) => part.length + (part.match(wide)?.length ?? 0), most).length
}

/**
 * Moves as through a list: `target` says to which line, from the one at the top and the last one that
 * can be there. Who comes to the end of a log by moving down follows it.
 */
export function moved(
  view: TextView,
  lines: LineBuffer,
  room: Room,
  target: (at: number, last: number) => number,
  grows: boolean,
): TextView {
  if (view.selected !== null) return extended(view, view.selected, lines, room, target)
  const { first } = lines
  const at = topOf(view, lines, room)
  const last = lastTop(view, lines, room)
  const to = first + target(at - first, last - first)
  return { ...scrolledTo(view, lines, to, room), follow: grows && to >= last && to >= at }
}

/** Selects the line that the search stands on, where it is on the screen, else the first one there. */
export function selecting(view: TextView, lines: LineBuffer, room: Room): TextView {
  const top = topOf(view, lines, room)
  const { match } = view
  const isShown = match !== null && match >= top && match < top + linesShown(view, lines, top, room)
  const from = isShown ? match : top
  return { ...view, top, follow: false, selected: { from, to: from } }
}

/** The first and the last selected line, as far as they are still kept; null where none is selected. */
export function selectedLines(
  { selected }: TextView,
  { first }: LineBuffer,
): readonly [first: number, last: number] | null {
  if (selected === null) return null
  const { from, to } = selected
  return [Math.max(first, Math.min(from, to)), Math.max(first, from, to)]
}

/** Moves the end of the selection, and the text no further than needed to show it. */
function extended(
  view: TextView,
  { from, to }: Selection,
  lines: LineBuffer,
  room: Room,
  target: (at: number, last: number) => number,
): TextView {
  const { first, end } = lines
  const last = end - 1 - first
  const line = first + Math.max(0, Math.min(target(to - first, last), last))
  const top = Math.max(topOf(view, lines, room), topWith(line + 1, view, lines, room))
  return { ...view, top: Math.min(top, line), follow: false, selected: { from, to: line } }
}

function scrolledTo(view: TextView, lines: LineBuffer, top: number, room: Room): TextView {
  const last = lastTop(view, lines, room)
  return { ...view, top: Math.max(lines.first, Math.min(top, last)), follow: false }
}

/** Plain text, in any case unless it has a capital letter; null for no search. */
export function patternOf(query: string): RegExp | null {
  if (query === '') return null
  const plain = query.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(plain, /\p{Lu}/u.test(query) ? '' : 'i')
}

/**
 * To the next or the previous line that matches, which is then in the middle, shifted so that the
 * match is on the screen; null: there is none.
 */
export function searched(
  view: TextView,
  lines: LineBuffer,
  direction: 1 | -1,
  room: Room,
): TextView | null {
  const pattern = patternOf(view.query)
  if (pattern === null) return null
  const top = topOf(view, lines, room)
  const from = view.match ?? (direction === 1 ? top - 1 : top + room.rows)
  const found = findLine(lines, pattern, from, direction)
  if (found === null) return null
  const isShown = found >= top && found < top + linesShown(view, lines, top, room)
  const to = isShown ? top : found - Math.floor(room.rows / 2)
  const left = view.wrap ? 0 : shifted(view.left, lineAt(lines, found)?.text ?? '', pattern, room)
  return { ...scrolledTo(view, lines, to, room), match: found, left }
}

function shifted(left: number, text: string, pattern: RegExp, { columns }: Room): number {
  const [match] = text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))
  if (match === undefined) return left
  const end = match.index + match[0].length
  if (match.index >= left && end <= left + columns) return left
  return end <= columns ? 0 : Math.max(0, match.index - Math.floor(columns / 2))
}
