/** The Services and Argo CD Applications of one context: finds those of a workload, and the reverse. */
import type { ApplicationObject, ServiceObject } from './kube/kube-around.ts'
import type { KubeObject, WorkloadObject } from './kube/kube.ts'
import { keptList } from './kept-list.ts'

export interface Around {
  /** Those that select its pods, by name. */
  readonly services: readonly ServiceObject[]
  /** Those that manage it, by name; rarely more than one. */
  readonly applications: readonly ApplicationObject[]
}

/** Objects by a key. Most keys have one: a Map for each would take more memory than the objects. */
class Buckets<T extends KubeObject> {
  readonly #buckets = new Map<string, T | Map<string, T>>()

  put(key: string, object: T): void {
    const { uid } = object.meta
    const bucket = this.#buckets.get(key)
    if (bucket instanceof Map) bucket.set(uid, object)
    else if (bucket === undefined || bucket.meta.uid === uid) this.#buckets.set(key, object)
    else this.#buckets.set(key, new Map([bucket, object].map((one) => [one.meta.uid, one])))
  }

  remove(key: string, object: T): void {
    const { uid } = object.meta
    const bucket = this.#buckets.get(key)
    if (bucket instanceof Map) bucket.delete(uid)
    if (bucket instanceof Map ? bucket.size === 0 : bucket?.meta.uid === uid)
      this.#buckets.delete(key)
  }

  get(key: string): T[] {
    const bucket = this.#buckets.get(key)
    if (bucket === undefined) return []
    return bucket instanceof Map ? [...bucket.values()] : [bucket]
  }

  get isEmpty(): boolean {
    return this.#buckets.size === 0
  }
}

/** The Services that select by one label, and the workloads that have it, each by its value. */
interface Selected {
  readonly services: Buckets<ServiceObject>
  readonly workloads: Buckets<WorkloadObject>
}

/** Workloads have many labels, of which Services select by few: those alone are looked after. */
export class Surroundings {
  readonly #workloadsIn: (namespace: string) => Iterable<WorkloadObject>
  /** By namespace and label; one label of a Service's is enough to find what it may select. */
  readonly #selected = new Map<string, Map<string, Selected>>()
  /** By kind, namespace and name of what they manage. */
  readonly #applications = new Buckets<ApplicationObject>()

  /** `workloadsIn` tells those that there are in a namespace. */
  constructor(workloadsIn: (namespace: string) => Iterable<WorkloadObject>) {
    this.#workloadsIn = workloadsIn
  }

  put(object: KubeObject): void {
    if (object.type === 'service') this.#putService(object)
    if (object.type === 'application')
      for (const key of object.workloads) this.#applications.put(key, object)
    if (object.type === 'workload')
      for (const [value, { workloads }] of this.#selectedOf(object)) workloads.put(value, object)
  }

  /** `object` is what was put. */
  remove(object: KubeObject): void {
    if (object.type === 'service') this.#removeService(object)
    if (object.type === 'application')
      for (const key of object.workloads) this.#applications.remove(key, object)
    if (object.type === 'workload')
      for (const [value, { workloads }] of this.#selectedOf(object)) workloads.remove(value, object)
  }

  of(workload: WorkloadObject): Around {
    const services = this.#selectedOf(workload)
      .flatMap(([value, { services }]) => services.get(value))
      .filter((service) => selects(service, workload))
      .sort(byName)
    const applications = this.#applications.isEmpty
      ? []
      : this.#applications.get(nameOf(workload)).sort(byName)
    return { services: keptList(services), applications: keptList(applications) }
  }

  /** The uids of the workloads that a Service or an Application says something about. */
  concernedBy(object: ServiceObject | ApplicationObject): string[] {
    const workloads = object.type === 'service' ? this.#selectedBy(object) : this.#managedBy(object)
    return workloads.map(({ meta }) => meta.uid)
  }

  #putService(service: ServiceObject): void {
    const first = firstLabel(service)
    if (first === null) return
    const { namespace } = service.meta
    const byLabel = this.#selected.get(namespace) ?? new Map<string, Selected>()
    this.#selected.set(namespace, byLabel)
    const selected = byLabel.get(first.label) ?? this.#workloadsWith(first.label, namespace)
    byLabel.set(first.label, selected)
    selected.services.put(first.value, service)
  }

  #workloadsWith(label: string, namespace: string): Selected {
    const workloads = new Buckets<WorkloadObject>()
    for (const workload of this.#workloadsIn(namespace)) {
      const value = workload.template.labels[label]
      if (value !== undefined) workloads.put(value, workload)
    }
    return { services: new Buckets(), workloads }
  }

  #removeService(service: ServiceObject): void {
    const first = firstLabel(service)
    if (first === null) return
    const { namespace } = service.meta
    const byLabel = this.#selected.get(namespace)
    const selected = byLabel?.get(first.label)
    selected?.services.remove(first.value, service)
    if (selected?.services.isEmpty) byLabel?.delete(first.label)
    if (byLabel?.size === 0) this.#selected.delete(namespace)
  }

  /** For each of the workload's labels that a Service selects by: its value, and who else has the label. */
  #selectedOf({ meta, template }: WorkloadObject): readonly (readonly [string, Selected])[] {
    const byLabel = this.#selected.get(meta.namespace)
    if (byLabel === undefined) return none
    return [...byLabel].flatMap(([label, selected]) => {
      const value = template.labels[label]
      return value === undefined ? [] : [[value, selected] as const]
    })
  }

  #selectedBy(service: ServiceObject): WorkloadObject[] {
    const first = firstLabel(service)
    if (first === null) return []
    const selected = this.#selected.get(service.meta.namespace)?.get(first.label)
    const some = selected?.workloads.get(first.value) ?? []
    return some.filter((workload) => selects(service, workload))
  }

  #managedBy({ workloads }: ApplicationObject): WorkloadObject[] {
    const keys = new Set(workloads)
    const parts = workloads.map((key) => key.split('/'))
    const names = new Set(parts.map(([, , name]) => name))
    const namespaces = new Set(parts.map(([, namespace]) => namespace ?? ''))
    return [...namespaces].flatMap((namespace) =>
      [...this.#workloadsIn(namespace)].filter(
        (workload) => names.has(workload.meta.name) && keys.has(nameOf(workload)),
      ),
    )
  }
}

const none: readonly never[] = []

/** null for a Service without a selector, which selects nothing. */
function firstLabel({ selector }: ServiceObject): { label: string; value: string } | null {
  const [first] = Object.entries(selector)
  return first === undefined ? null : { label: first[0], value: first[1] }
}

function selects({ selector }: ServiceObject, { template }: WorkloadObject): boolean {
  return Object.entries(selector).every(([key, value]) => template.labels[key] === value)
}

function nameOf({ kind, meta }: WorkloadObject): string {
  return `${kind}/${meta.namespace}/${meta.name}`
}

function byName(a: ServiceObject | ApplicationObject, b: ServiceObject | ApplicationObject) {
  return a.meta.name < b.meta.name ? -1 : 1
}
