/** The table's order, kept: when some rows change, those are put in their places and the others stay. */
import type { Workload } from '../model/workload.ts'
import { remembered } from './memo.ts'
import type { RowChange, Rows } from './rows.ts'
import { followed } from './rows.ts'
import type { Compare, Placed, Sort, SortColumn } from './sort.ts'
import { comparison, placed } from './sort.ts'

interface Order {
  readonly places: readonly Placed[]
  readonly rows: readonly Workload[]
}

/** At `at`, `put` comes before what is there; null takes away what is there. */
interface Edit {
  readonly at: number
  readonly put: Placed | null
}

export function sortedRows(rows: Rows, { column, reverse }: Sort): readonly Workload[] {
  return keeper(column, reverse)(rows).rows
}

const keeper = remembered((column: SortColumn, reverse: boolean) => {
  const compare = comparison(reverse)
  return followed(
    (rows) => {
      const places = Array.from(rows.values(), (row) => placed(row, column))
      return orderOf(places.sort(compare))
    },
    (order, changes) => mended(order, changes, column, compare),
  )
})

function mended(
  order: Order,
  changes: readonly RowChange[],
  column: SortColumn,
  compare: Compare,
): Order {
  const places = [...order.places]
  const edits: Edit[] = []
  const come: Placed[] = []
  for (const { before, after } of changes) {
    const put = after === null ? null : placed(after, column)
    const old = before === null ? null : placed(before, column)
    const at = old === null ? -1 : firstFrom(places, old, compare)
    if (old !== null && put !== null && compare(old, put) === 0) places[at] = put
    else {
      if (old !== null) edits.push({ at, put: null })
      if (put !== null) come.push(put)
    }
  }
  come.sort(compare)
  const puts = come.map((put): Edit => ({ at: firstFrom(places, put, compare), put }))
  // The order of the sort is stable: what comes to one place stays in order, before what is taken away.
  const inOrder = [...puts, ...edits].sort((a, b) => a.at - b.at)
  return orderOf(inOrder.length === 0 ? places : edited(places, inOrder))
}

function edited(places: readonly Placed[], edits: readonly Edit[]): Placed[] {
  const result: Placed[] = []
  let from = 0
  for (const { at, put } of edits) {
    for (const place of places.slice(from, at)) result.push(place)
    if (put !== null) result.push(put)
    from = put === null ? at + 1 : at
  }
  for (const place of places.slice(from)) result.push(place)
  return result
}

/** The first place that is not before the wanted one. */
function firstFrom(places: readonly Placed[], wanted: Placed, compare: Compare): number {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    const place = places[middle]
    if (place !== undefined && compare(place, wanted) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function orderOf(places: readonly Placed[]): Order {
  return { places, rows: places.map(({ workload }) => workload) }
}
