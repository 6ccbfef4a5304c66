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
 * then where the fewest rows lose anything by it.
 */
export function fitColumns<Row extends object>(
  columns: readonly Column<Row>[],
  rows: Pick<Listed<Row>, 'slice'>,
  width: number,
): Table<Row> {
  const measured = rows.slice(0, sample).map((row) => sizesOf(columns, row))
  let kept: readonly Wanted<Row>[] = columns
    .map((column, i) => wantedBy(column, i, measured))
    .filter(({ wish }) => wish > 0)
  const without = (some: readonly Wanted<Row>[]): readonly Wanted<Row>[] => {
    const weakest = some.reduce((a, b) => (b.column.keep < a.column.keep ? b : a))
    return kept.filter((wanted) => wanted !== weakest)
  }
  for (;;) {
    const extras = kept.filter(({ column }) => column.extra)
    const sizes = kept.map(({ column, wish, least }) => (column.extra === true ? least : wish))
    if (extras.length === 0 || total(sizes, gaps.wide) <= width) break
    kept = without(extras)
  }
  const leasts = (): number[] => kept.map(({ least }) => least)
  while (kept.length > 1 && total(leasts(), gaps.narrow) > width) kept = without(kept)
  const wishes = kept.map(({ wish }) => wish)
  const gap = total(wishes, gaps.wide) > width ? gaps.narrow : gaps.wide
  const over = total(wishes, gap) - width
  const widths = over > 0 ? sharedOut(kept, measured, over) : wishes
  return { columns: kept.map(({ column }) => column), widths, gap }
}

interface Wanted<Row> {
  readonly column: Column<Row>
  /** Where its sizes are among those of a row. */
  readonly at: number
  readonly wish: number
  /** What is kept for it while columns are dropped. */
  readonly least: number
  /** To this it is cut: its short title is enough then. */
  readonly floor: number
}

/** A column in which no row has anything is not worth its place. */
function wantedBy<Row>(
  column: Column<Row>,
  at: number,
  measured: readonly (readonly Size[])[],
): Wanted<Row> {
  const { title, short = title, least, most, width } = column
  const all = (size: number): Wanted<Row> => ({ column, at, wish: size, least: size, floor: size })
  if (width !== undefined) return all(width)
  const widest = measured.reduce((most, sizes) => Math.max(most, sizes[at]?.width ?? 0), 0)
  if (widest === 0 && measured.length > 0) return all(0)
  const wish = Math.min(most, Math.max(cells(title), widest))
  const floor = Math.min(least, wish, Math.max(cells(short), widest))
  return { column, at, wish, least: Math.min(least, wish), floor }
}

/**
 * The widths after `over` cells were taken, each where it costs least: of equal ones from what is widest above
 * its floor.
 */
function sharedOut<Row>(
  kept: readonly Wanted<Row>[],
  measured: readonly (readonly Size[])[],
  over: number,
): number[] {
  const losses = kept.map(({ column, at }) =>
    column.extra === true ? () => -Infinity : lossAt(column, at, measured),
  )
  const widths = kept.map(({ wish }) => wish)
  for (let left = over; left > 0; left -= 1) {
    let best = 0
    let lowest = Infinity
    let most = -Infinity
    for (const [i, { floor }] of kept.entries()) {
      const width = widths[i] ?? 0
      const slack = width - floor
      const loss = slack > 0 ? (losses[i]?.(width) ?? Infinity) : Infinity
      if (loss > lowest || (loss === lowest && slack <= most)) continue
      ;[best, lowest, most] = [i, loss, slack]
    }
    widths[best] = Math.max(1, (widths[best] ?? 1) - 1)
  }
  return widths
}

/** What fails is read first. */
const badWeight = 4
/** As a power of four: a few rows more or fewer must not move the columns. */
const levelOf = (share: number): number => Math.ceil(Math.log2(share) / 2)

/**
 * Of the rows that show something there, the share that loses a character where a column of some width gives a
 * cell away.
 */
function lossAt<Row>(
  { most }: Column<Row>,
  at: number,
  measured: readonly (readonly Size[])[],
): (width: number) => number {
  const counts = new Uint32Array(most + 1)
  const add = (width: number, weight: number): void => {
    const size = Math.min(width, most)
    counts[size] = (counts[size] ?? 0) + weight
  }
  let filled = 0
  for (const row of measured) {
    const { width = 0, isBad = false } = row[at] ?? {}
    if (width > 0) filled += 1
    add(width, isBad ? badWeight : 1)
  }
  for (let size = most - 1; size >= 0; size -= 1)
    counts[size] = (counts[size] ?? 0) + (counts[size + 1] ?? 0)
  return (width) => levelOf((counts[width] ?? 0) / Math.max(1, filled))
}

interface Size {
  /** In cells. */
  readonly width: number
  readonly isBad: boolean
}

const sizes = new WeakMap<readonly object[], WeakMap<object, readonly Size[]>>()

/** What a row takes in each column: measured once for as long as the columns are the same. */
function sizesOf<Row extends object>(columns: readonly Column<Row>[], row: Row): readonly Size[] {
  const ofRows = sizes.get(columns) ?? new WeakMap<object, readonly Size[]>()
  sizes.set(columns, ofRows)
  const known =
    ofRows.get(row) ??
    columns.map(({ cell }) => {
      const { text, tone } = cell(row)
      return { width: cells(text), isBad: tone === 'bad' }
    })
  ofRows.set(row, known)
  return known
}

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, margin + gap * (widths.length - 1))
}
