/** Makes the row of one workload from all that the cluster says about it. */
import { buildRules } from './build.ts'
import { contactsOf } from './contacts.ts'
import { diagnose } from './diagnosis.ts'
import { healthOf } from './health.ts'
import { keptTemplates } from './kept-template.ts'
import type { Knowledge } from './knowledge.ts'
import { noKnowledge } from './knowledge.ts'
import type { PodObject, WorkloadObject } from './kube.ts'
import { ownerOf } from './owner.ts'
import { previousOf } from './previous.ts'
import type { PodProblem } from './pod-problem.ts'
import { podProblems } from './problem-summary.ts'
import { releasesOf } from './releases.ts'
import { isReady } from './rollout.ts'
import { parseSource, repositoryOf } from './repository.ts'
import { resourcesOf } from './resources.ts'
import { rulesFor } from './rules.ts'
import { alsoRunning } from './running.ts'
import type { Settings } from './settings.ts'
import { appContainer } from './container.ts'
import { explainedCommit, explainedVersion } from './version.ts'
import { entityOf } from './workload-entity.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { RepositoryRef, Workload } from './workload.ts'

export interface Row {
  readonly workload: Workload
  /** When it changes though no object does, in epoch milliseconds; null for never. */
  readonly changesAt: number | null
  readonly basis: Basis
}

/** What all of a row is made from but what its pods do now: most changes leave it as it is. */
interface Basis {
  readonly facts: Omit<WorkloadFacts, 'pods'>
  readonly settings: Settings
  readonly knowledge: Knowledge
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
  knowledge: Knowledge = noKnowledge,
  before?: Row,
): Row {
  const basis = basisOf(facts, settings, knowledge)
  const kept = before !== undefined && isSameBasis(before.basis, basis) ? before : null
  const { problems, changesAt } = podProblems(facts, now)
  const settled = kept?.workload ?? settledRow(facts, settings, knowledge)
  const health = healthOf(facts, problems)
  const workload: Workload = {
    ...settled,
    health,
    diagnosis:
      health.status === 'degraded'
        ? diagnose({ ...untold, facts, health, releases: settled.releases, now })
        : null,
    restarts: restartsOf(facts.pods),
    nodes: nodesOf(facts.pods, problems),
    resources: resourcesOf(facts),
  }
  return { workload, changesAt, basis: kept?.basis ?? basis }
}

/** What is asked for only once a workload's page opens. */
const untold = { events: [], configChanges: [] }

/** What does not depend on what its pods do now. */
function settledRow(
  facts: WorkloadFacts,
  settings: Settings,
  knowledge: Knowledge,
): Omit<Workload, 'health' | 'diagnosis' | 'restarts' | 'resources'> {
  const { context, workload: object } = facts
  const { meta, kind, template } = object
  const name = { context, namespace: meta.namespace, kind, name: meta.name }
  const rules = rulesFor(settings, context)
  const repository = repositoryOf(facts, rules, knowledge)
  const entity = entityOf(facts, repository, knowledge)
  const source = repository.confidence === 'weak' ? null : remoteOf(repository)
  const forBuilds = buildRules(rules, name, source)
  const kept = keptTemplates(facts)
  const deployed = releasesOf(facts, kept, forBuilds)
  const running = deployed.find(({ release }) => release.current)
  const current = running?.release
  const unkept = { kind, template, workload: meta, described: true, digests: [], rules: forBuilds }
  const build = running?.build ?? unkept
  return {
    id: `${context}/${meta.uid}`,
    context,
    namespace: meta.namespace,
    kind,
    name: meta.name,
    labels: meta.labels,
    owner: ownerOf({ subject: facts, rules, entity, repository, knowledge }),
    version: explainedVersion(build),
    commit: explainedCommit(build, facts),
    alsoRunning: alsoRunning(kept, deployed),
    repository,
    ...previousOf(facts, deployed),
    changedAt: current?.releasedAt ?? null,
    replicas: replicasOf(object),
    contacts: contactsOf({ subject: facts, rules, entity, knowledge }),
    image: current === undefined ? (appContainer(template, meta)?.image ?? null) : current.image,
    releases: deployed.map(({ release }) => release),
    services: facts.services.map(({ meta }) => meta.name),
  }
}

const noNodes: readonly string[] = []

function nodesOf(pods: readonly PodObject[], problems: readonly PodProblem[]): readonly string[] {
  if (problems.length === 0) return noNodes
  const failing = new Set(problems.map(({ pod }) => pod))
  const nodes = pods.flatMap(({ meta, node }) => (failing.has(meta.name) ? (node ?? []) : []))
  return [...new Set(nodes)].sort()
}

function restartsOf(pods: readonly PodObject[]): number {
  let restarts = 0
  for (const pod of pods) for (const container of pod.containers) restarts += container.restarts
  return restarts
}

function basisOf(
  { pods, ...facts }: WorkloadFacts,
  settings: Settings,
  knowledge: Knowledge,
): Basis {
  return { facts, settings, knowledge, pods: whatPodsTell(pods) }
}

function isSameBasis(a: Basis, b: Basis): boolean {
  return (
    a.pods === b.pods &&
    a.settings === b.settings &&
    a.knowledge === b.knowledge &&
    a.facts.workload === b.facts.workload &&
    a.facts.namespace === b.facts.namespace &&
    a.facts.remembered === b.facts.remembered &&
    sameObjects(a.facts.replicaSets, b.facts.replicaSets) &&
    sameObjects(a.facts.controllerRevisions, b.facts.controllerRevisions) &&
    sameObjects(a.facts.jobs, b.facts.jobs) &&
    sameObjects(a.facts.services, b.facts.services) &&
    sameObjects(a.facts.applications, b.facts.applications) &&
    sameObjects(a.facts.deliveries, b.facts.deliveries)
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

/** A local folder does not tell of which repository it is a clone. */
function remoteOf({ url }: RepositoryRef): string | null {
  return url === null ? null : (parseSource(url)?.url ?? null)
}

/** A Job counts completions instead of ready pods, as kubectl does. */
function replicasOf({ kind, desired, status }: WorkloadObject): Workload['replicas'] {
  const { ready, updated, available, succeeded } = status
  return kind === 'Job'
    ? { desired, ready: succeeded, updated: succeeded, available: succeeded }
    : { desired, ready, updated, available }
}
