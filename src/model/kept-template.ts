/** The templates that the cluster keeps of a workload: the raw material of its releases. */
import type { Meta, PodObject, PodTemplate } from './kube.ts'
import { findCondition, isHeldBack, isReady } from './rollout.ts'
import { sameTemplate } from './template.ts'
import type { WorkloadFacts } from './workload-facts.ts'

export interface KeptTemplate {
  /** The release numbers it had, ascending: more than one after a rollback to it. */
  readonly numbers: readonly number[]
  readonly template: PodTemplate
  /** Of the ReplicaSet, the ControllerRevision, or the workload itself where nothing is kept. */
  readonly meta: Meta
  readonly pods: readonly PodObject[]
  /** Pods of it serve right now. */
  readonly available: boolean
  readonly current: boolean
  /** When it was rolled out for the first time; null where the cluster does not say. */
  readonly firstAt: string | null
}

/** In no particular order. */
export function keptTemplates(facts: WorkloadFacts): KeptTemplate[] {
  const { kind } = facts.workload
  if (kind === 'Deployment') return ofReplicaSets(facts)
  if (kind === 'Job' || kind === 'CronJob') return [onlyTemplate(facts, 1)]
  return ofControllerRevisions(facts)
}

/**
 * Kubernetes numbers ReplicaSets with an integer annotation; a rollback re-uses one, gives it the
 * next number and appends the old one to `revision-history`. The current one has the Deployment's
 * template, the oldest where several do (deployment/util, `FindNewReplicaSet`); while a Deployment is
 * paused, or its controller behind, none may: then it is the newest that has pods.
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
  const matching = sets
    .filter(({ set }) => sameTemplate(set.template, facts.workload.template))
    .sort((a, b) => (a.set.meta.createdAt ?? '').localeCompare(b.set.meta.createdAt ?? ''))
  const current = matching[0] ?? sets.find(({ set }) => set.replicas > 0) ?? sets[0]
  return sets.map(({ set, numbers }) => ({
    numbers,
    template: set.template,
    meta: set.meta,
    pods: facts.pods.filter((pod) => pod.meta.controller?.uid === set.meta.uid),
    available: set.available > 0,
    current: set === current?.set,
    firstAt: set.meta.createdAt,
  }))
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

/** A Job's template never changes; a CronJob's may have, and only its generation tells. */
function onlyTemplate(facts: WorkloadFacts, number: number): KeptTemplate {
  const { workload, jobs, pods } = facts
  const finished = jobs.filter((job) => job.template.fingerprint === workload.template.fingerprint)
  const unchanged = workload.kind === 'Job' || workload.meta.generation === 1
  return {
    numbers: [number],
    template: workload.template,
    meta: workload.meta,
    pods,
    available: [workload, ...finished].some(
      (job) => findCondition(job.conditions, 'Complete')?.status === 'True',
    ),
    current: true,
    firstAt: unchanged ? workload.meta.createdAt : null,
  }
}

function releaseNumbers(meta: Meta): number[] {
  const now = meta.annotations['deployment.kubernetes.io/revision'] ?? ''
  if (!isNumber(now)) return []
  const before = (meta.annotations['deployment.kubernetes.io/revision-history'] ?? '').split(',')
  const numbers = [...before.map((text) => text.trim()).filter(isNumber), now].map(Number)
  return [...new Set(numbers)].sort((a, b) => a - b)
}

function isNumber(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text)
}
