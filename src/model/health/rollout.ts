/** How far a rollout has come, as its controller reports it. */
import type { Condition, PodObject, WorkloadObject } from '../kube/kube.ts'

export function findCondition(
  conditions: readonly Condition[],
  type: string,
): Condition | undefined {
  for (const condition of conditions) if (condition.type === type) return condition
  return undefined
}

/** Whether the controller has seen the latest change of the spec. */
export function isObserved(workload: WorkloadObject): boolean {
  return (workload.observedGeneration ?? 0) >= (workload.meta.generation ?? 0)
}

/** The pods that the strategy wants at the newest template: a StatefulSet's partition holds some back. */
export function updateTarget(workload: WorkloadObject): number {
  const desired = workload.desired ?? 1
  return Math.max(0, desired - (workload.partition ?? 0))
}

/** No pod gets the newest template by itself: not before it is deleted by hand, or the partition moves. */
export function isHeldBack(workload: WorkloadObject): boolean {
  const spared = (workload.desired ?? 1) > 0 && updateTarget(workload) === 0
  return workload.status.updated === 0 && (workload.updateStrategy === 'OnDelete' || spared)
}

/**
 * When the deployment controller finished the rollout (`Progressing` with `NewReplicaSetAvailable`,
 * whose lastUpdateTime moves at each completion while lastTransitionTime does not); null while it is
 * under way. Not looked at again after completion, so it says nothing about the present.
 */
export function completedAt(deployment: WorkloadObject): string | null {
  const progressing = findCondition(deployment.conditions, 'Progressing')
  return progressing?.reason === 'NewReplicaSetAvailable' && isObserved(deployment)
    ? (progressing.lastUpdateAt ?? progressing.lastTransitionAt)
    : null
}

export function deadlineExceeded(deployment: WorkloadObject): Condition | null {
  const progressing = findCondition(deployment.conditions, 'Progressing')
  return progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded'
    ? progressing
    : null
}

/** An Argo Rollout that was given up: `status.abort`, or the phase that its controller settled on. */
export function rolloutFailed({ rollout }: WorkloadObject): boolean {
  return rollout !== undefined && (rollout.aborted || rollout.phase === 'Degraded')
}

/** Whether a rollout came to its end before: what is missing now was there once. */
export function hasRolledOut(workload: WorkloadObject): boolean {
  const { kind, rollout } = workload
  if (kind === 'Deployment') return completedAt(workload) !== null
  const stable = rollout?.stableHash ?? null
  return stable !== null && stable === rollout?.currentHash
}

/** Every wanted pod is at the newest template and available. */
export function isRolledOut(workload: WorkloadObject): boolean {
  const desired = workload.desired ?? 1
  const { replicas, updated, available } = workload.status
  return (
    isObserved(workload) &&
    updated >= updateTarget(workload) &&
    available >= desired &&
    ((workload.kind !== 'Deployment' && workload.kind !== 'Rollout') || replicas <= updated)
  )
}

export function isReady(pod: PodObject): boolean {
  return pod.meta.deletedAt === null && findCondition(pod.conditions, 'Ready')?.status === 'True'
}
