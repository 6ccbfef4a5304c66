/** Rows that are pointed out for a moment: those that are new, run another version, or began to fail. */
import type { Workload } from '../model/workload.ts'
import type { FlashKind } from './flash-kind.ts'
import { stillReading } from './select-sync.ts'
import type { State } from './state.ts'

/** Long enough to be seen by someone who looks elsewhere; the clock of the screens ends it. */
const flashMs = 4_000

type Before = Pick<State, 'now' | 'look' | 'statuses' | 'workloads' | 'flashes'>

/** With the rows that were put. Nothing while all is read for the first time, nor without colours. */
export function flashesAfter(before: Before, put: readonly Workload[]): State['flashes'] {
  const { now, look, statuses, workloads, flashes } = before
  if (look.colours === 0 || look.linear) return flashes
  if (workloads.size === 0 || stillReading(statuses)) return flashes
  const added = put.flatMap((row) => {
    const kind = flashOf(workloads.get(row.id), row)
    return kind === null ? [] : [[row.id, { kind, until: now + flashMs }] as const]
  })
  return added.length === 0 ? flashes : new Map([...flashes, ...added])
}

/** The same map while none of them is over. */
export function flashesAt(flashes: State['flashes'], now: number): State['flashes'] {
  const left = [...flashes].filter(([, { until }]) => until > now)
  return left.length === flashes.size ? flashes : new Map(left)
}

function flashOf(before: Workload | undefined, after: Workload): FlashKind | null {
  if (before === undefined) return 'new'
  if (before.health.status !== 'degraded' && after.health.status === 'degraded') return 'failing'
  return before.version.value === after.version.value ? null : 'changed'
}
