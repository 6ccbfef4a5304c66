/** The table of workloads with the usual columns or, where all there are do not fit, with all of them in parts. */
import type { Workload } from '../../model/workload.ts'
import { workloadsView } from '../../state/table/select-workloads.ts'
import type { Listed } from '../../state/table/row-list.ts'
import type { State } from '../../state/state.ts'
import type { Column } from './column.ts'
import type { Table } from './fit-columns.ts'
import { fitColumns } from './fit-columns.ts'
import { workloadColumns } from './workload-columns.ts'

/** The part that the user has asked for. */
export function shownTable(
  state: State,
  rows: Pick<Listed<Workload>, 'slice'>,
  width: number,
): Table<Workload> {
  const columns = workloadColumns(state)
  const { columnsPart } = state
  if (columnsPart === 0) return fitColumns(columns, rows, width)
  const parts = partsOf(columns, rows, width, columnsPart)
  return parts.at(-1) ?? fitColumns(columns, rows, width)
}

/** How many parts all columns have; 0 where the usual columns are all there are. */
export function columnParts(state: State): number {
  const all = workloadColumns({ ...state, columnsPart: 1 })
  if (state.look.linear) return 1
  return partsOf(all, workloadsView(state).rows, state.columns, Infinity).length
}

/** At most the first `most`. One that would show nothing but usual columns is left out. */
function partsOf(
  all: readonly Column<Workload>[],
  rows: Pick<Listed<Workload>, 'slice'>,
  width: number,
  most: number,
): readonly Table<Workload>[] {
  const parts: Table<Workload>[] = []
  let shown = ''
  let left = all
  while (parts.length < most) {
    const table = fitColumns(left, rows, width)
    const added = table.columns.filter(({ title }) => !titlesIn(shown).includes(title))
    if (added.length === 0) return parts
    if (added.some(({ usual }) => usual !== true)) parts.push(table)
    shown += added.map(({ title }) => `${title}\n`).join('')
    left = without(all, shown)
  }
  return parts
}

const remaining = new WeakMap<
  readonly Column<Workload>[],
  Map<string, readonly Column<Workload>[]>
>()

/** Those that were not shown yet, and those that tell one row from another; the same array each time, for its rows were measured. */
function without(all: readonly Column<Workload>[], shown: string): readonly Column<Workload>[] {
  const known = remaining.get(all) ?? new Map<string, readonly Column<Workload>[]>()
  remaining.set(all, known)
  const titles = titlesIn(shown)
  const left =
    known.get(shown) ??
    all.flatMap((column) => {
      if (isName(column)) return [{ ...column, keep: Infinity }]
      return titles.includes(column.title) ? [] : [column]
    })
  known.set(shown, left)
  return left
}

function isName({ field }: Column<Workload>): boolean {
  return field === 'name' || field === 'context'
}

function titlesIn(shown: string): readonly string[] {
  return shown.split('\n')
}
