/** How well the clusters can be read: one word for the title, one line for each problem, stale rows. */
import type { ReadState, ResourceStatus } from '../model/change.ts'
import type { WorkloadKind } from '../model/kube.ts'
import type { Workload } from '../model/workload.ts'
import { clock, count, duration } from './format.ts'
import { remembered } from './memo.ts'

export interface SyncSummary {
  readonly tone: 'good' | 'warn' | 'bad'
  readonly text: string
}

/** Something that cannot be read, and what to do about it. */
export interface Problem {
  readonly tone: 'warn' | 'bad'
  readonly text: string
  readonly next: string
}

const resources: Readonly<Record<WorkloadKind, string>> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  CronJob: 'cronjobs',
  Job: 'jobs',
}

const workloadResources: ReadonlySet<string> = new Set(Object.values(resources))

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

export function syncSummary(statuses: readonly ResourceStatus[]): SyncSummary {
  const read = objectsRead(statuses)
  const has = (state: ReadState): boolean => statuses.some((status) => status.state === state)
  if (statuses.length === 0) return { tone: 'warn', text: '◌ connecting' }
  const oldest = earliest(statuses.filter(({ state }) => state === 'stale'))
  if (oldest !== null) return { tone: 'warn', text: `◐ stale since ${clock(oldest)}` }
  if (has('expired')) return { tone: 'bad', text: '✗ credentials expired' }
  if (has('failed')) return { tone: 'bad', text: '✗ cannot be reached' }
  if (has('syncing'))
    return { tone: 'warn', text: read === 0 ? '◌ reading' : `◌ reading, ${count(read, 'object')}` }
  return has('forbidden') ? { tone: 'warn', text: '◐ partial' } : { tone: 'good', text: '● live' }
}

/** One line for each context and cause, the worst first. */
export const problems = remembered(
  (statuses: readonly ResourceStatus[], now: number): readonly Problem[] => {
    const groups = new Map<string, ResourceStatus[]>()
    for (const status of statuses) {
      const key = `${status.context}\n${status.state}\n${status.namespace ?? ''}\n${status.reason}`
      groups.set(key, [...(groups.get(key) ?? []), status])
    }
    const found = [...groups.values()].flatMap((group) => problemOf(group, now) ?? [])
    return found.toSorted((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'))
  },
)

function problemOf(group: readonly ResourceStatus[], now: number): Problem | null {
  const [first] = group
  if (first === undefined) return null
  const { context, namespace } = first
  const reason = first.message ?? first.reason ?? 'no reason given'
  const what = group.map(({ resource }) => resource).join(', ')
  const since = earliest(group) ?? first.since
  const age = duration(now - Date.parse(since))
  switch (first.state) {
    case 'expired':
      return {
        tone: 'bad',
        text: `${context}: your credentials were refused (${reason})`,
        next: 'log in again, then press ctrl-r',
      }
    case 'failed':
      return {
        tone: 'bad',
        text: `${context}: cannot be reached: ${reason}`,
        next: 'retrying; ctrl-r retries now',
      }
    case 'stale':
      return {
        tone: 'warn',
        text: `${context}: stale since ${clock(since)} (${age} ago): ${reason}`,
        next: 'retrying; ctrl-r retries now',
      }
    case 'forbidden':
      return {
        tone: 'warn',
        text: `${context}: you may not list ${what} in ${namespace ?? 'all namespaces'}`,
        next: namespace === null ? 'name a namespace with -n' : 'ask for the list permission',
      }
    case 'absent':
    case 'live':
    case 'syncing':
      return null
  }
}

/** Since when each kind of workload has been out of date, by context, resource and namespace. */
const staleTimes = remembered((statuses: readonly ResourceStatus[]) => {
  const times = new Map<string, string>()
  for (const { context, resource, namespace, state, since } of statuses)
    if (state === 'stale' || state === 'failed' || state === 'expired')
      times.set(`${context}\n${resource}\n${namespace ?? ''}`, since)
  return times
})

/** Since when the row has been out of date; null while it is live. */
export function staleSince(workload: Workload, statuses: readonly ResourceStatus[]): string | null {
  const times = staleTimes(statuses)
  if (times.size === 0) return null
  const key = `${workload.context}\n${resources[workload.kind]}\n`
  return times.get(key) ?? times.get(key + workload.namespace) ?? null
}

function earliest(statuses: readonly ResourceStatus[]): string | null {
  return statuses.map(({ since }) => since).toSorted()[0] ?? null
}
