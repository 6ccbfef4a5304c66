/** Remembers what has each name, and turns what a server says into objects put and objects gone. */
import type { ClusterChange } from '../../model/change.ts'
import type { KubeObject, Meta } from '../../model/kube/kube.ts'
import { Names } from './names.ts'

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
  const namespaces = new Map<string, Names>()
  /** The namespace that was looked up last: objects mostly come by their namespaces. */
  let lastNamespace: string | null = null
  let lastNames = new Names()
  let count = 0
  /** The uids told since a snapshot began over objects that were known before. */
  let snapshot: Set<string> | null = null
  /** In the order of their coming; one that came twice counts as it came last. */
  let put: KubeObject[] = []
  let gone: Meta[] = []

  function namesIn(namespace: string): Names {
    if (lastNamespace === namespace) return lastNames
    const known = namespaces.get(namespace)
    lastNamespace = namespace
    lastNames = known ?? new Names()
    if (known === undefined) namespaces.set(namespace, lastNames)
    return lastNames
  }

  function forget(names: Names, { namespace, name }: Meta): void {
    names.delete(name)
    count -= 1
    if (names.size > 0) return
    namespaces.delete(namespace)
    lastNamespace = null
  }

  function lose(meta: Meta): void {
    const { uid } = meta
    if (put.some((object) => object.meta.uid === uid))
      put = put.filter((object) => object.meta.uid !== uid)
    gone.push(meta)
  }

  return {
    count: () => count,
    put: (object) => {
      const { meta } = object
      const names = namesIn(meta.namespace)
      const before = names.add(meta)
      snapshot?.add(meta.uid)
      if (before !== undefined && saysTheSame(before, meta)) {
        put.push({ ...object, meta: before })
        return
      }
      if (before === undefined) count += 1
      else {
        names.replace(meta)
        if (!isSame(before, meta)) lose(before)
      }
      put.push(object)
    },
    remove: ({ uid, namespace, name }) => {
      const names = namespaces.get(namespace)
      const known = names?.get(name)
      if (names === undefined || known?.uid !== uid) return
      forget(names, known)
      lose(known)
    },
    startSnapshot: () => {
      snapshot = count === 0 ? null : new Set()
    },
    endSnapshot: () => {
      if (snapshot === null) return
      for (const names of namespaces.values())
        for (const known of names.all()) {
          if (snapshot.has(known.uid)) continue
          forget(names, known)
          lose(known)
        }
      snapshot = null
    },
    take: () => {
      if (put.length === 0 && gone.length === 0) return null
      const change = { type: 'objects', context, put, gone } as const
      put = []
      gone = []
      return change
    },
  }
}

/** Mostly the status of an object changes: what it is called is then not kept anew. */
function saysTheSame(before: Meta, now: Meta): boolean {
  return (
    isSame(before, now) &&
    before.labels === now.labels &&
    before.annotations === now.annotations &&
    before.createdAt === now.createdAt &&
    before.deletedAt === now.deletedAt &&
    before.generation === now.generation &&
    before.controller?.kind === now.controller?.kind
  )
}

/** false where it was deleted and made again under the same name, or went over to another controller. */
export function isSame(before: Meta, now: Meta): boolean {
  return before.uid === now.uid && before.controller?.uid === now.controller?.uid
}
