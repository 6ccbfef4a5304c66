/** What delivery tools keep about the deployments they made: Flux's histories and Helm's releases. */
import type { Meta } from './kube-meta.ts'

/** One deployment that a tool remembers. */
export interface Delivery {
  readonly at: string
  readonly by: string | null
  /** In words: `chart cart 1.4.2, values 3f2a`. */
  readonly cause: string | null
  /** Whether the tool saw it succeed; null where it keeps no verdict. */
  readonly succeeded: boolean | null
  /** The containers of each workload it held, by `Kind/namespace/name`; empty where no manifest is kept. */
  readonly containers: Readonly<Record<string, readonly DeliveredContainer[]>>
}

export interface DeliveredContainer {
  readonly name: string
  readonly image: string
}

/** A Flux Kustomization or HelmRelease, or one Secret of a Helm release. */
export interface DeliveryObject {
  readonly type: 'delivery'
  readonly tool: 'Kustomization' | 'HelmRelease' | 'Helm'
  readonly meta: Meta
  /** `namespace/name` by which workloads name it; for Helm, that of the release. */
  readonly key: string
  /** In no particular order. */
  readonly history: readonly Delivery[]
}
