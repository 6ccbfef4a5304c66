/** The order of the table: failing first and then the newest change, or by any column. */
import { parseQuantity } from '../../model/resources/quantity.ts'
import { partOf } from '../../model/part-of.ts'
import type { HealthStatus, Workload } from '../../model/workload.ts'
import type { ColumnKey } from './table-column.ts'
import { customName } from './table-column.ts'

/** `attention` is failing first and then the newest change. */
export type SortColumn = 'attention' | ColumnKey

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

/** A workload with what decides where it stands. */
export interface Placed {
  workload: Workload
  readonly key: Key
  /** Decides between rows of one key. */
  readonly second: Key
  /** Decides between rows that are equal in the column; made when it is first needed. */
  name: string | null
}

export type Compare = (a: Placed, b: Placed) => number

/** A new array; rows with equal keys are in the order of their names, unknown values always last. */
export function sortWorkloads(
  workloads: readonly Workload[],
  { column, reverse }: Sort,
): Workload[] {
  return workloads
    .map((workload) => placed(workload, column))
    .sort(comparison(reverse))
    .map(({ workload }) => workload)
}

export function placed(workload: Workload, column: SortColumn): Placed {
  return { workload, key: keyOf(workload, column), second: secondOf(workload, column), name: null }
}

/** The columns whose order is made of what changes with nearly every event. */
const byPods: readonly SortColumn[] = ['restarts', 'cpu', 'memory']

/**
 * Whether a row certainly keeps its place, without a look at what its keys are: all that any other order is
 * made of is the very same. False where that is not certain.
 */
export function standsAlike(a: Workload, b: Workload, column: SortColumn): boolean {
  return (
    a.health === b.health &&
    a.changedAt === b.changedAt &&
    a.name === b.name &&
    a.namespace === b.namespace &&
    a.context === b.context &&
    a.kind === b.kind &&
    a.owner === b.owner &&
    a.version === b.version &&
    a.previous === b.previous &&
    a.replicas === b.replicas &&
    a.commit === b.commit &&
    a.labels === b.labels &&
    a.image === b.image &&
    a.repository === b.repository &&
    a.custom === b.custom &&
    !byPods.includes(column)
  )
}

/** No two workloads have the same place. */
export function comparison(reverse: boolean): Compare {
  const direction = reverse ? -1 : 1
  return (a, b) =>
    compare(a.key, b.key, direction) ||
    compare(a.second, b.second, direction) ||
    compare(nameOf(a), nameOf(b), 1) ||
    compareIds(a.workload, b.workload)
}

function nameOf(place: Placed): string {
  place.name ??= textKey(place.workload.name)
  return place.name
}

function compareIds(a: Workload, b: Workload): number {
  return (
    compare(a.namespace, b.namespace, 1) ||
    compare(a.context, b.context, 1) ||
    compare(a.id, b.id, 1)
  )
}

function compare(a: Key, b: Key, direction: 1 | -1): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -direction : direction
}

function keyOf(workload: Workload, column: SortColumn): Key {
  switch (column) {
    case 'attention':
      return workload.health.status === 'degraded' ? 0 : 1
    case 'context':
      return textKey(workload.context)
    case 'namespace':
      return textKey(workload.namespace)
    case 'name':
      return textKey(workload.name)
    case 'kind':
      return workload.kind
    case 'owner':
      return textKey(workload.owner.value)
    case 'version':
      return textKey(workload.version.value)
    case 'previous':
      return textKey(workload.previous?.version.value ?? null)
    case 'changed':
      return newestFirst(workload.changedAt)
    case 'health':
      return healthOrder[workload.health.status]
    case 'ready':
      return readyShare(workload.replicas)
    case 'restarts':
      return -workload.restarts
    case 'cpu':
    case 'memory':
      return mostFirst(workload.resources.usage[column])
    case 'commit':
      return workload.commit.value
    case 'part-of':
      return textKey(partOf(workload))
    case 'image':
      return textKey(workload.image)
    case 'repository':
      return textKey(workload.repository.url)
    case 'message':
      return textKey(workload.health.message)
    default:
      return textKey(workload.custom?.[customName(column)] ?? null)
  }
}

function secondOf({ changedAt, resources }: Workload, column: SortColumn): Key {
  switch (column) {
    case 'attention':
    case 'health':
      return newestFirst(changedAt)
    case 'cpu':
    case 'memory':
      return mostFirst(resources.requests[column])
    default:
      return null
  }
}

/** Numbers inside a text count as numbers: 1.9 stands before 1.10. */
function textKey(text: string): string
function textKey(text: string | null): string | null
function textKey(text: string | null): string | null {
  return text === null
    ? null
    : text.toLowerCase().replaceAll(/\d{1,12}/g, (digits) => digits.padStart(12, '0'))
}

function mostFirst(amount: string | null): number | null {
  const parsed = amount === null ? null : parseQuantity(amount)
  return parsed === null ? null : -Number(parsed)
}

/** To the second: V8 keeps a number of so few digits in the place itself. */
function newestFirst(time: string | null): number | null {
  const at = time === null ? Number.NaN : Date.parse(time)
  return Number.isNaN(at) ? null : -Math.floor(at / 1000)
}

function readyShare({ desired, ready }: Workload['replicas']): number | null {
  if (desired === null) return null
  return desired === 0 ? 1 : ready / desired
}
