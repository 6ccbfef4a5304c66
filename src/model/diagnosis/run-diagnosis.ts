/** The diagnosis of a Job that failed, and of a CronJob whose last runs did. */
import type { Observed } from './observed.ts'
import type { Diagnosis } from '../workload.ts'
import { factWords, messageWords, nearWords, sinceWords } from './diagnosis-words.ts'
import { podTrouble } from '../health/failing-pods.ts'
import type { WorkloadObject } from '../kube/kube.ts'
import { nearChange } from '../timeline/near-change.ts'
import type { PodProblem } from '../health/pod-problem.ts'
import { worstProblems } from '../health/problem-summary.ts'
import { findCondition } from '../health/rollout.ts'
import { moment } from '../time-text.ts'

export function runDiagnosis(observed: Observed, problems: readonly PodProblem[]): Diagnosis {
  const { facts, health, events, now } = observed
  const { workload, jobs } = facts
  const isCron = workload.kind === 'CronJob'
  const failed = isCron ? failedInARow(jobs) : failedInARow([workload])
  const ran = new Set(failed.map(({ meta }) => meta.uid))
  const own = problems.filter(({ pod }) => ran.has(controllerOf(observed, pod) ?? ''))
  const shown = failed.length === 0 ? problems : own
  const trouble = podTrouble(worstProblems(shown), facts, events, now)
  const [last] = failed
  const began = failed.at(-1)?.meta.createdAt ?? trouble?.onset ?? health.since
  // Runs are rare: what changed since the last one that succeeded may be to do with it.
  const after = isCron ? workload.lastSuccessfulAt : null
  const change = nearChange(observed, began, { topic: trouble?.topic ?? null, after })
  const why = last === undefined ? null : failureOf(last)
  const gone = trouble === null || last !== undefined
  const sentence = [
    gone ? runWords(observed, failed) : `its run ${trouble.one}${sinceWords(trouble.onset, now)}`,
    factWords(trouble?.facts ?? []),
    isCron && last !== undefined ? successWords(workload, now) : '',
    change === null ? '' : nearWords(change, began, observed.releases),
    messageWords(trouble?.message ?? (trouble === null ? why : null)),
  ].join('')
  return { sentence, since: began, change }
}

/** The newest ones that ended, until one that did not fail. */
function failedInARow(jobs: readonly WorkloadObject[]): readonly WorkloadObject[] {
  const ended = jobs
    .filter((job) => isTrue(job, 'Failed') || isTrue(job, 'Complete'))
    .toSorted((a, b) => (b.meta.createdAt ?? '').localeCompare(a.meta.createdAt ?? ''))
  const firstGood = ended.findIndex((job) => !isTrue(job, 'Failed'))
  return firstGood < 0 ? ended : ended.slice(0, firstGood)
}

function runWords(
  { facts: { workload }, health, now }: Observed,
  failed: readonly WorkloadObject[],
): string {
  const [last] = failed
  const failedAt = last === undefined ? null : findCondition(last.conditions, 'Failed')
  const at = failedAt?.lastTransitionAt ?? null
  const when = at === null ? '' : ` at ${moment(at, now)}`
  if (workload.kind === 'Job') return `the job failed${when}`
  if (last === undefined)
    return `${health.message ?? 'its last run failed'}${sinceWords(health.since, now)}`
  return failed.length === 1
    ? `its last run ${last.meta.name} failed${when}`
    : `its last ${failed.length} runs failed${sinceWords(failed.at(-1)?.meta.createdAt ?? null, now)}, the last ${last.meta.name}${when}`
}

function successWords({ lastSuccessfulAt }: WorkloadObject, now: number): string {
  return lastSuccessfulAt === null
    ? ', no run has ever succeeded'
    : `, the last success ${moment(lastSuccessfulAt, now)}`
}

function failureOf(job: WorkloadObject): string | null {
  const failed = findCondition(job.conditions, 'Failed')
  return failed?.message ?? failed?.reason ?? null
}

function controllerOf({ facts }: Observed, pod: string): string | null {
  return facts.pods.find(({ meta }) => meta.name === pod)?.meta.controller?.uid ?? null
}

function isTrue(job: WorkloadObject, type: string): boolean {
  return findCondition(job.conditions, type)?.status === 'True'
}
