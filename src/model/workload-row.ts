/** Makes the row of one workload from all that the cluster says about it. */
import { healthOf } from './health.ts'
import { keptTemplates } from './kept-template.ts'
import type { PodObject, WorkloadObject } from './kube.ts'
import { contactsOf, ownerOf } from './owner.ts'
import { previousOf } from './previous.ts'
import { podProblems } from './problem-summary.ts'
import { releasesOf } from './releases.ts'
import { isReady } from './rollout.ts'
import { repositoryOf } from './repository.ts'
import { resourcesOf } from './resources.ts'
import type { Settings } from './settings.ts'
import { appContainer } from './container.ts'
import { commitOf, versionOf } from './version.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { Workload } from './workload.ts'

export interface Row {
  readonly workload: Workload
  /** When it changes though no object does, in epoch milliseconds; null for never. */
  readonly changesAt: number | null
  readonly basis: Basis
}

/** What all of a row is made from but what its pods do now: most changes leave it as it is. */
interface Basis {
  readonly facts: Omit<WorkloadFacts, 'context' | 'pods'>
  readonly settings: Settings
  readonly pods: string
}

/**
 * `now` in epoch milliseconds: some problems count for a while only. `before` is the row as it was,
 * most of which is taken over where nothing that it is made from has changed.
 */
export function workloadRow(
  facts: WorkloadFacts,
  settings: Settings,
  now: number,
  before?: Row,
): Row {
  const basis = basisOf(facts, settings)
  const kept = before !== undefined && isSameBasis(before.basis, basis) ? before : null
  const { problems, changesAt } = podProblems(facts, now)
  const workload: Workload = {
    ...(kept?.workload ?? settledRow(facts, settings)),
    health: healthOf(facts, problems),
    restarts: restartsOf(facts.pods),
  }
  return { workload, changesAt, basis: kept?.basis ?? basis }
}

/** What does not depend on what its pods do now. */
function settledRow(
  facts: WorkloadFacts,
  settings: Settings,
): Omit<Workload, 'health' | 'restarts'> {
  const { context, workload: object, namespace } = facts
  const { meta, kind, template } = object
  const deployed = releasesOf(facts, keptTemplates(facts))
  const current = deployed.find(({ release }) => release.current)?.release
  const unkept = { kind, template, workload: meta, described: true, digests: [] }
  return {
    id: `${context}/${meta.uid}`,
    context,
    namespace: meta.namespace,
    kind,
    name: meta.name,
    labels: meta.labels,
    owner: ownerOf(object, namespace),
    version: current?.version ?? versionOf(unkept),
    commit: current?.commit ?? commitOf(unkept),
    repository: repositoryOf(object, context, namespace, settings),
    ...previousOf(facts, deployed),
    changedAt: current?.releasedAt ?? null,
    replicas: replicasOf(object),
    resources: resourcesOf(object),
    contacts: contactsOf(object, namespace),
    image: current === undefined ? (appContainer(template, meta)?.image ?? null) : current.image,
    releases: deployed.map(({ release }) => release),
  }
}

function restartsOf(pods: readonly PodObject[]): number {
  let restarts = 0
  for (const pod of pods) for (const container of pod.containers) restarts += container.restarts
  return restarts
}

function basisOf(facts: WorkloadFacts, settings: Settings): Basis {
  const { workload, replicaSets, controllerRevisions, jobs, namespace, pods } = facts
  return {
    facts: { workload, replicaSets, controllerRevisions, jobs, namespace },
    settings,
    pods: whatPodsTell(pods),
  }
}

function isSameBasis(a: Basis, b: Basis): boolean {
  return (
    a.pods === b.pods &&
    a.settings === b.settings &&
    a.facts.workload === b.facts.workload &&
    a.facts.namespace === b.facts.namespace &&
    sameObjects(a.facts.replicaSets, b.facts.replicaSets) &&
    sameObjects(a.facts.controllerRevisions, b.facts.controllerRevisions) &&
    sameObjects(a.facts.jobs, b.facts.jobs)
  )
}

/** All that releases are told from in pods: which images run in which of them, and whether they serve. */
function whatPodsTell(pods: readonly PodObject[]): string {
  const said = new Set<string>()
  let before: PodObject | null = null
  for (const pod of pods) {
    if (before !== null && tellsTheSame(pod, before)) continue
    before = pod
    const { controller, labels } = pod.meta
    let text = `${controller?.uid} ${labels['controller-revision-hash']} ${isReady(pod)}`
    for (const { name, imageId } of pod.containers) text += ` ${name} ${imageId}`
    said.add(text)
  }
  const [only] = said
  return said.size < 2 ? (only ?? '') : [...said].sort().join('\n')
}

function tellsTheSame(a: PodObject, b: PodObject): boolean {
  if (a.meta.controller?.uid !== b.meta.controller?.uid) return false
  if (a.meta.labels !== b.meta.labels || isReady(a) !== isReady(b)) return false
  if (a.containers === b.containers) return true
  return (
    a.containers.length === b.containers.length &&
    a.containers.every(({ name, imageId }, i) => {
      const other = b.containers[i]
      return name === other?.name && imageId === other.imageId
    })
  )
}

function sameObjects(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** A Job counts completions instead of ready pods, as kubectl does. */
function replicasOf({ kind, desired, status }: WorkloadObject): Workload['replicas'] {
  const { ready, updated, available, succeeded } = status
  return kind === 'Job'
    ? { desired, ready: succeeded, updated: succeeded, available: succeeded }
    : { desired, ready, updated, available }
}
