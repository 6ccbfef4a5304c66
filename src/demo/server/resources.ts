/** The kinds that the simulated API server serves. */
import type { KubeJson } from '../kube-json.ts'

export interface Resource {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  /** What a field selector can ask for besides name and namespace. */
  readonly fields: readonly string[]
}

const core = { group: '', version: 'v1' }
const apps = { group: 'apps', version: 'v1', namespaced: true, categories: ['all'], fields: [] }
const batch = { ...apps, group: 'batch' }
const plain = { namespaced: true, categories: [], fields: [] }

export const resources: readonly Resource[] = [
  {
    ...core,
    ...plain,
    plural: 'namespaces',
    singular: 'namespace',
    kind: 'Namespace',
    namespaced: false,
    shortNames: ['ns'],
    fields: ['status.phase'],
  },
  {
    ...core,
    ...plain,
    plural: 'nodes',
    singular: 'node',
    kind: 'Node',
    namespaced: false,
    shortNames: ['no'],
  },
  {
    ...core,
    plural: 'pods',
    singular: 'pod',
    kind: 'Pod',
    namespaced: true,
    shortNames: ['po'],
    categories: ['all'],
    fields: ['spec.nodeName', 'status.phase', 'spec.restartPolicy'],
  },
  {
    ...core,
    ...plain,
    plural: 'services',
    singular: 'service',
    kind: 'Service',
    shortNames: ['svc'],
    categories: ['all'],
  },
  {
    ...core,
    ...plain,
    plural: 'configmaps',
    singular: 'configmap',
    kind: 'ConfigMap',
    shortNames: ['cm'],
  },
  {
    ...core,
    ...plain,
    plural: 'events',
    singular: 'event',
    kind: 'Event',
    shortNames: ['ev'],
    fields: [
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'involvedObject.apiVersion',
      'involvedObject.resourceVersion',
      'involvedObject.fieldPath',
      'reason',
      'type',
    ],
  },
  {
    ...apps,
    plural: 'deployments',
    singular: 'deployment',
    kind: 'Deployment',
    shortNames: ['deploy'],
  },
  {
    ...apps,
    plural: 'replicasets',
    singular: 'replicaset',
    kind: 'ReplicaSet',
    shortNames: ['rs'],
  },
  {
    ...apps,
    plural: 'statefulsets',
    singular: 'statefulset',
    kind: 'StatefulSet',
    shortNames: ['sts'],
  },
  {
    ...apps,
    plural: 'daemonsets',
    singular: 'daemonset',
    kind: 'DaemonSet',
    shortNames: ['ds'],
  },
  {
    ...apps,
    plural: 'controllerrevisions',
    singular: 'controllerrevision',
    kind: 'ControllerRevision',
    shortNames: [],
    categories: [],
  },
  { ...batch, plural: 'jobs', singular: 'job', kind: 'Job', shortNames: [] },
  { ...batch, plural: 'cronjobs', singular: 'cronjob', kind: 'CronJob', shortNames: ['cj'] },
]

/** `apps/v1`; `v1` for the core group. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}

/** `deployments.apps`, as error messages and `kubectl -o name` say it. */
export function qualifiedName(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`
}

export function resourceOf(object: KubeJson): Resource {
  const found = resources.find(
    (resource) => resource.kind === object.kind && apiVersionOf(resource) === object.apiVersion,
  )
  if (found === undefined) throw new Error(`not served: ${object.apiVersion} ${object.kind}`)
  return found
}
