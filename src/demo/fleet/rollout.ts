/** Which pods of a Deployment each of its releases has, and in which state. */
import type { Clock } from './clock.ts'
import { minutesAgo, secondsIn } from './clock.ts'
import type { PodState } from './pod.ts'
import {
  crashLooping,
  flapping,
  healthy,
  imageMissing,
  rolledOut,
  rolledOutAt,
  unschedulable,
} from './pod-states.ts'
import type { ReleaseSpec, ServiceSpec } from './spec.ts'

/** The pods of one release. */
export interface Share {
  readonly release: ReleaseSpec
  readonly states: readonly PodState[]
  /** When pod number `i` was created. */
  readonly createdIn: (i: number) => string
}

/** Of every release, in the order given. */
export function sharesOf(clock: Clock, spec: ServiceSpec): Share[] {
  const { releases } = spec
  const [older, newer] = statesOf(clock, spec)
  return releases.map((release, i) => {
    const isCurrent = i === releases.length - 1
    const isPrevious = i === releases.length - 2
    return {
      release,
      states: isCurrent ? newer : isPrevious ? older : [],
      createdIn: (pod) =>
        isCurrent && spec.trouble === 'rolling'
          ? secondsIn(clock, rolledOutAt(pod))
          : minutesAgo(clock, (release.backSince ?? release.age) - pod * 0.2),
    }
  })
}

/** The pods of the previous release, then those of the current one. */
function statesOf(clock: Clock, spec: ServiceSpec): readonly [PodState[], PodState[]] {
  const { replicas, releases, name, trouble } = spec
  const current = releases.at(-1)
  const previous = releases.at(-2)
  const since = minutesAgo(clock, (current?.backSince ?? current?.age ?? 0) - 1)
  const sinceBefore = minutesAgo(clock, (previous?.age ?? 0) - 1)
  const some = (count: number, state: (i: number) => PodState): PodState[] =>
    Array.from({ length: count }, (_, i) => state(i))
  const up = (count: number): PodState[] => some(count, () => healthy(since))
  const upBefore = (count: number): PodState[] => some(count, () => healthy(sinceBefore))
  switch (trouble ?? 'none') {
    case 'crash-loop':
      return [upBefore(replicas - 1), some(2, (i) => crashLooping(clock, name, i * 13))]
    case 'image-pull':
      return [upBefore(replicas), [imageMissing(current?.image ?? '')]]
    case 'rolling': {
      const done = rolledOut(clock, replicas)
      const started = some(done, (i) => healthy(secondsIn(clock, rolledOutAt(i) + 3)))
      return [upBefore(replicas - done), started]
    }
    case 'flapping':
      return [[], [...up(replicas - 1), flapping(clock, since)]]
    case 'unschedulable':
      return [[], [...up(replicas - 1), unschedulable]]
    case 'out-of-memory':
    case 'paused':
    case 'none':
      return [[], up(replicas)]
  }
}
