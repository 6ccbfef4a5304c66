/** Sends one request over one context's connections, and comes to an end with it. */
import type { Dispatcher } from 'undici'
import type { Access } from '../login/credentials.ts'
import { isProtobuf } from '../follow/object-stream.ts'
import { protobufStatusMessage } from '../protobuf/status.ts'
import { isClosedInUse } from './dispatcher.ts'
import {
  closingFailure,
  failureOfError,
  failureOfStatus,
  type Place,
  type ReadFailure,
  type Reading,
  retryAfterOf,
  statusMessage,
} from './read-failure.ts'
import { type BodyError, eachChunk } from './each-chunk.ts'
import { timeLimit } from './time-limit.ts'

/** How a body is asked for. */
export interface Wanted {
  /** Media types, the best one first. */
  readonly accept: string
  readonly compressed: boolean
  /** A watch: silence is normal, and its reader looks for signs of life itself. */
  readonly endless: boolean
}

export interface Request extends Wanted {
  /** With what the server's address begins with. */
  readonly path: string
  readonly signal: AbortSignal
  /** JSON that is posted for an answer: a review, which changes nothing in the cluster. */
  readonly review?: string
}

export interface Response {
  readonly headers: Dispatcher.ResponseData['headers']
  /** The body is read once: by `chunks`, or by `each`. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** As `eachChunk` of the body. */
  readonly each: (onChunk: (chunk: Uint8Array) => boolean) => Promise<BodyError>
}

interface Asking {
  readonly origin: string
  readonly userAgent: string
  /** 0 is no limit. */
  readonly timeoutMs: number
  readonly place: Place
  /** undici did not keep the limits it was given: its connections are not to be used again. */
  readonly onStuck: () => void
}

const longestErrorBody = 64 * 1024

/**
 * Fails with `serverClosing` where the connection was closed before the answer, by GOAWAY or for having
 * been idle: over a new one it may be had.
 * What is endless fails with it later, too, so that no connection outlives its goodbye for long.
 */
export async function ask(
  request: Request,
  access: Access,
  { origin, userAgent, timeoutMs, place, onStuck }: Asking,
): Promise<Reading<Response>> {
  // Opening the connection has its own limit, which comes first.
  const limit = timeLimit(2 * timeoutMs, onStuck)
  const { closing, cut, dispatcher } = access
  const unanswered = request.endless ? null : linkedTo(closing)
  const goodbye = unanswered?.signal ?? closing
  const signal = AbortSignal.any([request.signal, limit.signal, goodbye, cut])
  // A stream that ends in the moment that undici (8.12) sends it is not reset: the server goes on answering,
  // to nobody, and Node throws the error of its connection. By then, what was sent is on its way.
  const end = linkedTo(signal, setImmediate)
  if (!request.endless) limit.begin()
  try {
    signal.throwIfAborted()
    // Redirects are not followed: credentials go to this origin and to no other.
    const asked = dispatcher.request({
      origin,
      path: request.path,
      method: request.review === undefined ? 'GET' : 'POST',
      ...(request.review === undefined ? {} : { body: request.review }),
      headers: {
        accept: request.accept,
        ...(request.review === undefined ? {} : { 'content-type': 'application/json' }),
        'user-agent': userAgent,
        ...(request.compressed ? { 'accept-encoding': 'gzip' } : {}),
        ...access.headers,
      },
      headersTimeout: request.endless ? 0 : timeoutMs,
      bodyTimeout: request.endless ? 0 : timeoutMs,
      signal: end.signal,
    })
    const { statusCode, headers, body } = await endedBy(signal, asked).finally(unanswered?.letGo)
    body.once('close', end.letGo)
    const chunks = limit.watched(body, signal)
    const each: Response['each'] = (onChunk) =>
      eachChunk(body, signal, (chunk) => {
        limit.came(chunk.length)
        return onChunk(chunk)
      }).finally(limit.lift)
    if (statusCode >= 200 && statusCode < 300) return { ok: true, value: { headers, chunks, each } }
    limit.begin()
    return { ok: false, failure: await refusal(statusCode, { headers, chunks }, place) }
  } catch (error) {
    limit.lift()
    unanswered?.letGo()
    end.letGo()
    if (isClosedInUse(error)) return { ok: false, failure: closingFailure(place) }
    return { ok: false, failure: failureOfError(error, place) }
  }
}

/** Aborts as `signal` does, at once or as `when` has it, until it is let go. */
function linkedTo(
  signal: AbortSignal,
  when: (abort: () => void) => unknown = (abort) => {
    abort()
  },
): { readonly signal: AbortSignal; readonly letGo: () => void } {
  const controller = new AbortController()
  const onAbort = (): void => {
    when(() => {
      controller.abort(signal.reason)
    })
  }
  signal.addEventListener('abort', onAbort)
  return {
    signal: controller.signal,
    letGo: () => {
      signal.removeEventListener('abort', onAbort)
    },
  }
}

/** undici leaves a request that it has not sent yet as it is, whatever its limits and its signal say. */
function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', end)
    })
  })
}

async function refusal(
  statusCode: number,
  { headers, chunks }: Pick<Response, 'headers' | 'chunks'>,
  place: Place,
): Promise<ReadFailure> {
  const read: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of chunks) {
      read.push(chunk)
      size += chunk.length
      if (size > longestErrorBody) break
    }
  } catch {
    // What it means is in the status, whether or not the words come through.
  }
  const body = Buffer.concat(read)
  const said = isProtobuf(String(headers['content-type']))
    ? protobufStatusMessage(body)
    : statusMessage(body.toString())
  return failureOfStatus(statusCode, said, retryAfterOf(headers), place)
}
