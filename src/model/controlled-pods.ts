/** The pods of one controller: most have few, which take less room in a list than in a map. */
import type { PodObject } from './kube/kube.ts'

const few = 16

export class ControlledPods {
  #list: PodObject[] = []
  /** By uid, in place of the list; null while they are few. */
  #map: Map<string, PodObject> | null = null

  /** Answers what it took the place of. */
  put(pod: PodObject): PodObject | null {
    const { uid } = pod.meta
    if (this.#map !== null) {
      const before = this.#map.get(uid) ?? null
      this.#map.set(uid, pod)
      return before
    }
    const at = this.#find(uid)
    const before = this.#list[at] ?? null
    if (before !== null) this.#list[at] = pod
    else if (this.#list.length === few) {
      this.#map = new Map([...this.#list, pod].map((one) => [one.meta.uid, one]))
      this.#list = []
    } else if (at === 0) this.#list = [pod]
    else this.#list.push(pod)
    return before
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
