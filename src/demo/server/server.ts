/** A simulated Kubernetes API server on loopback: enough of the API for kubectl and kulprit, reads only. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { discoveryDocument, isServedGroup } from './discovery.ts'
import { listPage } from './list.ts'
import type { LogSource } from './logs.ts'
import { selectLines, sendLines } from './logs.ts'
import type { ObjectQuery } from './query.ts'
import { parseQuery } from './query.ts'
import type { Resource } from './resources.ts'
import { apiVersionOf } from './resources.ts'
import { answerReview, reviewPath } from './review.ts'
import type { Route } from './route.ts'
import { parseRoute } from './route.ts'
import type { Status } from './status.ts'
import { methodNotAllowed, notFound, notServed, readOnly } from './status.ts'
import type { Store } from './store.ts'
import type { IncludeObject } from './table.ts'
import { table } from './table.ts'
import type { WatchEvent } from './watch.ts'
import { startWatch } from './watch.ts'

export interface ApiServer {
  readonly url: string
  /** Cuts every connection. */
  stop(): Promise<void>
}

export interface ApiServerOptions {
  readonly store: Store
  readonly logs: LogSource
  /** The clock of the simulated cluster, milliseconds. */
  readonly now: () => number
  readonly bookmarkMs?: number
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** As long as kube-apiserver keeps a connection that nobody uses; Node's five seconds cut busy clients off. */
const keepAliveTimeout = 90_000

/** Rejects where no port of 127.0.0.1 can be had. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const server = createServer({ keepAliveTimeout }, (request, response) => {
    answer(options, request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(
  options: ApiServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? '/', 'http://demo')
  const path = url.pathname.replace(/\/+$/, '')
  if (path === reviewPath && request.method === 'POST') {
    void sendReview(request, response)
    return
  }
  // All other bodies belong to writes, which are refused unread.
  request.resume()
  if (['/readyz', '/livez', '/healthz'].includes(path)) {
    sendText(response, 200, 'ok')
    return
  }
  const reading = request.method === 'GET' || request.method === 'HEAD'
  const document = reading ? discoveryDocument(path) : null
  if (document !== null) {
    sendJson(response, 200, document)
    return
  }
  const route = parseRoute(path)
  if (route === null && isServedGroup(path)) sendStatus(response, notServed())
  else if (route === null) sendText(response, 404, '404 page not found\n')
  else if (!reading) sendStatus(response, refusal(route, request.method ?? ''))
  else if (route.subresource === 'log') sendLog(options, route, url, response)
  else if (route.subresource !== null) sendStatus(response, notServed())
  else sendObjects(options, route, url, request, response)
}

async function sendReview(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answered = await answerReview(request)
  sendJson(response, 'code' in answered ? answered.code : 201, answered)
}

function refusal({ resource, namespace, name }: Route, method: string): Status {
  const verb = verbs[method]
  if (verb === undefined) return methodNotAllowed()
  const whole = verb === 'delete' && name === null ? 'deletecollection' : verb
  return readOnly(whole, resource, namespace, name)
}

function sendLog(
  { store, logs, now }: ApiServerOptions,
  { resource, namespace, name }: Route,
  { searchParams }: URL,
  response: ServerResponse,
): void {
  const pod = store.get(resource, namespace ?? '', name ?? '')
  if (resource.kind !== 'Pod' || pod === null) {
    sendStatus(response, notFound(resource, name ?? ''))
    return
  }
  const lines = selectLines(logs, pod, searchParams, now())
  if (!isLines(lines)) {
    sendStatus(response, lines)
    return
  }
  const all = new URLSearchParams(searchParams)
  all.delete('tailLines')
  const latest = (): readonly string[] => {
    const present = store.get(resource, namespace ?? '', name ?? '') ?? pod
    const found = selectLines(logs, present, all, now())
    return isLines(found) ? found : []
  }
  sendLines(response, lines, searchParams.get('follow') === 'true' ? latest : null)
}

function sendObjects(
  options: ApiServerOptions,
  { resource, namespace, name, watch }: Route,
  { searchParams }: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { store, now } = options
  const form = responseForm(request, searchParams)
  const query = parseQuery(resource, namespace, name, searchParams)
  if ('code' in query) {
    sendStatus(response, query)
    return
  }
  if (query.watch || watch) {
    sendWatch(options, query, form, response)
    return
  }
  if (name !== null) {
    const object = store.get(resource, namespace ?? '', name)
    if (object === null) sendStatus(response, notFound(resource, name))
    else if (form === null) sendJson(response, 200, object)
    else sendJson(response, 200, table(resource, [object], {}, form, now()))
    return
  }
  const page = listPage(store, query)
  if ('code' in page) sendStatus(response, page)
  else if (form !== null)
    sendJson(response, 200, table(resource, page.items, page.metadata, form, now()))
  else sendJson(response, 200, list(resource, page.metadata, page.items))
}

function list(resource: Resource, metadata: object, objects: readonly object[]): object {
  // As in the API server, items of a list do not repeat their kind.
  const items = objects.map((object) => ({ ...object, kind: undefined, apiVersion: undefined }))
  return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata, items }
}

function sendWatch(
  { store, now, bookmarkMs }: ApiServerOptions,
  query: ObjectQuery,
  form: IncludeObject | null,
  response: ServerResponse,
): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.flushHeaders()
  const send = (event: WatchEvent): void => {
    const object =
      form === null || event.type === 'ERROR' || event.type === 'BOOKMARK'
        ? event.object
        : table(query.resource, [event.object], {}, form, now())
    response.write(`${JSON.stringify({ type: event.type, object })}\n`)
  }
  const stop = startWatch(store, query, bookmarkMs ?? 30_000, send, () => response.end())
  response.once('close', stop)
}

/** How much of each object a Table has to include; null where plain objects are asked for. */
function responseForm(request: IncomingMessage, params: URLSearchParams): IncludeObject | null {
  const [first = ''] = (request.headers.accept ?? '').split(',')
  if (!/;\s*as=Table\b/.test(first)) return null
  const include = params.get('includeObject')
  return include === 'None' || include === 'Object' ? include : 'Metadata'
}

function isLines(found: readonly string[] | Status): found is readonly string[] {
  return Array.isArray(found)
}

function sendStatus(response: ServerResponse, status: Status): void {
  sendJson(response, status.code, status)
}

function sendText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { 'content-type': 'text/plain' }).end(text)
}

function sendJson(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
