/** One request to the faulty API server and what may be answered to it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, type ServerHttp2Stream } from 'node:http2'
import { gzipSync } from 'node:zlib'
import { type Codec, jsonCodec, protobufCodec } from './cluster-codec.ts'
import type { ApiObject } from './cluster-fault-server.ts'

export interface ApiRequest {
  readonly at: number
  readonly path: string
  readonly query: URLSearchParams
  readonly watch: boolean
  /** Empty for `/version`. */
  readonly collection: string
  readonly namespace: string | null
  /** Of a single object. */
  readonly name: string | null
  readonly headers: IncomingMessage['headers']
  /** What the client takes and this server speaks. */
  readonly codec: Codec
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Of a refusal: what it says, in the encoding that was asked for. */
  readonly refusal?: Readonly<Record<string, unknown>>
  /** Of a list: what the body says. */
  readonly list?: { readonly metadata: object; readonly items: readonly ApiObject[] }
}

export interface Exchange {
  readonly request: ApiRequest
  readonly response: Response
  readonly send: (answer: Answer) => void
  /** Cuts the connection, or this one stream of it, without a goodbye. */
  readonly reset: () => void
  /** Cuts the connection with everything on it. */
  readonly resetAll: () => void
  /** Asks the client to take another connection for what comes. */
  readonly goAway: () => void
}

/** Sends what it likes in place of the answer. A watch's answer has no body yet. */
export type AnswerFault = (exchange: Exchange, answer: Answer) => void

/** As node:http's; node:http2 hands out its like, with a stream of its own. */
export interface Response extends ServerResponse {
  readonly stream?: ServerHttp2Stream
}

export const json = { 'content-type': 'application/json' }

export function requestOf({ url, headers }: IncomingMessage, protobuf: boolean): ApiRequest {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://server')
  const [, namespace, collection, name] =
    /^\/(?:api\/v1|apis\/[^/]+\/v\d+)(?:\/namespaces\/([^/]+)(?=\/))?\/([a-z]+)(?:\/([^/]+))?$/.exec(
      pathname,
    ) ?? []
  return {
    at: performance.now(),
    path: pathname,
    query: searchParams,
    watch: searchParams.get('watch') === 'true',
    collection: collection ?? '',
    namespace: namespace ?? null,
    name: name ?? null,
    headers,
    codec:
      protobuf && headers.accept?.includes(protobufCodec.type) === true ? protobufCodec : jsonCodec,
  }
}

export function exchangeOf(
  request: ApiRequest,
  incoming: IncomingMessage,
  response: Response,
): Exchange {
  const stream = response.stream ?? null
  return {
    request,
    response,
    send: ({ status, headers, body, refusal }) => {
      if (response.headersSent || response.destroyed) return
      if (refusal !== undefined) {
        const { type, object } = request.codec
        response.writeHead(status, { ...headers, 'content-type': type })
        response.end(object('statuses', refusal))
        return
      }
      response.writeHead(status, headers)
      response.end(body)
    },
    reset: () => {
      if (stream === null) incoming.socket.resetAndDestroy()
      else stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    },
    resetAll: () => {
      if (stream === null) incoming.socket.resetAndDestroy()
      else stream.session?.destroy()
    },
    goAway: () => {
      if (stream === null) response.end()
      else stream.session?.goaway()
    },
  }
}

/** What is written to a response that its client has left is nobody's loss. */
export function write(response: Response, text: string | Buffer): void {
  if (!response.destroyed && !response.writableEnded) response.write(text)
}

export function jsonAnswer(value: unknown, status = 200): Answer {
  return { status, headers: json, body: Buffer.from(JSON.stringify(value)) }
}

export function zipped(answer: Answer): Answer {
  const headers = { ...answer.headers, 'content-encoding': 'gzip' }
  return { ...answer, headers, body: gzipSync(answer.body) }
}

export function refusal(status: number, message: string, reason = 'Failure'): Answer {
  const object = {
    ...{ kind: 'Status', apiVersion: 'v1' },
    ...{ status: 'Failure', message, reason, code: status },
  }
  return { ...jsonAnswer(object, status), refusal: object }
}

export function expired(message: string): Answer {
  return refusal(410, message, 'Expired')
}

export function listAnswer(
  { codec, collection, headers }: ApiRequest,
  metadata: Record<string, unknown>,
  items: readonly ApiObject[],
): Answer {
  const answer: Answer = {
    status: 200,
    headers: { 'content-type': codec.type },
    body: codec.list(collection, metadata, items),
    list: { metadata, items },
  }
  return String(headers['accept-encoding']).includes('gzip') ? zipped(answer) : answer
}
