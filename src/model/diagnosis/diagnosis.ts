/** Sums up in one sentence what is wrong with a workload, since when, and what changed just before. */
import { calmWords } from './calm-words.ts'
import {
  capital,
  factWords,
  messageWords,
  nearWords,
  sinceWords,
  troubleWords,
  whenWords,
} from './diagnosis-words.ts'
import type { PodTrouble } from '../health/failing-pods.ts'
import { podTrouble } from '../health/failing-pods.ts'
import { liveProblems, podsOf, stuckRollout } from '../health/health.ts'
import { nearChange, releaseWords } from '../timeline/near-change.ts'
import type { Observed } from './observed.ts'
import type { PodProblem } from '../health/pod-problem.ts'
import type { Summary } from '../health/problem-summary.ts'
import { podProblems, worstProblems } from '../health/problem-summary.ts'
import { refusal } from '../health/refusal.ts'
import { runDiagnosis } from './run-diagnosis.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Diagnosis } from '../workload.ts'

/**
 * First what is down for everybody, then what the controller gave up or may not create, then the most
 * telling trouble of its pods. A change is only ever said to have come before, never to be the cause.
 */
export function diagnose(observed: Observed): Diagnosis {
  const { facts, health, now } = observed
  if (health.status !== 'degraded')
    return { sentence: capital(calmWords(observed)), since: null, change: null }
  const { problems } = podProblems(facts, now)
  const { kind } = facts.workload
  const found =
    kind === 'Job' || kind === 'CronJob'
      ? runDiagnosis(observed, problems)
      : replicatedDiagnosis(observed, problems)
  return { ...found, sentence: capital(found.sentence) }
}

function replicatedDiagnosis(observed: Observed, problems: readonly PodProblem[]): Diagnosis {
  const { facts, events, now } = observed
  const { workload, pods } = facts
  const live = liveProblems(workload, problems)
  const inPods = podTrouble(worstProblems(live), facts, events, now)
  const refused = refusal(facts, events, now)
  const stuck = stuckRollout(workload)
  const wanted = workload.desired ?? 1
  const total = podsOf(workload, pods)
  const also = evictionWords(live, pods)
  if (wanted > 0 && workload.status.available === 0 && (total > 1 || inPods === null))
    return noneAvailable(observed, inPods ?? refused, also)
  if (stuck !== null) return stuckDiagnosis(observed, stuck, inPods ?? refused, total, also)
  const trouble = refused ?? inPods
  return trouble === null
    ? {
        sentence: observed.health.message ?? 'it fails',
        since: observed.health.since,
        change: null,
      }
    : troubleDiagnosis(observed, trouble, total, also)
}

function troubleDiagnosis(
  observed: Observed,
  trouble: PodTrouble,
  total: number,
  also: string,
): Diagnosis {
  const { onset, topic, facts, message } = trouble
  const change = nearChange(observed, onset, { topic })
  const sentence = [
    troubleWords(trouble, total),
    whenWords(trouble, observed.now),
    factWords(facts),
    nearWords(change, onset, observed.releases),
    messageWords(message),
    also,
  ].join('')
  return { sentence, since: onset, change }
}

/** No pod serves, whatever the reason: that outranks the reason. */
function noneAvailable(observed: Observed, trouble: PodTrouble | null, also: string): Diagnosis {
  const { facts, health, now } = observed
  const wanted = facts.workload.desired ?? 1
  const onset = trouble === null ? health.since : trouble.onset
  const change = nearChange(observed, onset, { topic: trouble?.topic ?? null })
  const verb = trouble === null ? '' : trouble.pods === 1 ? trouble.one : trouble.many
  const sentence = [
    wanted === 1 ? 'its only pod is not available' : `none of ${wanted} pods is available`,
    sinceWords(onset, now),
    trouble === null ? '' : `: ${trouble.pods} ${verb}${factWords(trouble.facts)}`,
    nearWords(change, onset, observed.releases),
    messageWords(trouble?.message ?? null),
    also,
  ].join('')
  return { sentence, since: onset, change }
}

/** A rollout that its controller gave up is that of the current release. */
function stuckDiagnosis(
  { releases, now }: Observed,
  stuck: Summary,
  trouble: PodTrouble | null,
  total: number,
  also: string,
): Diagnosis {
  const current = releases.find((release) => release.current)
  const about = current === undefined ? null : releaseWords(current, releases, trouble?.topic)
  const isAborted = stuck.reason === 'RolloutAborted'
  const aborted = isAborted ? 'was aborted' : 'is stuck'
  // The controller waits for ten minutes before it says so; what holds the pods up began before.
  const since = isAborted ? stuck.since : earlier(stuck.since, trouble?.onset ?? null)
  const why =
    trouble === null
      ? messageWords(stuck.message)
      : `: ${troubleWords(trouble, total)}${factWords(trouble.facts)}${messageWords(trouble.message)}`
  const sentence = `the rollout${about === null ? '' : ` of ${about}`} ${aborted}${sinceWords(since, now)}${why}${also}`
  const at = current?.releasedAt ?? null
  return {
    sentence,
    since,
    change:
      about === null || current === undefined || at === null
        ? null
        : { at, words: about, release: current.release },
  }
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a
}

/** Pods that their node threw out, where something else is the matter first. */
function evictionWords(live: readonly PodProblem[], pods: WorkloadFacts['pods']): string {
  const evicted = live.filter(({ reason }) => reason === 'Evicted')
  if (evicted.length === 0 || live[0]?.reason === 'Evicted') return ''
  const first = pods.find(({ meta }) => meta.name === evicted[0]?.pod)
  const who = evicted.length === 1 ? '1 pod was' : `${evicted.length} pods were`
  return `; ${who} evicted${messageWords(first?.message ?? null)}`
}
