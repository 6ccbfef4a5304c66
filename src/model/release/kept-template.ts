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
  const { workload, replicaSets, pods } = facts
  const numbered: { set: ReplicaSetObject; numbers: number[]; newest: number }[] = []
  for (const set of replicaSets) {
    const numbers = releaseNumbers(set.meta)
    const newest = numbers.at(-1)
    if (newest !== undefined) numbered.push({ set, numbers, newest })
  }
  if (numbered.length === 0) {
    const newest = releaseNumbers(workload.meta).at(-1)
    return newest === undefined ? [] : [onlyTemplate(facts, newest)]
  }
  numbered.sort((a, b) => b.newest - a.newest)
  const current = currentSet(workload, numbered) ?? numbered[0]?.set
  return numbered.map(({ set, numbers }) => ({
    numbers,
    template: set.template,
    meta: set.meta,
    pods: podsOf(set, pods),
    available: set.available > 0,
    current: set === current,
    firstAt: set.meta.createdAt,
  }))
}

/** Most ReplicaSets have none: they are kept so that one can go back to them. */
function podsOf({ meta }: ReplicaSetObject, pods: readonly PodObject[]): readonly PodObject[] {
  let own: PodObject[] | null = null
  for (const pod of pods)
    if (pod.meta.controller?.uid === meta.uid) {
      own ??= []
      own.push(pod)
    }
  return own ?? noPods
}

const noPods: readonly PodObject[] = []

/** `numbered` newest first. */
function currentSet(
  { template, rollout }: WorkloadObject,
  numbered: readonly { readonly set: ReplicaSetObject }[],
): ReplicaSetObject | undefined {
  let oldest: ReplicaSetObject | undefined
  let serving: ReplicaSetObject | undefined
  for (const { set } of numbered) {
    const { labels, createdAt } = set.meta
    const hash = rollout?.currentHash ?? null
    if (hash !== null && labels['rollouts-pod-template-hash'] === hash) return set
    const isOlder = oldest === undefined || (createdAt ?? '') < (oldest.meta.createdAt ?? '')
    if (isOlder && sameTemplate(set.template, template)) oldest = set
    if (serving === undefined && set.replicas > 0) serving = set
  }
  return oldest ?? serving
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
