/** The diagnosis of a workload that needs no one to act: what it does, and since which release. */
import type { Observed } from './observed.ts'
import { messageWords, troubleWords } from './diagnosis-words.ts'
import type { KubeEvent } from '../kube/kube.ts'
import { releaseWords } from '../timeline/near-change.ts'
import { refusal } from '../health/refusal.ts'
import { moment } from '../time-text.ts'

export function calmWords(observed: Observed): string {
  const { health } = observed
  if (health.status === 'healthy') return healthyWords(observed)
  const what = health.message ?? health.status
  return health.status === 'progressing'
    ? `${what}${releaseClause(observed)}${hindrance(observed)}`
    : what
}

function healthyWords(observed: Observed): string {
  const { workload } = observed.facts
  const { desired, status, lastScheduleAt, lastSuccessfulAt, kind } = workload
  const { now } = observed
  if (kind === 'Job')
    return status.completedAt === null
      ? 'the job completed'
      : `the job completed at ${moment(status.completedAt, now)}`
  if (kind === 'CronJob') {
    if (lastScheduleAt === null) return 'it has not run yet'
    return lastSuccessfulAt === null
      ? `it ran at ${moment(lastScheduleAt, now)}`
      : `its last successful run ended at ${moment(lastSuccessfulAt, now)}`
  }
  const pods = desired ?? 1
  if (pods === 0) return 'no node wants a pod of it'
  const who =
    pods === 1 ? 'its only pod is ready' : `${pods === 2 ? 'both' : `all ${pods}`} pods are ready`
  return `${who}${releaseClause(observed)}`
}

/** `, on release 7 (1.8.0 → 1.9.0) by deploy-bot since 14:02`. */
function releaseClause({ releases, now }: Observed): string {
  const current = releases.find((release) => release.current)
  if (current === undefined) return ''
  const at = current.releasedAt
  return `, on ${releaseWords(current, releases)}${at === null ? '' : ` since ${moment(at, now)}`}`
}

/** Warnings about what keeps a pod from starting, before any of it counts as a failure. */
const hindering = new Set([
  'FailedMount',
  'FailedAttachVolume',
  'FailedCreatePodSandBox',
  'FailedScheduling',
  'Failed',
  'Unhealthy',
])
const tenMinutes = 600_000

function hindrance({ facts, events, now }: Observed): string {
  const refused = refusal(facts, events, now)
  if (refused !== null)
    return `; ${troubleWords(refused, facts.workload.desired ?? 1)}${messageWords(refused.message)}`
  const newest = events
    .filter(
      ({ type, reason, lastAt }) =>
        type === 'Warning' && hindering.has(reason) && Date.parse(lastAt ?? '') > now - tenMinutes,
    )
    .reduce<KubeEvent | null>(
      (last, event) =>
        last !== null && (last.lastAt ?? '') >= (event.lastAt ?? '') ? last : event,
      null,
    )
  return newest === null ? '' : `; ${newest.reason}: ${newest.message}`
}
