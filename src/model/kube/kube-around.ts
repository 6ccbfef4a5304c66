/** What stands around workloads and says something about them: Services and Argo CD's Applications. */
import type { Meta } from './kube-meta.ts'

export interface ServiceObject {
  readonly type: 'service'
  readonly meta: Meta
  /** Empty where the Service selects nothing by itself. */
  readonly selector: Readonly<Record<string, string>>
}

/** Where an Application takes its manifests from: hardly ever the repository of the program's source. */
export interface ApplicationSource {
  readonly repoUrl: string
  /** The folder; null for a Helm repository. */
  readonly path: string | null
  /** The chart in a Helm repository. */
  readonly chart: string | null
  readonly targetRevision: string | null
}

/** One entry of `status.history`. */
export interface ApplicationRelease {
  readonly id: number
  /** One for each source: a commit of the configuration, or a chart's version. */
  readonly revisions: readonly string[]
  readonly deployedAt: string | null
  readonly initiatedBy: string | null
}

export interface ApplicationObject {
  readonly type: 'application'
  readonly meta: Meta
  readonly project: string | null
  readonly sources: readonly ApplicationSource[]
  /** `status.sync`: what was synced last, one for each source. */
  readonly revisions: readonly string[]
  /** `Kind/namespace/name` of the workloads it manages, from `status.resources`. */
  readonly workloads: readonly string[]
  /** Oldest first, as Argo CD keeps them. */
  readonly history: readonly ApplicationRelease[]
}
