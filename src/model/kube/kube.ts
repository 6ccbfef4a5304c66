/**
 * Kubernetes objects as cluster/ hands them over: trimmed to what the rules read, cleaned of control
 * characters, with null for whatever the server left out. Times are RFC 3339 UTC strings, quantities
 * Kubernetes quantity strings (`250m`, `64Mi`).
 */
import type { ApplicationObject, ServiceObject } from './kube-around.ts'
import type { DeliveryObject } from './kube-delivery.ts'
import type { Controller, Meta } from './kube-meta.ts'

export type { Controller, Meta }

export interface Quantities {
  readonly cpu: string | null
  readonly memory: string | null
}

export interface Container {
  readonly name: string
  readonly image: string
  /** `command` and `args`, joined for comparison only. */
  readonly command: string
  /** Literal values as they are; for valueFrom a description such as `secretKeyRef db/password`. */
  readonly env: Readonly<Record<string, EnvValue>>
  /** `configMap/name` and `secret/name` of envFrom, in order. */
  readonly envFrom: readonly string[]
  readonly requests: Quantities
  readonly limits: Quantities
  /** A digest of the liveness, readiness and startup probes, for comparison only; empty where it has none. */
  readonly probes: string
  /** An init container that keeps running (`restartPolicy: Always`). */
  readonly sidecar: boolean
}

export interface EnvValue {
  readonly kind: 'literal' | 'reference'
  readonly text: string
}

export interface PodTemplate {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly containers: readonly Container[]
  readonly initContainers: readonly Container[]
  readonly overhead: Quantities
  /** The pod's own `resources`, which override the sums over its containers; absent where it has none. */
  readonly podResources?: { readonly requests: Quantities; readonly limits: Quantities }
  /** `configMap/name` and `secret/name` mounted as volumes, sorted. */
  readonly mounts: readonly string[]
  /** A digest of the canonical JSON of all of spec, containers included: equal strings are equal templates. */
  readonly fingerprint: string
  /** Kept without the values of variables, commands and probes, as kulprit's own journal does. */
  readonly valueless?: true
}

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string | null
  readonly message: string | null
  readonly lastTransitionAt: string | null
  readonly lastUpdateAt: string | null
}

export type WorkloadKind =
  'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Rollout' | 'CronJob' | 'Job'

/** What only an Argo Rollout says of itself. */
interface RolloutStatus {
  /** `Healthy`, `Progressing`, `Paused`, `Degraded`. */
  readonly phase: string | null
  readonly message: string | null
  readonly aborted: boolean
  /** The hashes of the newest ReplicaSet's pods, and of those that finished a rollout last. */
  readonly currentHash: string | null
  readonly stableHash: string | null
}

/** The object behind one row; fields that a kind does not have are null, false or 0. */
export interface WorkloadObject {
  readonly type: 'workload'
  readonly kind: WorkloadKind
  readonly meta: Meta
  readonly template: PodTemplate
  /** `spec.replicas`, a DaemonSet's `desiredNumberScheduled`, a Job's `completions`. */
  readonly desired: number | null
  readonly paused: boolean
  readonly suspended: boolean
  readonly updateStrategy: string | null
  readonly partition: number | null
  readonly progressDeadlineSeconds: number | null
  readonly revisionHistoryLimit: number | null
  readonly observedGeneration: number | null
  readonly status: {
    readonly replicas: number
    readonly ready: number
    readonly updated: number
    readonly available: number
    readonly active: number
    readonly succeeded: number
    readonly failed: number
    readonly currentRevision: string | null
    readonly updateRevision: string | null
    readonly startedAt: string | null
    readonly completedAt: string | null
  }
  readonly conditions: readonly Condition[]
  readonly rollout?: RolloutStatus
  readonly schedule: string | null
  readonly lastScheduleAt: string | null
  readonly lastSuccessfulAt: string | null
}

export interface ReplicaSetObject {
  readonly type: 'replicaset'
  readonly meta: Meta
  readonly template: PodTemplate
  readonly replicas: number
  readonly ready: number
  readonly available: number
}

export interface ControllerRevisionObject {
  readonly type: 'controllerrevision'
  readonly meta: Meta
  readonly revision: number
  /** `data.spec.template`; null where the patch holds none. */
  readonly template: PodTemplate | null
}

export interface ContainerState {
  readonly kind: 'waiting' | 'running' | 'terminated'
  readonly reason: string | null
  readonly message: string | null
  readonly exitCode: number | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

export interface ContainerStatus {
  readonly name: string
  readonly init: boolean
  readonly image: string
  /** With the digest where the runtime reports one. */
  readonly imageId: string
  readonly ready: boolean
  readonly restarts: number
  readonly state: ContainerState | null
  readonly lastState: ContainerState | null
}

export interface PodObject {
  readonly type: 'pod'
  readonly meta: Meta
  readonly phase: string
  readonly reason: string | null
  readonly message: string | null
  readonly startedAt: string | null
  /** Where it runs; null while no node has taken it. */
  readonly node: string | null
  readonly conditions: readonly Condition[]
  readonly containers: readonly ContainerStatus[]
}

export interface NamespaceObject {
  readonly type: 'namespace'
  readonly meta: Meta
}

/** What the user's columns show of fields that no rule reads; the workload is its controller. */
export interface FieldsObject {
  readonly type: 'fields'
  readonly meta: Meta
  /** By the column's name; one of which nothing was found is left out. */
  readonly values: Readonly<Record<string, string>>
}

/** What the fleet is made from. */
export type KubeObject =
  | WorkloadObject
  | FieldsObject
  | ReplicaSetObject
  | ControllerRevisionObject
  | PodObject
  | NamespaceObject
  | ServiceObject
  | ApplicationObject
  | DeliveryObject

/** One Event, fetched when a workload's page opens. */
export interface KubeEvent {
  /** `kind/name` of the object it is about. */
  readonly object: string
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly count: number
  readonly firstAt: string | null
  readonly lastAt: string | null
}
