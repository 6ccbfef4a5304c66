/** Answers lists, in pages where the client asks for them. */
import type { KubeJson } from '../kube-json.ts'
import type { ObjectQuery } from './query.ts'
import { expiredPage, formatPageToken } from './query.ts'
import type { Status } from './status.ts'
import type { Store } from './store.ts'
import { positionKey } from './store.ts'

export interface ListPage {
  readonly items: readonly KubeJson[]
  readonly metadata: {
    readonly resourceVersion: string
    readonly continue?: string
    readonly remainingItemCount?: number
  }
}

/**
 * Later pages show the present state, under the first page's version: a watch from that version
 * replays whatever changed in between, so the client ends up right.
 */
export function listPage(store: Store, query: ObjectQuery): ListPage | Status {
  const { page, limit } = query
  if (page !== null && store.changesSince(page.version) === null) return expiredPage()
  const version = page?.version ?? store.version()
  const rest = store
    .list(query.resource)
    .filter((object) => page === null || positionKey(object) > page.after)
    .filter(query.matches)
  const items = rest.slice(0, limit ?? rest.length)
  const last = items.at(-1)
  if (last === undefined || items.length === rest.length)
    return { items, metadata: { resourceVersion: String(version) } }
  return {
    items,
    metadata: {
      resourceVersion: String(version),
      continue: formatPageToken({ version, after: positionKey(last) }),
      remainingItemCount: rest.length - items.length,
    },
  }
}
