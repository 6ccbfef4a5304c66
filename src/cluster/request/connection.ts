/** One context's connection: its address, its credentials and its sockets, never shared with another. */
import { once } from 'node:events'
import { pipeline } from 'node:stream'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import { failed, ok, type Result } from '../../model/failure.ts'
import { ask, type Request, type Response, type Wanted } from './ask.ts'
import { type Access, createCredentials } from '../login/credentials.ts'
import { type BodyError, eachChunk } from './each-chunk.ts'
import type { PersonsTerminal } from '../login/exec-plugin.ts'
import { isRecord, type Json, line } from '../trim/json.ts'
import type { ClusterOptions, Kubeconfig } from '../login/kubeconfig.ts'
import {
  failureOfError,
  type Place,
  type ReadFailure,
  type Reading,
  serverClosing,
  unread,
} from './read-failure.ts'

/**
 * Kulprit reads clusters and never writes: GET requests, and reviews, which ask what the user may do and
 * leave nothing behind. Paths start with `/api` or `/apis`.
 */
export interface Connection {
  readonly context: string
  /** Host and port, for messages. */
  readonly server: string
  /** The namespace that the context names; null means `default`. */
  readonly namespace: string | null
  /** `accept` is for less than the whole objects: other media types of JSON. */
  readonly json: (path: string, signal: AbortSignal, accept?: string) => Promise<Reading<Json>>
  readonly text: (path: string, signal: AbortSignal) => Promise<Reading<string>>
  /** The answer to a SelfSubjectAccessReview of these `resourceAttributes`. */
  readonly review: (attributes: Json, signal: AbortSignal) => Promise<Reading<Json>>
  /** A body read as it comes; reading it may throw, and `explain` says what the error means. */
  readonly stream: (path: string, signal: AbortSignal, wanted: Wanted) => Promise<Reading<Body>>
  readonly explain: (error: unknown) => ReadFailure
  /** Takes this connection's secrets out of what a server said. */
  readonly redact: (failure: ReadFailure) => ReadFailure
  /**
   * Asks the server for a sign of life. Where none comes, every connection is cut, so that what
   * waits on them fails now. null: it is alive.
   */
  readonly verify: () => Promise<ReadFailure | null>
  /** The person wants it tried again: a credential plugin that has failed may run once more. */
  readonly retry: () => void
  readonly close: () => void
}

export interface Body {
  /** The media type, with its parameters. */
  readonly type: string
  /** Whether it came compressed; what is read of it is not. */
  readonly compressed: boolean
  /** It is read once: by `chunks`, or by `each`. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** As `eachChunk` of the body. */
  readonly each: (onChunk: (chunk: Uint8Array) => boolean) => Promise<BodyError>
}

export const defaultTimeoutMs = 10_000
const attemptsAllowed = 4
/** Each chunk takes a turn of a thread: at the default of 16 KB a long list takes thousands of them. */
const unzippedChunk = 256 * 1024
const unzip = promisify(gunzip)

/**
 * Opens nothing yet. `context` null means the kubeconfig's current one. `terminal` is where a person
 * can answer a credential plugin; null where nobody can.
 */
export function connect(
  kubeconfig: Kubeconfig,
  context: string | null,
  options: ClusterOptions,
  terminal: PersonsTerminal | null = null,
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
  const userAgent = `kulprit/${options.version}`
  const credentials = createCredentials(entry.value, base, options, timeoutMs, terminal)

  /** Secrets are taken out of every message, whoever put them in. */
  function redact(failure: ReadFailure): ReadFailure {
    return { ...failure, message: credentials.redact(failure.message) }
  }

  function send(request: Request, access: Access): Promise<Reading<Response>> {
    return ask({ ...request, path: prefix + request.path }, access, {
      ...{ origin, userAgent, timeoutMs, place },
      onStuck: () => {
        credentials.abandon(access)
      },
    })
  }

  /**
   * Once more with fresh credentials where the old ones were refused and can be renewed. An API
   * server that refuses them closes the whole connection, which other requests notice.
   */
  async function get(request: Request): Promise<Reading<Response>> {
    let renewed = false
    for (let left = attemptsAllowed; ; left -= 1) {
      const { access, answer } = await attempt(request)
      if (answer.ok) return answer
      const { failure } = answer
      const refused: Access | null = failure.status === 401 && !renewed ? access : null
      const again =
        refused === null ? failure.reason === serverClosing : credentials.refused(refused)
      if (!again || left === 1) return { ok: false, failure: redact(failure) }
      renewed ||= refused !== null
    }
  }

  async function attempt(request: Request): Promise<Attempt> {
    const access = await unlessAborted(credentials.obtain(), request.signal)
    if (!access.ok) return { access: null, answer: access }
    return { access: access.value, answer: await send(request, access.value) }
  }

  async function text(
    path: string,
    signal: AbortSignal,
    compressed: boolean,
    rest: { readonly accept?: string; readonly review?: string } = {},
  ) {
    const answer = await get({ ...anything, path, signal, compressed, ...rest })
    if (!answer.ok) return answer
    try {
      const bytes = await whole(answer.value.chunks)
      const zipped = answer.value.headers['content-encoding'] === 'gzip'
      return { ok: true, value: (zipped ? await unzip(bytes) : bytes).toString() } as const
    } catch (error) {
      return { ok: false, failure: redact(failureOfError(error, place)) } as const
    }
  }

  let verifying: Promise<ReadFailure | null> | null = null

  async function verify(): Promise<ReadFailure | null> {
    const access = await credentials.obtain()
    // That says nothing about the server: its connections stay.
    if (!access.ok) return redact(access.failure)
    const signal = AbortSignal.timeout(timeoutMs || defaultTimeoutMs)
    const answer = await send({ ...anything, path: '/version', signal }, access.value)
    if (answer.ok) await whole(answer.value.chunks).catch(() => {})
    // Any answer is a sign of life, a refusal too, and so is a goodbye.
    if (answer.ok || answer.failure.status !== null) return null
    if (answer.failure.reason === serverClosing) return null
    // What waited on it was as silent, or was cut with it.
    const code = answer.failure.state === 'slow' ? 'ETIMEDOUT' : 'ECONNRESET'
    credentials.disconnect(Object.assign(new Error('no sign of life'), { code }))
    return redact(answer.failure)
  }

  return ok({
    ...place,
    namespace: entry.value.namespace,
    json: async (path, signal, accept) => {
      const compressed = entry.value.cluster['disable-compression'] !== true
      const body = await text(path, signal, compressed, accept === undefined ? {} : { accept })
      return body.ok ? parsed(body.value, place) : body
    },
    text: (path, signal) => text(path, signal, false),
    review: async (attributes, signal) => {
      const review = JSON.stringify({
        ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
        spec: { resourceAttributes: attributes },
      })
      const body = await text(reviewPath, signal, false, { review })
      return body.ok ? parsed(body.value, place) : body
    },
    stream: async (path, signal, wanted) => {
      const compressed = wanted.compressed && entry.value.cluster['disable-compression'] !== true
      const answer = await get({ ...wanted, path, signal, compressed })
      return answer.ok ? { ok: true, value: bodyOf(answer.value, signal) } : answer
    },
    explain: (error) => redact(failureOfError(error, place)),
    redact,
    verify: () => {
      verifying ??= verify().finally(() => {
        verifying = null
      })
      return verifying
    },
    retry: () => credentials.retry(),
    close: () => credentials.close(),
  })
}

const reviewPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
const anything: Wanted = { accept: 'application/json', compressed: false, endless: false }

interface Attempt {
  /** null where there were no credentials to ask with. */
  readonly access: Access | null
  readonly answer: Reading<Response>
}

/** A plugin may take its time; who no longer wants its answer need not wait for it. */
async function unlessAborted<T>(
  work: Promise<Reading<T>>,
  signal: AbortSignal,
): Promise<Reading<T>> {
  const settled = new AbortController()
  const aborted = once(signal, 'abort', { signal: settled.signal }).then(
    () => unread('Cancelled', 'the request was cancelled'),
    () => unread('Cancelled', 'nobody listens'),
  )
  if (signal.aborted) return unread('Cancelled', 'the request was cancelled')
  try {
    return await Promise.race([work, aborted])
  } finally {
    settled.abort()
  }
}

function bodyOf({ headers, chunks, each }: Response, signal: AbortSignal): Body {
  const type = String(headers['content-type'] ?? '')
  if (headers['content-encoding'] !== 'gzip') return { type, compressed: false, chunks, each }
  // The reader of the unzipped chunks hears of every error; the callback has nothing to add.
  const unzipped = pipeline(chunks, createGunzip({ chunkSize: unzippedChunk }), () => {})
  return {
    ...{ type, compressed: true, chunks: unzipped },
    each: (onChunk) => eachChunk(unzipped, signal, onChunk),
  }
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
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
