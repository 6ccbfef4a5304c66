/** Which columns of a table fit, and how wide each is. */
import type { Listed } from '../../state/table/row-list.ts'
import { cells } from '../drawing/width.ts'
import type { Column } from './column.ts'

export interface Table<Row> {
  readonly columns: readonly Column<Row>[]
  readonly widths: readonly number[]
  /** Spaces between columns. */
  readonly gap: number
}

/** The cells before the first column. */
export const margin = 2
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

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, margin + gap * (widths.length - 1))
}
