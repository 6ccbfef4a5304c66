/** One row of the table: what runs, whose it is, its version, and what it was on before. */
import type { PodTemplate, Quantities, WorkloadKind } from './kube/kube.ts'
import type { Reasons, Resolved } from './resolved.ts'

export type HealthStatus = 'healthy' | 'progressing' | 'degraded' | 'suspended' | 'unknown'

export interface Health {
  readonly status: HealthStatus
  /** A word such as `CrashLoopBackOff`; null while healthy. */
  readonly reason: string | null
  /** The sentence a human would say first. */
  readonly message: string | null
  readonly since: string | null
}

/** A change that came shortly before something began: near in time, which proves nothing. */
export interface NearChange {
  /** RFC 3339. */
  readonly at: string
  /** `release 7 (1.8.0 → 1.9.0) by deploy-bot`, `the change of ConfigMap cart-settings by kubectl-edit`. */
  readonly words: string
  /** The release's number; null for a change of configuration. */
  readonly release: number | null
}

/** What is wrong, as a support engineer would tell it. */
export interface Diagnosis {
  /** `2 of 3 pods crash-loop since 14:02, exit 1, 38 s after release 7 (1.8.0 → 1.9.0) by deploy-bot`. */
  readonly sentence: string
  /** When it began, RFC 3339; null where nothing tells, and where nothing is wrong. */
  readonly since: string | null
  readonly change: NearChange | null
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
  /** Digests that its pods report for the app's container. */
  readonly digests?: readonly string[]
  /** Replicas that were wanted while it was the current one; absent where the cluster keeps no note of it. */
  readonly replicas?: number
  /** The release whose template it rolled out again. */
  readonly rollbackTo?: number
  /** Who remembers it, where the cluster's own history no longer does: `kulprit's journal`, `Helm`. */
  readonly rememberedBy?: string
}

export interface Previous {
  readonly release: number
  readonly version: Resolved
  readonly commit: Resolved
  readonly releasedAt: string | null
  readonly proof: Proof
}

/** An older version that runs beside the current one. */
export interface RunningVersion {
  readonly release: number
  readonly version: Resolved
  readonly pods: number
}

/** Where the source is. `path` is the folder inside a monorepo. */
export interface RepositoryRef extends Reasons {
  /** A URL, or a local folder where the user's settings name one. */
  readonly url: string | null
  readonly path: string | null
  /** The shell command that judges a commit; only the user's settings name one. */
  readonly probe: string | null
}

export interface Contact {
  /** `chat`, `email`, `pager`, `runbook`, `dashboard`, `docs`, or the name of a link. */
  readonly kind: string
  /** A link or a handle to copy. */
  readonly value: string
  readonly source: string
  /** What a browser or a mail program opens; null for a mere handle. */
  readonly url?: string | null
}

export interface Resources {
  readonly requests: Quantities
  readonly limits: Quantities
  readonly usage: Quantities
  /** When and over what time (`30s`) the usage was measured; the oldest of its pods. */
  readonly measured?: { readonly at: string; readonly window: string | null }
  /** What some container that runs for good does not set: then the sum is too small. */
  readonly partial?: {
    readonly requests: readonly ('cpu' | 'memory')[]
    readonly limits: readonly ('cpu' | 'memory')[]
  }
}

/** The answers of a row, each with its rule and what was rejected. */
export interface Explained {
  readonly owner: Resolved
  readonly version: Resolved
  readonly commit: Resolved
  readonly repository: RepositoryRef
}

/** What is worked out only when someone asks for it, since most rows are never opened. */
export interface Particulars {
  /** Newest first; empty where the cluster keeps none. */
  releases(): readonly Release[]
  explained(): Explained
}

export interface Workload {
  /** Unique over all contexts: `context/uid`. */
  readonly id: string
  readonly context: string
  readonly namespace: string
  readonly kind: WorkloadKind
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** What the user's own columns show, by name; absent where it has nothing of them. */
  readonly custom?: Readonly<Record<string, string>>
  readonly owner: Resolved
  readonly version: Resolved
  readonly commit: Resolved
  /** Other versions that pods still run, as during a rollout; absent or empty where there is none. */
  readonly alsoRunning?: readonly RunningVersion[]
  readonly repository: RepositoryRef
  readonly previous: Previous | null
  /** Why there is no previous; null where there is one. */
  readonly previousUnknown: string | null
  readonly changedAt: string | null
  readonly health: Health
  /** As far as it is known without events; null where nothing is wrong. */
  readonly diagnosis: Diagnosis | null
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
  readonly particulars: Particulars
  /** Names of the Services that select its pods. */
  readonly services?: readonly string[]
  /** The nodes that pods of it with a problem are on. */
  readonly nodes?: readonly string[]
}
