/** Rows that are pointed out for a moment: those that are new, run another version, or began to fail. */
import type { Workload } from '../../model/workload.ts'
import type { FlashKind } from './flash-kind.ts'
import type { RowChange } from './rows.ts'
import { contextsIn } from '../select-sync.ts'
import type { State } from '../state.ts'

/** Long enough to be seen by someone who looks elsewhere; the clock of the screens ends it. */
const flashMs = 4_000

type Before = Pick<State, 'now' | 'look' | 'statuses' | 'workloads' | 'flashes'>

/** With what has changed about the rows. Nothing while their context is read for the first time, nor without colours. */
export function flashesAfter(before: Before, changes: readonly RowChange[]): State['flashes'] {
  const { now, look, statuses, workloads, flashes } = before
  if (look.colours === 0 || look.linear || workloads.size === 0) return flashes
  const reading = contextsIn(statuses.filter(({ state }) => state === 'syncing'))
  const read = contextsIn(statuses).filter((context) => !reading.includes(context))
  const added = changes.flatMap(({ before: old, after: row }) => {
    const kind = row !== null && read.includes(row.context) ? flashOf(old, row) : null
    return row === null || kind === null ? [] : [[row.id, { kind, until: now + flashMs }] as const]
  })
  return added.length === 0 ? flashes : new Map([...flashes, ...added])
}

/** The same map while none of them is over. */
export function flashesAt(flashes: State['flashes'], now: number): State['flashes'] {
  const left = [...flashes].filter(([, { until }]) => until > now)
  return left.length === flashes.size ? flashes : new Map(left)
}

function flashOf(before: Workload | null, after: Workload): FlashKind | null {
  if (before === null) return 'new'
  if (before.health === after.health && before.version === after.version) return null
  if (before.health.status !== 'degraded' && after.health.status === 'degraded') return 'failing'
  return before.version.value === after.version.value ? null : 'changed'
}
