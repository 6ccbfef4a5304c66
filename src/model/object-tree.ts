/** Objects and what they control, as a tree: what is above an object and what is below it. */
import { addPods, type ControlledPods } from './controlled-pods.ts'
import type { KubeObject, PodObject, PodTemplate, ReplicaSetObject } from './kube/kube.ts'
import { equalTemplates } from './kube/template.ts'
import type { ReleaseMemory } from './release/release-memory.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { Row } from './workload-row.ts'

/** Pod → Job → CronJob is the longest real chain; hostile data may hold a circle. */
const longestChain = 4

/** Pods control nothing that is read, and are most of all objects: they have no node of their own. */
type Controlling = Exclude<KubeObject, PodObject>

/** One object, in a list with the others that its controller has; null while only those are known. */
export interface Node {
  readonly uid: string
  object: Controlling | null
  controller: Node | null
  /** The first of those that it controls; the others follow by `next`. */
  first: Node | null
  next: Node | null
  before: Node | null
  pods: ControlledPods | null
  /** Of a workload: what is known of it, until more than one of its pods changes. */
  settled: Settled | null
  /** Of a workload: its row as it was made last. */
  row: Row | null
}

export interface Settled {
  /** As they were told last: a list that they hold stays as it is. */
  facts: WorkloadFacts
  /** What `facts.remembered` was looked up in. */
  readonly memory: ReleaseMemory
  /** As they are now; null until they are asked for. */
  pods: PodObject[] | null
}

export function attach(node: Node, controller: Node): void {
  node.controller = controller
  node.next = controller.first
  if (controller.first !== null) controller.first.before = node
  controller.first = node
}

/** The workload of an object that is `depth` below the node; null where there is none, or none yet. */
export function workloadAbove(node: Node, depth: number): Node | null {
  let at: Node | null = node
  for (let i = depth; at !== null && at.object !== null && i <= longestChain; i++) {
    if (hasRow(at.object)) return at
    at = at.controller
  }
  return null
}

export function podsOf(node: Node): PodObject[] {
  const pods: PodObject[] = []
  collectPods(node, 0, pods)
  return pods.slice()
}

/** In no particular order. */
function collectPods(node: Node, depth: number, into: PodObject[]): void {
  if (depth === longestChain) return
  addPods(node.pods, into)
  for (let child = node.first; child !== null; child = child.next)
    if (child.object !== null && !hasRow(child.object)) collectPods(child, depth + 1, into)
}

type Below = {
  -readonly [Part in 'replicaSets' | 'controllerRevisions' | 'jobs']: WorkloadFacts[Part][number][]
} & { fields: WorkloadFacts['fields'] }

/** Those that belong to the workload's row, by uid: what comes first decides where all else is equal. */
export function objectsBelow(workload: Node): Below {
  const below: Below = { replicaSets: [], controllerRevisions: [], jobs: [], fields: null }
  const template = workload.object?.type === 'workload' ? workload.object.template : null
  collect(workload, 0, below, template)
  below.replicaSets.sort(byUid)
  below.controllerRevisions.sort(byUid)
  below.jobs.sort(byUid)
  return below
}

function byUid(a: KubeObject, b: KubeObject): number {
  return a.meta.uid < b.meta.uid ? -1 : 1
}

/**
 * Another row's objects are left to that one. The ReplicaSet that has the workload's template has it from then on
 * as the very same object: of a whole fleet it would be kept twice.
 */
function collect(node: Node, depth: number, into: Below, template: PodTemplate | null): void {
  if (depth === longestChain) return
  for (let child = node.first; child !== null; child = child.next) {
    if (child.object?.type === 'replicaset' && template !== null)
      child.object = withThat(template, child.object)
    const { object } = child
    if (object === null || hasRow(object)) continue
    if (object.type === 'replicaset') into.replicaSets.push(object)
    else if (object.type === 'controllerrevision') into.controllerRevisions.push(object)
    else if (object.type === 'workload') into.jobs.push(object)
    else if (object.type === 'fields' && depth === 0) into.fields = object
    collect(child, depth + 1, into, template)
  }
}

function withThat(template: PodTemplate, set: ReplicaSetObject): ReplicaSetObject {
  if (set.template === template || !equalTemplates(set.template, template)) return set
  const { type, meta, replicas, ready, available } = set
  return { type, meta, template, replicas, ready, available }
}

export function hasRow(object: KubeObject): boolean {
  return object.type === 'workload' && (object.kind !== 'Job' || object.meta.controller === null)
}
