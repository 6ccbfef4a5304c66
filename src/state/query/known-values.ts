/** The values that the rows have in each field of the query language: what tab offers behind `owner:`. */
import type { Workload } from '../../model/workload.ts'
import { partOf } from '../../model/part-of.ts'
import { remembered } from '../memo.ts'
import type { OwnerNames } from '../owner-names.ts'
import { ownerNamesOf } from '../owner-names.ts'
import type { State } from '../state.ts'
import type { RowChange, Rows } from '../table/rows.ts'
import { followed } from '../table/rows.ts'
import type { KnownValues } from './completions.ts'
import type { TextField } from './query.ts'

interface Values {
  /** Of each the number of its rows. */
  readonly counts: ReadonlyMap<string, number>
  readonly sorted: readonly string[]
}

export function knownValues(state: State): KnownValues {
  const { workloads, table } = state
  return {
    of: (field) =>
      field === 'owner' ? ownersIn(ownerNamesOf(state)) : byField[field](workloads).sorted,
    columns: Object.keys(table.customColumns),
    ofColumn: (name) => byColumn(name)(workloads).sorted,
    labels: () => labelKeys(workloads).sorted,
    ofLabel: (key) => byLabel(key)(workloads).sorted,
  }
}

/** As the table calls them; of several that own a workload together each. */
const ownersIn = remembered((names: OwnerNames): readonly string[] =>
  [...new Set(names.all.flatMap((name) => name.split(', ')))].toSorted(),
)

const byField: Readonly<Record<Exclude<TextField, 'owner'>, (rows: Rows) => Values>> = {
  name: valuesBy(({ name }) => name, one),
  namespace: valuesBy(({ namespace }) => namespace, one),
  context: valuesBy(({ context }) => context, one),
  version: valuesBy(({ version }) => version.value, one),
  'part-of': valuesBy(partOf, one),
}
const labelKeys = valuesBy(
  ({ labels }) => labels,
  (labels) => Object.keys(labels),
)
const byColumn = each((name) => valuesBy(({ custom }) => custom?.[name] ?? null, one))
const byLabel = each((key) => valuesBy(({ labels }) => labelOf(labels, key), one))

/** A key is what somebody has typed. */
function labelOf(labels: Workload['labels'], key: string): string | null {
  return Object.hasOwn(labels, key) ? (labels[key] ?? null) : null
}

/** Made once for each name that is asked for. */
function each<Made>(make: (name: string) => Made): (name: string) => Made {
  const made = new Map<string, Made>()
  return (name) => {
    const known = made.get(name) ?? make(name)
    made.set(name, known)
    return known
  }
}

function one(value: string | null): readonly string[] {
  return value === null || value === '' ? [] : [value]
}

/**
 * Of what is read of each row. Counted once, and from then on only what has changed: the same object while the
 * values are the same.
 */
function valuesBy<Part>(
  read: (row: Workload) => Part,
  valuesOf: (part: Part) => readonly string[],
): (rows: Rows) => Values {
  const count = (counts: Map<string, number>, row: Workload | null, by: number): void => {
    if (row !== null) for (const value of valuesOf(read(row))) add(counts, value, by)
  }
  const hasMoved = ({ before, after }: RowChange): boolean =>
    before === null || after === null || read(before) !== read(after)
  return followed<Values>(
    (rows) => {
      const counts = new Map<string, number>()
      for (const row of rows.values()) count(counts, row, 1)
      return sortedValues(counts)
    },
    (before, changes: readonly RowChange[]) => {
      const moved = changes.filter(hasMoved)
      if (moved.length === 0) return before
      const counts = new Map(before.counts)
      for (const change of moved) {
        count(counts, change.before, -1)
        count(counts, change.after, 1)
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

function add(counts: Map<string, number>, value: string, by: number): void {
  const count = (counts.get(value) ?? 0) + by
  if (count === 0) counts.delete(value)
  else counts.set(value, count)
}
