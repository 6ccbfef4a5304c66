/** What happened in the fleet, newest first: releases, scalings, writes to ConfigMaps, nodes, failures. */
import type { AroundTime, ClusterEvent, NodeTrouble } from './around-time.ts'
import { differencesBetween } from '../release/difference.ts'
import { configMapsOf } from '../release/release-diff.ts'
import type { Change, Release, Workload } from '../workload.ts'

type HappeningType = 'release' | 'rollback' | 'restart' | 'scaling' | 'config' | 'node' | 'failure'

export interface Happening {
  /** Unique, and the same each time. */
  readonly id: string
  readonly type: HappeningType
  readonly at: string
  /** `at` in epoch milliseconds. */
  readonly time: number
  readonly context: string
  /** Empty for a node. */
  readonly namespace: string
  /** A workload's kind, `ConfigMap` or `Node`. */
  readonly kind: string
  readonly name: string
  /** Ids of the workloads that it is about: of a ConfigMap those that read it. */
  readonly workloads: readonly string[]
  readonly owner: string | null
  readonly from: Release | null
  readonly to: Release | null
  readonly by: string | null
  readonly changes: readonly Change[]
  /** `1.8.0 → 1.9.0`, `scaled 3 → 5`. */
  readonly words: string
  /** It ended trouble, and can have caused none. */
  readonly relief?: true
}

/** A StatefulSet's, seen when its row changed. */
export interface SeenScaling {
  /** The workload's id. */
  readonly workload: string
  readonly at: string
  readonly from: number
  readonly to: number
}

/** Newest first; what happened at the same moment stays in a fixed order. */
export function timelineOf(
  workloads: Iterable<Workload>,
  around: readonly AroundTime[] = [],
  seen: readonly SeenScaling[] = [],
): readonly Happening[] {
  const all = [...workloads]
  const found = [...all.flatMap(happeningsOf), ...seenScalings(seen, all)]
  for (const one of around) {
    const inContext = all.filter(({ context }) => context === one.context)
    found.push(
      ...scalings(one, inContext),
      ...shrunkSets(one, inContext, seen),
      ...configWrites(one, inContext),
      ...nodeTroubles(one, inContext),
    )
  }
  return found.sort((a, b) => b.time - a.time || (a.id < b.id ? -1 : 1))
}

const known = new WeakMap<Workload, readonly Happening[]>()

/** What a row itself tells; made once for each. */
function happeningsOf(workload: Workload): readonly Happening[] {
  const before = known.get(workload)
  if (before !== undefined) return before
  const made = [
    ...workload.releases.flatMap((release, i) =>
      releaseHappening(workload, release, workload.releases[i + 1] ?? null),
    ),
    ...failure(workload),
  ]
  known.set(workload, made)
  return made
}

function releaseHappening(workload: Workload, to: Release, from: Release | null): Happening[] {
  const { release, rollbackTo, releasedAt, releasedBy, changes } = to
  const type = rollbackTo !== undefined ? 'rollback' : isRestart(from, to) ? 'restart' : 'release'
  const versions = versionWords(from, to)
  const words =
    type === 'rollback'
      ? `back to release ${rollbackTo}, ${versions}`
      : type === 'restart'
        ? `restarted, ${to.version.value ?? 'unknown version'}`
        : versions
  return happening(workload, type, `${release}`, releasedAt, {
    ...{ from, to, changes, words },
    by: releasedBy,
  })
}

/** `1.8.0 → 1.9.0`, or one of them where both are the same. */
function versionWords(from: Release | null, to: Release): string {
  const [before, after] = [from?.version.value ?? null, to.version.value ?? 'unknown version']
  if (from === null) return `first known, ${after}`
  return before === after ? `${after} again` : `${before ?? 'unknown version'} → ${after}`
}

function isRestart(from: Release | null, { changes, template }: Release): boolean {
  if (changes.length !== 1 || changes[0] !== 'other') return false
  if (template === null || from === null || from.template === null) return false
  return differencesBetween(from.template, template).every(({ subject }) => subject === 'restart')
}

function failure(workload: Workload): Happening[] {
  const { health, diagnosis } = workload
  if (health.status !== 'degraded') return []
  return happening(workload, 'failure', 'failure', diagnosis?.since ?? health.since, {
    words: diagnosis?.sentence ?? health.message ?? health.reason ?? 'it fails',
  })
}

function happening(
  workload: Workload,
  type: HappeningType,
  key: string,
  at: string | null,
  rest: Pick<Happening, 'words'> & Partial<Happening>,
): Happening[] {
  const time = Date.parse(at ?? '')
  if (at === null || Number.isNaN(time)) return []
  const { id, context, namespace, kind, name, owner } = workload
  return [
    {
      ...{ id: `${id}/${key}`, type, at, time, context, namespace, kind, name },
      ...{ workloads: [id], owner: owner.value, from: null, to: null, by: null, changes: [] },
      ...rest,
    },
  ]
}

const rolloutMs = 600_000
/** Within this time an autoscaler's event and the scaling belong together. */
const sameMomentMs = 15_000

/**
 * The deployment controller tells of each step (`Scaled up replica set cart-5d to 5 from 3`). Steps of
 * a rollout are left out: those from or to 0 pods, and those soon after a release.
 */
function scalings({ events }: AroundTime, workloads: readonly Workload[]): Happening[] {
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
function shrunkSets(
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

function seenScalings(seen: readonly SeenScaling[], workloads: readonly Workload[]): Happening[] {
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

function isInRollout({ releases }: Workload, time: number): boolean {
  return releases.some(({ releasedAt }) => {
    const since = time - Date.parse(releasedAt ?? '')
    return since >= -1000 && since < rolloutMs
  })
}

/** Only of ConfigMaps that some workload reads: others (locks of controllers) are written all the time. */
function configWrites(
  { context, configs }: AroundTime,
  workloads: readonly Workload[],
): Happening[] {
  const readers = readersOf(workloads)
  return configs.flatMap((config): Happening[] => {
    const reading = readers.get(`${config.namespace}/${config.name}`) ?? []
    const at = config.changedAt ?? ''
    const time = Date.parse(at)
    if (reading.length === 0 || Number.isNaN(time)) return []
    const { namespace, name, changedBy } = config
    return [
      {
        ...{ id: `${context}/configmap/${namespace}/${name}`, type: 'config', at, time, context },
        ...{ namespace, kind: 'ConfigMap', name, workloads: reading.map(({ id }) => id) },
        ...{ owner: commonOwner(reading), from: null, to: null, by: changedBy },
        changes: ['config'],
        words: `${config.changedAt === config.createdAt ? 'created' : 'written to'}, read by ${reading.map((one) => one.name).join(', ')}`,
      },
    ]
  })
}

/** By `namespace/name` of the ConfigMap: who reads it in the release that runs. */
function readersOf(workloads: readonly Workload[]): Map<string, Workload[]> {
  const readers = new Map<string, Workload[]>()
  for (const workload of workloads) {
    const template = workload.releases.find(({ current }) => current)?.template ?? null
    for (const name of template === null ? [] : configMapsOf(template)) {
      const key = `${workload.namespace}/${name}`
      readers.set(key, [...(readers.get(key) ?? []), workload])
    }
  }
  return readers
}

function commonOwner(workloads: readonly Workload[]): string | null {
  const owners = new Set(workloads.map(({ owner }) => owner.value))
  return owners.size === 1 ? ([...owners][0] ?? null) : null
}

/** What kubelet and controllers say of a node's condition, by the condition's name. */
const conditionEvents: Readonly<Record<string, string>> = {
  NodeNotReady: 'NotReady',
  NodeHasInsufficientMemory: 'MemoryPressure',
  NodeHasDiskPressure: 'DiskPressure',
  NodeHasInsufficientPID: 'PIDPressure',
}
const reliefs = new Set([
  'NodeReady',
  'NodeHasSufficientMemory',
  'NodeHasNoDiskPressure',
  'NodeHasSufficientPID',
  'NodeSchedulable',
])
/** Normal events that are no news in an incident. */
const noise =
  /^(?:Starting|NodeAllocatableEnforced|RegisteredNode|Synced|NodeHasSufficient|NodeHasNo)/
const sameTroubleMs = 120_000

/** Conditions as they are, and events of what no longer is; one thing told twice counts once. */
function nodeTroubles(
  { context, nodes, events }: AroundTime,
  workloads: readonly Workload[],
): Happening[] {
  const onNode = (node: string): readonly string[] =>
    workloads.filter((one) => one.nodes?.includes(node) === true).map(({ id }) => id)
  const told = events
    .filter((event) => event.kind === 'Node' && isNews(event))
    .flatMap((event) => nodeEvent(context, event, onNode(event.name)))
    .filter(
      ({ name, words, time }) =>
        !nodes.some(
          (trouble) =>
            trouble.node === name &&
            words.startsWith(trouble.condition) &&
            Math.abs(Date.parse(trouble.at) - time) < sameTroubleMs,
        ),
    )
  return [
    ...nodes.flatMap((trouble) => nodeCondition(context, trouble, onNode(trouble.node))),
    ...told,
  ]
}

function isNews({ reason, warning }: ClusterEvent): boolean {
  return warning || reason in conditionEvents || reliefs.has(reason) || !noise.test(reason)
}

function nodeCondition(
  context: string,
  { node, condition, message, at }: NodeTrouble,
  workloads: readonly string[],
): Happening[] {
  const words = message === null ? condition : `${condition}: ${message}`
  return nodeHappening(context, node, at, words, workloads)
}

function nodeEvent(
  context: string,
  { name, reason, message, firstAt, lastAt, count }: ClusterEvent,
  workloads: readonly string[],
): Happening[] {
  const what = conditionEvents[reason] ?? reason
  const words = message === '' ? what : `${what}: ${message}`
  const relief = reliefs.has(reason) ? { relief: true as const } : {}
  const made = [
    ...nodeHappening(context, name, firstAt, words, workloads),
    ...(lastAt === firstAt
      ? []
      : nodeHappening(context, name, lastAt, `${words} (${count} times)`, workloads)),
  ]
  return made.map((one) => ({ ...one, ...relief }))
}

function nodeHappening(
  context: string,
  name: string,
  at: string,
  words: string,
  workloads: readonly string[],
): Happening[] {
  const time = Date.parse(at)
  if (Number.isNaN(time)) return []
  return [
    {
      ...{ id: `${context}/node/${name}/${at}/${words}`, type: 'node', at, time, context },
      ...{ namespace: '', kind: 'Node', name, workloads, owner: null, from: null, to: null },
      ...{ by: null, changes: [], words },
    },
  ]
}

/** The nodes that pods with a problem run on: whose state may tell why. */
export function nodesToAsk(workloads: Iterable<Workload>, context: string): string[] {
  const nodes = new Set<string>()
  for (const workload of workloads)
    if (workload.context === context) for (const node of workload.nodes ?? []) nodes.add(node)
  return [...nodes]
}
