/** The state of each pod as the demo's clock goes on: where the churn of the fleet comes from. */
import type { Clock } from './clock.ts'
import { minutesAgo, secondsIn } from './clock.ts'
import type { Ended, PodState } from './pod.ts'

export function healthy(since: string): PodState {
  return { type: 'running', since, ready: true, restarts: 0, lastEnd: null }
}

const crashEvery = 40
const startsAt = 34
const crashesAt = 37
const restartsBefore = 7

/** Waits out its back-off, runs for three seconds, fails: every 40 seconds. */
export function crashLooping(clock: Clock, container: string, offset: number): PodState {
  const elapsed = clock.elapsed + offset
  const within = elapsed % crashEvery
  const restarts = restartsBefore + Math.floor((elapsed + crashEvery - startsAt) / crashEvery)
  const end = crash(clock, Math.floor((elapsed - crashesAt) / crashEvery), offset)
  if (within >= crashesAt) return { type: 'crashed', restarts, end }
  if (within >= startsAt) {
    const since = secondsIn(clock, clock.elapsed - (within - startsAt))
    return { type: 'running', since, ready: false, restarts, lastEnd: end }
  }
  const message = `back-off 5m0s restarting failed container=${container}`
  return { type: 'waiting', reason: 'CrashLoopBackOff', message, restarts, lastEnd: end }
}

function crash(clock: Clock, round: number, offset: number): Ended {
  const at = round * crashEvery + crashesAt - offset
  return {
    exitCode: 1,
    reason: 'Error',
    startedAt: secondsIn(clock, at - (crashesAt - startsAt)),
    finishedAt: secondsIn(clock, at),
  }
}

export function imageMissing(image: string): PodState {
  return {
    type: 'waiting',
    reason: 'ImagePullBackOff',
    message: `Back-off pulling image "${image}": ErrImagePull: ${image}: not found`,
    restarts: 0,
    lastEnd: null,
  }
}

/** Not ready for ten seconds of every minute. */
export function flapping(clock: Clock, since: string): PodState {
  const within = clock.elapsed % 60
  const ready = within < 30 || within >= 40
  return { type: 'running', since, ready, restarts: 0, lastEnd: null }
}

/** Killed for its memory now and then, and running in between. */
export function outOfMemory(clock: Clock): PodState {
  const ended = minutesAgo(clock, 23)
  const lastEnd = {
    exitCode: 137,
    reason: 'OOMKilled',
    startedAt: minutesAgo(clock, 71),
    finishedAt: ended,
  }
  return { type: 'running', since: ended, ready: true, restarts: 4, lastEnd }
}

export const unschedulable: PodState = {
  type: 'pending',
  message:
    '0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
}

const rolloutStep = 9

/** How many pods of a rollout that goes on have been replaced, at least one. */
export function rolledOut(clock: Clock, replicas: number): number {
  return Math.min(replicas, 1 + Math.floor(clock.elapsed / rolloutStep))
}

/** When pod number `i` of that rollout was created, seconds after the demo began. */
export function rolledOutAt(i: number): number {
  return i * rolloutStep - 5
}
