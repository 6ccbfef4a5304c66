/** The templates that the cluster keeps of a workload: the raw material of its releases. */
import type { KeptTemplate } from './kept.ts'
import { keptRuns } from './kept-runs.ts'
import type { Meta, PodObject, ReplicaSetObject, WorkloadObject } from '../kube/kube.ts'
import { keepsNoHistory } from './release-memory.ts'
import { isHeldBack, isReady } from '../health/rollout.ts'
import { sameTemplate } from '../kube/template.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

export type { KeptTemplate }

/** In no particular order. */
export function keptTemplates(facts: WorkloadFacts): KeptTemplate[] {
  const { kind } = facts.workload
  if (kind === 'Deployment' || kind === 'Rollout') return ofReplicaSets(facts)
  if (keepsNoHistory(kind)) return keptRuns(facts)
  return ofControllerRevisions(facts)
}

/**
 * Kubernetes numbers ReplicaSets with an integer annotation; a rollback re-uses one, gives it the
 * next number and appends the old one to `revision-history`. The current one has the Deployment's
 * template, the oldest where several do (deployment/util, `FindNewReplicaSet`); while a Deployment is
 * paused, or its controller behind, none may: then it is the newest that has pods. Argo Rollouts does
 * the same with a prefix of its own, and names the current one in its status (utils/annotations).
 */
function ofReplicaSets(facts: WorkloadFacts): KeptTemplate[] {
  const sets = facts.replicaSets
    .map((set) => ({ set, numbers: releaseNumbers(set.meta) }))
    .filter(({ numbers }) => numbers.length > 0)
    .sort((a, b) => (b.numbers.at(-1) ?? 0) - (a.numbers.at(-1) ?? 0))
  if (sets.length === 0) {
    const numbers = releaseNumbers(facts.workload.meta)
    return numbers.slice(-1).map((number) => onlyTemplate(facts, number))
  }
  const current =
    currentSet(
      facts.workload,
      sets.map(({ set }) => set),
    ) ?? sets[0]?.set
  const podsBySet = Map.groupBy(facts.pods, ({ meta }) => meta.controller?.uid)
  return sets.map(({ set, numbers }) => ({
    numbers,
    template: set.template,
    meta: set.meta,
    pods: podsBySet.get(set.meta.uid) ?? noPods,
    available: set.available > 0,
    current: set === current,
    firstAt: set.meta.createdAt,
  }))
}

const noPods: readonly PodObject[] = []

/** `sets` newest first. */
function currentSet(
  { template, rollout }: WorkloadObject,
  sets: readonly ReplicaSetObject[],
): ReplicaSetObject | undefined {
  const named = sets.find(
    ({ meta }) =>
      rollout !== undefined &&
      rollout.currentHash !== null &&
      meta.labels['rollouts-pod-template-hash'] === rollout.currentHash,
  )
  const [oldest] = sets
    .filter((set) => sameTemplate(set.template, template))
    .sort((a, b) => (a.meta.createdAt ?? '').localeCompare(b.meta.createdAt ?? ''))
  return named ?? oldest ?? sets.find(({ replicas }) => replicas > 0)
}

/**
 * A rollback bumps the number of the equal ControllerRevision and forgets the old number, so the
 * highest is current. (A StatefulSet's `currentRevision` lags, for ever with `OnDelete`.) While an
 * update waits for someone to let it begin, current is what the pods run.
 */
function ofControllerRevisions(facts: WorkloadFacts): KeptTemplate[] {
  const kept = facts.controllerRevisions
    .toSorted((a, b) => b.revision - a.revision)
    .flatMap(({ revision, template, meta }) => {
      if (template === null) return []
      // A StatefulSet's pods carry the ControllerRevision's name, a DaemonSet's only its hash.
      const marks = [meta.name, meta.labels['controller-revision-hash']]
      const pods = facts.pods.filter((pod) => {
        const mark = pod.meta.labels['controller-revision-hash']
        return mark !== undefined && marks.includes(mark)
      })
      const available = pods.some(isReady)
      return { numbers: [revision], template, meta, pods, available, firstAt: meta.createdAt }
    })
  const running = isHeldBack(facts.workload) ? kept.find(({ pods }) => pods.length > 0) : undefined
  const current = running ?? kept[0]
  return kept.map((one) => ({ ...one, current: one === current }))
}

/** Where no ReplicaSet was read, the workload's own annotation still tells the number. */
function onlyTemplate({ workload, pods }: WorkloadFacts, number: number): KeptTemplate {
  const { template, meta } = workload
  return {
    numbers: [number],
    template,
    meta,
    pods,
    available: false,
    current: true,
    firstAt: meta.generation === 1 ? meta.createdAt : null,
  }
}

function releaseNumbers({ annotations }: Meta): number[] {
  const keys = Object.hasOwn(annotations, rolloutKeys.number) ? rolloutKeys : deploymentKeys
  const now = annotations[keys.number] ?? ''
  if (!isNumber(now)) return []
  const history = annotations[keys.history]
  if (history === undefined) return [Number(now)]
  const before = history.split(',')
  const numbers = [...before.map((text) => text.trim()).filter(isNumber), now].map(Number)
  return [...new Set(numbers)].sort((a, b) => a - b)
}

const deploymentKeys = {
  number: 'deployment.kubernetes.io/revision',
  history: 'deployment.kubernetes.io/revision-history',
}
const rolloutKeys = {
  number: 'rollout.argoproj.io/revision',
  history: 'rollout.argoproj.io/revision-history',
}

function isNumber(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text)
}
