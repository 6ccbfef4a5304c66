/** The pods of one controller. */
import type { PodObject } from './kube/kube.ts'

/** Most controllers have one pod or few: that one itself, a list, and only of many a map by uid. */
export type ControlledPods = PodObject | PodObject[] | Map<string, PodObject>

const few = 16

export function findPod(pods: ControlledPods | null, uid: string): PodObject | null {
  if (pods instanceof Map) return pods.get(uid) ?? null
  if (Array.isArray(pods)) return pods.find(({ meta }) => meta.uid === uid) ?? null
  return pods?.meta.uid === uid ? pods : null
}

/** `before` is what `findPod` finds of it. What is handed in is no longer to be used. */
export function putPod(
  pods: ControlledPods | null,
  before: PodObject | null,
  pod: PodObject,
): ControlledPods {
  if (pods === before) return pod
  if (pods instanceof Map) return pods.set(pod.meta.uid, pod)
  if (!Array.isArray(pods)) return pods === null ? pod : [pods, pod]
  if (before !== null) pods[pods.indexOf(before)] = pod
  else if (pods.length === few) return new Map([...pods, pod].map((one) => [one.meta.uid, one]))
  else pods.push(pod)
  return pods
}

/** Likewise; null where none is left. */
export function removePod(pods: ControlledPods | null, pod: PodObject): ControlledPods | null {
  if (pods === pod || pods === null) return null
  if (pods instanceof Map) {
    pods.delete(pod.meta.uid)
    return pods.size === 0 ? null : pods
  }
  if (!Array.isArray(pods)) return pods
  const left = pods.filter((one) => one !== pod)
  return left.length === 1 ? (left[0] ?? null) : left
}

export function addPods(pods: ControlledPods | null, into: PodObject[]): void {
  if (pods === null) return
  if (pods instanceof Map || Array.isArray(pods)) for (const pod of pods.values()) into.push(pod)
  else into.push(pods)
}
