/** The objects of one context, by uid and by controller: finds the workload behind any object. */
import type { KubeObject, NamespaceObject } from './kube.ts'
import type { WorkloadFacts } from './workload-facts.ts'

/** Pod → Job → CronJob is the longest real chain; hostile data may hold a circle. */
const longestChain = 4

export class ObjectIndex {
  readonly #context: string
  readonly #objects = new Map<string, KubeObject>()
  readonly #controlled = new Map<string, Set<string>>()
  readonly #namespaces = new Map<string, NamespaceObject>()
  readonly #workloadsByNamespace = new Map<string, Set<string>>()

  constructor(context: string) {
    this.#context = context
  }

  /** The uids of the workloads whose row may change by it. */
  put(object: KubeObject): string[] {
    const affected = this.remove(object.meta.uid)
    const { uid, namespace, controller } = object.meta
    this.#objects.set(uid, object)
    if (controller !== null) addTo(this.#controlled, controller.uid, uid)
    if (object.type === 'namespace') this.#namespaces.set(object.meta.name, object)
    if (object.type === 'workload') addTo(this.#workloadsByNamespace, namespace, uid)
    return [...affected, ...this.#affectedBy(object)]
  }

  /** Likewise; unknown uids affect nothing. */
  remove(uid: string): string[] {
    const object = this.#objects.get(uid)
    if (object === undefined) return []
    const affected = this.#affectedBy(object)
    const { name, namespace, controller } = object.meta
    this.#objects.delete(uid)
    if (controller !== null) removeFrom(this.#controlled, controller.uid, uid)
    if (object.type === 'workload') removeFrom(this.#workloadsByNamespace, namespace, uid)
    // A namespace made anew under the same name may have come first.
    if (object.type === 'namespace' && this.#namespaces.get(name) === object)
      this.#namespaces.delete(name)
    return affected
  }

  workloads(): string[] {
    return [...this.#workloadsByNamespace.values()].flatMap((uids) => [...uids])
  }

  /** null where the uid is no workload's with a row of its own: a Job that a controller started has none. */
  facts(uid: string): WorkloadFacts | null {
    const workload = this.#objects.get(uid)
    if (workload?.type !== 'workload' || !hasRow(workload)) return null
    const below = this.#below(uid, 0).sort((a, b) => (a.meta.uid < b.meta.uid ? -1 : 1))
    return {
      context: this.#context,
      workload,
      replicaSets: below.filter((object) => object.type === 'replicaset'),
      controllerRevisions: below.filter((object) => object.type === 'controllerrevision'),
      jobs: below.filter((object) => object.type === 'workload'),
      pods: below.filter((object) => object.type === 'pod'),
      namespace: this.#namespaces.get(workload.meta.namespace) ?? null,
    }
  }

  #affectedBy(object: KubeObject): string[] {
    if (object.type === 'namespace')
      return [...(this.#workloadsByNamespace.get(object.meta.name) ?? [])]
    let at: KubeObject | undefined = object
    for (let depth = 0; at !== undefined && depth < longestChain; depth++) {
      if (hasRow(at)) return [at.meta.uid]
      at = this.#objects.get(at.meta.controller?.uid ?? '')
    }
    return []
  }

  /** Objects under a workload that belong to its row; another row's are left to that one. */
  #below(uid: string, depth: number): KubeObject[] {
    if (depth === longestChain) return []
    return [...(this.#controlled.get(uid) ?? [])].flatMap((child) => {
      const object = this.#objects.get(child)
      if (object === undefined || hasRow(object)) return []
      return [object, ...this.#below(child, depth + 1)]
    })
  }
}

function hasRow(object: KubeObject): boolean {
  return object.type === 'workload' && (object.kind !== 'Job' || object.meta.controller === null)
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([value]))
  else set.add(value)
}

function removeFrom(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  set?.delete(value)
  if (set?.size === 0) sets.delete(key)
}
