/** A table with what a column has to cut of the selected row whole below it. */
import { firstVisible } from '../../state/table/cursor.ts'
import type { Line } from '../drawing/line.ts'
import { blank } from '../drawing/line.ts'
import { cells, isSpoken } from '../drawing/width.ts'
import type { Column } from './column.ts'
import { tableLines } from './columns.ts'
import { fitColumns } from './fit-columns.ts'

/** The rows that stay in sight whatever is below. */
const leastRows = 5
/** A title and up to three lines. */
const detailRows = 4
/** Rows that are looked at, so that moving through them changes nothing. */
const sample = 300

export interface Detailed<Row> {
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly index: number
  readonly top: number
  /** The column that may be cut, or may have gone. */
  readonly title: string
  readonly textOf: (row: Row) => string
  /** Up to `detailRows` lines; none where there is nothing to say of it. */
  readonly below: (row: Row) => readonly Line[]
}

/** Of `height` lines at most; what is below is left out where the column has room for all, or rows need it. */
export function detailedTable<Row extends object>(
  { columns, rows, index, top, title, textOf, below }: Detailed<Row>,
  width: number,
  height: number,
): readonly Line[] {
  const free = Math.max(1, height - 1)
  const isCut = free >= leastRows + detailRows && cuts(columns, rows, width, title, textOf)
  const room = isCut ? free - detailRows : free
  const first = firstVisible(top, index, rows.length, room)
  const table = tableLines(columns, rows, width, { top: first, room, selected: index })
  const chosen = rows[index]
  if (!isCut || chosen === undefined) return table
  const filled = Array.from({ length: room + 1 - table.length }, () => blank)
  return [...table, ...filled, ...below(chosen)]
}

function cuts<Row extends object>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  title: string,
  textOf: (row: Row) => string,
): boolean {
  if (isSpoken(width)) return false
  const table = fitColumns(columns, rows, width)
  const at = table.columns.findIndex((column) => column.title === title)
  const room = table.widths[at] ?? 0
  return rows.slice(0, sample).some((row) => cells(textOf(row)) > room)
}
