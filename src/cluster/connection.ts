/** One context's connection: its address, its credentials and its sockets, never shared with another. */
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { failed, ok, type Result } from '../model/failure.ts'
import { createCredentials } from './credentials.ts'
import { isRecord, type Json, line } from './json.ts'
import type { ClusterOptions, Kubeconfig } from './kubeconfig.ts'
import {
  failureOfError,
  failureOfStatus,
  type Place,
  type ReadFailure,
  type Reading,
  unread,
} from './read-failure.ts'

/** GET requests alone: kulprit reads clusters and never writes. Paths start with `/api` or `/apis`. */
export interface Connection {
  readonly context: string
  /** Host and port, for messages. */
  readonly server: string
  /** The namespace that the context names; null means `default`. */
  readonly namespace: string | null
  readonly json: (path: string, signal: AbortSignal) => Promise<Reading<Json>>
  readonly text: (path: string, signal: AbortSignal) => Promise<Reading<string>>
  /** A body that stays open; reading it may throw, and `explain` says what the error means. */
  readonly stream: (
    path: string,
    signal: AbortSignal,
  ) => Promise<Reading<AsyncIterable<Uint8Array>>>
  readonly explain: (error: unknown) => ReadFailure
  /**
   * Asks the server for a sign of life. Where none comes, every connection is cut, so that what
   * waits on them fails now. null: it is alive.
   */
  readonly verify: () => Promise<ReadFailure | null>
  readonly close: () => void
}

const defaultTimeoutMs = 10_000
const longestErrorBody = 64 * 1024
const unzip = promisify(gunzip)

/** Opens nothing yet. `context` null means the kubeconfig's current one. */
export function connect(
  kubeconfig: Kubeconfig,
  context: string | null,
  options: ClusterOptions,
): Result<Connection> {
  const name = context ?? kubeconfig.current
  if (name === null) {
    const known = kubeconfig.contexts.map((known) => known.name).join(', ')
    return failed('config', `no current context in ${kubeconfig.files.join(', ')}`, {
      next:
        known === '' ? 'the file defines no context' : `pass --context; known contexts: ${known}`,
    })
  }
  const entry = kubeconfig.entry(name)
  if (!entry.ok) return entry
  const server = line(entry.value.cluster['server']) ?? ''
  const base = URL.canParse(server) ? new URL(server) : null
  if (base === null || !/^https?:$/.test(base.protocol))
    return failed('config', `context "${name}" has no usable server address: "${server}"`, {
      next: 'the cluster in the kubeconfig needs server: https://HOST:PORT',
    })
  const { origin } = base
  const prefix = base.pathname.replace(/\/$/, '')
  const timeoutMs = options.requestTimeoutMs ?? defaultTimeoutMs
  const place = { context: name, server: base.host }
  const credentials = createCredentials(entry.value, options, timeoutMs)

  /** Secrets are taken out of every message, whoever put them in. */
  function redact(failure: ReadFailure): ReadFailure {
    let message = failure.message
    for (const secret of credentials.secrets()) message = message.replaceAll(secret, '***')
    return { ...failure, message }
  }

  async function send(request: Request): Promise<Reading<Dispatcher.ResponseData>> {
    const access = await credentials.obtain()
    if (!access.ok) return access
    try {
      const response = await access.value.dispatcher.request({
        origin,
        path: prefix + request.path,
        method: 'GET',
        headers: {
          accept: 'application/json',
          'user-agent': `kulprit/${options.version}`,
          ...(request.compressed ? { 'accept-encoding': 'gzip' } : {}),
          ...access.value.headers,
        },
        headersTimeout: request.endless ? 0 : timeoutMs,
        bodyTimeout: request.endless ? 0 : timeoutMs,
        signal: request.signal,
      })
      if (response.statusCode >= 200 && response.statusCode < 300)
        return { ok: true, value: response }
      return { ok: false, failure: await refusal(response, place) }
    } catch (error) {
      return { ok: false, failure: failureOfError(error, place) }
    }
  }

  /** Once more with fresh credentials where the old ones were refused and can be renewed. */
  async function get(request: Request): Promise<Reading<Dispatcher.ResponseData>> {
    const first = await send(request)
    const retry = !first.ok && first.failure.status === 401 && credentials.forget()
    const answer = retry ? await send(request) : first
    return answer.ok ? answer : { ok: false, failure: redact(answer.failure) }
  }

  async function text(path: string, signal: AbortSignal, compressed: boolean) {
    const answer = await get({ path, signal, compressed, endless: false })
    if (!answer.ok) return answer
    try {
      const bytes = Buffer.from(await answer.value.body.arrayBuffer())
      const zipped = answer.value.headers['content-encoding'] === 'gzip'
      return { ok: true, value: (zipped ? await unzip(bytes) : bytes).toString() } as const
    } catch (error) {
      return { ok: false, failure: redact(failureOfError(error, place)) } as const
    }
  }

  let verifying: Promise<ReadFailure | null> | null = null

  async function verify(): Promise<ReadFailure | null> {
    const answer = await text('/version', AbortSignal.timeout(timeoutMs || defaultTimeoutMs), false)
    // Any answer is a sign of life, a refusal too.
    if (answer.ok || answer.failure.status !== null) return null
    credentials.disconnect(Object.assign(new Error('no sign of life'), { code: 'ETIMEDOUT' }))
    return answer.failure
  }

  return ok({
    ...place,
    namespace: entry.value.namespace,
    json: async (path, signal) => {
      const body = await text(path, signal, entry.value.cluster['disable-compression'] !== true)
      return body.ok ? parsed(body.value, place) : body
    },
    text: (path, signal) => text(path, signal, false),
    stream: async (path, signal) => {
      const answer = await get({ path, signal, compressed: false, endless: true })
      return answer.ok ? { ok: true, value: answer.value.body } : answer
    },
    explain: (error) => redact(failureOfError(error, place)),
    verify: () => {
      verifying ??= verify().finally(() => {
        verifying = null
      })
      return verifying
    },
    close: () => {
      credentials.disconnect(new Error('closed'))
    },
  })
}

interface Request {
  readonly path: string
  readonly signal: AbortSignal
  readonly compressed: boolean
  /** A watch: silence is normal, and its reader looks for signs of life itself. */
  readonly endless: boolean
}

async function refusal(response: Dispatcher.ResponseData, place: Place): Promise<ReadFailure> {
  let body = ''
  for await (const chunk of response.body) {
    body += String(chunk)
    if (body.length > longestErrorBody) break
  }
  const retryAfter = response.headers['retry-after']
  return failureOfStatus(
    response.statusCode,
    body,
    typeof retryAfter === 'string' ? retryAfter : null,
    place,
  )
}

function parsed(text: string, place: Place): Reading<Json> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = null
  }
  if (isRecord(value)) return { ok: true, value }
  return unread('Malformed', `${place.server} did not answer with JSON – is it a Kubernetes API?`)
}
