/** The resources kulprit reads, where the API serves them, and which of them a scope asks for. */
import type { KubeObject } from '../model/kube/kube.ts'
import { aroundResources } from './around.ts'
import { deliveryResources, helmSecrets } from './delivery.ts'
import type { Json } from './trim/json.ts'
import { matchesLabels, parseLabelSelector } from '../model/kube/label-selector.ts'
import { decodeControllerRevision, decodeReplicaSet } from './protobuf/kept.ts'
import type { Header } from './protobuf/meta.ts'
import { decodeNamespace } from './protobuf/namespace.ts'
import { decodePod } from './protobuf/pod.ts'
import type { Wire } from './protobuf/wire.ts'
import { type BuiltInKind, decodeWorkload } from './protobuf/workload.ts'
import { trimPod } from './trim/trim-pod.ts'
import { trimControllerRevision, trimNamespace, trimReplicaSet, trimWorkload } from './trim/trim.ts'

export interface Scope {
  /** null for all namespaces. */
  readonly namespaces: readonly string[] | null
  /** A label selector as kubectl's `-l`; it narrows the workloads alone. */
  readonly selector: string | null
  /** Whether the user's settings allow to read the Secrets in which Helm keeps its releases. */
  readonly helmSecrets?: boolean
}

export interface Resource {
  /** Plural, as in the API. */
  readonly name: string
  /** `/api/v1` or `/apis/GROUP/VERSION`. */
  readonly api: string
  readonly workload: boolean
  /** Far more bytes than the workloads have: asked for once those have told how fast the line is. */
  readonly bulky?: boolean
  /** One that may be missing, or hidden from the user, without a failure. */
  readonly optional?: boolean
  /** Served only where somebody installed it: asked for once the server says that it is. */
  readonly custom?: boolean
  /** Read in all namespaces even where a scope names some: what it tells of lies elsewhere. */
  readonly everywhere?: boolean
  /** A label selector: only these objects of it are ever asked for. */
  readonly labels?: string
  /** From JSON; null where the object has no uid or name: not something an API server sends. */
  readonly trim: (object: Json) => KubeObject | null
  /** From protobuf; absent where only JSON is asked for. */
  readonly decode?: (wire: Wire, end: number, header: Header) => KubeObject
}

/** One list or watch: a resource, where, and what of it is kept. */
export interface Target {
  readonly resource: Resource
  /** null for all namespaces. */
  readonly namespace: string | null
  /** Sent to the server. */
  readonly selector: string | null
  /** Applied here. */
  readonly keep: (object: KubeObject) => boolean
}

const apps = '/apis/apps/v1'
const batch = '/apis/batch/v1'
const core = '/api/v1'

export const namespaceResource: Resource = {
  name: 'namespaces',
  api: core,
  workload: false,
  trim: trimNamespace,
  decode: decodeNamespace,
}

/** Namespaces come first, since owners are inherited from them. */
export const resources: readonly Resource[] = [
  namespaceResource,
  workload('deployments', apps, 'Deployment'),
  workload('statefulsets', apps, 'StatefulSet'),
  workload('daemonsets', apps, 'DaemonSet'),
  workload('cronjobs', batch, 'CronJob'),
  workload('jobs', batch, 'Job'),
  related('replicasets', apps, trimReplicaSet, decodeReplicaSet),
  related('controllerrevisions', apps, trimControllerRevision, decodeControllerRevision),
  related('pods', core, trimPod, decodePod),
  ...aroundResources,
  ...deliveryResources,
]

function workload(name: string, api: string, kind: BuiltInKind): Resource {
  return {
    ...{ name, api, workload: true },
    trim: (object) => trimWorkload(kind, object),
    decode: (wire, end, header) => decodeWorkload(kind, wire, end, header),
  }
}

function related(
  name: string,
  api: string,
  trim: Resource['trim'],
  decode: NonNullable<Resource['decode']>,
): Resource {
  return { name, api, workload: false, bulky: true, trim, decode }
}

/**
 * What a scope asks for. Within given namespaces, `namespaces` is left out: those objects are read one
 * by one, since a right to list them is rare there.
 */
export function targetsOf(scope: Scope): Target[] {
  const { namespaces, selector } = scope
  const wanted = scope.helmSecrets === true ? [...resources, helmSecrets] : resources
  if (namespaces === null) return wanted.map((resource) => target(resource, null, selector))
  const isEverywhere = ({ everywhere }: Resource): boolean => everywhere === true
  return [
    ...namespaces.flatMap((namespace) =>
      wanted
        .filter((resource) => resource !== namespaceResource && !isEverywhere(resource))
        .map((resource) => target(resource, namespace, selector)),
    ),
    ...wanted.filter(isEverywhere).map((resource) => target(resource, null, selector)),
  ]
}

const everything = () => true

function target(resource: Resource, namespace: string | null, selector: string | null): Target {
  const plain = { resource, namespace, selector: resource.labels ?? null, keep: everything }
  if (selector === null || !resource.workload) return plain
  const requirements = resource.name === 'jobs' ? parseLabelSelector(selector) : null
  if (!requirements?.ok) return { ...plain, selector }
  // The Jobs of a CronJob tell its health, whatever their own labels are.
  return {
    ...plain,
    keep: ({ meta }) => meta.controller !== null || matchesLabels(meta.labels, requirements.value),
  }
}

/** Where the objects of a target are listed and watched, without a query. */
export function pathOf({ resource, namespace }: Target): string {
  const inside = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${resource.api}${inside}/${resource.name}`
}
