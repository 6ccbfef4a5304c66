/** How the demo's workloads are written down, before they become Kubernetes objects. */

export type Labels = Readonly<Record<string, string>>

/** Where the ways of real clusters to say who owns what go. */
export interface Convention {
  readonly labels?: Labels
  readonly annotations?: Labels
  readonly templateLabels?: Labels
  readonly templateAnnotations?: Labels
}

export interface ReleaseSpec {
  /** The number that `kubectl rollout history` shows. */
  readonly number: number
  /** Numbers it had before it was rolled back to. */
  readonly earlier?: readonly number[]
  /** Repository and tag or digest. */
  readonly image: string
  /** When it was first rolled out, minutes before the demo began. */
  readonly age: number
  /** When it was rolled back to, minutes before the demo began. */
  readonly backSince?: number
  readonly env?: Labels
  readonly cause?: string
  readonly templateLabels?: Labels
  readonly templateAnnotations?: Labels
}

/**
 * What a workload goes through. `crash-loop`: the pods of the newest release exit at once, those of
 * the one before serve on. `image-pull`: the newest release's image does not exist. `rolling`: a
 * rollout gets on, a pod every nine seconds. `flapping`: one pod is not ready now and then.
 */
export type Trouble =
  | 'crash-loop'
  | 'image-pull'
  | 'rolling'
  | 'flapping'
  | 'unschedulable'
  | 'out-of-memory'
  | 'paused'

export interface ServiceSpec extends Convention {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet'
  readonly namespace: string
  readonly name: string
  readonly replicas: number
  /** Oldest first; the last one is current. */
  readonly releases: readonly ReleaseSpec[]
  /** The image of a second container. */
  readonly sidecar?: string
  readonly cpu: string
  readonly memory: string
  readonly trouble?: Trouble
  readonly progressDeadlineSeconds?: number
}

export interface BatchSpec extends Convention {
  readonly kind: 'CronJob' | 'Job'
  readonly namespace: string
  readonly name: string
  readonly image: string
  /** When it was created, minutes before the demo began. */
  readonly age: number
  readonly schedule?: string
  readonly suspended?: boolean
  /** When its last run began, minutes before the demo began. */
  readonly lastRun: number
  readonly outcome: 'succeeded' | 'failed' | 'running'
  /** When a run last succeeded, for one that fails now. */
  readonly lastSuccess?: number
}

export type WorkloadSpec = ServiceSpec | BatchSpec

export interface NamespaceSpec {
  readonly name: string
  readonly labels?: Labels
  readonly annotations?: Labels
}
