/**
 * An API server over a World: LIST with pages, WATCH with bookmarks, WatchList, versions as etcd gives
 * them out. Every answer can be taken over by a fault; HTTP/1.1 without TLS, or HTTP/2 with it.
 */
import { createServer, type IncomingMessage } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import { certificate, privateKey } from './cluster-certificate.ts'
import {
  type Answer,
  type AnswerFault,
  type ApiRequest,
  type Exchange,
  exchangeOf,
  expired,
  jsonAnswer,
  json,
  listAnswer,
  refusal,
  requestOf,
  type Response,
  write,
} from './cluster-exchange.ts'
import type { ApiObject } from './cluster-fault-server.ts'
import { keyOf, type World, type WorldEvent } from './cluster-world.ts'

/** One open WATCH. */
export class Watcher {
  readonly exchange: Exchange
  readonly from: number
  /** It stays open and says nothing more. */
  muted = false
  /** Frames go out a byte at a time. */
  dribbles = false
  /** Also tells the end of a WatchList's snapshot. */
  bookmarks: boolean
  /** The last events that were sent. */
  readonly recent: Buffer[] = []
  #framesLeft = Infinity
  #afterThem = (): void => {}

  constructor(exchange: Exchange, from: number) {
    this.exchange = exchange
    this.from = from
    this.bookmarks = exchange.request.query.get('allowWatchBookmarks') === 'true'
  }

  wants(collection: string, { version, object }: WorldEvent): boolean {
    const { request } = this.exchange
    return (
      request.collection === collection && version > this.from && isIn(request.namespace, object)
    )
  }

  /** Does something instead of sending more than so many frames. */
  after(frames: number, then: () => void): void {
    this.#framesLeft = frames
    this.#afterThem = then
  }

  frame(type: string, object: Record<string, unknown>): Buffer {
    const { codec, collection } = this.exchange.request
    return codec.event(collection, type, object)
  }

  bookmark(version: number, annotations?: Record<string, string>): Buffer {
    return this.frame('BOOKMARK', { metadata: { resourceVersion: `${version}`, annotations } })
  }

  /** A frame of the caller's own making, or any other bytes. */
  write(bytes: string | Buffer): void {
    if (this.muted) return
    const { response } = this.exchange
    if (!this.dribbles) write(response, bytes)
    else for (const byte of Buffer.from(bytes)) write(response, Buffer.of(byte))
  }

  send(frame: Buffer): void {
    this.#framesLeft -= 1
    if (this.#framesLeft === -1) this.#afterThem()
    if (this.#framesLeft < 0) return
    this.recent.push(frame)
    if (this.recent.length > 20) this.recent.shift()
    this.write(frame)
  }
}

export interface FaultyApiOptions {
  readonly secure: boolean
  readonly watchList: boolean
  readonly protobuf: boolean
  readonly token: string
  readonly bookmarkMs: number
  /** A server may send fewer objects than asked for, and say where to go on. */
  readonly mostPerPage?: number
}

export class FaultyApi {
  readonly world: World
  readonly requests: ApiRequest[] = []
  /** null answers as it should be. */
  disturb: (request: ApiRequest) => AnswerFault | null = () => null
  /** Called with each WATCH once it is open. */
  onWatch: (watcher: Watcher) => void = () => {}
  readonly watchers = new Set<Watcher>()
  readonly sockets = new Set<Socket>()
  /** Since the beginning. */
  socketsOpened = 0
  port = 0
  readonly #options: FaultyApiOptions
  #server: Server | null = null
  #bookmarks: NodeJS.Timeout | undefined
  #thawed: Promise<void> = Promise.resolve()
  #thaw = (): void => {}
  #frozen = false

  constructor(world: World, options: FaultyApiOptions) {
    this.world = world
    this.#options = options
    world.onEvent((collection, event) => {
      for (const watcher of this.watchers)
        if (watcher.wants(collection, event))
          this.#tell(watcher, watcher.frame(event.type, event.object))
    })
  }

  get url(): string {
    return `${this.#options.secure ? 'https' : 'http'}://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const handle = (request: IncomingMessage, response: Response): void =>
      void this.#handle(request, response)
    const server: Server = this.#options.secure
      ? createSecureServer({ cert: certificate, key: privateKey }, handle as never)
      : createServer(handle)
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket)
      this.socketsOpened += 1
      socket.on('close', () => this.sockets.delete(socket))
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    this.port = (server.address() as AddressInfo).port
    this.#server = server
    this.#bookmarks = setInterval(() => this.#sendBookmarks(), this.#options.bookmarkMs)
  }

  /** Cuts every connection and refuses new ones until `start`. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    this.thaw()
    clearInterval(this.#bookmarks)
    const closed = new Promise((resolve) => server?.close(resolve))
    this.cut()
    if (server !== null) await closed
  }

  cut(): void {
    this.watchers.clear()
    for (const socket of this.sockets) socket.destroy()
  }

  endWatches(): void {
    for (const { exchange } of this.watchers) exchange.response.end()
    this.watchers.clear()
  }

  /** As a dead peer: connections stay as they are, and nothing is answered until `thaw`. */
  freeze(): void {
    if (this.#frozen) return
    this.#frozen = true
    this.#thawed = new Promise((resolve) => {
      this.#thaw = resolve
    })
  }

  thaw(): void {
    this.#frozen = false
    this.#thaw()
  }

  /** In order, and not before a thaw. */
  #tell(watcher: Watcher, frame: Buffer): void {
    if (this.#frozen) void this.#thawed.then(() => watcher.send(frame))
    else watcher.send(frame)
  }

  #sendBookmarks(): void {
    const { version } = this.world
    for (const watcher of this.watchers)
      // Below the version asked for, a server sends nothing at all.
      if (watcher.bookmarks && version >= watcher.from)
        this.#tell(watcher, watcher.bookmark(version))
  }

  async #handle(incoming: IncomingMessage, response: Response): Promise<void> {
    const request = requestOf(incoming, this.#options.protobuf)
    this.requests.push(request)
    response.on('error', () => {})
    if (this.#frozen) await this.#thawed
    const exchange = exchangeOf(request, incoming, response)
    // As by kubectl, no token is sent over plain http.
    const authorized =
      !this.#options.secure || request.headers.authorization === `Bearer ${this.#options.token}`
    const answer = authorized ? this.#answerTo(request) : refusal(401, 'Unauthorized')
    const fault = this.disturb(request)
    if (fault !== null)
      fault(exchange, answer ?? { status: 200, headers: json, body: Buffer.alloc(0) })
    else if (answer === null) this.#openWatch(exchange)
    else exchange.send(answer)
  }

  /** null for a watch that may be opened. */
  #answerTo(request: ApiRequest): Answer | null {
    const { collection, name, path, watch, query } = request
    if (path === '/version') return jsonAnswer({ gitVersion: 'v1.34.0' })
    const discovered = discovery(path)
    if (discovered !== null) return discovered
    if (collection === '') return refusal(404, `the server could not find ${path}`)
    if (name !== null) {
      const found = this.world.objects(collection).find((object) => object.metadata.name === name)
      if (found === undefined) return refusal(404, `${collection} "${name}" not found`)
      const { type, object } = request.codec
      return { status: 200, headers: { 'content-type': type }, body: object(collection, found) }
    }
    if (!watch) return this.#list(request)
    const initial = query.get('sendInitialEvents')
    if (initial !== null && !this.#options.watchList)
      return refusal(422, 'sendInitialEvents is forbidden for watch')
    const version = Number(query.get('resourceVersion') ?? '')
    if (initial === 'true' && version > this.world.version) return this.#tooNew(version)
    return version !== 0 && version < this.world.compacted && initial !== 'true'
      ? expired('too old resource version')
      : null
  }

  #openWatch(exchange: Exchange): void {
    const { request, response } = exchange
    const { collection, namespace, query } = request
    const initial = query.get('sendInitialEvents') === 'true'
    const asked = Number(query.get('resourceVersion') ?? '')
    const snapshot = initial || asked === 0
    const watcher = new Watcher(exchange, snapshot ? this.world.version : asked)
    response.writeHead(200, { 'content-type': request.codec.watchType })
    response.flushHeaders()
    this.watchers.add(watcher)
    response.on('close', () => this.watchers.delete(watcher))
    this.onWatch(watcher)
    if (snapshot)
      for (const object of this.world.objects(collection))
        if (isIn(namespace, object)) watcher.send(watcher.frame('ADDED', object))
    if (initial && watcher.bookmarks)
      watcher.send(watcher.bookmark(watcher.from, { 'k8s.io/initial-events-end': 'true' }))
    if (snapshot) return
    for (const event of this.world.eventsAfter(collection, asked) ?? [])
      if (watcher.wants(collection, event)) watcher.send(watcher.frame(event.type, event.object))
  }

  #list(request: ApiRequest): Answer {
    const { collection, namespace, query } = request
    const limit = query.get('resourceVersion') === '0' ? 0 : Number(query.get('limit') ?? '0')
    const asked = Number(query.get('resourceVersion') ?? '0')
    if (asked > this.world.version) return this.#tooNew(asked)
    let { version } = this.world
    let after = ''
    const token = query.get('continue')
    if (token !== null) {
      const parts = JSON.parse(Buffer.from(token, 'base64url').toString()) as [
        number,
        number,
        string,
      ]
      if (parts[0] !== this.world.history)
        return expired('The provided continue parameter is too old')
      version = parts[1]
      after = parts[2]
    }
    const all = this.world.objectsAt(collection, version)
    if (all === null) return expired('The provided continue parameter is too old')
    const rest = all.filter((object) => isIn(namespace, object) && keyOf(object) > after)
    const most = Math.min(limit, this.#options.mostPerPage ?? limit)
    const items = limit === 0 ? rest : rest.slice(0, most)
    const last = items.at(-1)
    const next =
      last === undefined || items.length === rest.length
        ? undefined
        : Buffer.from(JSON.stringify([this.world.history, version, keyOf(last)])).toString(
            'base64url',
          )
    const metadata = { resourceVersion: `${version}`, continue: next }
    return listAnswer(request, metadata, items)
  }

  #tooNew(asked: number): Answer {
    return refusal(504, `Too large resource version: ${asked}, current: ${this.world.version}`)
  }
}

/** Of what somebody installed. */
const custom: Readonly<Record<string, string>> = {
  'helm.toolkit.fluxcd.io/v2': 'helmreleases',
  'kustomize.toolkit.fluxcd.io/v1': 'kustomizations',
}

function discovery(path: string): Answer | null {
  if (path === '/apis') {
    const groups = Object.keys(custom).map((groupVersion) => ({ versions: [{ groupVersion }] }))
    return jsonAnswer({ kind: 'APIGroupList', groups })
  }
  const name = custom[path.slice('/apis/'.length)]
  return name === undefined
    ? null
    : jsonAnswer({ kind: 'APIResourceList', resources: [{ name }, { name: `${name}/status` }] })
}

function isIn(namespace: string | null, { metadata }: ApiObject): boolean {
  return namespace === null || metadata.namespace === namespace
}
