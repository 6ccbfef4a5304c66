/** Reads one object as the API server has it, for a person to look at. */
import type { WorkloadKind } from '../model/kube/kube.ts'
import type { Connection } from './request/connection.ts'
import type { Json } from './trim/json.ts'
import type { Reading } from './request/read-failure.ts'

const places: Readonly<Record<WorkloadKind, string>> = {
  Deployment: '/apis/apps/v1 deployments',
  StatefulSet: '/apis/apps/v1 statefulsets',
  DaemonSet: '/apis/apps/v1 daemonsets',
  CronJob: '/apis/batch/v1 cronjobs',
  Job: '/apis/batch/v1 jobs',
  Rollout: '/apis/argoproj.io/v1alpha1 rollouts',
}

export function readWholeObject(
  connection: Connection,
  { kind, namespace, name }: { kind: WorkloadKind; namespace: string; name: string },
  signal: AbortSignal,
): Promise<Reading<Json>> {
  const [api, plural] = places[kind].split(' ')
  const path = `${api}/namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(name)}`
  return connection.json(path, signal)
}
