/** An API server for tests that speaks LIST and WATCH over real HTTP, and misbehaves on cue. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface ApiObject {
  apiVersion?: string
  kind?: string
  metadata: {
    name: string
    namespace?: string
    uid: string
    resourceVersion?: string
    labels?: Record<string, string>
    [field: string]: unknown
  }
  [field: string]: unknown
}

/** What to do with a request instead of answering it. */
export type Fault =
  | {
      readonly status: number
      readonly message?: string
      readonly headers?: Record<string, string>
    }
  | { readonly body: string }
  | 'hang'
  | 'reset'

export interface SeenRequest {
  readonly at: number
  readonly path: string
  readonly query: URLSearchParams
  readonly watch: boolean
  readonly headers: IncomingMessage['headers']
}

interface Event {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: ApiObject
}

interface Watcher {
  readonly collection: string
  readonly namespace: string | null
  readonly response: ServerResponse
}

export class FaultServer {
  /** Asked for every request; null answers it as it should be. */
  fault: (request: SeenRequest) => Fault | null = () => null
  /** Watch frames go out one byte at a time. */
  dribble = false
  /** The text of pod logs, by `pod/container`, with `/previous` for the run before. */
  readonly logs = new Map<string, string>()
  readonly requests: SeenRequest[] = []
  readonly #objects = new Map<string, Map<string, ApiObject>>()
  readonly #events = new Map<string, Event[]>()
  readonly #snapshots = new Map<string, ApiObject[]>()
  readonly #watchers = new Set<Watcher>()
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  #version = 100
  #compacted = 0
  #uids = 0
  port = 0

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response)
    })
    server.keepAliveTimeout = 90_000
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    this.port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Cuts every connection and refuses new ones until `start`. */
  async stop(): Promise<void> {
    const server = this.#server
    if (server === null) return
    this.#server = null
    const closed = new Promise((resolve) => server.close(resolve))
    this.cut()
    await closed
  }

  /** Resets every connection, whatever is on its way. */
  cut(): void {
    this.#watchers.clear()
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  endWatches(): void {
    for (const { response } of this.#watchers) response.end()
    this.#watchers.clear()
  }

  watching(collection: string): number {
    return [...this.#watchers].filter((watcher) => watcher.collection === collection).length
  }

  /** Writes this to the watches of a collection as it is, newline or not. */
  send(collection: string, raw: string): void {
    for (const watcher of this.#watchers)
      if (watcher.collection === collection) this.#write(watcher.response, raw)
  }

  /** Continue tokens and watches from before now are answered 410 from now on. */
  compact(): void {
    this.#compacted = this.#version
    this.#snapshots.clear()
    this.#events.clear()
  }

  /** Creates or replaces; a uid of its own is made up where the object has none. */
  put(
    collection: string,
    object: Omit<ApiObject, 'metadata'> & {
      metadata: Partial<ApiObject['metadata']> & { name: string }
    },
  ): ApiObject {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`
    const before = this.#all(collection).get(key)
    const uid = object.metadata.uid ?? before?.metadata.uid ?? `uid-${++this.#uids}`
    const stored: ApiObject = {
      ...object,
      metadata: { ...object.metadata, uid, resourceVersion: String(++this.#version) },
    }
    const replaces = before !== undefined && before.metadata.uid !== uid
    if (replaces) this.remove(collection, object.metadata.name, object.metadata.namespace)
    stored.metadata.resourceVersion = String(++this.#version)
    this.#all(collection).set(key, stored)
    this.#publish(collection, before === undefined || replaces ? 'ADDED' : 'MODIFIED', stored)
    return stored
  }

  remove(collection: string, name: string, namespace = ''): void {
    const key = `${namespace}/${name}`
    const before = this.#all(collection).get(key)
    if (before === undefined) return
    this.#all(collection).delete(key)
    const version = String(++this.#version)
    this.#publish(collection, 'DELETED', {
      ...before,
      metadata: { ...before.metadata, resourceVersion: version },
    })
  }

  objects(collection: string): ApiObject[] {
    return [...this.#all(collection).values()]
  }

  #all(collection: string): Map<string, ApiObject> {
    const all = this.#objects.get(collection) ?? new Map<string, ApiObject>()
    this.#objects.set(collection, all)
    return all
  }

  #publish(collection: string, type: Event['type'], object: ApiObject): void {
    const event = { version: this.#version, type, object }
    this.#events.set(collection, [...(this.#events.get(collection) ?? []), event])
    for (const watcher of this.#watchers)
      if (watcher.collection === collection && isIn(watcher.namespace, object))
        this.#write(watcher.response, frame(event))
  }

  #write(response: ServerResponse, text: string): void {
    if (!this.dribble) {
      response.write(text)
      return
    }
    for (const byte of Buffer.from(text)) response.write(Buffer.of(byte))
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://server')
    const query = url.searchParams
    const seen: SeenRequest = {
      at: Date.now(),
      path: url.pathname,
      query,
      watch: query.get('watch') === 'true',
      headers: request.headers,
    }
    this.requests.push(seen)
    const fault = this.fault(seen)
    if (fault === 'hang') return
    if (fault === 'reset') {
      request.socket.resetAndDestroy()
      return
    }
    if (fault !== null && 'body' in fault) {
      response.setHeader('content-type', 'application/json').end(fault.body)
      return
    }
    if (fault !== null) {
      refuse(response, fault.status, fault.message ?? `status ${fault.status}`, fault.headers)
      return
    }
    if (url.pathname === '/version') {
      response.end('{"gitVersion":"v1.34.0"}')
      return
    }
    // Nothing is said about what is served.
    if (url.pathname === '/apis') {
      refuse(response, 404, 'the server could not find the requested resource')
      return
    }
    const log = /^\/api\/v1\/namespaces\/[^/]+\/pods\/([^/]+)\/log$/.exec(url.pathname)
    if (log !== null) {
      this.#answerLog(`${log[1]}/${query.get('container')}`, query, response)
      return
    }
    const [, namespace, collection = '', name] =
      /^\/apis?\/[^/]+(?:\/v\d+(?:(?:alpha|beta)\d+)?)?(?:\/namespaces\/([^/]+)(?=\/))?\/([a-z]+)(?:\/([^/]+))?$/.exec(
        url.pathname,
      ) ?? []
    if (name !== undefined) this.#answerGet(collection, name, response)
    else if (seen.watch) this.#answerWatch(collection, namespace ?? null, query, response)
    else this.#answerList(collection, namespace ?? null, query, response)
  }

  #answerLog(key: string, query: URLSearchParams, response: ServerResponse): void {
    const text = this.logs.get(query.get('previous') === 'true' ? `${key}/previous` : key)
    if (text === undefined)
      refuse(response, 400, `previous terminated container "${key}" not found`)
    else response.end(text)
  }

  #answerGet(collection: string, name: string, response: ServerResponse): void {
    const object = this.#all(collection).get(`/${name}`)
    if (object === undefined) refuse(response, 404, `${collection} "${name}" not found`)
    else response.end(JSON.stringify(object))
  }

  #answerList(
    collection: string,
    namespace: string | null,
    query: URLSearchParams,
    response: ServerResponse,
  ): void {
    const limit = Number(query.get('limit') ?? '0')
    const token = query.get('continue')
    let rest: ApiObject[]
    let version = String(this.#version)
    if (token === null) {
      rest = this.objects(collection).filter(
        (object) => isIn(namespace, object) && isSelected(query, object),
      )
    } else {
      const kept = this.#snapshots.get(token)
      if (kept === undefined) {
        refuse(response, 410, 'The provided continue parameter is too old')
        return
      }
      rest = kept
      version = token.split('.')[0] ?? version
    }
    const items = limit === 0 ? rest : rest.slice(0, limit)
    const left = rest.slice(items.length)
    const next = left.length === 0 ? undefined : `${version}.${left.length}.${collection}`
    if (next !== undefined) this.#snapshots.set(next, left)
    const list = { kind: 'List', metadata: { resourceVersion: version, continue: next }, items }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(list))
  }

  #answerWatch(
    collection: string,
    namespace: string | null,
    query: URLSearchParams,
    response: ServerResponse,
  ): void {
    if (query.get('sendInitialEvents') === 'true') {
      refuse(response, 422, 'sendInitialEvents is forbidden for watch')
      return
    }
    const from = Number(query.get('resourceVersion'))
    if (from < this.#compacted) {
      refuse(response, 410, 'too old resource version')
      return
    }
    response.setHeader('content-type', 'application/json')
    response.flushHeaders()
    const watcher = { collection, namespace, response }
    this.#watchers.add(watcher)
    response.on('close', () => this.#watchers.delete(watcher))
    for (const event of this.#events.get(collection) ?? [])
      if (event.version > from && isIn(namespace, event.object)) this.#write(response, frame(event))
  }
}

function isIn(namespace: string | null, object: ApiObject): boolean {
  return namespace === null || object.metadata.namespace === namespace
}

/** `a=b` label selectors, and the field selectors of events. */
function isSelected(query: URLSearchParams, object: ApiObject): boolean {
  const [label, value] = query.get('labelSelector')?.split('=') ?? []
  if (label !== undefined && object.metadata.labels?.[label] !== value) return false
  const about = object['involvedObject'] as { kind: string; name: string } | undefined
  const fields = query.get('fieldSelector')
  return (
    fields === null ||
    fields === `involvedObject.kind=${about?.kind},involvedObject.name=${about?.name}`
  )
}

function frame(event: Event): string {
  return `${JSON.stringify({ type: event.type, object: event.object })}\n`
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: status }
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
