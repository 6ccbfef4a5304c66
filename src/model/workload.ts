/** One row of the table: what runs, whose it is, its version, and what it was on before. */
import type { PodTemplate, Quantities, WorkloadKind } from './kube.ts'
import type { Confidence, Resolved } from './resolved.ts'

export type HealthStatus = 'healthy' | 'progressing' | 'degraded' | 'suspended' | 'unknown'

export interface Health {
  readonly status: HealthStatus
  /** A word such as `CrashLoopBackOff`; null while healthy. */
  readonly reason: string | null
  /** The sentence a human would say first. */
  readonly message: string | null
  readonly since: string | null
}

/** `bad` failed when it was released, `unproven` leaves no evidence of having worked. */
export type Proof = 'proven' | 'unproven' | 'bad'

export type Change = 'image' | 'env' | 'config' | 'resources' | 'probes' | 'command' | 'other'

/** One entry of a workload's deployment history. */
export interface Release {
  /** The number that `kubectl rollout history` shows. */
  readonly release: number
  readonly version: Resolved
  readonly commit: Resolved
  /** The app container's image. */
  readonly image: string | null
  readonly images: readonly string[]
  readonly releasedAt: string | null
  readonly releasedBy: string | null
  readonly cause: string | null
  readonly proof: Proof
  readonly current: boolean
  /** What differs from the release before it; empty for the oldest known one. */
  readonly changes: readonly Change[]
  /** What `changes` was read from, to say more; it holds values of variables and is never printed. */
  readonly template: PodTemplate | null
}

export interface Previous {
  readonly release: number
  readonly version: Resolved
  readonly commit: Resolved
  readonly releasedAt: string | null
  readonly proof: Proof
}

/** Where the source is. `path` is the folder inside a monorepo. */
export interface RepositoryRef {
  /** A URL, or a local folder where the user's settings name one. */
  readonly url: string | null
  readonly path: string | null
  /** The shell command that judges a commit; only the user's settings name one. */
  readonly probe: string | null
  readonly source: string
  readonly confidence: Confidence
}

export interface Contact {
  readonly kind: string
  readonly value: string
  readonly source: string
}

export interface Resources {
  readonly requests: Quantities
  readonly limits: Quantities
  readonly usage: Quantities
}

export interface Workload {
  /** Unique over all contexts: `context/uid`. */
  readonly id: string
  readonly context: string
  readonly namespace: string
  readonly kind: WorkloadKind
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly owner: Resolved
  readonly version: Resolved
  readonly commit: Resolved
  readonly repository: RepositoryRef
  readonly previous: Previous | null
  /** Why there is no previous; null where there is one. */
  readonly previousUnknown: string | null
  readonly changedAt: string | null
  readonly health: Health
  readonly replicas: {
    readonly desired: number | null
    readonly ready: number
    readonly updated: number
    readonly available: number
  }
  readonly restarts: number
  readonly resources: Resources
  readonly contacts: readonly Contact[]
  readonly image: string | null
  /** Newest first; empty where the cluster keeps none. */
  readonly releases: readonly Release[]
}
