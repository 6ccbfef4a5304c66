/** Workloads that got more or fewer pods: as controllers tell it, or as it was seen on the screen. */
import type { Workload } from '../workload.ts'
import type { AroundTime, ClusterEvent } from './around-time.ts'
import type { Happening } from './happening.ts'
import { happening } from './happening.ts'

/** A StatefulSet's, seen when its row changed. */
export interface SeenScaling {
  /** The workload's id. */
  readonly workload: string
  readonly at: string
  readonly from: number
  readonly to: number
}

const rolloutMs = 600_000
/** Within this time an autoscaler's event and the scaling belong together. */
const sameMomentMs = 15_000

/**
 * The deployment controller tells of each step (`Scaled up replica set cart-5d to 5 from 3`). Steps of
 * a rollout are left out: those from or to 0 pods, and those soon after a release.
 */
export function scalings({ events }: AroundTime, workloads: readonly Workload[]): Happening[] {
  const deployments = new Map(
    workloads.map((workload) => [
      `${workload.kind}/${workload.namespace}/${workload.name}`,
      workload,
    ]),
  )
  return events.flatMap((event) => {
    const steps =
      /^Scaled (?:up|down) replica set \S+ (?:from (\d+) )?to (\d+)(?: from (\d+))?/.exec(
        event.message,
      )
    const workload = deployments.get(`${event.kind}/${event.namespace}/${event.name}`)
    if (event.reason !== 'ScalingReplicaSet' || steps === null || workload === undefined) return []
    const from = Number(steps[1] ?? steps[3] ?? 0)
    const to = Number(steps[2])
    const time = Date.parse(event.lastAt)
    if (from === 0 || isInRollout(workload, time) || (to === 0 && workload.replicas.desired !== 0))
      return []
    return happening(workload, 'scaling', `scaled/${event.lastAt}/${to}`, event.lastAt, {
      words: `scaled ${from} → ${to}`,
      by: autoscalerOf(events, workload, time, to),
    })
  })
}

/**
 * The StatefulSet controller tells of pods that it deletes and makes, not of replicas. A pod whose number
 * is past what is wanted now, deleted and not made again, is proof that there were more; of one that is
 * made nothing tells whether it was there before. Events of one kind are one object with the last time, in
 * whole seconds: a pod that was made and deleted within one second is taken for gone, as it is past what
 * is wanted.
 */
export function shrunkSets(
  { events }: AroundTime,
  workloads: readonly Workload[],
  seen: readonly SeenScaling[],
): Happening[] {
  const bySet = Map.groupBy(
    events.flatMap((event) => podStep(event) ?? []),
    ({ event }) => `${event.namespace}/${event.name}`,
  )
  return workloads.flatMap((workload) => {
    const { kind, namespace, name, id, replicas } = workload
    const steps = kind === 'StatefulSet' ? (bySet.get(`${namespace}/${name}`) ?? []) : []
    const to = replicas.desired
    if (to === null) return []
    const isBack = (number: number, at: string): boolean =>
      steps.some((step) => step.made && step.number === number && step.event.lastAt > at)
    const gone = steps.filter(
      ({ made, number, event }) => !made && number >= to && !isBack(number, event.lastAt),
    )
    const [first] = gone.map(({ event }) => event.lastAt).sort()
    const wasSeen = seen.some((scaling) => scaling.workload === id && scaling.to === to)
    if (first === undefined || wasSeen) return []
    const from = Math.max(...gone.map(({ number }) => number)) + 1
    return happening(workload, 'scaling', `scaled/${first}/${to}`, first, {
      words: `scaled ${from} → ${to}`,
      by: autoscalerOf(events, workload, Date.parse(first), to),
    })
  })
}

/**
 * `Delete Pod cart-2 in StatefulSet cart successful` (stateful_pod_control.go, `recordPodEvent`); older
 * versions of Kubernetes begin with a small letter.
 */
function podStep(event: ClusterEvent) {
  const told = /^(create|delete) Pod \S+-(\d+) in StatefulSet \S+ successful$/i.exec(event.message)
  if (event.kind !== 'StatefulSet' || told === null) return null
  return { event, made: /^c/i.test(told[1] ?? ''), number: Number(told[2]) }
}

export function seenScalings(
  seen: readonly SeenScaling[],
  workloads: readonly Workload[],
): Happening[] {
  if (seen.length === 0) return []
  const rows = new Map(workloads.map((workload) => [workload.id, workload]))
  return seen.flatMap(({ workload, at, from, to }) => {
    const row = rows.get(workload)
    const words = `scaled ${from} → ${to}`
    return row === undefined ? [] : happening(row, 'scaling', `scaled/${at}/${to}`, at, { words })
  })
}

/** `autoscaler cart`, which tells of what it does, but not to what; null for none. */
function autoscalerOf(
  events: readonly ClusterEvent[],
  { namespace }: Workload,
  time: number,
  to: number,
): string | null {
  const told = events.find(
    (event) =>
      event.reason === 'SuccessfulRescale' &&
      event.namespace === namespace &&
      Math.abs(Date.parse(event.lastAt) - time) < sameMomentMs &&
      event.message.includes(`New size: ${to}`),
  )
  return told === undefined ? null : `autoscaler ${told.name}`
}

function isInRollout({ particulars }: Workload, time: number): boolean {
  return particulars.releases().some(({ releasedAt }) => {
    const since = time - Date.parse(releasedAt ?? '')
    return since >= -1000 && since < rolloutMs
  })
}
