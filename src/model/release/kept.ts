/** A template that is known of a workload: the raw material of its releases. */
import type { Meta, PodObject, PodTemplate } from '../kube/kube.ts'

export interface KeptTemplate {
  /** The release numbers it had, ascending: more than one after a rollback to it. */
  readonly numbers: readonly number[]
  readonly template: PodTemplate
  /** Of the ReplicaSet, the ControllerRevision, or the workload itself where nothing is kept. */
  readonly meta: Meta
  readonly pods: readonly PodObject[]
  /** Pods of it serve right now. */
  readonly available: boolean
  readonly current: boolean
  /** When it was rolled out for the first time; null where the cluster does not say. */
  readonly firstAt: string | null
}
