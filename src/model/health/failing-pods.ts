/** Says in a few words what the same trouble does to some pods of a workload: the verb of its diagnosis. */
import { appContainer } from '../kube/container.ts'
import type { ContainerState, ContainerStatus, KubeEvent, PodObject } from '../kube/kube.ts'
import type { PodProblem } from './pod-problem.ts'
import { memoryLimit } from './pod-problem.ts'
import { moment } from '../time-text.ts'
import type { Change } from '../workload.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

export interface PodTrouble {
  /** In how many pods it is. */
  readonly pods: number
  /** Whether they are among the pods that should be there; those that ended for good are not. */
  readonly counted: boolean
  /** What one pod does, and what several do: `crash-loops`, `crash-loop`. */
  readonly one: string
  readonly many: string
  /** Short facts: `exit 1`. */
  readonly facts: readonly string[]
  /** What the kubelet, the scheduler or the registry said of it. */
  readonly message: string | null
  /** When it began, as far as anything tells. */
  readonly onset: string | null
  /** Whether it goes on since then, or was over at once. */
  readonly lasts: boolean
  /** The kind of change that such trouble is about. */
  readonly topic: Change | null
}

/** `problems` are those of one kind, as `worstProblems` gives them; `events` those of the workload. */
export function podTrouble(
  problems: readonly PodProblem[],
  facts: WorkloadFacts,
  events: readonly KubeEvent[],
  now: number,
): PodTrouble | null {
  const told = problems.map((problem): Told => {
    const pod = facts.pods.find(({ meta }) => meta.name === problem.pod)
    return {
      problem,
      pod,
      status: pod?.containers.find(({ name }) => name === problem.container) ?? null,
      facts,
      now,
      events: events.filter(
        ({ object, type }) => object === `Pod/${problem.pod}` && type === 'Warning',
      ),
    }
  })
  const [first] = told
  if (first === undefined) return null
  const words = wordsOf(first)
  const where = containerWords(first)
  return {
    message: null,
    facts: [],
    topic: null,
    ...words,
    one: words.one + where,
    many: (words.many ?? words.one) + where,
    pods: problems.length,
    counted: first.problem.rank !== 'failed',
    onset: onsetOf(told),
    lasts: first.problem.rank !== 'restarted',
  }
}

interface Told {
  readonly problem: PodProblem
  readonly pod: PodObject | undefined
  readonly status: ContainerStatus | null
  readonly facts: WorkloadFacts
  /** Warnings about the pod. */
  readonly events: readonly KubeEvent[]
  readonly now: number
}

/** `many` where it differs from `one`. */
type Words = { readonly one: string; readonly many?: string } & Partial<
  Pick<PodTrouble, 'facts' | 'message' | 'topic'>
>

function wordsOf(told: Told): Words {
  const { problem, pod, events } = told
  switch (problem.rank) {
    case 'crash':
      return crashWords(told)
    case 'start':
      return startWords(told)
    case 'unschedulable':
      return {
        one: 'cannot be scheduled',
        message: schedulerWords(told),
        topic: 'resources',
      }
    case 'unready':
      return {
        one: 'is not ready',
        many: 'are not ready',
        message:
          messageOf(events, ['Unhealthy']) ??
          (problem.reason === 'NotReady' ? null : problem.sentence),
        topic: 'probes',
      }
    case 'restarted':
      return restartWords(told)
    case 'failed':
      return problem.reason === 'Evicted'
        ? { one: 'was evicted', many: 'were evicted', message: pod?.message ?? null }
        : {
            one: 'failed',
            facts: exitFacts(told.status?.state ?? null),
            message: pod?.message ?? null,
          }
  }
}

function crashWords({ problem, status, facts, events }: Told): Words {
  const stopped = status?.state?.kind === 'terminated' ? status.state : (status?.lastState ?? null)
  const message = messageOf(events, ['Unhealthy'], /^Liveness/) ?? shortMessage(stopped)
  if (stopped?.reason === 'OOMKilled') {
    const limit = limitWords(problem, facts)
    return {
      one: `is OOMKilled ${limit}`,
      many: `are OOMKilled ${limit}`,
      facts: exitFacts(stopped),
      topic: 'resources',
    }
  }
  const loops = problem.reason === 'CrashLoopBackOff' || (status?.restarts ?? 0) > 0
  if (stopped?.exitCode === 0)
    return { one: 'keeps ending', many: 'keep ending', facts: exitFacts(stopped), message }
  return loops
    ? { one: 'crash-loops', many: 'crash-loop', facts: exitFacts(stopped), message }
    : { one: 'crashed', facts: exitFacts(stopped), message }
}

const killedBySignal = 137

function restartWords({ problem, status, facts, events, now }: Told): Words {
  const last = status?.lastState ?? null
  const restarts = status?.restarts ?? 0
  const killed = last?.reason === 'OOMKilled'
  const topic = killed ? 'resources' : null
  const how = killed ? `OOMKilled ${limitWords(problem, facts)}` : 'crashed'
  const exit = exitFacts(last)
  const probe = killed ? null : messageOf(events, ['Unhealthy'], /^Liveness/)
  if (probe !== null && last?.exitCode === killedBySignal && restarts <= 1)
    return {
      one: 'was restarted by its liveness probe',
      many: 'were restarted by their liveness probes',
      facts: [...exit, 'ready again'],
      message: probe,
      topic: 'probes',
    }
  if (restarts <= 1)
    return {
      one: killed ? `was ${how}` : how,
      many: killed ? `were ${how}` : how,
      facts: [...exit, 'ready again'],
      topic,
    }
  const at = last?.finishedAt ?? null
  const latest = at === null ? [] : [`the last time at ${moment(at, now)}`]
  const tail = killed ? `, ${how}` : ''
  return {
    one: `keeps restarting${tail}`,
    many: `keep restarting${tail}`,
    facts: [...exit, `${restarts} times`, ...latest, 'ready again'],
    message: probe,
    topic: probe === null ? topic : 'probes',
  }
}

function startWords({ problem, status, events }: Told): Words {
  const message = status?.state?.message ?? null
  if (/Image|^ErrPull|^Registry|^Signature/.test(problem.reason)) {
    const told = messageOf(events, ['Failed'], /pull/i) ?? message ?? ''
    const cause = pullCauses.find(([pattern]) => pattern.test(told))?.[1]
    return {
      one: `cannot pull image ${status?.image ?? 'unknown'}`,
      facts: cause === undefined ? [] : [cause],
      message: cause === undefined ? message : null,
      topic: 'image',
    }
  }
  return {
    one: 'cannot start',
    facts: message === null ? [problem.reason] : [],
    message,
    topic: 'config',
  }
}

/** What registries and container runtimes answer, in the words of an engineer. */
const pullCauses: readonly (readonly [RegExp, string])[] = [
  [/toomanyrequests|rate limit|\b429\b/i, 'the registry limits the rate'],
  [/unauthorized|denied|no basic auth|forbidden|\b40[13]\b/i, 'access denied'],
  [/no such host|i\/o timeout|connection refused|dial tcp|TLS|x509/i, 'registry not reachable'],
  [/not found|manifest unknown|does not exist|\b404\b/i, 'not found'],
  [/invalid reference|InvalidImageName|couldn't parse/i, 'the name is invalid'],
]

/** A pod that may not stay on its node says why; the scheduler's advice on preemption helps nobody. */
function schedulerWords({ problem, pod }: Told): string {
  const condition = pod?.conditions.find(({ type }) => type === 'PodScheduled')
  return (condition?.message ?? problem.sentence).replace(/\.? preemption: .*$/, '')
}

function limitWords({ container }: PodProblem, { workload }: WorkloadFacts): string {
  const limit = memoryLimit({ name: container ?? '' }, workload.template)
  return limit === null ? 'with no memory limit set' : `at the memory limit of ${limit}`
}

/** Signals by the number that a shell adds 128 to. */
const signals: ReadonlyMap<number, string> = new Map([
  [132, 'SIGILL'],
  [134, 'SIGABRT'],
  [135, 'SIGBUS'],
  [136, 'SIGFPE'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
  [143, 'SIGTERM'],
])

function exitFacts(state: ContainerState | null): string[] {
  if (state === null || state.exitCode === null) return []
  const { exitCode, reason } = state
  const named = reason === null || ['Error', 'Completed', 'OOMKilled'].includes(reason)
  const why = named ? (reason === 'OOMKilled' ? undefined : signals.get(exitCode)) : reason
  return [why === undefined ? `exit ${exitCode}` : `exit ${exitCode} (${why})`]
}

const longestMessage = 200

/** The termination message, which a program may fill with its last log lines. */
function shortMessage(state: ContainerState | null): string | null {
  const message = state?.message?.trim() ?? ''
  if (message === '') return null
  return message.length > longestMessage ? `…${message.slice(-longestMessage)}` : message
}

function messageOf(
  events: readonly KubeEvent[],
  reasons: readonly string[],
  pattern = /./,
): string | null {
  const newest = events
    .filter(({ reason, message }) => reasons.includes(reason) && pattern.test(message))
    .toSorted((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''))
  return newest[0]?.message ?? null
}

/** Named only where it is not the application itself. */
function containerWords({ problem, status, facts }: Told): string {
  const app = appContainer(facts.workload.template, facts.workload.meta)?.name
  if (status === null || problem.container === null || problem.container === app) return ''
  return ` in ${status.init ? 'init container' : 'container'} ${problem.container}`
}

/** Kubelet and scheduler repeat these while the trouble lasts: the first time is when it began. */
const repeated: Readonly<Record<PodProblem['rank'], string | null>> = {
  crash: 'BackOff',
  start: 'Failed',
  unschedulable: 'FailedScheduling',
  unready: 'Unhealthy',
  restarted: null,
  failed: 'Evicted',
}

/** The earliest sign of it in any of the pods; null where only its latest round is known. */
function onsetOf(told: readonly Told[]): string | null {
  const times = told.flatMap((one) => [
    ...(isRound(one) ? [] : [one.problem.since]),
    ...warnedSince(one),
  ])
  return times.filter((at) => at !== null).sort()[0] ?? null
}

/** What was over before the present trouble began does not count. */
function warnedSince({ problem: { rank, since }, events }: Told): readonly (string | null)[] {
  return events
    .filter(({ reason, lastAt }) => reason === repeated[rank] && (lastAt ?? '') >= (since ?? ''))
    .map(({ firstAt }) => firstAt)
}

/** The shortest back-off of the kubelet: a second crash is not sooner after the start of a pod. */
const leastBackOff = 10_000

/**
 * Of restarts only the latest is known. And a container without a readiness probe is ready whenever it
 * runs: after the second crash, the time since when its pod is not ready is that of its latest one,
 * while a pod that was never ready is so since its start.
 */
function isRound({ problem: { rank, since }, status, pod }: Told): boolean {
  if ((status?.restarts ?? 0) <= 1) return false
  if (rank === 'restarted') return true
  const ranAt = Date.parse(status?.lastState?.startedAt ?? '')
  const startedAt = Date.parse(pod?.startedAt ?? '')
  const at = Date.parse(since ?? '')
  return rank === 'crash' && at >= ranAt && !(at < startedAt + leastBackOff)
}
