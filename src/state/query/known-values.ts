/** The values that the rows have in each field of the query language: what tab offers behind `owner:`. */
import type { Workload } from '../../model/workload.ts'
import { partOf } from '../../model/part-of.ts'
import { remembered } from '../memo.ts'
import type { OwnerNames } from '../owner-names.ts'
import { ownerNamesOf } from '../owner-names.ts'
import type { State } from '../state.ts'
import type { RowChange, Rows } from '../table/rows.ts'
import { followed } from '../table/rows.ts'
import type { KnownValues } from './complete-query.ts'
import type { TextField } from './query.ts'

interface Values {
  /** Of each the number of its rows. */
  readonly counts: ReadonlyMap<string, number>
  readonly sorted: readonly string[]
}

type Read = (workload: Workload) => string | null

export function knownValues(state: State): KnownValues {
  const { workloads, table } = state
  return {
    of: (field) =>
      field === 'owner' ? ownersIn(ownerNamesOf(state)) : byField[field](workloads).sorted,
    columns: Object.keys(table.customColumns),
    ofColumn: (name) => byColumn(name)(workloads).sorted,
  }
}

/** As the table calls them; of several that own a workload together each. */
const ownersIn = remembered((names: OwnerNames): readonly string[] =>
  [...new Set(names.all.flatMap((name) => name.split(', ')))].toSorted(),
)

const byField: Readonly<Record<Exclude<TextField, 'owner'>, (rows: Rows) => Values>> = {
  name: valuesBy(({ name }) => name),
  namespace: valuesBy(({ namespace }) => namespace),
  context: valuesBy(({ context }) => context),
  version: valuesBy(({ version }) => version.value),
  'part-of': valuesBy(partOf),
}

const columns = new Map<string, (rows: Rows) => Values>()

function byColumn(name: string): (rows: Rows) => Values {
  const known = columns.get(name) ?? valuesBy(({ custom }) => custom?.[name] ?? null)
  columns.set(name, known)
  return known
}

/** Counted once, and from then on only what has changed: the same object while the values are the same. */
function valuesBy(read: Read): (rows: Rows) => Values {
  const valueOf = (row: Workload | null): string | null => (row === null ? null : read(row))
  return followed<Values>(
    (rows) => {
      const counts = new Map<string, number>()
      for (const row of rows.values()) add(counts, valueOf(row), 1)
      return sortedValues(counts)
    },
    (before, changes: readonly RowChange[]) => {
      const moved = changes.filter((change) => valueOf(change.before) !== valueOf(change.after))
      if (moved.length === 0) return before
      const counts = new Map(before.counts)
      for (const change of moved) {
        add(counts, valueOf(change.before), -1)
        add(counts, valueOf(change.after), 1)
      }
      const isSame =
        counts.size === before.counts.size &&
        Array.from(counts.keys()).every((value) => before.counts.has(value))
      return isSame ? { counts, sorted: before.sorted } : sortedValues(counts)
    },
  )
}

function sortedValues(counts: ReadonlyMap<string, number>): Values {
  return { counts, sorted: [...counts.keys()].toSorted() }
}

function add(counts: Map<string, number>, value: string | null, by: number): void {
  if (value === null || value === '') return
  const count = (counts.get(value) ?? 0) + by
  if (count === 0) counts.delete(value)
  else counts.set(value, count)
}
