/** The table's order, kept: when some rows change, those are put in their places and the others stay. */
import { remembered } from '../memo.ts'
import type { RowChange, Rows } from './rows.ts'
import { followed } from './rows.ts'
import type { Compare, Placed, Sort, SortColumn } from './sort.ts'
import { comparison, placed, standsAlike } from './sort.ts'

/** Nothing in it is the row itself: a row that changes and keeps its place leaves `order` as it is. */
interface Order {
  /** What decides where a row stands, by slot. Of all rows, so it is changed in place: nobody else has it. */
  readonly places: (Placed | null)[]
  /** The slots of all rows, in order. */
  readonly order: readonly number[]
}

/** At `at`, `put` comes before the slot that is there; null takes it away. */
interface Edit {
  readonly at: number
  readonly put: number | null
}

/** The slots of all rows in the order of the table: the same array as long as no row moves. */
export function sortedSlots(rows: Rows, { column, reverse }: Sort): readonly number[] {
  return keeper(column, reverse)(rows).order
}

const keeper = remembered((column: SortColumn, reverse: boolean) => {
  const compare = comparison(reverse)
  return followed(
    (rows) => sorted(rows, column, compare),
    (order, changes) => mended(order, changes, column, compare),
  )
})

function sorted(rows: Rows, column: SortColumn, compare: Compare): Order {
  const places = Array.from({ length: rows.slots }, (_, slot) => {
    const row = rows.in(slot)
    return row === null ? null : placed(row, column)
  })
  const order = Array.from(places.keys()).filter((slot) => places[slot] !== null)
  return { places, order: order.sort(bySlot(places, compare)) }
}

function mended(
  { places, order }: Order,
  changes: readonly RowChange[],
  column: SortColumn,
  compare: Compare,
): Order {
  const moved: { slot: number; from: Placed | null; to: Placed | null }[] = []
  for (const { slot, after } of changes) {
    const from = places[slot] ?? null
    if (from !== null && after !== null && standsAlike(from.workload, after, column)) {
      from.workload = after
      continue
    }
    const to = after === null ? null : placed(after, column)
    if (from === null || to === null || !isSamePlace(from, to)) moved.push({ slot, from, to })
    else places[slot] = to
  }
  if (moved.length === 0) return { places, order }
  // Where they stood is looked up while all are still where they stood.
  const away = moved.flatMap(({ from }): Edit[] =>
    from === null ? [] : [{ at: firstFrom(order, places, from, compare), put: null }],
  )
  const come = moved
    .flatMap(({ slot, to }) => (to === null ? [] : [{ slot, to }]))
    .sort((a, b) => compare(a.to, b.to))
    .map(({ slot, to }): Edit => ({ at: firstFrom(order, places, to, compare), put: slot }))
  for (const { slot, to } of moved) places[slot] = to
  // A sort is stable: what comes to one place stays in order, and before what is taken away there.
  return {
    places,
    order: edited(
      order,
      [...come, ...away].sort((a, b) => a.at - b.at),
    ),
  }
}

/** Of one row, before and after a change. */
function isSamePlace(from: Placed, to: Placed): boolean {
  const [a, b] = [from.workload, to.workload]
  if (a.name !== b.name || a.namespace !== b.namespace || a.context !== b.context) return false
  // What was made of the name is made but once.
  to.name = from.name
  return from.key === to.key && from.second === to.second
}

function edited(order: readonly number[], edits: readonly Edit[]): number[] {
  const result: number[] = []
  let from = 0
  for (const { at, put } of edits) {
    for (; from < at; from += 1) result.push(order[from] ?? 0)
    if (put === null) from = at + 1
    else result.push(put)
  }
  for (; from < order.length; from += 1) result.push(order[from] ?? 0)
  return result
}

/** The first index whose row does not stand before the wanted place. */
function firstFrom(
  order: readonly number[],
  places: readonly (Placed | null)[],
  wanted: Placed,
  compare: Compare,
): number {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >> 1
    const place = places[order[middle] ?? -1] ?? null
    if (place !== null && compare(place, wanted) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function bySlot(
  places: readonly (Placed | null)[],
  compare: Compare,
): (a: number, b: number) => number {
  return (a, b) => {
    const [left, right] = [places[a] ?? null, places[b] ?? null]
    return left === null || right === null ? 0 : compare(left, right)
  }
}
