/** What an API server knows, with the history that watches and lists of the past are answered from. */
import type { ApiObject } from './cluster-fault-server.ts'

export interface WorldEvent {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: ApiObject
}

export type NewObject = Omit<ApiObject, 'metadata'> & {
  metadata: Partial<ApiObject['metadata']> & { name: string }
}

type Objects = ReadonlyMap<string, ApiObject>

interface Collection {
  /** As of the last compaction. */
  base: Objects
  objects: Map<string, ApiObject>
  /** Since the last compaction. */
  log: WorldEvent[]
}

/** What a backup brings back, by collection. */
type Backup = ReadonlyMap<string, Objects>

/**
 * Where a life of the data begins. Real ones are as far apart: a version is forgotten after some
 * minutes, so one from another life that is still remembered in this one is all but impossible.
 */
const firstVersion = 1_000_000_000
const versionsOfALife = 10_000_000

/** One version counts for all collections, as in etcd. */
export class World {
  version = firstVersion
  /** What came before this is forgotten. */
  compacted = firstVersion
  /** Another one after the data was lost or restored: nothing of the former life is valid. */
  history = 1
  readonly #collections = new Map<string, Collection>()
  readonly #listeners = new Set<(collection: string, event: WorldEvent) => void>()
  #uids = 0

  onEvent(listener: (collection: string, event: WorldEvent) => void): void {
    this.#listeners.add(listener)
  }

  collections(): string[] {
    return [...this.#collections.keys()]
  }

  objects(collection: string): ApiObject[] {
    return sorted(this.#of(collection).objects)
  }

  /** null where that version is forgotten or still to come. */
  objectsAt(collection: string, version: number): ApiObject[] | null {
    if (version < this.compacted || version > this.version) return null
    const { base, log } = this.#of(collection)
    const objects = new Map(base)
    for (const event of log) {
      if (event.version > version) break
      if (event.type === 'DELETED') objects.delete(keyOf(event.object))
      else objects.set(keyOf(event.object), event.object)
    }
    return sorted(objects)
  }

  /** null where `version` is forgotten. */
  eventsAfter(collection: string, version: number): WorldEvent[] | null {
    if (version < this.compacted) return null
    return this.#of(collection).log.filter((event) => event.version > version)
  }

  /** Creates or changes; another uid than before replaces the object, as a deletion and a creation. */
  put(collection: string, object: NewObject): ApiObject {
    const { objects } = this.#of(collection)
    const { metadata } = object
    const key = keyOf(object)
    const before = objects.get(key)
    const uid = metadata.uid ?? before?.metadata.uid ?? this.newUid()
    if (before !== undefined && before.metadata.uid !== uid) this.#delete(collection, before)
    const version = ++this.version
    const stored = { ...object, metadata: { ...metadata, uid, resourceVersion: `${version}` } }
    const type = before?.metadata.uid === uid ? 'MODIFIED' : 'ADDED'
    objects.set(key, stored)
    this.#publish(collection, { version, type, object: stored })
    return stored
  }

  remove(
    collection: string,
    { metadata }: { metadata: { name: string; namespace?: string } },
  ): void {
    const before = this.#of(collection).objects.get(keyOf({ metadata }))
    if (before !== undefined) this.#delete(collection, before)
  }

  newUid(): string {
    return `uid-${this.history}-${++this.#uids}`
  }

  compact(): void {
    this.compacted = this.version
    for (const collection of this.#collections.values()) {
      collection.base = new Map(collection.objects)
      collection.log = []
    }
  }

  backup(): Backup {
    return new Map(
      [...this.#collections].map(([name, { objects }]) => [name, new Map(objects)] as const),
    )
  }

  /** Back to that moment: what was done since is undone, and the versions are older ones. */
  restore(backup: Backup): void {
    this.#beginAnew()
    const resourceVersion = `${this.version}`
    for (const name of this.#collections.keys()) {
      const base = new Map(
        [...(backup.get(name) ?? [])].map(
          ([key, object]) =>
            [key, { ...object, metadata: { ...object.metadata, resourceVersion } }] as const,
        ),
      )
      this.#collections.set(name, { base, objects: new Map(base), log: [] })
    }
  }

  /** The data was lost: the same names are made anew, with other uids, and versions begin anew. */
  rebuild(keep: (object: ApiObject) => boolean): void {
    this.#beginAnew()
    const uids = new Map<string, string>()
    const renamed = (uid: string): string => {
      const known = uids.get(uid) ?? this.newUid()
      uids.set(uid, known)
      return known
    }
    for (const [name, { objects }] of this.#collections) {
      const kept = [...objects.values()].filter(keep)
      this.#collections.set(name, { base: new Map(), objects: new Map(), log: [] })
      for (const object of kept) this.put(name, reborn(object, renamed))
    }
  }

  #beginAnew(): void {
    this.history += 1
    this.version = firstVersion - this.history * versionsOfALife
    this.compacted = this.version
  }

  #delete(collection: string, before: ApiObject): void {
    this.#of(collection).objects.delete(keyOf(before))
    const version = ++this.version
    const metadata = { ...before.metadata, resourceVersion: `${version}` }
    this.#publish(collection, { version, type: 'DELETED', object: { ...before, metadata } })
  }

  #publish(collection: string, event: WorldEvent): void {
    this.#of(collection).log.push(event)
    for (const listener of this.#listeners) listener(collection, event)
  }

  #of(collection: string): Collection {
    const known = this.#collections.get(collection)
    if (known !== undefined) return known
    const made: Collection = { base: new Map(), objects: new Map(), log: [] }
    this.#collections.set(collection, made)
    return made
  }
}

function reborn(object: ApiObject, renamed: (uid: string) => string): NewObject {
  const { ownerReferences } = object.metadata as { ownerReferences?: { uid: string }[] }
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: renamed(object.metadata.uid),
      ...(ownerReferences && {
        ownerReferences: ownerReferences.map((owner) => ({ ...owner, uid: renamed(owner.uid) })),
      }),
    },
  }
}

export function keyOf({ metadata }: { metadata: { name: string; namespace?: string } }): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

function sorted(objects: Objects): ApiObject[] {
  return [...objects].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
}
