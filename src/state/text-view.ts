/** How a long text is looked at: from which line on, wrapped or shifted, and what is searched for in it. */
import type { LineBuffer } from './line-buffer.ts'
import { findLine, lineAt } from './line-buffer.ts'

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
}

export const atEnd: TextView = { ...fromTop, follow: true }

/** The first line on the screen. */
export function topOf(view: TextView, lines: LineBuffer, room: Room): number {
  const last = lastTop(view, lines, room)
  return view.follow ? last : Math.max(lines.first, Math.min(view.top, last))
}

/** The top at which the last line just fits. */
function lastTop(view: TextView, lines: LineBuffer, room: Room): number {
  if (!view.wrap) return Math.max(lines.first, lines.end - room.rows)
  let top = lines.end
  let left = room.rows
  while (top > lines.first) {
    left -= rowsOf(lineAt(lines, top - 1)?.text ?? '', room.columns)
    if (left < 0) break
    top -= 1
  }
  return Math.max(lines.first, Math.min(top, lines.end - 1))
}

/** Lines that are on the screen from `top` on: never fewer are said to be than there are. */
export function linesShown(view: TextView, lines: LineBuffer, top: number, room: Room): number {
  if (!view.wrap) return room.rows
  let shown = 0
  for (let left = room.rows; left > 0 && top + shown < lines.end; shown++)
    left -= rowsOf(lineAt(lines, top + shown)?.text ?? '', room.columns)
  return Math.max(1, shown - 1)
}

const wide = /[^\u0020-\u007e]/g

/** Every character outside ASCII counts as two cells, as the widest do. */
function rowsOf(text: string, columns: number): number {
  const cells = text.length + (text.match(wide)?.length ?? 0)
  return Math.max(1, Math.ceil(cells / Math.max(1, columns)))
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
  const { first } = lines
  const at = topOf(view, lines, room)
  const last = lastTop(view, lines, room)
  const to = first + target(at - first, last - first)
  return { ...scrolledTo(view, lines, to, room), follow: grows && to >= last && to >= at }
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

/** To the next or the previous line that matches, which is then in the middle; null: there is none. */
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
  return { ...scrolledTo(view, lines, to, room), match: found }
}
