/** Remembers which uid each name has, and turns what a server says into objects put and uids gone. */
import type { ClusterChange } from '../../model/change.ts'
import type { KubeObject, Meta } from '../../model/kube/kube.ts'

export interface KnownObjects {
  readonly count: () => number
  readonly put: (object: KubeObject) => void
  readonly remove: (meta: Meta) => void
  /** After a whole snapshot: whatever was not put since `startSnapshot` is gone. */
  readonly startSnapshot: () => void
  readonly endSnapshot: () => void
  /** What changed since the last call; null for nothing. */
  readonly take: () => Extract<ClusterChange, { type: 'objects' }> | null
}

export function knownObjects(context: string): KnownObjects {
  /** By namespace and name. */
  const uids = new Map<string, Map<string, string>>()
  let count = 0
  /** The uids told since a snapshot began over objects that were known before. */
  let snapshot: Set<string> | null = null
  /** In the order of their coming; one that came twice counts as it came last. */
  let put: KubeObject[] = []
  let gone = new Set<string>()

  function lose(uid: string): void {
    if (put.some(({ meta }) => meta.uid === uid)) put = put.filter(({ meta }) => meta.uid !== uid)
    gone.add(uid)
  }

  return {
    count: () => count,
    put: (object) => {
      const { uid, namespace, name } = object.meta
      const names = uids.get(namespace) ?? new Map<string, string>()
      uids.set(namespace, names)
      const before = names.get(name)
      if (before !== uid) {
        names.set(name, uid)
        // Deleted and made again under the same name: another object.
        if (before === undefined) count += 1
        else lose(before)
      }
      snapshot?.add(uid)
      if (gone.size > 0) gone.delete(uid)
      put.push(object)
    },
    remove: ({ uid, namespace, name }) => {
      const names = uids.get(namespace)
      if (names?.get(name) !== uid) return
      names.delete(name)
      if (names.size === 0) uids.delete(namespace)
      count -= 1
      lose(uid)
    },
    startSnapshot: () => {
      snapshot = count === 0 ? null : new Set()
    },
    endSnapshot: () => {
      if (snapshot === null) return
      for (const [namespace, names] of uids) {
        for (const [name, uid] of names) {
          if (snapshot.has(uid)) continue
          names.delete(name)
          count -= 1
          lose(uid)
        }
        if (names.size === 0) uids.delete(namespace)
      }
      snapshot = null
    },
    take: () => {
      if (put.length === 0 && gone.size === 0) return null
      const change = { type: 'objects', context, put, gone: [...gone] } as const
      put = []
      if (gone.size > 0) gone = new Set()
      return change
    },
  }
}
