/** What cannot be read, a line for each cause, and what to do about it. */
import type { ResourceStatus } from '../model/change.ts'
import { moment } from '../model/time-text.ts'
import { duration, listed } from './format.ts'
import { remembered } from './memo.ts'
import { contextsIn, earliest, isWanting, workloadResources } from './select-sync.ts'

export interface Problem {
  readonly tone: 'warn' | 'bad'
  readonly text: string
  readonly next: string
}

/**
 * One line for each cause, the worst first; contexts that share it share the line. `retry` is the key
 * that connects again, `choose` the one that lists namespaces.
 */
export const problems = remembered(
  (
    statuses: readonly ResourceStatus[],
    now: number,
    retry: string,
    choose: string,
  ): readonly Problem[] => {
    const groups = new Map<string, ResourceStatus[]>()
    // Where all namespaces were asked for, it is no news that one of them is refused, too.
    const whole = statuses.filter(
      ({ state, namespace }) => state === 'forbidden' && namespace === null,
    )
    const refusedAsAWhole = ({ context, namespace, resource, state }: ResourceStatus): boolean =>
      state === 'forbidden' &&
      namespace !== null &&
      whole.some((each) => each.context === context && each.resource === resource)
    for (const status of statuses) {
      if (!isWanting(status) || status.state === 'syncing' || refusedAsAWhole(status)) continue
      const { context, namespace, state, reason, asOf } = status
      // Only what may not be read depends on where one looks.
      const place = state === 'forbidden' ? `${context}\n${namespace ?? ''}` : ''
      const key = `${state}\n${reason}\n${asOf === null}\n${place}`
      groups.set(key, [...(groups.get(key) ?? []), status])
    }
    return [...groups.values()]
      .flatMap((group) => problemOf(group, statuses, now, retry, choose) ?? [])
      .toSorted((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'))
  },
)

function problemOf(
  group: readonly ResourceStatus[],
  statuses: readonly ResourceStatus[],
  now: number,
  retry: string,
  choose: string,
): Problem | null {
  const [first] = group
  if (first === undefined) return null
  const retrying = `retrying; ${retry} retries now`
  const contexts = contextsIn(group)
  const where = listed(contexts, 'context')
  const said = first.message ?? first.reason ?? 'no reason given'
  const reason = contexts.length === 1 ? said : (first.reason ?? said)
  const stale = earliest(group.flatMap(({ asOf }) => asOf ?? []))
  const age = stale === null ? '' : duration(now - Date.parse(stale))
  const since = stale === null ? null : `stale since ${moment(stale, now)} (${age} ago)`
  const begun = since === null ? '' : `${since}, `
  const what = kindsIn(group)
  switch (first.state) {
    case 'expired':
      return {
        tone: 'bad',
        text: `${where}: ${begun}your credentials were refused (${reason})`,
        next: `log in again, then press ${retry}`,
      }
    case 'unreachable':
      return {
        tone: 'bad',
        text: `${where}: ${since ?? 'cannot be reached'}: ${reason}`,
        next: retrying,
      }
    case 'failed':
      return {
        tone: 'bad',
        text: `${where}: ${since ?? `${what} failed`}: ${reason}`,
        next: retrying,
      }
    case 'slow':
      return { tone: 'warn', text: `${where}: ${since ?? 'slow'}: ${reason}`, next: retrying }
    case 'forbidden':
      return forbidden(first, begun + `you may not list ${what}`, statuses, choose)
    case 'absent':
      return {
        tone: 'warn',
        text: `${where}: ${begun}${what} no longer served`,
        next: retrying,
      }
    case 'live':
    case 'syncing':
      return null
  }
}

function forbidden(
  { context, namespace }: ResourceStatus,
  what: string,
  statuses: readonly ResourceStatus[],
  choose: string,
): Problem {
  if (namespace !== null)
    return {
      tone: 'warn',
      text: `${context}: ${what} in namespace ${namespace}`,
      next: 'ask for the list permission',
    }
  const shown = statuses.find(
    (status) => status.context === context && status.namespace !== null && status.state === 'live',
  )
  return shown === undefined
    ? {
        tone: 'warn',
        text: `${context}: ${what} in all namespaces`,
        next: `press ${choose} to name one`,
      }
    : {
        tone: 'warn',
        text: `${context}: only namespace ${shown.namespace} is shown, ${what} in all`,
        next: `press ${choose} to name others`,
      }
}

function kindsIn(group: readonly ResourceStatus[]): string {
  const kinds = new Set(group.map(({ resource }) => resource))
  // Rollouts are asked for only where they are served.
  const all = [...workloadResources].every((name) => kinds.has(name) || name === 'rollouts')
  return all ? 'workloads' : listed([...kinds], 'kind')
}
