/** The objects of one context, by uid and by controller: finds the workload behind any object. */
import { findPod, putPod, removePod } from './controlled-pods.ts'
import { keptList } from './kept-list.ts'
import { DeliveryIndex } from './release/delivery-index.ts'
import type { KubeObject, Meta, NamespaceObject, PodObject, WorkloadObject } from './kube/kube.ts'
import type { MeasuredPod, PodUsage } from './resources/pod-usage.ts'
import type { ReleaseMemory } from './release/release-memory.ts'
import { workloadKey } from './release/release-memory.ts'
import {
  attach,
  hasRow,
  type Node,
  objectsBelow,
  podsOf,
  type Settled,
  workloadAbove,
} from './object-tree.ts'
import { Surroundings } from './surroundings.ts'
import type { WorkloadFacts } from './workload-facts.ts'

const noReleases: WorkloadFacts['remembered'] = []
const noUsage: PodUsage = new Map()
const noPods: readonly PodObject[] = []

/** Putting and removing an object costs the same in a fleet of any size. */
export class ObjectIndex {
  readonly #context: string
  readonly #nodes = new Map<string, Node>()
  readonly #namespaces = new Map<string, NamespaceObject>()
  readonly #workloadsByNamespace = new Map<string, Set<Node>>()
  readonly #surroundings = new Surroundings((namespace) => this.#workloadsIn(namespace))
  readonly #deliveries = new DeliveryIndex()
  /** What was asked for last as a controller, as long as it is known. */
  #lastController: Node | null = null
  #memory: ReleaseMemory = new Map()
  #usage: ReadonlyMap<string, ReadonlyMap<string, MeasuredPod>> | null = null

  constructor(context: string) {
    this.#context = context
  }

  /**
   * Tells `affected` the workloads whose row may change by it. A pod that has another controller than before
   * was removed first.
   */
  put(object: KubeObject, affected: Affected): void {
    if (object.type === 'pod') {
      this.#putPod(object, affected)
      return
    }
    const { uid, name, namespace, controller } = object.meta
    let node = this.#node(uid)
    const before = node.object
    if (before !== null && isSamePlace(before, object)) this.#leaveAround(before, affected)
    else if (before !== null) {
      const { row } = node
      this.remove(before.meta, affected)
      node.row = null
      node = this.#node(uid)
      node.row = row
      if (row !== null) affected(node)
    }
    if (node.object === null && object.type === 'workload') this.#enter(namespace, node)
    node.object = object
    if (node.controller === null && controller !== null)
      attach(node, this.#controller(controller.uid))
    if (object.type === 'namespace') this.#namespaces.set(name, object)
    this.#surroundings.put(object)
    this.#deliveries.put(object)
    this.#affectedBy(node, affected)
  }

  /** Likewise, by what it was when it was put; what is not there affects nothing. */
  remove(meta: Meta, affected: Affected): void {
    this.#removePod(meta, affected)
    const { uid } = meta
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

  /** Most of what happens is that a pod changes, and it says something about its controller alone. */
  #putPod(pod: PodObject, affected: Affected): void {
    const { uid, controller } = pod.meta
    if (controller === null) return
    const node = this.#controller(controller.uid)
    const before = findPod(node.pods, uid)
    node.pods = putPod(node.pods, before, pod)
    const workload = workloadAbove(node, 1)
    if (workload === null) return
    if (workload.settled !== null) exchange(workload.settled, before, pod)
    affected(workload)
  }

  #removePod({ uid, controller }: Meta, affected: Affected): void {
    const node = controller === null ? undefined : this.#nodes.get(controller.uid)
    const pod = node === undefined ? null : findPod(node.pods, uid)
    if (node === undefined || pod === null) return
    node.pods = removePod(node.pods, pod)
    const workload = workloadAbove(node, 1)
    this.#forgetEmpty(node)
    if (workload === null) return
    if (workload.settled !== null) workload.settled.pods = null
    affected(workload)
  }

  *workloads(): Generator<Node> {
    for (const nodes of this.#workloadsByNamespace.values()) yield* nodes
  }

  *#workloadsIn(namespace: string): Generator<WorkloadObject> {
    for (const { object } of this.#workloadsByNamespace.get(namespace) ?? [])
      if (object?.type === 'workload') yield object
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
    const { replicaSets, controllerRevisions, jobs, fields } = objectsBelow(node)
    const { services, applications } = this.#surroundings.of(workload)
    const facts = {
      context: this.#context,
      workload,
      replicaSets: keptList(replicaSets),
      controllerRevisions: keptList(controllerRevisions),
      jobs: keptList(jobs),
      pods: noPods,
      fields,
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
      pods: null,
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
    if (node.object !== null || node.first !== null || node.pods !== null) return
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

  #affectedBy(node: Node, affected: Affected): void {
    if (node.object?.type === 'namespace') {
      for (const one of this.#workloadsByNamespace.get(node.object.meta.name) ?? [])
        unsettle(one, affected)
      return
    }
    if (node.object !== null)
      for (const uid of this.#concernedBy(node.object)) this.#unsettleNamed(uid, affected)
    const workload = workloadAbove(node, 0)
    if (workload !== null) unsettle(workload, affected)
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

/** Most of what happens is that one pod changes: the others are not gone through for it. */
function exchange(settled: Settled, before: PodObject | null, now: PodObject): void {
  const { facts, pods } = settled
  const at = pods?.findIndex((pod) => pod === before) ?? -1
  settled.pods = pods === null || at < 0 ? null : pods === facts.pods ? pods.slice() : pods
  if (settled.pods !== null) settled.pods[at] = now
}

function isSamePlace(a: KubeObject, b: KubeObject): boolean {
  return (
    a.type === b.type &&
    a.meta.namespace === b.meta.namespace &&
    a.meta.controller?.uid === b.meta.controller?.uid &&
    hasRow(a) === hasRow(b)
  )
}

function keyOf({ kind, meta }: WorkloadObject): string {
  return workloadKey(kind, meta.namespace, meta.name)
}
