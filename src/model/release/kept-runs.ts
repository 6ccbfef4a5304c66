/** The templates that CronJobs and Jobs have run: from Jobs that are still there, and from memory. */
import type { KeptTemplate } from './kept.ts'
import type { PodTemplate, WorkloadObject } from '../kube/kube.ts'
import { findCondition } from '../health/rollout.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

interface Run {
  readonly number: number
  readonly template: PodTemplate
  readonly firstAt: string | null
}

/**
 * Kubernetes numbers none of them, so kulprit does, from 1 as it meets them: first what it remembers,
 * then templates that only a Job shows, in the order in which they ran, then the present one. A Job's
 * template never changes; a CronJob's may have, and only its generation tells.
 */
export function keptRuns(facts: WorkloadFacts): KeptTemplate[] {
  const { workload, jobs, pods } = facts
  const runs = [...remembered(facts)]
  const started = jobs
    .filter(({ meta }) => meta.createdAt !== null)
    .toSorted((a, b) => startOf(a).localeCompare(startOf(b)))
  const add = (template: PodTemplate, firstAt: string | null): void => {
    runs.push({ number: (runs.at(-1)?.number ?? 0) + 1, template, firstAt })
  }
  const rememberedUntil = runs.at(-1)?.firstAt ?? ''
  for (const job of started) {
    const known = runs.some(({ template }) => sameSpec(template, job.template))
    if (!known && !sameSpec(job.template, workload.template) && startOf(job) >= rememberedUntil)
      add(job.template, startOf(job))
  }
  const last = runs.at(-1)
  if (last === undefined || !sameSpec(last.template, workload.template))
    add(workload.template, firstRunOf(facts, runs))
  return runs.map(({ number, template, firstAt }, i) => {
    const current = i === runs.length - 1
    const own = [workload, ...jobs].filter((job) => sameSpec(job.template, template))
    const uids = new Set(own.map(({ meta }) => meta.uid))
    return {
      numbers: [number],
      template: current ? workload.template : template,
      meta: current ? workload.meta : { ...workload.meta, labels: {}, annotations: {} },
      pods: pods.filter((pod) => uids.has(pod.meta.controller?.uid ?? '')),
      available: own.some((job) => findCondition(job.conditions, 'Complete')?.status === 'True'),
      current,
      firstAt,
    }
  })
}

function remembered({ remembered }: WorkloadFacts): Run[] {
  return remembered
    .map(({ release, template, releasedAt }) => ({
      number: release,
      template,
      firstAt: releasedAt,
    }))
    .sort((a, b) => a.number - b.number)
}

/** When the present template came: with the object, or by the first Job that ran it at the latest. */
function firstRunOf({ workload, jobs }: WorkloadFacts, before: readonly Run[]): string | null {
  const unchanged = workload.kind === 'Job' || workload.meta.generation === 1
  if (unchanged) return workload.meta.createdAt
  const lastOther = before.at(-1)?.firstAt ?? ''
  const runs = jobs
    .filter((job) => sameSpec(job.template, workload.template) && startOf(job) > lastOther)
    .map(startOf)
    .sort()
  // Without an older template to hold it against, the first Job that is left says nothing.
  return before.length === 0 ? null : (runs[0] ?? null)
}

/** The Job controller adds labels of its own, so only the specs are compared. */
function sameSpec(a: PodTemplate, b: PodTemplate): boolean {
  return a.fingerprint === b.fingerprint
}

function startOf(job: WorkloadObject): string {
  return job.meta.createdAt ?? ''
}
