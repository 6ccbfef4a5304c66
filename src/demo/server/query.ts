/** What a list or watch request asks for, read from its URL. */
import type { Matcher } from './selector.ts'
import { fieldMatcher, labelMatcher } from './selector.ts'
import type { Resource } from './resources.ts'
import type { Status } from './status.ts'
import { badRequest, expired, failureStatus } from './status.ts'

export interface ObjectQuery {
  readonly resource: Resource
  readonly matches: Matcher
  /** Objects to a page; null for all at once. */
  readonly limit: number | null
  /** Where the next page begins, and the version of the first one. */
  readonly page: PageToken | null
  /** null where the request names none. */
  readonly version: number | null
  readonly watch: boolean
  readonly bookmarks: boolean
  /** A watch that begins with the present state, and marks its end. */
  readonly initialEvents: boolean
  readonly timeoutSeconds: number | null
}

export interface PageToken {
  readonly version: number
  readonly after: string
}

/** `namespace` and `name` from the path narrow what the selectors allow. */
export function parseQuery(
  resource: Resource,
  namespace: string | null,
  name: string | null,
  params: URLSearchParams,
): ObjectQuery | Status {
  const labelText = params.get('labelSelector') ?? ''
  const labels = labelMatcher(labelText)
  if (labels === null)
    return badRequest(`unable to parse requirement: invalid label selector ${labelText}`)
  const fields = fieldMatcher(params.get('fieldSelector') ?? '', resource)
  if (typeof fields === 'string') return badRequest(fields)
  const page = params.get('continue') ? parsePageToken(params.get('continue') ?? '') : null
  if (page === 'invalid') return badRequest('continue key is not valid')
  const version = wholeNumber(params.get('resourceVersion'))
  if (version === 'invalid')
    return badRequest(`Invalid value: "${params.get('resourceVersion')}": resourceVersion`)
  const initialEvents = params.get('sendInitialEvents') === 'true'
  if (initialEvents && params.get('resourceVersionMatch') !== 'NotOlderThan')
    return failureStatus(
      422,
      'Invalid',
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    )
  const limit = wholeNumber(params.get('limit'))
  const timeout = wholeNumber(params.get('timeoutSeconds'))
  if (limit === 'invalid' || timeout === 'invalid')
    return badRequest('limit and timeoutSeconds have to be whole numbers')
  return {
    resource,
    matches: (object) =>
      (namespace === null || object.metadata.namespace === namespace) &&
      (name === null || object.metadata.name === name) &&
      labels(object) &&
      fields(object),
    limit: limit === 0 ? null : limit,
    page,
    version,
    watch: ['true', '1'].includes(params.get('watch') ?? ''),
    bookmarks: params.get('allowWatchBookmarks') === 'true',
    initialEvents,
    timeoutSeconds: timeout === 0 ? null : timeout,
  }
}

export function formatPageToken(token: PageToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

function parsePageToken(text: string): PageToken | 'invalid' {
  try {
    const { version, after } = JSON.parse(Buffer.from(text, 'base64url').toString()) as PageToken
    return Number.isSafeInteger(version) && typeof after === 'string'
      ? { version, after }
      : 'invalid'
  } catch {
    return 'invalid'
  }
}

export function expiredPage(): Status {
  return expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
  )
}

function wholeNumber(text: string | null): number | null | 'invalid' {
  if (text === null || text === '') return null
  return /^\d{1,15}$/.test(text) ? Number(text) : 'invalid'
}
