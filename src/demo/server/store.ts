/** The objects of the simulated cluster, with the resource versions and the memory of changes that watches need. */
import type { KubeJson } from '../kube-json.ts'
import type { Resource } from './resources.ts'
import { resourceOf } from './resources.ts'

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resource: Resource
  readonly version: number
  readonly object: KubeJson
  /** As it was before; null where it is new. */
  readonly before: KubeJson | null
}

export interface Store {
  /** The newest resource version. */
  version(): number
  /** In the order of etcd's keys: by namespace, then name. */
  list(resource: Resource): readonly KubeJson[]
  /** As they were at that version; null where it has been forgotten. */
  listAt(resource: Resource, version: number): readonly KubeJson[] | null
  get(resource: Resource, namespace: string, name: string): KubeJson | null
  /** Makes the store hold exactly these objects. Only what differs gets a new version. */
  replaceAll(objects: readonly KubeJson[]): void
  /** null where changes after that version have been forgotten. */
  changesSince(version: number): readonly Change[] | null
  /** Calls back for each change until the returned function is called. */
  onChange(callback: (change: Change) => void): () => void
}

interface Entry {
  readonly object: KubeJson
  /** The object without its resource version, to tell whether it changed. */
  readonly content: string
}

const firstVersion = 1_000

/** `remembered` is how many changes a watch can be behind before it has to list again. */
export function createStore(remembered = 5_000): Store {
  const entries = new Map<string, Entry>()
  const listeners = new Set<(change: Change) => void>()
  let changes: Change[] = []
  let version = firstVersion
  let forgottenUpTo = firstVersion

  const record = (change: Change): void => {
    changes.push(change)
    const excess = changes.length - remembered
    if (excess > 0) {
      forgottenUpTo = changes[excess - 1]?.version ?? forgottenUpTo
      changes = changes.slice(excess)
    }
    for (const listener of listeners) listener(change)
  }
  const put = (key: string, given: KubeJson): void => {
    const content = JSON.stringify(given)
    const old = entries.get(key)
    if (old?.content === content) return
    version += 1
    const object = withVersion(given, version)
    entries.set(key, { object, content })
    const type = old === undefined ? 'ADDED' : 'MODIFIED'
    record({ type, resource: resourceOf(object), version, object, before: old?.object ?? null })
  }
  const remove = (key: string, { object: before }: Entry): void => {
    version += 1
    entries.delete(key)
    const object = withVersion(before, version)
    record({ type: 'DELETED', resource: resourceOf(before), version, object, before })
  }

  const list = (resource: Resource): readonly KubeJson[] => {
    const prefix = keyPrefix(resource)
    return [...entries]
      .filter(([key]) => key.startsWith(prefix))
      .map(([, entry]) => entry.object)
      .toSorted(byPosition)
  }
  const changesSince = (since: number): readonly Change[] | null =>
    since < forgottenUpTo ? null : changes.filter((change) => change.version > since)

  return {
    version: () => version,
    list,
    listAt: (resource, at) => {
      const undone = changesSince(at)
      if (undone === null) return null
      const objects = new Map(list(resource).map((object) => [positionKey(object), object]))
      for (const change of undone.toReversed()) {
        if (change.resource !== resource) continue
        if (change.before === null) objects.delete(positionKey(change.object))
        else objects.set(positionKey(change.before), change.before)
      }
      return [...objects.values()].toSorted(byPosition)
    },
    get: (resource, namespace, name) =>
      entries.get(`${keyPrefix(resource)}${namespace}/${name}`)?.object ?? null,
    replaceAll: (objects) => {
      const keep = new Set<string>()
      for (const object of objects) {
        const key = `${keyPrefix(resourceOf(object))}${positionKey(object)}`
        keep.add(key)
        put(key, object)
      }
      for (const [key, entry] of entries) if (!keep.has(key)) remove(key, entry)
    },
    changesSince,
    onChange: (callback) => {
      listeners.add(callback)
      return () => listeners.delete(callback)
    },
  }
}

/** Where an object stands in a list. */
export function positionKey({ metadata }: KubeJson): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

function byPosition(a: KubeJson, b: KubeJson): number {
  return positionKey(a) < positionKey(b) ? -1 : 1
}

function keyPrefix(resource: Resource): string {
  return `${resource.group}/${resource.plural}/`
}

export function withVersion(object: KubeJson, version: number): KubeJson {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
}
