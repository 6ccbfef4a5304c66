/** All that the cluster says about one workload: what the rules of a row are given. */
import type {
  ControllerRevisionObject,
  NamespaceObject,
  PodObject,
  ReplicaSetObject,
  WorkloadObject,
} from './kube.ts'

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
}
