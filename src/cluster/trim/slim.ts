/** What is kept of pods and ReplicaSets: only what the rules read, and what is alike in most but once. */
import type {
  Condition,
  ContainerState,
  ContainerStatus,
  WorkloadObject,
} from '../../model/kube/kube.ts'

/** The one label of a pod that is read: which ControllerRevision it runs. */
export const keepOfPods = { labels: ['controller-revision-hash'], annotations: [] } as const

/** A ReplicaSet is found by its controller, and known by its annotations. */
export const keepOfReplicaSets = { labels: [], annotations: 'all' } as const

/** The pod conditions that are read; of one that is true, nothing but that. */
const asItShould: Readonly<Record<string, Condition>> = {
  Ready: isTrue('Ready'),
  PodScheduled: isTrue('PodScheduled'),
}

function isTrue(type: string): Condition {
  return {
    ...{ type, status: 'True', reason: null, message: null },
    ...{ lastTransitionAt: null, lastUpdateAt: null },
  }
}

export const conditionsRead = Object.keys(asItShould)

/** `skip` where it is not read, a condition where its state says all, else `whole`. */
export function slimCondition(type: string, status: string): Condition | 'skip' | 'whole' {
  const known = asItShould[type]
  if (known === undefined) return 'skip'
  return status === 'True' ? known : 'whole'
}

const orders = [
  [asItShould['Ready'], asItShould['PodScheduled']],
  [asItShould['PodScheduled'], asItShould['Ready']],
] as readonly (readonly Condition[])[]

/** Of a pod that is well: one list for all of them. */
export function shareConditions(conditions: readonly Condition[]): readonly Condition[] {
  if (conditions.length !== 2) return conditions
  return orders.find(([a, b]) => a === conditions[0] && b === conditions[1]) ?? conditions
}

/** Of a container that is ready. */
export const running: ContainerState = {
  kind: 'running',
  ...{ reason: null, message: null, exitCode: null, startedAt: null, finishedAt: null },
}

const slots = 1024
const recent: (ContainerStatus | undefined)[] = Array.from({ length: slots })

/** Since when a ready container runs is not read. */
export function slimStatus(status: ContainerStatus): ContainerStatus {
  const { name, init, image, imageId, ready, restarts, state, lastState } = status
  if (!ready || state?.kind !== 'running') return status
  const slot = slotOf(image, imageId, restarts)
  const known = recent[slot]
  if (
    known !== undefined &&
    known.image === image &&
    known.imageId === imageId &&
    known.name === name &&
    known.restarts === restarts &&
    known.init === init &&
    known.lastState === lastState
  )
    return known
  const slim = { name, init, image, imageId, ready, restarts, state: running, lastState }
  recent[slot] = slim
  return slim
}

function slotOf(image: string, imageId: string, restarts: number): number {
  let hash = restarts
  for (let i = 1; i <= 8; i++)
    hash =
      (Math.imul(hash, 31) +
        image.charCodeAt(image.length - i) +
        imageId.charCodeAt(imageId.length - i)) |
      0
  return hash & (slots - 1)
}

const recentLists: (readonly ContainerStatus[] | undefined)[] = Array.from({ length: slots })

/** Of a pod whose only container is as another pod's: one list for both. None has room for more. */
export function shareStatuses(statuses: readonly ContainerStatus[]): readonly ContainerStatus[] {
  const [only] = statuses
  if (statuses.length !== 1 || only === undefined) return statuses.slice()
  if (only.state !== running || only.lastState !== null) return statuses
  const slot = slotOf(only.image, only.imageId, only.restarts)
  const known = recentLists[slot]
  if (known?.[0] === only) return known
  recentLists[slot] = statuses
  return statuses
}

type Counts = WorkloadObject['status']

const recentCounts: (Counts | undefined)[] = Array.from({ length: slots })

/** Of a workload of which nothing but numbers is told: most have as many pods as another one. */
export function shareCounts(counts: Counts): Counts {
  const { replicas, ready, updated, available, active, succeeded, failed } = counts
  const { currentRevision, updateRevision, startedAt, completedAt } = counts
  if ((currentRevision ?? updateRevision ?? startedAt ?? completedAt) !== null) return counts
  let hash = replicas
  for (const one of [ready, updated, available, active, succeeded, failed])
    hash = (Math.imul(hash, 31) + one) | 0
  const slot = hash & (slots - 1)
  const known = recentCounts[slot]
  if (
    known !== undefined &&
    known.replicas === replicas &&
    known.ready === ready &&
    known.updated === updated &&
    known.available === available &&
    known.active === active &&
    known.succeeded === succeeded &&
    known.failed === failed
  )
    return known
  recentCounts[slot] = counts
  return counts
}
