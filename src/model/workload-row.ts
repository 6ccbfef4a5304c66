/** Makes the row of one workload from all that the cluster says about it. */
import { contactsOf } from './owner/contacts.ts'
import { diagnose } from './diagnosis/diagnosis.ts'
import { customValues } from './settings/custom-columns.ts'
import { healthOf } from './health/health.ts'
import { keptList } from './kept-list.ts'
import { keptTemplates } from './release/kept-template.ts'
import type { Knowledge } from './knowledge.ts'
import { noKnowledge } from './knowledge.ts'
import type { PodObject, WorkloadObject } from './kube/kube.ts'
import { ownerOf } from './owner/owner.ts'
import { Basis } from './particulars.ts'
import { previousOf } from './release/previous.ts'
import type { PodProblem } from './health/pod-problem.ts'
import { isWell } from './health/pod-problem.ts'
import { podProblems } from './health/problem-summary.ts'
import { isReady } from './health/rollout.ts'
import { Releases } from './release/releases.ts'
import { needSame, resourcesOf } from './resources/resources.ts'
import { alsoRunning } from './version/running.ts'
import { sharing } from './read-once.ts'
import { sameData } from './same-data.ts'
import type { Settings } from './settings/settings.ts'
import { concernedBy } from './settings/settings-change.ts'
import { appContainer } from './kube/container.ts'
import { sameTemplate } from './kube/template.ts'
import { presentCommit, versionOf } from './version/version.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { Particulars, Release, Workload } from './workload.ts'

export interface Row {
  readonly basis: Basis
  readonly workload: Workload
  /** When it changes though no object does, in epoch milliseconds; null for never. */
  readonly changesAt: number | null
  /** Whether none of its pods has a problem, now or later on, while they stay as they are. */
  readonly calm: boolean
}

/**
 * `now` in epoch milliseconds: some problems count for a while only. `before` is the row as it was,
 * most of which is taken over where nothing that it is made from has changed; all of it, as the very
 * same object, where nothing that is shown has.
 */
export function workloadRow(
  facts: WorkloadFacts,
  settings: Settings,
  now: number,
  knowledge: Knowledge = noKnowledge,
  before: Row | null = null,
): Row {
  if (before !== null && isSameBasis(before, facts, settings, knowledge)) {
    const row = keptRow(before, facts, now)
    row.basis.follow(facts, settings, knowledge)
    return row
  }
  const row = newRow(new Basis(facts, settings, knowledge), now)
  if (before === null || !sameWorkload(before.workload, row.workload)) return row
  before.basis.follow(facts, settings, knowledge)
  return { ...row, basis: before.basis, workload: before.workload }
}

/** Only what its pods do now is made anew. Written out, since this is done for every event. */
function keptRow(row: Row, facts: WorkloadFacts, now: number): Row {
  const { workload, basis } = row
  const present = stillPresent(row, facts) ?? presentOf(facts, workload.particulars, now)
  const { health, diagnosis, restarts, nodes, changesAt, calm } = present
  const resources = needSame(basis.facts, facts) ? workload.resources : resourcesOf(facts)
  const same =
    restarts === workload.restarts &&
    sameData(health, workload.health) &&
    sameData(diagnosis, workload.diagnosis) &&
    sameData(nodes, workload.nodes) &&
    sameData(resources, workload.resources)
  const next = same ? workload : { ...workload, health, diagnosis, restarts, nodes, resources }
  return { basis, changesAt, calm, workload: next }
}

/** The row in one piece, and what it may lack last: V8 keeps what is added to an object beside it. */
function newRow(basis: Basis, now: number): Row {
  const { facts, settings, knowledge } = basis
  const { context, workload: object } = facts
  const { meta, kind } = object
  const { rules, repository, entity, forBuilds } = basis.surmised()
  const kept = keptTemplates(facts)
  const releases = new Releases(facts, kept, forBuilds)
  const current = releases.current < 0 ? null : releases.brief(releases.current)
  const build = releases.presentBuild()
  const { previous, previousUnknown } = previousOf(facts, releases)
  const present = presentOf(facts, basis, now)
  const { changesAt, calm } = present
  const workload = {
    // In one piece: a text that is put together keeps its parts, too.
    id: [context, meta.uid].join('/'),
    context,
    namespace: meta.namespace,
    kind,
    name: meta.name,
    labels: meta.labels,
    owner: ownerOf({ subject: facts, rules, entity, repository, knowledge }),
    version: current?.version ?? versionOf(build),
    commit: presentCommit(build, facts, current?.commit),
    alsoRunning: alsoRunning(kept, releases),
    repository,
    previous,
    previousUnknown,
    changedAt: current?.releasedAt ?? null,
    health: present.health,
    diagnosis: present.diagnosis,
    replicas: replicasOf(object),
    restarts: present.restarts,
    resources: resourcesOf(facts, kept),
    contacts: contactsOf({ subject: facts, rules, entity, knowledge }),
    image: appContainer(build.template, meta)?.image ?? null,
    particulars: basis,
    services: keptList(facts.services.map(({ meta }) => meta.name)),
    nodes: present.nodes,
    ...customValues(facts, settings.customColumns),
  }
  return { basis, changesAt, calm, workload }
}

type Present = Required<Pick<Workload, 'health' | 'diagnosis' | 'restarts' | 'nodes'>> &
  Pick<Row, 'changesAt' | 'calm'>

/**
 * Where all was well and what changed is well, only restarts can differ: most of what happens in a fleet
 * is of that kind, and the pods that did not change are not looked at. Null where it is not so.
 */
function stillPresent(row: Row, { pods }: WorkloadFacts): Present | null {
  const { workload, calm, basis } = row
  const { facts } = basis
  const { health, diagnosis } = workload
  if (!calm || health.status === 'degraded') return null
  if (facts.pods.length !== pods.length) return null
  let { restarts } = workload
  for (let i = 0; i < pods.length; i++) {
    const old = facts.pods[i]
    const pod = pods[i]
    if (pod === old) continue
    if (old === undefined || pod === undefined || !isWell(pod)) return null
    restarts += restartsOf(pod) - restartsOf(old)
  }
  return { health, diagnosis, nodes: noNodes, restarts, changesAt: null, calm }
}

/** What its pods do now. */
function presentOf(facts: WorkloadFacts, particulars: Particulars, now: number): Present {
  const { problems, changesAt } = podProblems(facts, now)
  const health = healthOf(facts, problems)
  const diagnosis =
    health.status === 'degraded'
      ? diagnose({ ...untold, facts, health, releases: particulars.releases(), now })
      : null
  const nodes = nodesOf(facts.pods, problems)
  let restarts = 0
  for (const pod of facts.pods) restarts += restartsOf(pod)
  const calm = problems.length === 0 && changesAt === null
  return { health, diagnosis, restarts, nodes, changesAt, calm }
}

/** What is asked for only once a workload's page opens. */
const untold = { events: [], configChanges: [] }

const noNodes: readonly string[] = []

function nodesOf(pods: readonly PodObject[], problems: readonly PodProblem[]): readonly string[] {
  if (problems.length === 0) return noNodes
  const failing = new Set(problems.map(({ pod }) => pod))
  const nodes = pods.flatMap(({ meta, node }) => (failing.has(meta.name) ? (node ?? []) : []))
  return [...new Set(nodes)].sort()
}

function sameWorkload(a: Workload, b: Workload): boolean {
  const { particulars: one, ...shown } = a
  const { particulars: two, ...shownNow } = b
  if (!sameData(shown, shownNow)) return false
  return sameReleases(one.releases(), two.releases()) && sameData(one.explained(), two.explained())
}

function sameReleases(a: readonly Release[], b: readonly Release[]): boolean {
  if (a === b) return true
  return a.length === b.length && a.every((release, i) => sameRelease(release, b[i]))
}

/** Templates are the bulk of a row, and are compared by their fingerprints. */
function sameRelease(a: Release, b: Release | undefined): boolean {
  if (b === undefined) return false
  const [one, two] = [a.template, b.template]
  const same = one === two || (one !== null && two !== null && sameTemplate(one, two))
  return same && sameData({ ...a, template: null }, { ...b, template: null })
}

function restartsOf(pod: PodObject): number {
  let restarts = 0
  for (const container of pod.containers) restarts += container.restarts
  return restarts
}

/** What kulprit remembers was noted from the row itself, and counts once that is made anew. */
function isSameBasis(
  row: Row,
  facts: WorkloadFacts,
  settings: Settings,
  knowledge: Knowledge,
): boolean {
  const before = row.basis.facts
  return (
    hasSameSettings(row, settings) &&
    row.basis.knowledge === knowledge &&
    before.workload === facts.workload &&
    before.namespace === facts.namespace &&
    sameObjects(before.replicaSets, facts.replicaSets) &&
    sameObjects(before.controllerRevisions, facts.controllerRevisions) &&
    sameObjects(before.jobs, facts.jobs) &&
    sameObjects(before.services, facts.services) &&
    sameObjects(before.applications, facts.applications) &&
    sameObjects(before.deliveries, facts.deliveries) &&
    before.fields === facts.fields &&
    tellTheSame(before.pods, facts.pods)
  )
}

function hasSameSettings({ basis, workload }: Row, now: Settings): boolean {
  const { settings } = basis
  return settings === now || !concernedBy(settings, now, workload.context)(workload)
}

/** Pods come in no particular order, but mostly in that of the last time. */
function tellTheSame(a: readonly PodObject[], b: readonly PodObject[]): boolean {
  return tellInOrder(a, b) || whatPodsTell(a) === whatPodsTell(b)
}

function tellInOrder(a: readonly PodObject[], b: readonly PodObject[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) {
    const pod = a[i]
    const other = b[i]
    if (pod === other) continue
    if (pod === undefined || other === undefined || !tellsTheSame(pod, other)) return false
  }
  return true
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
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** A Job counts completions instead of ready pods, as kubectl does. */
function replicasOf({ kind, desired, status }: WorkloadObject): Workload['replicas'] {
  const { succeeded } = status
  const done = { ready: succeeded, updated: succeeded, available: succeeded }
  const { ready, updated, available } = kind === 'Job' ? done : status
  return sharedReplicas(`${desired} ${ready} ${updated} ${available}`, () => {
    return { desired, ready, updated, available }
  })
}

const sharedReplicas = sharing<Workload['replicas']>()
