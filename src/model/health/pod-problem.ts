/** What is wrong with one pod, as the sentence a support engineer would say first. */
import type { ContainerState, ContainerStatus, PodObject, PodTemplate } from '../kube/kube.ts'
import { findCondition } from './rollout.ts'

/** Most telling first. */
const ranks = ['crash', 'start', 'unschedulable', 'unready', 'restarted', 'failed'] as const

export interface PodProblem {
  /** `restarted`: serves again after a recent crash. `failed`: ended for good, and is replaced. */
  readonly rank: (typeof ranks)[number]
  /** A word such as `CrashLoopBackOff`. */
  readonly reason: string
  readonly sentence: string
  readonly since: string | null
  readonly pod: string
  /** The container that it is about; null where it is the whole pod. */
  readonly container: string | null
  /** Whether that container's previous log tells why; false: its current one. */
  readonly previousLog: boolean
}

export interface PodVerdict {
  readonly problem: PodProblem | null
  /** When the answer changes though the pod does not, in epoch milliseconds. */
  readonly changesAt: number | null
}

const tenMinutes = 600_000
const twoHours = 7_200_000
const enoughForTrend = 3
const fine: PodVerdict = { problem: null, changesAt: null }

/**
 * The most telling problem of a pod; pods that are being deleted have none. Three rules look at the
 * clock: a container that runs again after its second short run still crash-loops until the kubelet
 * forgets its back-off, a crash counts for ten minutes after the container serves again (longer where restarts keep
 * coming: until twice their usual distance has passed without one), and a pod that was never ready
 * counts once it has been unready for ten minutes (the default progress deadline).
 * `template` names the memory limits.
 */
export function podProblem(pod: PodObject, template: PodTemplate, now: number): PodVerdict {
  if (pod.meta.deletedAt !== null || pod.phase === 'Succeeded') return fine
  if (pod.phase === 'Failed') return always(failedPod(pod))
  const ready = findCondition(pod.conditions, 'Ready')
  const unreadySince = ready?.status === 'True' ? null : (ready?.lastTransitionAt ?? null)
  const facts = { pod, template, unreadySince }
  for (const status of pod.containers) {
    const crash = crashOf(status, facts, now)
    if (crash !== null) return crash
  }
  for (const status of pod.containers) {
    const stuck = stuckStart(status, facts)
    if (stuck !== null) return always(stuck)
  }
  const scheduled = findCondition(pod.conditions, 'PodScheduled')
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable')
    return always({
      ...about(pod, null),
      rank: 'unschedulable',
      reason: 'Unschedulable',
      sentence: `no node takes the pod: ${scheduled.message ?? 'the scheduler gives no reason'}`,
      since: scheduled.lastTransitionAt,
    })
  if (ready !== undefined && ready.status !== 'True') return unreadyPod(facts, now)
  return recentCrash(pod, template, now)
}

/** As most pods are: none of the rules can find anything. */
export function isWell({ phase, conditions, containers }: PodObject): boolean {
  if (phase !== 'Running' || findCondition(conditions, 'Ready')?.status !== 'True') return false
  if (findCondition(conditions, 'PodScheduled')?.status === 'False') return false
  for (const { ready, state, lastState } of containers)
    if (!ready || state?.kind !== 'running' || lastState !== null) return false
  return true
}

export function compareProblems(a: PodProblem, b: PodProblem): number {
  return ranks.indexOf(a.rank) - ranks.indexOf(b.rank)
}

interface PodFacts {
  readonly pod: PodObject
  readonly template: PodTemplate
  readonly unreadySince: string | null
}

function always(problem: PodProblem): PodVerdict {
  return { problem, changesAt: null }
}

function about(
  pod: PodObject,
  status: ContainerStatus | null,
): Pick<PodProblem, 'pod' | 'container' | 'previousLog'> {
  return {
    pod: pod.meta.name,
    container: status?.name ?? null,
    // A container that stopped and did not start again keeps its log as the current one.
    previousLog: status?.state?.kind !== 'terminated' && status?.lastState?.kind === 'terminated',
  }
}

/**
 * A back-off after a crash, the time between two crashes of a loop, a crash just now, or a container
 * that is not ready again after one.
 */
function crashOf(status: ContainerStatus, facts: PodFacts, now: number): PodVerdict | null {
  const { state } = status
  const backOff = state?.kind === 'waiting' && state.reason === 'CrashLoopBackOff'
  const stopped = state?.kind === 'terminated' ? state : status.lastState
  const mayEnd = status.init || facts.pod.meta.controller?.kind === 'Job'
  const failed = stopped?.kind === 'terminated' && (stopped.exitCode !== 0 || !mayEnd)
  const down = state?.kind === 'running' ? !status.ready : !cannotStart(status)
  const loopUntil = failed ? endOfLoop(status, stopped) : null
  const loops = backOff || (loopUntil !== null && now < loopUntil)
  if (!loops && !(failed && down)) return null
  const problem: PodProblem = {
    ...about(facts.pod, status),
    rank: 'crash',
    reason: loops ? 'CrashLoopBackOff' : (stopped?.reason ?? 'Error'),
    sentence: crashSentence(status, stopped, facts.template),
    since: facts.unreadySince ?? stopped?.finishedAt ?? null,
  }
  return { problem, changesAt: loops && state?.kind === 'running' ? loopUntil : null }
}

/**
 * The kubelet waits 10 s before it restarts a container, twice as long each time, up to 5 min, and begins
 * anew once one has run for twice the longest wait (kubelet.go, `MaxContainerBackOff`; client-go,
 * util/flowcontrol, `hasExpired`). So a container whose last run was shorter than that, and not its
 * first, is in a loop until it has run for so long: between two crashes it may well be ready. In epoch
 * milliseconds; infinite while it does not run; null where it is in none.
 */
function endOfLoop({ restarts, state }: ContainerStatus, stopped: ContainerState): number | null {
  const runs = restarts + (state?.kind === 'terminated' ? 1 : 0)
  const [from, to] = [time(stopped.startedAt), time(stopped.finishedAt)]
  if (runs < 2 || from === null || to === null || to - from >= tenMinutes) return null
  return state?.kind === 'running'
    ? (time(state.startedAt) ?? to) + tenMinutes
    : Number.POSITIVE_INFINITY
}

function crashSentence(
  status: ContainerStatus,
  stopped: ContainerState | null,
  template: PodTemplate,
  tense: 'present' | 'past' = 'present',
): string {
  const restarts = status.restarts === 1 ? '1 restart' : `${status.restarts} restarts`
  const name = containerName(status)
  if (stopped === null || stopped.exitCode === null) return `${name} keeps crashing, ${restarts}`
  const code = `exit code ${stopped.exitCode}`
  if (stopped.reason === 'OOMKilled') {
    const limit = memoryLimit(status, template)
    const over = limit === null ? 'with no memory limit set' : `at its memory limit of ${limit}`
    return `${name} was OOMKilled ${over} (${code}), ${restarts}`
  }
  const reason = stopped.reason === null || stopped.reason === 'Error' ? '' : ` (${stopped.reason})`
  const verbs = {
    present: ['ends though it should run', 'crashes'],
    past: ['ended', isCrash(stopped) ? 'crashed' : 'was stopped'],
  } as const
  const verb = verbs[tense][stopped.exitCode === 0 ? 0 : 1]
  return `${name} ${verb} with ${code}${reason}, ${restarts}`
}

/** Waits that end only when someone acts: the image, the configuration, the runtime. */
function stuckStart(status: ContainerStatus, facts: PodFacts): PodProblem | null {
  const reason = status.state?.reason ?? null
  if (reason === null || !cannotStart(status)) return null
  const message = status.state?.message ?? null
  const image = /Image|^ErrPull|^Registry|^Signature/.test(reason)
  const what = image ? `cannot get its image ${status.image}` : 'cannot start'
  return {
    ...about(facts.pod, status),
    rank: 'start',
    reason,
    sentence: `${containerName(status)} ${what}${message === null ? '' : `: ${message}`}`,
    since: facts.unreadySince,
  }
}

const endlessWaits =
  /^Err|Error$|BackOff$|^InvalidImageName$|^SignatureValidationFailed$|^RegistryUnavailable$/

function cannotStart({ state }: ContainerStatus): boolean {
  return state?.kind === 'waiting' && endlessWaits.test(state.reason ?? '')
}

function unreadyPod({ pod, unreadySince }: PodFacts, now: number): PodVerdict {
  const since = time(unreadySince)
  const status = pod.containers.find((one) => !one.init && !one.ready) ?? null
  const started = time(status?.state?.startedAt ?? null)
  const gone = findCondition(pod.conditions, 'Ready')
  // Conditions keep whole seconds, and a pod is unready from its start: only later means "was ready".
  const wasReady = status === null || (since !== null && started !== null && since > started + 1000)
  const dueAt = (since ?? now) + tenMinutes
  if (!wasReady && (since === null || now < dueAt))
    return { problem: null, changesAt: since === null ? null : dueAt }
  const waiting = status?.state?.kind === 'waiting' ? status.state.reason : null
  const what =
    status === null
      ? `the pod is not ready${gone?.message ? `: ${gone.message}` : ''}`
      : waiting === null
        ? `${containerName(status)} runs but is not ready`
        : `${containerName(status)} has not started (${waiting})`
  return always({
    ...about(pod, status),
    rank: 'unready',
    reason: waiting ?? 'NotReady',
    sentence: what,
    since: unreadySince,
  })
}

function recentCrash(pod: PodObject, template: PodTemplate, now: number): PodVerdict {
  for (const status of pod.containers) {
    const last = status.lastState
    const finished = time(last?.finishedAt ?? null) ?? 0
    const often = timeBetweenRestarts(pod, status, finished)
    const until = finished + Math.max(tenMinutes, 2 * (often ?? 0))
    const serves = status.state?.kind === 'running'
    if (!serves || last?.kind !== 'terminated' || now >= until) continue
    if (!isCrash(last) && (status.init || status.restarts < 2)) continue
    const trend = often === null || often < tenMinutes ? '' : `, about one every ${words(often)}`
    const problem: PodProblem = {
      ...about(pod, status),
      rank: 'restarted',
      reason: last.reason === 'OOMKilled' ? 'OOMKilled' : 'Restarted',
      sentence: `${crashSentence(status, last, template, 'past')}${trend}; it is ready again`,
      since: last.finishedAt,
    }
    return { problem, changesAt: until }
  }
  return fine
}

const stoppedBySigterm = 143
/** What the kubelet writes of a container whose end it has not seen: its node was restarted, say. */
const unseenEnds: readonly (string | null)[] = ['Unknown', 'ContainerStatusUnknown']

/** A container that is told to stop, by its liveness probe, say, ends well or by the signal for it. */
function isCrash({ exitCode, reason }: ContainerState): boolean {
  return exitCode !== 0 && exitCode !== stoppedBySigterm && !unseenEnds.includes(reason)
}

/**
 * On average, in milliseconds, where they were enough and close enough to speak of a trend: memory that
 * leaks for an hour kills a container as surely as a crash loop does.
 */
function timeBetweenRestarts(
  pod: PodObject,
  { restarts }: ContainerStatus,
  last: number,
): number | null {
  const started = time(pod.startedAt)
  if (started === null || restarts < enoughForTrend || last <= started) return null
  const often = (last - started) / restarts
  return often <= twoHours ? often : null
}

function words(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}

function failedPod(pod: PodObject): PodProblem {
  const status =
    pod.containers.find((one) => one.state?.kind === 'terminated' && one.state.exitCode !== 0) ??
    null
  const ended =
    status === null
      ? `the pod failed`
      : `${containerName(status)} ended with exit code ${status.state?.exitCode ?? 'unknown'}`
  return {
    ...about(pod, status),
    rank: 'failed',
    reason: pod.reason ?? status?.state?.reason ?? 'Failed',
    sentence: pod.message === null ? ended : `${ended}: ${pod.message}`,
    // An evicted pod may never have started a container.
    since:
      status?.state?.finishedAt ?? findCondition(pod.conditions, 'Ready')?.lastTransitionAt ?? null,
  }
}

function containerName(status: ContainerStatus): string {
  return `${status.init ? 'init container' : 'container'} ${status.name}`
}

/** Of the container, else of the pod; null where none is set. */
export function memoryLimit(
  status: Pick<ContainerStatus, 'name'>,
  template: PodTemplate,
): string | null {
  const all = [...template.containers, ...template.initContainers]
  const own = all.find((container) => container.name === status.name)?.limits.memory
  return own ?? template.podResources?.limits.memory ?? null
}

function time(text: string | null): number | null {
  const parsed = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(parsed) ? null : parsed
}
