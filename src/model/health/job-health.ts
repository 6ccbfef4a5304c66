/** Whether a Job or a CronJob does its work. */
import { calm, degraded, healthy } from './health-status.ts'
import type { WorkloadObject } from '../kube/kube.ts'
import type { PodProblem } from './pod-problem.ts'
import { summarize } from './problem-summary.ts'
import { findCondition } from './rollout.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Health } from '../workload.ts'

export function jobHealth(job: WorkloadObject, problems: readonly PodProblem[]): Health {
  const failed = findCondition(job.conditions, 'Failed')
  if (failed?.status === 'True') {
    const why = failed.message ?? failed.reason ?? 'no reason given'
    const pod = summarize(problems, job.status.failed)
    return degraded(
      failed.reason ?? 'Failed',
      `the job failed: ${pod === null ? why : pod.message}`,
      failed.lastTransitionAt,
    )
  }
  if (findCondition(job.conditions, 'Complete')?.status === 'True') return healthy
  const worst = summarize(problems, job.desired ?? 1)
  if (worst !== null) return degraded(worst.reason, worst.message, worst.since)
  if (job.suspended) return calm('suspended', 'Suspended', 'it is suspended')
  return job.status.startedAt === null
    ? calm('unknown', 'NotObserved', 'no controller has reported on it yet')
    : calm('progressing', 'Running', `${job.status.succeeded} of ${job.desired ?? 1} completed`)
}

/** The newest Job that ended tells; where none is kept, the times that the controller notes do. */
export function cronJobHealth(
  { workload, jobs, pods }: WorkloadFacts,
  problems: readonly PodProblem[],
): Health {
  const ended = jobs
    .filter((job) => jobEnd(job) !== null)
    .sort((a, b) => (b.meta.createdAt ?? '').localeCompare(a.meta.createdAt ?? ''))[0]
  if (ended !== undefined && findCondition(ended.conditions, 'Failed')?.status === 'True') {
    const names = new Set(
      pods.filter((pod) => pod.meta.controller?.uid === ended.meta.uid).map((pod) => pod.meta.name),
    )
    const last = jobHealth(
      ended,
      problems.filter((problem) => names.has(problem.pod)),
    )
    return { ...last, message: `its last run ${ended.meta.name} failed${afterColon(last.message)}` }
  }
  const running = problems.filter(({ rank }) => rank !== 'failed')
  const worst = summarize(running, workload.status.active)
  if (worst !== null) return degraded(worst.reason, worst.message, worst.since)
  const { lastScheduleAt, lastSuccessfulAt } = workload
  const idle = workload.status.active === 0
  if (
    ended === undefined &&
    idle &&
    lastScheduleAt !== null &&
    (lastSuccessfulAt ?? '') < lastScheduleAt
  )
    return degraded(
      'LastRunFailed',
      lastSuccessfulAt === null ? 'no run has ever succeeded' : 'its last run did not succeed',
      lastScheduleAt,
    )
  return workload.suspended ? calm('suspended', 'Suspended', 'its schedule is suspended') : healthy
}

function jobEnd(job: WorkloadObject): string | null {
  const ends = job.conditions.filter(
    ({ type, status }) => status === 'True' && (type === 'Failed' || type === 'Complete'),
  )
  return ends[0]?.type ?? null
}

function afterColon(message: string | null): string {
  const at = message?.indexOf(': ') ?? -1
  return message === null || at < 0 ? '' : message.slice(at)
}
