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

/**
 * Objects by keys of which each has one or several; a key brings together what may belong together. Most
 * bring together nothing: a Map for each would take more memory than the objects.
 */
class Buckets<T extends KubeObject> {
  readonly #buckets = new Map<string, T | Map<string, T>>()

  put(keys: readonly string[], object: T): void {
    const { uid } = object.meta
    for (const key of keys) {
      const bucket = this.#buckets.get(key)
      if (bucket instanceof Map) bucket.set(uid, object)
      else if (bucket === undefined || bucket.meta.uid === uid) this.#buckets.set(key, object)
      else this.#buckets.set(key, new Map([bucket, object].map((one) => [one.meta.uid, one])))
    }
  }

  remove(keys: readonly string[], object: T): void {
    const { uid } = object.meta
    for (const key of keys) {
      const bucket = this.#buckets.get(key)
      if (bucket instanceof Map) bucket.delete(uid)
      else if (bucket?.meta.uid === uid) this.#buckets.delete(key)
    }
  }

  get(keys: readonly string[]): T[] {
    return keys.flatMap((key) => {
      const bucket = this.#buckets.get(key)
      if (bucket === undefined) return []
      return bucket instanceof Map ? [...bucket.values()] : [bucket]
    })
  }
}

export class Surroundings {
  readonly #services = new Buckets<ServiceObject>()
  readonly #applications = new Buckets<ApplicationObject>()
  readonly #labelled = new Buckets<WorkloadObject>()
  readonly #named = new Buckets<WorkloadObject>()

  put(object: KubeObject): void {
    if (object.type === 'service') this.#services.put(selectorKeys(object), object)
    if (object.type === 'application') this.#applications.put(object.workloads, object)
    if (object.type === 'workload') {
      this.#labelled.put(labelKeys(object), object)
      this.#named.put([nameOf(object)], object)
    }
  }

  /** `object` is what was put. */
  remove(object: KubeObject): void {
    if (object.type === 'service') this.#services.remove(selectorKeys(object), object)
    if (object.type === 'application') this.#applications.remove(object.workloads, object)
    if (object.type === 'workload') {
      this.#labelled.remove(labelKeys(object), object)
      this.#named.remove([nameOf(object)], object)
    }
  }

  of(workload: WorkloadObject): Around {
    const services = this.#services
      .get(labelKeys(workload))
      .filter((service) => selects(service, workload))
      .sort(byName)
    const applications = this.#applications.get([nameOf(workload)]).sort(byName)
    return { services: keptList(services), applications: keptList(applications) }
  }

  /** The uids of the workloads that a Service or an Application says something about. */
  concernedBy(object: ServiceObject | ApplicationObject): string[] {
    const workloads =
      object.type === 'service'
        ? this.#labelled.get(selectorKeys(object)).filter((workload) => selects(object, workload))
        : this.#named.get(object.workloads)
    return workloads.map(({ meta }) => meta.uid)
  }
}

/** One of its labels is enough to find what it may select; none for a Service without a selector. */
function selectorKeys({ meta, selector }: ServiceObject): string[] {
  return Object.entries(selector)
    .slice(0, 1)
    .map(([key, value]) => `${meta.namespace}/${key}=${value}`)
}

function labelKeys({ meta, template }: WorkloadObject): string[] {
  return Object.entries(template.labels).map(([key, value]) => `${meta.namespace}/${key}=${value}`)
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
