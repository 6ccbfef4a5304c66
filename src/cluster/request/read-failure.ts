/** Why a request to a cluster failed, in words for people and for scripts. */
import type { ReadState } from '../../model/change.ts'
import { line, record } from '../trim/json.ts'

export interface ReadFailure {
  readonly state: Exclude<ReadState, 'syncing' | 'live'>
  /** `ConnectionRefused`, `Timeout`, `Forbidden`, `Status500`, … */
  readonly reason: string
  readonly message: string
  /** The HTTP status; null where no answer came. */
  readonly status: number | null
  /** What the server asked for with Retry-After. */
  readonly retryAfterMs: number | null
}

export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: ReadFailure }

export function unread(
  reason: string,
  message: string,
  rest: Partial<ReadFailure> = {},
): { readonly ok: false; readonly failure: ReadFailure } {
  return {
    ok: false,
    failure: { state: 'failed', reason, message, status: null, retryAfterMs: null, ...rest },
  }
}

/** Who was asked: for messages. */
export interface Place {
  readonly context: string
  /** Host and port. */
  readonly server: string
}

/** What an answer other than 2xx means. `said` is the message of the server's Status, if it sent one. */
export function failureOfStatus(
  status: number,
  said: string | null,
  retryAfterMs: number | null,
  place: Place,
): ReadFailure {
  const verdict = (state: ReadFailure['state'], reason: string, message: string): ReadFailure => ({
    state,
    reason,
    message,
    status,
    retryAfterMs,
  })
  switch (status) {
    case 401:
      return verdict(
        'expired',
        'Unauthorized',
        `${place.server} does not accept the credentials of context "${place.context}" (401)`,
      )
    case 403:
      return verdict('forbidden', 'Forbidden', said ?? `${place.server} forbids it (403)`)
    case 404:
      return verdict('absent', 'NotFound', said ?? `${place.server} does not serve it (404)`)
    default:
      return verdict(
        'failed',
        `Status${status}`,
        said === null
          ? `${place.server} answered ${status}`
          : `${place.server} answered ${status}: ${said}`,
      )
  }
}

/** Of a Kubernetes Status in JSON; null where the body is none. */
export function statusMessage(body: string): string | null {
  try {
    return line(record(JSON.parse(body))['message']) || null
  } catch {
    return null
  }
}

const longestRetryAfter = 3_600_000

/**
 * Retry-After in milliseconds, at most an hour: seconds, or a moment by the clock of the server, which
 * Date tells (RFC 9110, 10.2.3 and 6.6.1); null where it asks for none.
 */
export function retryAfterOf(headers: Readonly<Record<string, unknown>>): number | null {
  const { 'retry-after': asked, date } = headers
  if (typeof asked !== 'string') return null
  const now = typeof date === 'string' ? Date.parse(date) : Date.now()
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), longestRetryAfter)
}

/** The reason for a request that the server turned away unheard: asking again does no harm. */
export const serverClosing = 'ServerClosing'

export function closingFailure({ server }: Place): ReadFailure {
  return unread(serverClosing, `${server} is closing its connections`, { state: 'unreachable' })
    .failure
}

/** What a thrown network error means. */
export function failureOfError(error: unknown, place: Place): ReadFailure {
  const { code, text } = rootOf(error)
  const { server } = place
  const say = (reason: string, message: string) =>
    unread(reason, message, { state: reason === 'Timeout' ? 'slow' : 'unreachable' }).failure
  switch (code) {
    case 'ECONNREFUSED':
      return say('ConnectionRefused', `connection refused by ${server} – is the cluster up?`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return say('DNS', `no address found for ${server} – is the network or VPN up?`)
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return say('Unreachable', `no route to ${server} – is the network or VPN up?`)
    case 'TimeoutError':
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return say('Timeout', `no answer in time from ${server}`)
    case 'UND_ERR_INFO':
      return text.includes('GOAWAY')
        ? closingFailure(place)
        : say('ConnectionLost', `the connection to ${server} was cut`)
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_DESTROYED':
      return say('ConnectionLost', `the connection to ${server} was cut`)
    default:
      if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO)/.test(code))
        // Node appends advice about its own flags.
        return say('TLS', `no secure connection to ${server}: ${text.split(';')[0]}`)
      return say('ConnectionFailed', `the connection to ${server} failed: ${text}`)
  }
}

/** The error at the bottom of `cause` and of an AggregateError, where the system's code is. */
function rootOf(error: unknown): { code: string; text: string } {
  let at: unknown = error
  for (let depth = 0; depth < 5; depth++) {
    const { cause, errors } = at instanceof Error ? (at as AggregateError) : {}
    const inner: unknown = cause ?? (Array.isArray(errors) ? errors[0] : undefined)
    if (inner === undefined) break
    at = inner
  }
  const named = at instanceof Error && at.name === 'TimeoutError' ? at.name : null
  const code = named ?? line(record(at)['code']) ?? ''
  const text = at instanceof Error ? (line(at.message) ?? '') : ''
  return { code, text: text || code || 'unknown reason' }
}
