/** The order of the table: failing first and then the newest change, or by any column. */
import { parseQuantity } from '../model/quantity.ts'
import { partOf } from '../model/part-of.ts'
import type { ColumnId } from '../model/table-columns.ts'
import type { HealthStatus, Workload } from '../model/workload.ts'

/** `attention` is failing first and then the newest change. */
export type SortColumn = 'attention' | ColumnId

export interface Sort {
  readonly column: SortColumn
  readonly reverse: boolean
}

type Key = string | number | null

const healthOrder: Readonly<Record<HealthStatus, number>> = {
  degraded: 0,
  progressing: 1,
  unknown: 2,
  suspended: 3,
  healthy: 4,
}

interface Keys {
  readonly column: readonly Key[]
  /** Decides between rows that are equal in the column. */
  readonly name: Key
}

/** Made once for each row and column: rows are replaced, never changed. */
const known = new Map<SortColumn, WeakMap<Workload, Keys>>()

/**
 * A new array; rows with equal keys are in the order of their names, unknown values always last. Rows
 * that stand as they did in the last result, but for a few, are sorted in a fraction of the time.
 */
export function sortWorkloads(workloads: readonly Workload[], sort: Sort): Workload[] {
  const cache = known.get(sort.column) ?? new WeakMap<Workload, Keys>()
  known.set(sort.column, cache)
  const direction = sort.reverse ? -1 : 1
  const sorted = asBefore(workloads)
    .map((workload) => ({ workload, keys: keysFor(workload, sort.column, cache) }))
    .sort((a, b) => {
      for (let i = 0; i < a.keys.column.length; i += 1) {
        const order = compare(a.keys.column[i] ?? null, b.keys.column[i] ?? null, direction)
        if (order !== 0) return order
      }
      return compare(a.keys.name, b.keys.name, 1)
    })
    .map(({ workload }) => workload)
  lastIds = sorted.map(({ id }) => id)
  return sorted
}

let lastIds: readonly string[] = []

/** In the order of the last result; what was not in it comes last. */
function asBefore(workloads: readonly Workload[]): Workload[] {
  const byId = new Map(workloads.map((workload) => [workload.id, workload]))
  const ordered: Workload[] = []
  for (const id of lastIds) {
    const workload = byId.get(id)
    if (workload === undefined) continue
    ordered.push(workload)
    byId.delete(id)
  }
  for (const workload of byId.values()) ordered.push(workload)
  return ordered
}

function keysFor(workload: Workload, column: SortColumn, cache: WeakMap<Workload, Keys>): Keys {
  const found = cache.get(workload)
  if (found !== undefined) return found
  const { name, namespace, context, id } = workload
  const keys = {
    column: sortKeys(workload, column),
    name: textKey(`${name} ${namespace} ${context} ${id}`),
  }
  cache.set(workload, keys)
  return keys
}

function compare(a: Key, b: Key, direction: 1 | -1): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -direction : direction
}

function sortKeys(workload: Workload, column: SortColumn): Key[] {
  switch (column) {
    case 'attention':
      return [workload.health.status === 'degraded' ? 0 : 1, newestFirst(workload.changedAt)]
    case 'context':
      return [textKey(workload.context)]
    case 'namespace':
      return [textKey(workload.namespace)]
    case 'name':
      return [textKey(workload.name)]
    case 'kind':
      return [workload.kind]
    case 'owner':
      return [textKey(workload.owner.value)]
    case 'version':
      return [textKey(workload.version.value)]
    case 'previous':
      return [textKey(workload.previous?.version.value ?? null)]
    case 'changed':
      return [newestFirst(workload.changedAt)]
    case 'health':
      return [healthOrder[workload.health.status], newestFirst(workload.changedAt)]
    case 'ready':
      return [readyShare(workload.replicas)]
    case 'restarts':
      return [-workload.restarts]
    case 'cpu':
    case 'memory':
      return [
        mostFirst(workload.resources.usage[column]),
        mostFirst(workload.resources.requests[column]),
      ]
    case 'commit':
      return [workload.commit.value]
    case 'part-of':
      return [textKey(partOf(workload))]
    case 'image':
      return [textKey(workload.image)]
    case 'repository':
      return [textKey(workload.repository.url)]
    case 'message':
      return [textKey(workload.health.message)]
  }
}

/** Numbers inside a text count as numbers: 1.9 stands before 1.10. */
function textKey(text: string | null): string | null {
  return text === null
    ? null
    : text.toLowerCase().replaceAll(/\d{1,12}/g, (digits) => digits.padStart(12, '0'))
}

function mostFirst(amount: string | null): number | null {
  const parsed = amount === null ? null : parseQuantity(amount)
  return parsed === null ? null : -Number(parsed)
}

function newestFirst(time: string | null): number | null {
  const at = time === null ? Number.NaN : Date.parse(time)
  return Number.isNaN(at) ? null : -at
}

function readyShare({ desired, ready }: Workload['replicas']): number | null {
  if (desired === null) return null
  return desired === 0 ? 1 : ready / desired
}
