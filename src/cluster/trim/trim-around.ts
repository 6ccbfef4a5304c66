/** Trims Services and Argo CD's Applications to what tells whose a workload is and how it was delivered. */
import type {
  ApplicationObject,
  ApplicationRelease,
  ApplicationSource,
  ServiceObject,
} from '../../model/kube/kube-around.ts'
import { count, items, type Json, line, lines, record } from './json.ts'
import { trimMeta } from './trim-meta.ts'

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Rollout']

/** null, as in every function here, where uid or name is missing. */
export function trimService(object: Json): ServiceObject | null {
  const meta = trimMeta(object)
  return meta === null
    ? null
    : { type: 'service', meta, selector: lines(record(object['spec'])['selector']) }
}

/** Shape: Argo CD's CustomResourceDefinition `applications.argoproj.io`, v1alpha1. */
export function trimApplication(object: Json): ApplicationObject | null {
  const meta = trimMeta(object)
  if (meta === null) return null
  const spec = record(object['spec'])
  const status = record(object['status'])
  const several = items(spec['sources'])
  const sources = several.length > 0 ? several : [spec['source']]
  return {
    type: 'application',
    meta,
    project: line(spec['project']),
    sources: sources.flatMap(trimSource),
    revisions: revisionsOf(record(status['sync'])),
    workloads: items(status['resources']).map(record).flatMap(workloadOf),
    history: items(status['history']).map(record).map(trimRelease),
  }
}

function trimSource(value: unknown): ApplicationSource[] {
  const source = record(value)
  const repoUrl = line(source['repoURL'])
  if (repoUrl === null) return []
  return [
    {
      repoUrl,
      path: line(source['path']),
      chart: line(source['chart']),
      targetRevision: line(source['targetRevision']),
    },
  ]
}

function trimRelease(entry: Json): ApplicationRelease {
  const by = record(entry['initiatedBy'])
  return {
    id: count(entry['id']) ?? 0,
    revisions: revisionsOf(entry),
    deployedAt: line(entry['deployedAt']),
    initiatedBy: line(by['username']) ?? (by['automated'] === true ? 'automated sync' : null),
  }
}

/** `revisions` where an Application has several sources, else `revision`. */
function revisionsOf(value: Json): string[] {
  const several = items(value['revisions']).flatMap((revision) => line(revision) ?? [])
  return several.length > 0 ? several : [line(value['revision']) ?? ''].filter(Boolean)
}

function workloadOf(resource: Json): string[] {
  const [kind, namespace, name] = [resource['kind'], resource['namespace'], resource['name']].map(
    line,
  )
  return kind && name && workloadKinds.includes(kind) ? [`${kind}/${namespace ?? ''}/${name}`] : []
}
