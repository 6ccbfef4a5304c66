/** Answers watches: what changed since a version, then every change as it happens. */
import type { KubeJson } from '../kube-json.ts'
import { apiVersionOf } from './resources.ts'
import type { ObjectQuery } from './query.ts'
import type { Status } from './status.ts'
import { expired } from './status.ts'
import type { Change, Store } from './store.ts'
import { withVersion } from './store.ts'

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeJson }
  | { readonly type: 'BOOKMARK'; readonly object: object }
  | { readonly type: 'ERROR'; readonly object: Status }

const defaultTimeoutSeconds = 1_800

/**
 * Sends events until the time limit or until the returned function is called; `end` is called after
 * the last one. As in the API server, a version that is too old is an ERROR event, not an HTTP error.
 */
export function startWatch(
  store: Store,
  query: ObjectQuery,
  bookmarkMs: number,
  send: (event: WatchEvent) => void,
  end: () => void,
): () => void {
  const { version } = query
  const fromNow = version === null || version === 0 || query.initialEvents
  const missed = fromNow ? [] : store.changesSince(version)
  if (missed === null) {
    const message = `too old resource version: ${version} (${store.version()})`
    send({ type: 'ERROR', object: expired(message) })
    end()
    return () => {}
  }
  if (fromNow)
    for (const object of store.list(query.resource).filter(query.matches))
      send({ type: 'ADDED', object })
  if (query.initialEvents && query.bookmarks)
    send(bookmark(store, query, { 'k8s.io/initial-events-end': 'true' }))

  const forward = (change: Change): void => {
    const event = seenThrough(query, change)
    if (event !== null) send(event)
  }
  for (const change of missed) forward(change)
  const unsubscribe = store.onChange(forward)
  const bookmarks = setInterval(() => {
    if (query.bookmarks) send(bookmark(store, query))
  }, bookmarkMs)
  const limitMs = (query.timeoutSeconds ?? defaultTimeoutSeconds) * 1000
  const stop = (): void => {
    unsubscribe()
    clearInterval(bookmarks)
    clearTimeout(timeout)
  }
  const timeout = setTimeout(() => {
    stop()
    end()
  }, limitMs)
  return stop
}

/** Through a selector, an object that starts or stops to match is one that comes or goes. */
function seenThrough(query: ObjectQuery, change: Change): WatchEvent | null {
  if (change.resource !== query.resource) return null
  const matched = change.before !== null && query.matches(change.before)
  const matches = change.type !== 'DELETED' && query.matches(change.object)
  if (!matched && !matches) return null
  if (matched && matches) return { type: 'MODIFIED', object: change.object }
  if (matches || change.type === 'DELETED' || change.before === null)
    return { type: matches ? 'ADDED' : 'DELETED', object: change.object }
  // What stops to match goes as it was, under the version in which it went.
  return { type: 'DELETED', object: withVersion(change.before, change.version) }
}

function bookmark(
  store: Store,
  { resource }: ObjectQuery,
  annotations?: Readonly<Record<string, string>>,
): WatchEvent {
  return {
    type: 'BOOKMARK',
    object: {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: {
        resourceVersion: String(store.version()),
        creationTimestamp: null,
        ...(annotations === undefined ? {} : { annotations }),
      },
    },
  }
}
