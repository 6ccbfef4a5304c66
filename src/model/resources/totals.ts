/** What all workloads of an owner, or of a namespace, ask for and take together. */
import { sumOf } from './resources.ts'
import type { Resources, Workload } from '../workload.ts'

export interface Total {
  /** The owner or the namespace; null for workloads whose owner is unknown. */
  readonly name: string | null
  readonly workloads: number
  readonly resources: Pick<Resources, 'requests' | 'limits' | 'usage'>
  /** A workload, or a container of one, sets no request or no limit: the sums are too small. */
  readonly partial: boolean
}

/** Sorted by name, the unknown owner last. Names of one key are of one, called as the first of them. */
export function totalsBy(
  nameOf: (workload: Workload) => string | null,
  workloads: readonly Workload[],
  keyOf: (name: string | null) => string | null = (name) => name,
): Total[] {
  const groups = Map.groupBy(workloads, (workload) => keyOf(nameOf(workload)))
  return [...groups.values()]
    .map((group) => ({
      name: group[0] === undefined ? null : nameOf(group[0]),
      workloads: group.length,
      resources: {
        requests: sum(group, 'requests'),
        limits: sum(group, 'limits'),
        usage: sum(group, 'usage'),
      },
      partial: group.some(isPartial),
    }))
    .sort((a, b) => {
      if (a.name === null || b.name === null) return a.name === null ? 1 : -1
      return a.name < b.name ? -1 : 1
    })
}

function sum(group: readonly Workload[], bound: 'requests' | 'limits' | 'usage') {
  const all = (kind: 'cpu' | 'memory'): string | null => {
    const set = group.flatMap(({ resources }) => resources[bound][kind] ?? [])
    return set.length === 0 ? null : sumOf(set, kind)
  }
  return { cpu: all('cpu'), memory: all('memory') }
}

function isPartial({ resources: { requests, limits, partial } }: Workload): boolean {
  const unset = [requests.cpu, requests.memory, limits.cpu, limits.memory].includes(null)
  return unset || partial !== undefined
}
