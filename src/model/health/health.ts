/** Whether a workload does its job, and if not, the one reason that a support engineer wants first. */
import { calm, degraded, healthy } from './health-status.ts'
import { cronJobHealth, jobHealth } from './job-health.ts'
import type { Condition, PodObject, WorkloadObject } from '../kube/kube.ts'
import type { PodProblem } from './pod-problem.ts'
import type { Summary } from './problem-summary.ts'
import { summarize } from './problem-summary.ts'
import {
  deadlineExceeded,
  findCondition,
  hasRolledOut,
  isObserved,
  isRolledOut,
  rolloutFailed,
  updateTarget,
} from './rollout.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Health } from '../workload.ts'

/**
 * Failures outrank everything: a rollout with a crashing pod is degraded, not progressing, and so is
 * a pod that crashes after the rollout completed, at which the controllers no longer look.
 * `problems` as `podProblems` gives them.
 */
export function healthOf(facts: WorkloadFacts, problems: readonly PodProblem[]): Health {
  const { kind } = facts.workload
  if (kind === 'Job') return jobHealth(facts.workload, problems)
  if (kind === 'CronJob') return cronJobHealth(facts, problems)
  return replicatedHealth(facts, problems)
}

function replicatedHealth(
  { workload, pods }: WorkloadFacts,
  problems: readonly PodProblem[],
): Health {
  const { conditions, status } = workload
  const desired = workload.desired ?? 1
  const live = liveProblems(workload, problems)
  const worst = summarize(live, podsOf(workload, pods))
  const stuck = stuckRollout(workload)
  const refused = findCondition(conditions, 'ReplicaFailure')
  const cannotCreate = refused?.status === 'True' ? refused : null
  const cause = worst ?? (cannotCreate && conditionSummary(cannotCreate))
  const rolledOut = hasRolledOut(workload)

  if (desired > 0 && status.available === 0 && (cause !== null || stuck !== null || rolledOut)) {
    const none = `none of ${desired} ${desired === 1 ? 'pod' : 'pods'} is available`
    const since = findCondition(conditions, 'Available')
    return degraded(
      cause?.reason ?? stuck?.reason ?? 'Unavailable',
      cause === null ? none : `${none}: ${cause.message}`,
      (since?.status === 'False' ? since.lastTransitionAt : null) ?? cause?.since ?? null,
    )
  }
  if (stuck !== null) {
    // An abort is a decision; of a rollout that makes no progress what holds its pods up says more.
    const isHeldUp = worst === null || holdsUp(live)
    const named = cause !== null && isHeldUp && stuck.reason !== aborted ? cause : stuck
    return degraded(
      named.reason,
      cause === null ? stuck.message : `${stuck.message}: ${cause.message}`,
      named.since ?? stuck.since,
    )
  }
  if (cannotCreate !== null) {
    const { reason, message, since } = conditionSummary(cannotCreate)
    return degraded(reason, message, since)
  }
  if (worst !== null) return degraded(worst.reason, worst.message, worst.since)
  return calmHealth(workload, desired)
}

/** Whether the most telling problem keeps a pod from running: it is not only unready, or over. */
function holdsUp([first]: readonly PodProblem[]): boolean {
  return first?.rank === 'crash' || first?.rank === 'start' || first?.rank === 'unschedulable'
}

/** Failed pods are history once their replacements serve. */
export function liveProblems(
  workload: WorkloadObject,
  problems: readonly PodProblem[],
): readonly PodProblem[] {
  const missing = workload.status.available < (workload.desired ?? 1)
  return problems.filter(({ rank }) => rank !== 'failed' || missing)
}

/** The pods that should be there, or are there beyond them during a rollout. */
export function podsOf(workload: WorkloadObject, pods: readonly PodObject[]): number {
  const existing = pods.filter(({ meta, phase }) => meta.deletedAt === null && phase !== 'Failed')
  return Math.max(workload.desired ?? 1, existing.length)
}

const aborted = 'RolloutAborted'

/** A rollout that its controller gave up. */
export function stuckRollout(workload: WorkloadObject): Summary | null {
  const late = deadlineExceeded(workload)
  if (late !== null)
    return {
      reason: 'ProgressDeadlineExceeded',
      message: `the rollout made no progress for ${workload.progressDeadlineSeconds ?? 600} s`,
      since: late.lastTransitionAt,
    }
  const { rollout, conditions } = workload
  if (!rolloutFailed(workload) || rollout === undefined) return null
  const why = rollout.message === null ? '' : `: ${rollout.message}`
  return {
    reason: rollout.aborted ? aborted : 'RolloutDegraded',
    message: `the rollout ${rollout.aborted ? 'was aborted' : 'failed'}${why}`,
    since: findCondition(conditions, 'Progressing')?.lastTransitionAt ?? null,
  }
}

/** Of a workload with which nothing is wrong. */
function calmHealth(workload: WorkloadObject, desired: number): Health {
  const { replicas, updated, available } = workload.status
  const paused = workload.paused || workload.rollout?.phase === 'Paused'
  const step = workload.rollout?.message ?? null
  if (paused)
    return calm(
      'suspended',
      'Paused',
      step === null ? 'its rollout is paused' : `its rollout is paused: ${step}`,
    )
  if (workload.observedGeneration === null)
    return calm('unknown', 'NotObserved', 'no controller has reported on it yet')
  if (!isObserved(workload))
    return calm('progressing', 'NotObserved', 'its controller has not seen the latest change')
  if (desired === 0 && workload.kind !== 'DaemonSet')
    return calm('suspended', 'ScaledToZero', 'it is scaled to 0 replicas')
  const target = updateTarget(workload)
  const manual = workload.updateStrategy === 'OnDelete'
  if (updated < target && !manual)
    return calm('progressing', 'RollingOut', `${updated} of ${target} pods are updated`)
  if (available < desired)
    return calm('progressing', 'Starting', `${available} of ${desired} pods are available`)
  if (!isRolledOut(workload) && !manual)
    return calm('progressing', 'RollingOut', `old pods still to stop: ${replicas - updated}`)
  if (replicas > desired && workload.kind !== 'DaemonSet')
    return calm('progressing', 'ScalingDown', `pods still to stop: ${replicas - desired}`)
  return healthy
}

function conditionSummary(condition: Condition): Summary {
  return {
    reason: condition.reason ?? 'ReplicaFailure',
    message: `pods cannot be created: ${condition.message ?? 'no reason given'}`,
    since: condition.lastTransitionAt,
  }
}
