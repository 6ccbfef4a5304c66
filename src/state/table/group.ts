/** The table in groups: which rows belong together, under which heading, and what they come to. */
import { ownerIdentity } from '../../model/owner/entity-ref.ts'
import { partOf } from '../../model/part-of.ts'
import { parseQuantity } from '../../model/resources/quantity.ts'
import type { Workload } from '../../model/workload.ts'

export const groupings = ['owner', 'namespace', 'context', 'part-of'] as const

export type Grouping = (typeof groupings)[number]

export interface Group {
  readonly kind: 'group'
  /** Unlike any workload's. */
  readonly id: string
  readonly by: Grouping
  /** null for rows that have no owner, or are part of nothing. */
  readonly name: string | null
  readonly folded: boolean
  readonly workloads: readonly Workload[]
}

/** One line of the table: a row, or the heading of a group. */
export type Entry = Workload | Group

export function isGroup(entry: Entry): entry is Group {
  return entry.kind === 'group'
}

/** Groups come in the order of their first rows; of a folded one there is the heading alone. */
export function entriesOf(
  rows: readonly Workload[],
  by: Grouping,
  folded: ReadonlySet<string>,
): readonly Entry[] {
  const entries: Entry[] = []
  for (const [key, workloads] of Map.groupBy(rows, (row) => groupKey(row, by))) {
    const id = `group ${by} ${key ?? ''}`
    const name = workloads[0] === undefined ? null : groupName(workloads[0], by)
    const isFolded = folded.has(id)
    entries.push({ kind: 'group', id, by, name, folded: isFolded, workloads })
    if (!isFolded) for (const row of workloads) entries.push(row)
  }
  return entries
}

/** However an owner is written, its rows are one group. */
function groupKey(workload: Workload, by: Grouping): string | null {
  const name = groupName(workload, by)
  return by === 'owner' ? ownerIdentity(name) : name
}

function groupName(workload: Workload, by: Grouping): string | null {
  switch (by) {
    case 'owner':
      return workload.owner.value
    case 'part-of':
      return partOf(workload)
    default:
      return workload[by]
  }
}

/** What a group's rows come to. Cores and bytes; null where no row says. */
export interface Totals {
  readonly failing: number
  /** Of the rows that want a number of pods. */
  readonly ready: number
  readonly desired: number
  readonly cpu: Taken
  readonly memory: Taken
}

export interface Taken {
  readonly used: number | null
  readonly requested: number | null
}

const nothing: Taken = { used: null, requested: null }
const billion = 1e9

export function totalsOf(workloads: readonly Workload[]): Totals {
  let failing = 0
  let ready = 0
  let desired = 0
  let cpu = nothing
  let memory = nothing
  for (const workload of workloads) {
    if (workload.health.status === 'degraded') failing += 1
    if (workload.replicas.desired !== null) {
      ready += workload.replicas.ready
      desired += workload.replicas.desired
    }
    const taken = takenBy(workload)
    cpu = sum(cpu, taken.cpu)
    memory = sum(memory, taken.memory)
  }
  return { failing, ready, desired, cpu, memory }
}

const known = new WeakMap<Workload, { readonly cpu: Taken; readonly memory: Taken }>()

function takenBy(workload: Workload): { readonly cpu: Taken; readonly memory: Taken } {
  const before = known.get(workload)
  if (before !== undefined) return before
  const { usage, requests } = workload.resources
  const taken = {
    cpu: { used: amount(usage.cpu), requested: amount(requests.cpu) },
    memory: { used: amount(usage.memory), requested: amount(requests.memory) },
  }
  known.set(workload, taken)
  return taken
}

function amount(quantity: string | null): number | null {
  const parsed = quantity === null ? null : parseQuantity(quantity)
  return parsed === null ? null : Number(parsed) / billion
}

function sum(a: Taken, b: Taken): Taken {
  return { used: plus(a.used, b.used), requested: plus(a.requested, b.requested) }
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : a + b
}
