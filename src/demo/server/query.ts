/** What a list or watch request asks for, read from its URL. */
import type { Matcher } from './selector.ts'
import { fieldMatcher, labelMatcher } from './selector.ts'
import type { Resource } from './resources.ts'
import type { Status } from './status.ts'
import { badRequest, failureStatus, invalidOptions } from './status.ts'

export interface ObjectQuery {
  readonly resource: Resource
  readonly matches: Matcher
  /** Whether a label or field selector narrows it. */
  readonly selective: boolean
  /** Objects to a page; null for all at once. */
  readonly limit: number | null
  /** Where the next page begins, and the version of the first one. */
  readonly page: PageToken | null
  /** null where the request names none. */
  readonly version: number | null
  /** A list of what was there at `version`, not of what is there since. */
  readonly exact: boolean
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
  const watch = ['true', '1'].includes(params.get('watch') ?? '')
  const contradiction = contradictionIn(params, watch)
  if (contradiction !== null) return invalidOptions(contradiction)
  const labelText = params.get('labelSelector') ?? ''
  const labels = labelMatcher(labelText)
  if (labels === null)
    return badRequest(`unable to parse requirement: invalid label selector ${labelText}`)
  const fieldText = params.get('fieldSelector') ?? ''
  const fields = fieldMatcher(fieldText, resource)
  if (typeof fields === 'string') return badRequest(fields)
  const page = params.get('continue') ? parsePageToken(params.get('continue') ?? '') : null
  if (page === 'invalid') return badRequest('continue key is not valid')
  const version = wholeNumber(params.get('resourceVersion'))
  if (version === 'invalid') return invalidVersion(params.get('resourceVersion') ?? '', watch)
  if (page !== null && version !== null)
    return badRequest('specifying resource version is not allowed when using continue')
  const limit = wholeNumber(params.get('limit'))
  const timeout = wholeNumber(params.get('timeoutSeconds'))
  if (limit === 'invalid' || timeout === 'invalid')
    return badRequest('limit and timeoutSeconds have to be whole numbers')
  const match = params.get('resourceVersionMatch')
  return {
    resource,
    matches: (object) =>
      (namespace === null || object.metadata.namespace === namespace) &&
      (name === null || object.metadata.name === name) &&
      labels(object) &&
      fields(object),
    selective: labelText !== '' || fieldText !== '',
    // "Any version will do" is answered from memory, whole.
    limit: limit === 0 || version === 0 ? null : limit,
    page,
    version,
    exact: version !== 0 && (match === 'Exact' || (!match && limit !== null && limit > 0)),
    watch,
    bookmarks: params.get('allowWatchBookmarks') === 'true',
    initialEvents: params.get('sendInitialEvents') === 'true',
    timeoutSeconds: timeout === 0 ? null : timeout,
  }
}

/** As ValidateListOptions of apimachinery's `internalversion/validation`; null where all goes together. */
function contradictionIn(params: URLSearchParams, watch: boolean): string | null {
  const match = params.get('resourceVersionMatch') ?? ''
  const initialEvents = params.has('sendInitialEvents')
  if (watch) {
    if (match !== '' && !initialEvents)
      return 'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'
    return initialEvents && match !== 'NotOlderThan'
      ? 'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'
      : null
  }
  if (initialEvents) return 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'
  if (match === '') return null
  if (!params.get('resourceVersion'))
    return 'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided'
  if (match !== 'Exact' && match !== 'NotOlderThan')
    return `resourceVersionMatch: Unsupported value: "${match}": supported values: "Exact", "NotOlderThan", ""`
  return match === 'Exact' && params.get('resourceVersion') === '0'
    ? 'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
    : null
}

/** The API server takes it for its own mistake where a watch asks. */
function invalidVersion(text: string, watch: boolean): Status {
  const message = `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`
  return watch
    ? failureStatus(500, null, message)
    : badRequest(`invalid resource version: ${message}`)
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

function wholeNumber(text: string | null): number | null | 'invalid' {
  if (text === null || text === '') return null
  return /^\d{1,15}$/.test(text) ? Number(text) : 'invalid'
}
