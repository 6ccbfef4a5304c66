/** All that a diagnosis is made from. */
import type { ConfigChange } from '../change.ts'
import type { KubeEvent } from '../kube/kube.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Health, Release } from '../workload.ts'

export interface Observed {
  readonly facts: WorkloadFacts
  readonly health: Health
  /** Newest first. */
  readonly releases: readonly Release[]
  /** Of the workload, its ReplicaSets or Jobs, and its pods; empty where they are not read yet. */
  readonly events: readonly KubeEvent[]
  readonly configChanges: readonly ConfigChange[]
  /** Epoch milliseconds. */
  readonly now: number
}
