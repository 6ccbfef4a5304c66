/** Tables: which columns fit, how wide each is, and the lines they make. */
import type { Listed } from '../../state/table/row-list.ts'
import type { HighlightField, Highlighter, Stretch } from '../../state/query/highlight.ts'
import type { Line, Span } from '../drawing/line.ts'
import { selectLine, span } from '../drawing/line.ts'
import type { Tone } from '../drawing/theme.ts'
import { selectionGlyph } from '../drawing/theme.ts'
import { cells, fit, isSpoken, truncate, truncateMiddle } from '../drawing/width.ts'

export interface Column<Row> {
  readonly title: string
  readonly titleTone?: Tone
  readonly cell: (row: Row) => Span
  /** What of a query it shows: what the query finds in it is highlighted. */
  readonly field?: HighlightField
  /** How what is too long is cut; at its end where nothing is said. */
  readonly cut?: Cut
  /** Narrower than this it is not readable, unless its content is narrower still. */
  readonly least: number
  readonly most: number
  /** Set by the user: neither wider nor narrower. */
  readonly width?: number
  /** The lowest is the first to go where not all fit. */
  readonly keep: number
  /** Shown unless the user arranged it otherwise. */
  readonly usual?: boolean
  /** Shown only where it takes no cell from the others. */
  readonly extra?: boolean
}

export interface Table<Row> {
  readonly columns: readonly Column<Row>[]
  readonly widths: readonly number[]
  /** Spaces between columns. */
  readonly gap: number
}

/** To at most `width` cells. */
type Cut = (text: string, width: number) => string

/** Cut at the end; in the middle where another of the texts would look alike. */
export function cutApart(all: readonly string[]): Cut {
  const byWidth = new Map<number, ReadonlyMap<string, number>>()
  return (text, width) => {
    const cut = truncate(text, width)
    if (cut === text) return text
    const counts = byWidth.get(width) ?? countsOf(all.map((one) => truncate(one, width)))
    byWidth.set(width, counts)
    return (counts.get(cut) ?? 0) > 1 ? truncateMiddle(text, width) : cut
  }
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

const margin = 2
const gaps = { wide: 2, narrow: 1 }
/** Rows that are measured: enough that widths do not jump while scrolling. */
const sample = 300

/**
 * Drops columns until the rest can be read, then takes cells until all fit: from the extra ones first,
 * then from the widest.
 */
export function fitColumns<Row extends object>(
  columns: readonly Column<Row>[],
  rows: Pick<Listed<Row>, 'slice'>,
  width: number,
): Table<Row> {
  const measured = rows.slice(0, sample).map((row) => sizesOf(columns, row))
  const wanted = new Map(
    columns.map((column, i) => {
      const widest = measured.reduce((most, sizes) => Math.max(most, sizes[i] ?? 0), 0)
      // A column in which no row has anything is not worth its place.
      const empty = widest === 0 && measured.length > 0
      if (column.width !== undefined) return [column, column.width] as const
      const wish = Math.min(column.most, Math.max(cells(column.title), widest))
      return [column, empty ? 0 : wish] as const
    }),
  )
  const wish = (column: Column<Row>): number => wanted.get(column) ?? column.least
  const least = (column: Column<Row>): number =>
    column.width ?? Math.min(column.least, wish(column))
  const without = (some: readonly Column<Row>[]): Column<Row>[] => {
    const weakest = some.reduce((a, b) => (b.keep < a.keep ? b : a))
    return kept.filter((column) => column !== weakest)
  }
  let kept = columns.filter((column) => wish(column) > 0)
  for (;;) {
    const extras = kept.filter(({ extra }) => extra)
    const sizes = kept.map((column) => (column.extra === true ? least(column) : wish(column)))
    if (extras.length === 0 || total(sizes, gaps.wide) <= width) break
    kept = without(extras)
  }
  while (kept.length > 1 && total(kept.map(least), gaps.narrow) > width) kept = without(kept)
  const widths = kept.map(wish)
  const gap = total(widths, gaps.wide) > width ? gaps.narrow : gaps.wide
  for (let over = total(widths, gap) - width; over > 0; over -= 1) {
    const slack = widths.map((size, i) => size - (kept[i] === undefined ? size : least(kept[i])))
    const spare = slack.map((size, i) => (kept[i]?.extra === true ? size : 0))
    const some = spare.some((size) => size > 0) ? spare : slack
    const most = some.indexOf(Math.max(...some))
    widths[most] = Math.max(1, (widths[most] ?? 1) - 1)
  }
  return { columns: kept, widths, gap }
}

const sizes = new WeakMap<readonly object[], WeakMap<object, readonly number[]>>()

/** The cells that a row takes in each column: measured once for as long as the columns are the same. */
function sizesOf<Row extends object>(columns: readonly Column<Row>[], row: Row): readonly number[] {
  const ofRows = sizes.get(columns) ?? new WeakMap<object, readonly number[]>()
  sizes.set(columns, ofRows)
  const known = ofRows.get(row) ?? columns.map(({ cell }) => cells(cell(row).text))
  ofRows.set(row, known)
  return known
}

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
  const titles = columns.map(({ title, titleTone = 'dim' }, i): Line => [
    span(i === 0 ? ' '.repeat(margin) : ' '.repeat(gap)),
    span(fit(title, widths[i] ?? 0), titleTone),
  ])
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

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, margin + gap * (widths.length - 1))
}
