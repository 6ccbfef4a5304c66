/** The objects of one context, by uid and by controller: finds the workload behind any object. */
import { keptList } from './kept-list.ts'
import { DeliveryIndex } from './release/delivery-index.ts'
import type { KubeObject, NamespaceObject, PodObject, WorkloadObject } from './kube/kube.ts'
import type { MeasuredPod, PodUsage } from './resources/pod-usage.ts'
import type { ReleaseMemory } from './release/release-memory.ts'
import { workloadKey } from './release/release-memory.ts'
import { Surroundings } from './surroundings.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { Row } from './workload-row.ts'

/** Pod → Job → CronJob is the longest real chain; hostile data may hold a circle. */
const longestChain = 4

const noReleases: WorkloadFacts['remembered'] = []
const noUsage: PodUsage = new Map()
const noPods: readonly PodObject[] = []

/** One object, in a list with the others that its controller has; null while only those are known. */
export interface Node {
  readonly uid: string
  object: KubeObject | null
  controller: Node | null
  /** The first of those that it controls; the others follow by `next`. */
  first: Node | null
  next: Node | null
  before: Node | null
  /** Of a workload: what is known of it, until more than one of its pods changes. */
  settled: Settled | null
  /** Of a workload: its row as it was made last. */
  row: Row | null
}

interface Settled {
  /** As they were told last: a list that they hold stays as it is. */
  facts: WorkloadFacts
  /** What `facts.remembered` was looked up in. */
  readonly memory: ReleaseMemory
  /** As they are now; null until they are asked for. */
  pods: PodObject[] | null
}

/** Putting and removing an object costs the same in a fleet of any size. */
export class ObjectIndex {
  readonly #context: string
  readonly #nodes = new Map<string, Node>()
  readonly #namespaces = new Map<string, NamespaceObject>()
  readonly #workloadsByNamespace = new Map<string, Set<Node>>()
  readonly #surroundings = new Surroundings()
  readonly #deliveries = new DeliveryIndex()
  /** What was asked for last as a controller, as long as it is known. */
  #lastController: Node | null = null
  #memory: ReleaseMemory = new Map()
  #usage: ReadonlyMap<string, ReadonlyMap<string, MeasuredPod>> | null = null

  constructor(context: string) {
    this.#context = context
  }

  /** Tells `affected` the workloads whose row may change by it. */
  put(object: KubeObject, affected: Affected): void {
    const { uid, name, namespace, controller } = object.meta
    let node = this.#node(uid)
    let before = node.object
    if (before !== null && isSamePlace(before, object)) {
      // Most of what happens is that a pod changes, and it says something about its controller alone.
      if (object.type === 'pod') {
        node.object = object
        this.#affectedAbove(node, affected, before)
        return
      }
      this.#leaveAround(before, affected)
    } else if (before !== null) {
      const { row } = node
      this.remove(uid, affected)
      node.row = null
      node = this.#node(uid)
      node.row = row
      if (row !== null) affected(node)
      before = null
    }
    if (node.object === null && object.type === 'workload') this.#enter(namespace, node)
    node.object = object
    if (node.controller === null && controller !== null)
      attach(node, this.#controller(controller.uid))
    if (object.type === 'namespace') this.#namespaces.set(name, object)
    this.#surroundings.put(object)
    this.#deliveries.put(object)
    this.#affectedBy(node, affected, before)
  }

  /** Likewise; unknown uids affect nothing. */
  remove(uid: string, affected: Affected): void {
    const node = this.#nodes.get(uid)
    const object = node?.object ?? null
    if (node === undefined || object === null) return
    this.#affectedBy(node, affected)
    this.#leaveAround(object, affected)
    const { name, namespace } = object.meta
    node.object = null
    this.#detach(node)
    this.#forgetEmpty(node)
    if (object.type === 'workload') this.#leave(namespace, node)
    // A namespace made anew under the same name may have come first.
    if (object.type === 'namespace' && this.#namespaces.get(name) === object)
      this.#namespaces.delete(name)
  }

  *workloads(): Generator<Node> {
    for (const nodes of this.#workloadsByNamespace.values()) yield* nodes
  }

  /** null where it is no workload with a row of its own: a Job that a controller started has none. */
  facts(node: Node): WorkloadFacts | null {
    const workload = node.object
    if (workload?.type !== 'workload' || !hasRow(workload)) return null
    if (node.settled?.memory !== this.#memory) node.settled = this.#settle(node, workload)
    const { settled } = node
    settled.pods ??= podsOf(node)
    const { facts, pods } = settled
    const usage = this.#usageIn(workload.meta.namespace)
    if (pods === facts.pods && usage === facts.usage) return facts
    settled.facts = usage === undefined ? { ...facts, pods } : { ...facts, pods, usage }
    return settled.facts
  }

  #usageIn(namespace: string): PodUsage | undefined {
    return this.#usage === null ? undefined : (this.#usage.get(namespace) ?? noUsage)
  }

  #settle(node: Node, workload: WorkloadObject): Settled {
    const remembered = this.#memory.get(keyOf(workload)) ?? noReleases
    if (node.settled !== null) {
      const { facts, pods } = node.settled
      const same = facts.remembered === remembered
      return { facts: same ? facts : { ...facts, remembered }, memory: this.#memory, pods }
    }
    const below: Below = { replicaSets: [], controllerRevisions: [], jobs: [], fields: null }
    collect(node, 0, below)
    // What comes first decides where all else is equal.
    below.replicaSets.sort(byUid)
    below.controllerRevisions.sort(byUid)
    below.jobs.sort(byUid)
    const { services, applications } = this.#surroundings.of(workload)
    const facts = {
      context: this.#context,
      workload,
      replicaSets: keptList(below.replicaSets),
      controllerRevisions: keptList(below.controllerRevisions),
      jobs: keptList(below.jobs),
      pods: noPods,
      fields: below.fields,
      namespace: this.#namespaces.get(workload.meta.namespace) ?? null,
      services,
      applications,
      deliveries: keptList(this.#deliveries.of(workload)),
      remembered,
    }
    return { facts, memory: this.#memory, pods: null }
  }

  #node(uid: string): Node {
    const known = this.#nodes.get(uid)
    if (known !== undefined) return known
    const node: Node = {
      uid,
      object: null,
      controller: null,
      first: null,
      next: null,
      before: null,
      settled: null,
      row: null,
    }
    this.#nodes.set(uid, node)
    return node
  }

  /** Objects mostly come by their names, and so after others of the same controller. */
  #controller(uid: string): Node {
    if (this.#lastController?.uid !== uid) this.#lastController = this.#node(uid)
    return this.#lastController
  }

  #detach(node: Node): void {
    const { controller, before, next } = node
    if (controller === null) return
    if (before === null) controller.first = next
    else before.next = next
    if (next !== null) next.before = before
    node.controller = null
    node.next = null
    node.before = null
    this.#forgetEmpty(controller)
  }

  #forgetEmpty(node: Node): void {
    if (node.object !== null || node.first !== null) return
    this.#nodes.delete(node.uid)
    if (this.#lastController === node) this.#lastController = null
  }

  #enter(namespace: string, node: Node): void {
    const nodes = this.#workloadsByNamespace.get(namespace) ?? new Set()
    this.#workloadsByNamespace.set(namespace, nodes.add(node))
  }

  #leave(namespace: string, node: Node): void {
    const nodes = this.#workloadsByNamespace.get(namespace)
    nodes?.delete(node)
    if (nodes?.size === 0) this.#workloadsByNamespace.delete(namespace)
  }

  remember(memory: ReleaseMemory): void {
    this.#memory = memory
  }

  /** Every pod that was measured last; those measured before no longer count. */
  measure(pods: readonly MeasuredPod[]): void {
    const usage = new Map<string, Map<string, MeasuredPod>>()
    for (const pod of pods) {
      const inNamespace = usage.get(pod.namespace) ?? new Map<string, MeasuredPod>()
      usage.set(pod.namespace, inNamespace.set(pod.name, pod))
    }
    this.#usage = usage
  }

  /** What it said of workloads no longer holds. */
  #leaveAround(object: KubeObject, affected: Affected): void {
    for (const uid of this.#concernedBy(object)) this.#unsettleNamed(uid, affected)
    this.#surroundings.remove(object)
    this.#deliveries.remove(object)
  }

  /** The workloads that an object which controls none of them says something about. */
  #concernedBy(object: KubeObject): readonly string[] {
    if (object.type === 'service' || object.type === 'application')
      return this.#surroundings.concernedBy(object)
    return object.type === 'delivery' ? this.#deliveries.concernedBy(object) : nobody
  }

  /** `before` is what the node's object took the place of. */
  #affectedBy(node: Node, affected: Affected, before: KubeObject | null = null): void {
    if (node.object?.type === 'namespace') {
      for (const one of this.#workloadsByNamespace.get(node.object.meta.name) ?? [])
        unsettle(one, affected)
      return
    }
    if (node.object !== null)
      for (const uid of this.#concernedBy(node.object)) this.#unsettleNamed(uid, affected)
    this.#affectedAbove(node, affected, before)
  }

  /** The workload that controls it, or one that does so indirectly. */
  #affectedAbove(node: Node, affected: Affected, before: KubeObject | null): void {
    let at: Node | null = node
    for (let depth = 0; at !== null && at.object !== null && depth <= longestChain; depth++) {
      if (hasRow(at.object)) {
        if (node.object?.type !== 'pod') at.settled = null
        else if (at.settled !== null) exchange(at.settled, before, node.object)
        affected(at)
        return
      }
      at = at.controller
    }
  }

  #unsettleNamed(uid: string, affected: Affected): void {
    const node = this.#nodes.get(uid)
    if (node !== undefined) unsettle(node, affected)
  }
}

type Affected = (workload: Node) => void

const nobody: readonly string[] = []

function unsettle(node: Node, affected: Affected): void {
  node.settled = null
  affected(node)
}

type Below = {
  -readonly [Part in 'replicaSets' | 'controllerRevisions' | 'jobs']: WorkloadFacts[Part][number][]
} & { fields: WorkloadFacts['fields'] }

/** Objects under a workload that belong to its row; another row's are left to that one. */
function collect(node: Node, depth: number, into: Below): void {
  if (depth === longestChain) return
  for (let child = node.first; child !== null; child = child.next) {
    const { object } = child
    if (object === null || hasRow(object)) continue
    if (object.type === 'replicaset') into.replicaSets.push(object)
    else if (object.type === 'controllerrevision') into.controllerRevisions.push(object)
    else if (object.type === 'workload') into.jobs.push(object)
    else if (object.type === 'fields' && depth === 0) into.fields = object
    collect(child, depth + 1, into)
  }
}

function podsOf(node: Node): PodObject[] {
  const pods: PodObject[] = []
  collectPods(node, 0, pods)
  return pods.slice()
}

/** Most of what happens is that one pod changes: the others are not gone through for it. */
function exchange(settled: Settled, before: KubeObject | null, now: PodObject): void {
  const { facts, pods } = settled
  const at = pods?.findIndex((pod) => pod === before) ?? -1
  settled.pods = pods === null || at < 0 ? null : pods === facts.pods ? pods.slice() : pods
  if (settled.pods !== null) settled.pods[at] = now
}

/** In no particular order. */
function collectPods(node: Node, depth: number, into: PodObject[]): void {
  if (depth === longestChain) return
  for (let child = node.first; child !== null; child = child.next) {
    const { object } = child
    if (object === null || hasRow(object)) continue
    if (object.type === 'pod') into.push(object)
    if (child.first !== null) collectPods(child, depth + 1, into)
  }
}

function isSamePlace(a: KubeObject, b: KubeObject): boolean {
  return (
    a.type === b.type &&
    a.meta.namespace === b.meta.namespace &&
    a.meta.controller?.uid === b.meta.controller?.uid &&
    hasRow(a) === hasRow(b)
  )
}

function byUid(a: KubeObject, b: KubeObject): number {
  return a.meta.uid < b.meta.uid ? -1 : 1
}

function keyOf({ kind, meta }: WorkloadObject): string {
  return workloadKey(kind, meta.namespace, meta.name)
}

function attach(node: Node, controller: Node): void {
  node.controller = controller
  node.next = controller.first
  if (controller.first !== null) controller.first.before = node
  controller.first = node
}

function hasRow(object: KubeObject): boolean {
  return object.type === 'workload' && (object.kind !== 'Job' || object.meta.controller === null)
}
