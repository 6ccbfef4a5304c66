/** How well the clusters can be read: one word for the title, and which rows are stale. */
import type { ReadState, ResourceStatus } from '../model/change.ts'
import type { WorkloadKind } from '../model/kube/kube.ts'
import type { Workload } from '../model/workload.ts'
import { moment } from '../model/time-text.ts'
import { count } from './format.ts'
import { remembered } from './memo.ts'

export interface SyncSummary {
  readonly tone: 'good' | 'warn' | 'bad'
  readonly text: string
}

/** That a row is out of date: since when, and in a word what keeps it from being read. */
export interface Staleness {
  readonly since: string
  readonly cause: string
}

const causes: Readonly<Record<ReadState, string>> = {
  syncing: 'reading again',
  live: 'live',
  slow: 'slow',
  unreachable: 'unreachable',
  forbidden: 'forbidden',
  expired: 'expired',
  failed: 'read error',
  absent: 'not served',
}

/** What a row is made of: its own kind first. */
const resources: Readonly<Record<WorkloadKind, readonly [string, ...string[]]>> = {
  Deployment: ['deployments', 'replicasets', 'pods'],
  StatefulSet: ['statefulsets', 'controllerrevisions', 'pods'],
  DaemonSet: ['daemonsets', 'controllerrevisions', 'pods'],
  Rollout: ['rollouts', 'replicasets', 'pods'],
  CronJob: ['cronjobs', 'jobs', 'pods'],
  Job: ['jobs', 'pods'],
}

export const workloadResources: ReadonlySet<string> = new Set(
  Object.values(resources).map(([own]) => own),
)

/** Whether some kind of workload has not been read once; true before anything was tried. */
export function stillReading(statuses: readonly ResourceStatus[]): boolean {
  return (
    statuses.length === 0 ||
    statuses.some(({ resource, state }) => state === 'syncing' && workloadResources.has(resource))
  )
}

export function objectsRead(statuses: readonly ResourceStatus[]): number {
  return statuses.reduce((sum, { count }) => sum + count, 0)
}

export function contextsIn(statuses: readonly ResourceStatus[]): readonly string[] {
  return [...new Set(statuses.map(({ context }) => context))]
}

/** The contexts of which every kind of workload was read that may be read. */
export function contextsRead(statuses: readonly ResourceStatus[]): readonly string[] {
  const kinds = statuses.filter(({ resource }) => workloadResources.has(resource))
  const unread = contextsIn(kinds.filter(({ state, asOf }) => !isAnswer(state) && asOf === null))
  return contextsIn(kinds.filter(({ state }) => state === 'live')).filter(
    (context) => !unread.includes(context),
  )
}

/** The server has said what there is to say. */
function isAnswer(state: ReadState): boolean {
  return state === 'live' || state === 'forbidden' || state === 'absent'
}

/** The worst first. */
const troubles = [
  { state: 'expired', tone: 'bad', text: '✗ credentials expired' },
  { state: 'unreachable', tone: 'bad', text: '✗ unreachable' },
  { state: 'failed', tone: 'bad', text: '✗ read errors' },
  { state: 'slow', tone: 'warn', text: '◐ slow' },
] as const

export function syncSummary(statuses: readonly ResourceStatus[], now: number): SyncSummary {
  if (statuses.length === 0) return { tone: 'warn', text: '◌ connecting' }
  const has = (wanted: ReadState): boolean => statuses.some(({ state }) => state === wanted)
  const trouble = troubles.find(({ state }) => has(state))
  const contexts = contextsIn(statuses)
  if (contexts.length > 1) return summaryOfMany(contexts, statuses, trouble !== undefined)
  const stale = earliest(statuses.flatMap(({ asOf }) => asOf ?? []))
  const since = stale === null ? '' : `, stale since ${moment(stale, now)}`
  if (trouble !== undefined) return { tone: trouble.tone, text: trouble.text + since }
  if (has('syncing')) return { tone: 'warn', text: `◌ reading${readSoFar(statuses)}` }
  if (has('forbidden') || since !== '') return { tone: 'warn', text: `◐ partial${since}` }
  return { tone: 'good', text: '● live' }
}

function summaryOfMany(
  contexts: readonly string[],
  statuses: readonly ResourceStatus[],
  trouble: boolean,
): SyncSummary {
  const live = contexts.length - contextsIn(statuses.filter(isWanting)).length
  if (live === contexts.length) return { tone: 'good', text: `● ${live} live` }
  const reading = statuses.some(({ state }) => state === 'syncing') ? readSoFar(statuses) : ''
  const sign = trouble || reading === '' ? '◐' : '◌'
  return { tone: 'warn', text: `${sign} ${live} of ${contexts.length} live${reading}` }
}

/** Not all of it is shown as it is now. */
export function isWanting({ state, asOf }: ResourceStatus): boolean {
  return asOf !== null || (state !== 'live' && state !== 'absent')
}

function readSoFar(statuses: readonly ResourceStatus[]): string {
  const read = objectsRead(statuses)
  return read === 0 ? '' : `, ${count(read, 'object')}`
}

/** What is stale, by context, resource and namespace. */
const staleByPlace = remembered((statuses: readonly ResourceStatus[]) => {
  const places = new Map<string, Staleness>()
  for (const { context, resource, namespace, state, asOf } of statuses)
    if (asOf !== null)
      places.set(`${context}\n${resource}\n${namespace ?? ''}`, {
        since: asOf,
        cause: causes[state],
      })
  return places
})

/** null while everything that the row is made of is live, or was never read. */
export function staleness(
  workload: Pick<Workload, 'context' | 'kind' | 'namespace'>,
  statuses: readonly ResourceStatus[],
): Staleness | null {
  const places = staleByPlace(statuses)
  if (places.size === 0) return null
  let oldest: Staleness | null = null
  for (const resource of resources[workload.kind]) {
    const key = `${workload.context}\n${resource}\n`
    const found = places.get(key) ?? places.get(key + workload.namespace) ?? null
    if (found !== null && (oldest === null || found.since < oldest.since)) oldest = found
  }
  return oldest
}

/** RFC 3339; null where there is none. */
export function earliest(times: readonly string[]): string | null {
  return times.toSorted()[0] ?? null
}
