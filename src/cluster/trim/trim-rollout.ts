/** Trims an Argo Rollout: a Deployment's fields, and what its own controller adds. */
import type { WorkloadObject } from '../../model/kube/kube.ts'
import { type Json, line, record } from './json.ts'
import { trimWorkload } from './trim.ts'

/**
 * null where uid or name is missing. Shape: the CustomResourceDefinition `rollouts.argoproj.io`,
 * v1alpha1; its `observedGeneration` is a text. A Rollout with a `workloadRef` has no template of its
 * own: then its ReplicaSets tell.
 */
export function trimRollout(object: Json): WorkloadObject | null {
  const workload = trimWorkload('Rollout', object)
  if (workload === null) return null
  const status = record(object['status'])
  const observed = Number.parseInt(line(status['observedGeneration']) ?? '', 10)
  return {
    ...workload,
    observedGeneration: Number.isNaN(observed) ? null : observed,
    rollout: {
      phase: line(status['phase']),
      message: line(status['message']),
      aborted: status['abort'] === true,
      currentHash: line(status['currentPodHash']),
      stableHash: line(status['stableRS']),
    },
  }
}
