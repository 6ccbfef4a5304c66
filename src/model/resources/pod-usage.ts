/** What pods take of the nodes, as metrics.k8s.io measured it. */
import type { Quantities } from '../kube/kube.ts'

export interface MeasuredPod {
  readonly namespace: string
  readonly name: string
  /** The end of the measurement. */
  readonly at: string | null
  /** Its length, such as `30s`. */
  readonly window: string | null
  /** The sum over its containers. */
  readonly usage: Quantities
}

/** By pod name, within one namespace. */
export type PodUsage = ReadonlyMap<string, MeasuredPod>
