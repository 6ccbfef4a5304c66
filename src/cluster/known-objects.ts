/** Remembers which uid each name has, and turns what a server says into objects put and uids gone. */
import type { ClusterChange } from '../model/change.ts'
import type { KubeObject, Meta } from '../model/kube.ts'

export interface KnownObjects {
  readonly count: () => number
  readonly put: (object: KubeObject) => void
  readonly remove: (meta: Meta) => void
  /** After a whole list: whatever was not put since `startSnapshot` is gone. */
  readonly startSnapshot: () => void
  readonly endSnapshot: () => void
  /** What changed since the last call; null for nothing. */
  readonly take: () => Extract<ClusterChange, { type: 'objects' }> | null
}

export function knownObjects(context: string): KnownObjects {
  const uids = new Map<string, string>()
  let snapshot: Set<string> | null = null
  const put = new Map<string, KubeObject>()
  const gone = new Set<string>()

  function lose(uid: string): void {
    put.delete(uid)
    gone.add(uid)
  }

  return {
    count: () => uids.size,
    put: (object) => {
      const key = keyOf(object.meta)
      const { uid } = object.meta
      const before = uids.get(key)
      // Deleted and made again under the same name: another object.
      if (before !== undefined && before !== uid) lose(before)
      uids.set(key, uid)
      snapshot?.add(key)
      gone.delete(uid)
      put.set(uid, object)
    },
    remove: (meta) => {
      if (uids.get(keyOf(meta)) !== meta.uid) return
      uids.delete(keyOf(meta))
      lose(meta.uid)
    },
    startSnapshot: () => {
      snapshot = new Set()
    },
    endSnapshot: () => {
      for (const [key, uid] of uids) {
        if (snapshot?.has(key) !== false) continue
        uids.delete(key)
        lose(uid)
      }
      snapshot = null
    },
    take: () => {
      if (put.size === 0 && gone.size === 0) return null
      const change = { type: 'objects', context, put: [...put.values()], gone: [...gone] } as const
      put.clear()
      gone.clear()
      return change
    },
  }
}

function keyOf(meta: Meta): string {
  return `${meta.namespace}/${meta.name}`
}
