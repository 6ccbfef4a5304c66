/** What cluster/ reports as it watches: objects in batches, and how well each resource can be read. */
import type { KubeEvent, KubeObject, Meta } from './kube/kube.ts'

/**
 * How well one resource of one context (and namespace) can be read now. `slow`: asked, and no answer in
 * time. `unreachable`: no connection. `expired`: the credentials were refused. `failed`: the server
 * answered what cannot be used. `absent`: the server does not serve it, which is no failure.
 */
export type ReadState =
  'syncing' | 'live' | 'slow' | 'unreachable' | 'forbidden' | 'expired' | 'failed' | 'absent'

export interface ResourceStatus {
  readonly context: string
  /** Plural, as in the API: `deployments`. */
  readonly resource: string
  /** null for all namespaces. */
  readonly namespace: string | null
  readonly state: ReadState
  /** A word for scripts: `Forbidden`, `Unauthorized`, `ConnectionRefused`, `Timeout`, …; null while well. */
  readonly reason: string | null
  readonly message: string | null
  /** When it entered this state. */
  readonly since: string
  /** Since when what was read has been out of date; null while it is live or nothing was read. */
  readonly asOf: string | null
  /** Objects read so far. */
  readonly count: number
}

export type ClusterChange =
  | {
      readonly type: 'objects'
      readonly context: string
      readonly put: readonly KubeObject[]
      /** As they were told last. An object that has another controller now is gone first, and put again. */
      readonly gone: readonly Meta[]
    }
  | { readonly type: 'status'; readonly status: ResourceStatus }

/** A ConfigMap or Secret that the pods read, and when its content changed last. */
export interface ConfigChange {
  /** RFC 3339. */
  readonly at: string
  /** `ConfigMap/cart-settings`. */
  readonly object: string
  readonly by: string | null
}

/** What a workload's page shows beyond its row; fetched when it opens. */
export interface WorkloadDetails {
  readonly events: readonly KubeEvent[]
  /** The last lines of the crashed (else the running) container; null where there is none. */
  readonly log: {
    readonly pod: string
    readonly container: string
    readonly previous: boolean
    readonly lines: readonly string[]
  } | null
  /** Of the ConfigMaps and Secrets that the pods read; absent where nobody looked. */
  readonly configChanges?: readonly ConfigChange[]
  /** What could not be read, one line each. */
  readonly problems: readonly string[]
}

/** What to fetch for a workload's page: whose events, and which container's log. */
export interface DetailsTarget {
  readonly context: string
  readonly namespace: string
  /** `Kind/name` of the workload, of its ReplicaSets or Jobs, and of its pods. */
  readonly objects: readonly string[]
  /** That it reads: when they were written to is part of what changed. */
  readonly configMaps: readonly string[]
  /** `previous`: the log of the run that crashed, not of the one that is starting again. */
  readonly log: {
    readonly pod: string
    readonly container: string
    readonly previous: boolean
  } | null
}
