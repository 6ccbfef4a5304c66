/** Writes to the ConfigMaps that workloads read. */
import { ownerIdentity } from '../owner/entity-ref.ts'
import { configMapsOf } from '../release/release-diff.ts'
import type { Workload } from '../workload.ts'
import type { AroundTime } from './around-time.ts'
import type { Happening } from './happening.ts'

/** Only of ConfigMaps that some workload reads: others (locks of controllers) are written all the time. */
export function configWrites(
  { context, configs }: AroundTime,
  workloads: readonly Workload[],
): Happening[] {
  const readers = readersOf(workloads)
  return configs.flatMap((config): Happening[] => {
    const reading = readers.get(`${config.namespace}/${config.name}`) ?? []
    const at = config.changedAt ?? ''
    const time = Date.parse(at)
    if (reading.length === 0 || Number.isNaN(time)) return []
    const { namespace, name, changedBy } = config
    return [
      {
        ...{ id: `${context}/configmap/${namespace}/${name}`, type: 'config', at, time, context },
        ...{ namespace, kind: 'ConfigMap', name, workloads: reading.map(({ id }) => id) },
        ...{ owner: commonOwner(reading), from: null, to: null, by: changedBy },
        changes: ['config'],
        words: `${config.changedAt === config.createdAt ? 'created' : 'written to'}, read by ${reading.map((one) => one.name).join(', ')}`,
      },
    ]
  })
}

/** By `namespace/name` of the ConfigMap: who reads it in the release that runs. */
function readersOf(workloads: readonly Workload[]): Map<string, Workload[]> {
  const readers = new Map<string, Workload[]>()
  for (const workload of workloads) {
    const template =
      workload.particulars.releases().find(({ current }) => current)?.template ?? null
    for (const name of template === null ? [] : configMapsOf(template)) {
      const key = `${workload.namespace}/${name}`
      readers.set(key, [...(readers.get(key) ?? []), workload])
    }
  }
  return readers
}

function commonOwner(workloads: readonly Workload[]): string | null {
  const owners = new Map(workloads.map(({ owner }) => [ownerIdentity(owner.value), owner.value]))
  return owners.size === 1 ? ([...owners.values()][0] ?? null) : null
}
