/** The histories of one context's delivery tools: finds those of a workload, and the reverse. */
import { deliveryKeys } from './deliveries.ts'
import type { DeliveryObject } from '../kube/kube-delivery.ts'
import type { KubeObject, WorkloadObject } from '../kube/kube.ts'

export class DeliveryIndex {
  readonly #histories = new Map<string, Map<string, DeliveryObject>>()
  readonly #workloads = new Map<string, Set<string>>()

  put(object: KubeObject): void {
    const { uid } = object.meta
    if (object.type === 'workload')
      for (const key of deliveryKeys(object))
        this.#workloads.set(key, (this.#workloads.get(key) ?? new Set()).add(uid))
    if (object.type !== 'delivery') return
    const key = keyOf(object)
    const known = this.#histories.get(key) ?? new Map<string, DeliveryObject>()
    this.#histories.set(key, known.set(uid, object))
  }

  remove(object: KubeObject): void {
    if (object.type === 'workload')
      for (const key of deliveryKeys(object)) this.#workloads.get(key)?.delete(object.meta.uid)
    if (object.type === 'delivery') this.#histories.get(keyOf(object))?.delete(object.meta.uid)
  }

  of(workload: WorkloadObject): DeliveryObject[] {
    return deliveryKeys(workload).flatMap((key) => [...(this.#histories.get(key)?.values() ?? [])])
  }

  /** The uids of the workloads that it tells of. */
  concernedBy(object: DeliveryObject): string[] {
    return [...(this.#workloads.get(keyOf(object)) ?? [])]
  }
}

function keyOf({ tool, key }: DeliveryObject): string {
  return `${tool}:${key}`
}
