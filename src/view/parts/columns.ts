/** Tables: the lines that their columns make of rows. */
import type { Highlighter, Stretch } from '../../state/query/highlight.ts'
import type { Line, Span } from '../drawing/line.ts'
import { selectLine, span } from '../drawing/line.ts'
import type { Tone } from '../drawing/theme.ts'
import { selectionGlyph } from '../drawing/theme.ts'
import { cells, fit, isSpoken } from '../drawing/width.ts'
import type { Column } from './column.ts'
import type { Table } from './fit-columns.ts'
import { fitColumns, margin } from './fit-columns.ts'

/** Which of all rows are shown, and which is selected. */
export interface Part {
  readonly top: number
  readonly room: number
  readonly selected: number
}

/** The header, where any column has a title, and the rows; without `part` all of them, and none selected. */
export function tableLines<Row extends object>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  part: Part = { top: 0, room: rows.length, selected: -1 },
): Line[] {
  if (isSpoken(width)) return spokenRows(columns, rows, part.selected)
  const { top, room, selected } = part
  const table = fitColumns(columns, rows, width)
  return [
    ...(columns.some(({ title }) => title !== '') ? [headerLine(table)] : []),
    ...rows
      .slice(top, top + room)
      .map((row, i) => rowLine(table, row, { selected: top + i === selected, width })),
  ]
}

/** Of a list in which one moves, the row one is on. */
function spokenRows<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  selected: number,
): Line[] {
  const chosen = rows[selected]
  return chosen === undefined
    ? rows.map((row) => [span(spokenRow(columns, row))])
    : [[span(`row ${selected + 1} of ${rows.length}: ${spokenRow(columns, chosen)}`)]]
}

/** `name: cart, version: 1.8.0`; nothing of what is empty. */
export function spokenRow<Row>(columns: readonly Column<Row>[], row: Row): string {
  return columns
    .flatMap(({ title, cell }) => {
      const text = cell(row).text.trim()
      if (text === '') return []
      return title === '' ? [text] : [`${title.toLowerCase()}: ${text}`]
    })
    .join(', ')
}

export function headerLine<Row>({ columns, widths, gap }: Table<Row>): Line {
  const titles = columns.map(({ title, short = title, titleTone = 'dim' }, i): Line => {
    const width = widths[i] ?? 0
    return [
      span(i === 0 ? ' '.repeat(margin) : ' '.repeat(gap)),
      span(fit(cells(title) > width ? short : title, width), titleTone),
    ]
  })
  return titles.flat()
}

/** `faded` is for rows that are out of date: their colours are gone. */
export function rowLine<Row>(
  { columns, widths, gap }: Table<Row>,
  row: Row,
  options: {
    readonly selected: boolean
    readonly width: number
    readonly faded?: boolean
    readonly highlight?: Highlighter
    /** One cell before the row. */
    readonly sign?: Span
  },
): Line {
  const { selected, width, faded = false, highlight, sign = span(' '.repeat(margin - 1)) } = options
  const line = [span(selected ? selectionGlyph : ' '), sign]
  for (const [i, column] of columns.entries()) {
    const { text, tone } = column.cell(row)
    const space = i === columns.length - 1 ? '' : ' '.repeat(gap)
    const room = widths[i] ?? 0
    const shown = fit(column.cut === undefined ? text : column.cut(text, room), room)
    const found =
      highlight === undefined || column.field === undefined ? [] : highlight(column.field, text)
    line.push(...highlighted(shown, sharedLength(shown, text), found, faded ? 'dim' : tone))
    line.push(span(space))
  }
  return selected ? selectLine(line, width) : line
}

/** The text in its tone, the stretches within its first `length` characters in that of a match. */
function highlighted(
  text: string,
  length: number,
  stretches: readonly Stretch[],
  tone: Tone,
): Line {
  const line: Span[] = []
  let at = 0
  for (const [from, to] of stretches) {
    const end = Math.min(to, length)
    if (from >= end) continue
    if (from > at) line.push(span(text.slice(at, from), tone))
    line.push(span(text.slice(from, end), 'match'))
    at = end
  }
  if (at < text.length) line.push(span(text.slice(at), tone))
  return line
}

/** How many characters of a text are left where it was cut to be shown. */
function sharedLength(shown: string, text: string): number {
  return shown.startsWith(text) ? text.length : shown.lastIndexOf('…')
}
