/** All that the cluster says about one workload: what the rules of a row are given. */
import type { ApplicationObject, ServiceObject } from './kube/kube-around.ts'
import type { DeliveryObject } from './kube/kube-delivery.ts'
import type {
  ControllerRevisionObject,
  FieldsObject,
  NamespaceObject,
  PodObject,
  ReplicaSetObject,
  WorkloadObject,
} from './kube/kube.ts'
import type { PodUsage } from './resources/pod-usage.ts'
import type { RememberedRelease } from './release/release-memory.ts'

export interface WorkloadFacts {
  readonly context: string
  readonly workload: WorkloadObject
  /** Only objects whose controller is this very workload, by uid. */
  readonly replicaSets: readonly ReplicaSetObject[]
  readonly controllerRevisions: readonly ControllerRevisionObject[]
  /** A CronJob's. */
  readonly jobs: readonly WorkloadObject[]
  /** Of the workload, its ReplicaSets and its Jobs. */
  readonly pods: readonly PodObject[]
  /** null where it could not be read. */
  readonly namespace: NamespaceObject | null
  /** That select its pods. */
  readonly services: readonly ServiceObject[]
  /** Of Argo CD, that manage it. */
  readonly applications: readonly ApplicationObject[]
  /** Flux's and Helm's histories that it is part of. */
  readonly deliveries: readonly DeliveryObject[]
  /** What kulprit remembers of its releases, oldest first. */
  readonly remembered: readonly RememberedRelease[]
  /** null where the user's columns show no field of their own choice. */
  readonly fields: FieldsObject | null
  /** What its pods take now, by pod name; absent where nothing measures it. */
  readonly usage?: PodUsage
}
