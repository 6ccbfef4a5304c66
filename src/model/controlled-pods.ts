/** The pods of one controller: most have few, which take less room in a list than in a map. */
import type { Meta, PodObject } from './kube/kube.ts'

const few = 16

export class ControlledPods {
  #list: PodObject[] = []
  /** By uid, in place of the list; null while they are few. */
  #map: Map<string, PodObject> | null = null

  /** Answers what it took the place of, and the pod as it is kept. */
  put(put: PodObject): { readonly before: PodObject | null; readonly pod: PodObject } {
    const { uid } = put.meta
    if (this.#map !== null) {
      const before = this.#map.get(uid) ?? null
      const pod = withKnownMeta(put, before)
      this.#map.set(uid, pod)
      return { before, pod }
    }
    const at = this.#find(uid)
    const before = this.#list[at] ?? null
    const pod = withKnownMeta(put, before)
    if (before !== null) this.#list[at] = pod
    else if (this.#list.length === few) {
      this.#map = new Map([...this.#list, pod].map((one) => [one.meta.uid, one]))
      this.#list = []
    } else if (at === 0) this.#list = [pod]
    else this.#list.push(pod)
    return { before, pod }
  }

  /** Whether it was there. */
  remove(uid: string): boolean {
    if (this.#map !== null) return this.#map.delete(uid)
    return this.#list.splice(this.#find(uid), 1).length > 0
  }

  get isEmpty(): boolean {
    return this.#list.length === 0 && (this.#map === null || this.#map.size === 0)
  }

  addTo(pods: PodObject[]): void {
    for (const pod of this.#map?.values() ?? this.#list) pods.push(pod)
  }

  /** The length of the list where it is not there. */
  #find(uid: string): number {
    let at = 0
    while (at < this.#list.length && this.#list[at]?.meta.uid !== uid) at += 1
    return at
  }
}

/** Of a pod mostly its status changes: what it is called stays the very same, and is not kept anew. */
function withKnownMeta(pod: PodObject, before: PodObject | null): PodObject {
  return before !== null && isSameMeta(pod.meta, before.meta) ? { ...pod, meta: before.meta } : pod
}

function isSameMeta(a: Meta, b: Meta): boolean {
  return (
    a.labels === b.labels &&
    a.annotations === b.annotations &&
    a.deletedAt === b.deletedAt &&
    a.createdAt === b.createdAt &&
    a.generation === b.generation &&
    a.name === b.name &&
    a.namespace === b.namespace &&
    a.controller?.uid === b.controller?.uid &&
    a.controller?.name === b.controller?.name
  )
}
