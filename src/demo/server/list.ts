/** Answers lists, in pages where the client asks for them. */
import type { KubeJson } from '../kube-json.ts'
import type { ObjectQuery, PageToken } from './query.ts'
import { formatPageToken } from './query.ts'
import type { Status } from './status.ts'
import { expired, tooLargeVersion } from './status.ts'
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

/** Later pages show what was there when the first was read, whatever has changed since. */
export function listPage(store: Store, query: ObjectQuery): ListPage | Status {
  const { page, limit } = query
  const present = store.version()
  if (query.version !== null && query.version > present)
    return tooLargeVersion(query.version, present)
  const version = page?.version ?? (query.exact ? query.version : null) ?? present
  const objects = store.listAt(query.resource, version)
  if (objects === null) return page === null ? expiredVersion(version) : expiredPage(page, present)
  const rest = objects
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
      // The API server does not count what a selector would leave.
      ...(query.selective ? {} : { remainingItemCount: rest.length - items.length }),
    },
  }
}

function expiredVersion(version: number): Status {
  return expired(`The resourceVersion for the provided list is too old: ${version}`)
}

/** With a token for the present rest, which does not fit the pages before it. */
function expiredPage({ after }: PageToken, present: number): Status {
  return {
    ...expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results.',
    ),
    metadata: { continue: formatPageToken({ version: present, after }) },
  }
}
