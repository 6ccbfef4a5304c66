/** Pods that the API server does not let a controller create: a quota, an admission webhook, a policy. */
import type { PodTrouble } from './failing-pods.ts'
import type { KubeEvent } from '../kube/kube.ts'
import { findCondition } from './rollout.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

const tenMinutes = 600_000

/**
 * From the condition `ReplicaFailure` of a Deployment (of its ReplicaSet, then copied to it), else from
 * the warnings `FailedCreate` of the last ten minutes, which is all that other controllers say.
 */
export function refusal(
  { workload, pods }: WorkloadFacts,
  events: readonly KubeEvent[],
  now: number,
): PodTrouble | null {
  const existing = pods.filter(({ meta, phase }) => meta.deletedAt === null && phase !== 'Failed')
  const missing = Math.max(1, (workload.desired ?? 1) - existing.length)
  const condition = findCondition(workload.conditions, 'ReplicaFailure')
  if (condition?.status === 'True')
    return trouble(missing, condition.message, condition.lastTransitionAt)
  const wanted = workload.desired !== null && existing.length < workload.desired
  const event = events.find(
    ({ reason, lastAt }) =>
      reason === 'FailedCreate' && Date.parse(lastAt ?? '') > now - tenMinutes,
  )
  return wanted && event !== undefined ? trouble(missing, event.message, event.firstAt) : null
}

function trouble(pods: number, message: string | null, onset: string | null): PodTrouble {
  return {
    pods,
    counted: true,
    one: 'cannot be created',
    many: 'cannot be created',
    facts: [],
    message: message === null ? null : shortened(message),
    onset,
    lasts: true,
    topic: 'resources',
  }
}

/** `pods "cart-6f5d" is forbidden: exceeded quota: …` names a pod that never was. */
function shortened(message: string): string {
  return message
    .replace(/^Error creating: /, '')
    .replace(/^(?:pods|Pod) "[^"]*" is (?:forbidden|invalid): /, '')
}
