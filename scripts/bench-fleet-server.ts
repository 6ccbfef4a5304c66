/**
 * A process of its own that answers as an API server does, from bytes made beforehand: `node
 * bench-fleet-server.ts APPS [PODS [SETS]]` prints its port. Lists in pages, watches from a version, WatchList, in
 * JSON and in protobuf, gzipped where the query `gzip` was set at `/bench/options`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import {
  encodeEvent,
  encodeMessage,
  encodeObject,
  envelope,
} from '../test/support/cluster-protobuf.ts'
import {
  deploymentPrototype,
  podPrototype,
  type Prototype,
  replicaSetPrototype,
  restarts,
} from './bench-fleet-objects.ts'

type Format = 'json' | 'protobuf'

interface Kind {
  readonly kind: string
  readonly apiVersion: string
  readonly count: number
  readonly object: (i: number, format: Format, version: number) => Buffer
}

const apps = Number(process.argv[2] ?? '5000')
const podsOfApp = Number(process.argv[3] ?? '10')
const revisions = 5
/** The newest of them. */
const setsOfApp = Number(process.argv[4] ?? revisions)
const listVersion = 1_000_000
const blockSize = 64

const deployment = deploymentPrototype()
const sets = Array.from({ length: revisions }, (_, i) => replicaSetPrototype(i + 1))
const [healthy, failing] = [podPrototype(false), podPrototype(true)]

const hex = (i: number, width: number) => i.toString(16).padStart(width, '0')
const uid = (i: number) => `00000000-0000-0000-0000-${hex(i, 12)}`

function common(app: number, version: number) {
  return {
    namespace: `ns-${hex(app % 200, 3)}`,
    app: `app-${String(app).padStart(6, '0')}`,
    version: String(version).padStart(8, '1'),
  }
}

function made(prototype: Prototype, format: Format, values: Parameters<Prototype['json']>[0]) {
  return prototype[format](values)
}

const hash = (app: number, set: number) => hex(app * 8 + set, 10)
const release = (app: number, set: number) => `1.4.${String((app + set) % 1000).padStart(3, '0')}`

function object(prototype: Prototype, app: number, set: number, own: number, controller: number) {
  return (format: Format, version: number) =>
    made(prototype, format, {
      ...common(app, version),
      hash: hash(app, set),
      release: release(app, set),
      uid: uid(own),
      controller: uid(controller),
      suffix: hex(own % 1_048_576, 5),
      address: '10.000.000.01',
    })
}

const kinds: Readonly<Record<string, Kind>> = {
  namespaces: empty('Namespace', 'v1'),
  deployments: {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    count: apps,
    object: (i, format, version) => object(deployment, i, 4, 0x1000000 + i, 0)(format, version),
  },
  replicasets: {
    kind: 'ReplicaSet',
    apiVersion: 'apps/v1',
    count: apps * setsOfApp,
    object: (i, format, version) => {
      const app = Math.floor(i / setsOfApp)
      const set = revisions - setsOfApp + (i % setsOfApp)
      const prototype = sets[set] ?? deployment
      return object(
        prototype,
        app,
        set,
        0x2000000 + app * 8 + set,
        0x1000000 + app,
      )(format, version)
    },
  },
  pods: {
    kind: 'Pod',
    apiVersion: 'v1',
    count: apps * podsOfApp,
    object: (i, format, version) => {
      const app = Math.floor(i / podsOfApp)
      const prototype = i % 997 === 0 ? failing : healthy
      return object(prototype, app, 4, 0x4000000 + i, 0x2000000 + app * 8 + 4)(format, version)
    },
  },
  statefulsets: empty('StatefulSet', 'apps/v1'),
  daemonsets: empty('DaemonSet', 'apps/v1'),
  controllerrevisions: empty('ControllerRevision', 'apps/v1'),
  jobs: empty('Job', 'batch/v1'),
  cronjobs: empty('CronJob', 'batch/v1'),
}

function empty(kind: string, apiVersion: string): Kind {
  return { kind, apiVersion, count: 0, object: () => Buffer.alloc(0) }
}

/** The objects of a kind in blocks of `blockSize`, made once for each way they are sent. */
const blocks = new Map<string, Buffer[]>()

function blocksOf(
  name: string,
  way: 'json list' | 'json watch' | 'protobuf list' | 'protobuf watch',
) {
  const known = blocks.get(`${name} ${way}`)
  if (known !== undefined) return known
  const kind = kinds[name] ?? empty('', '')
  const wrap = wrapper(kind, way)
  const made: Buffer[] = []
  for (let from = 0; from < kind.count; from += blockSize) {
    const parts: Buffer[] = []
    for (let i = from; i < Math.min(from + blockSize, kind.count); i++)
      parts.push(...wrap(kind.object(i, way.startsWith('json') ? 'json' : 'protobuf', 1), i))
    made.push(Buffer.concat(parts))
  }
  blocks.set(`${name} ${way}`, made)
  return made
}

const comma = Buffer.from(',')
const openEvent = Buffer.from('{"type":"ADDED","object":')
const closeEvent = Buffer.from('}\n')

function wrapper(kind: Kind, way: string): (object: Buffer, i: number) => Buffer[] {
  const typed = typedJson(kind)
  switch (way) {
    case 'json list':
      return (object, i) => (i % blockSize === 0 ? [object] : [comma, object])
    case 'json watch':
      return (object) => [openEvent, typed, object.subarray(1), closeEvent]
    case 'protobuf list':
      return (object) => [field(2, object.length), object]
    default:
      return (object) => [encodeEvent('ADDED', envelope(kind.apiVersion, kind.kind, object))]
  }
}

function typedJson({ kind, apiVersion }: Kind): Buffer {
  return Buffer.from(`{"kind":"${kind}","apiVersion":"${apiVersion}",`)
}

function field(number: number, length: number): Buffer {
  return Buffer.from([number * 8 + 2, ...varint(length)])
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}

const shortNames: Readonly<Record<string, string[]>> = {
  deployments: ['deploy'],
  replicasets: ['rs'],
  statefulsets: ['sts'],
  daemonsets: ['ds'],
  pods: ['po'],
}

const options = { gzip: false, watchList: true }
const watchers = new Set<{ name: string; format: Format; response: ServerResponse }>()
let version = listVersion
let rate = 0
let sent = 0

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://server')
  const { pathname, searchParams: query } = url
  if (pathname.startsWith('/bench/')) {
    bench(pathname, query, response)
    return
  }
  const discovered = discovery(pathname)
  if (discovered !== null) {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(discovered))
    return
  }
  const name = pathname.split('/').at(-1) ?? ''
  const kind = kinds[name]
  if (kind === undefined || pathname !== pathOf(name, kind)) {
    response.writeHead(404).end()
    return
  }
  const format: Format = (request.headers.accept ?? '').includes('protobuf') ? 'protobuf' : 'json'
  const type = format === 'json' ? 'application/json' : 'application/vnd.kubernetes.protobuf'
  const watch = ['true', '1'].includes(query.get('watch') ?? '')
  response.setHeader('content-type', watch && format === 'protobuf' ? `${type};stream=watch` : type)
  const initial = query.get('sendInitialEvents') === 'true'
  if (watch && initial && !options.watchList) {
    response.writeHead(422, { 'content-type': 'application/json' })
    response.end('{"kind":"Status","code":422,"message":"sendInitialEvents is forbidden"}')
    return
  }
  if (watch) await answerWatch(name, kind, format, initial, response)
  else await answerList(name, kind, format, query, request, response)
}

function pathOf(name: string, { apiVersion }: Kind): string {
  return `${apiVersion === 'v1' ? '/api' : '/apis'}/${apiVersion}/${name}`
}

async function answerWatch(
  name: string,
  kind: Kind,
  format: Format,
  initial: boolean,
  response: ServerResponse,
): Promise<void> {
  response.flushHeaders()
  if (initial) {
    for (const block of blocksOf(name, `${format} watch`)) await write(response, block)
    response.write(bookmark(kind, format))
  }
  const watcher = { name, format, response }
  watchers.add(watcher)
  response.on('close', () => watchers.delete(watcher))
}

function bookmark({ kind, apiVersion }: Kind, format: Format): Buffer {
  const metadata = {
    resourceVersion: String(version),
    annotations: { 'k8s.io/initial-events-end': 'true' },
  }
  const object = { kind, apiVersion, metadata }
  return format === 'json'
    ? Buffer.from(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`)
    : encodeEvent('BOOKMARK', encodeObject(apiVersion, kind, { metadata }))
}

async function answerList(
  name: string,
  kind: Kind,
  format: Format,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const all = blocksOf(name, `${format} list`)
  const from = Number(query.get('continue') ?? '0')
  const limit = Number(query.get('limit') ?? '0')
  const to = limit === 0 ? all.length : Math.min(all.length, from + Math.ceil(limit / blockSize))
  const metadata = {
    resourceVersion: String(version),
    ...(to < all.length ? { continue: String(to) } : {}),
  }
  const page = all.slice(from, to)
  const size = page.reduce((sum, { length }) => sum + length, 0)
  const parts: Buffer[] = []
  if (format === 'json') {
    const head = `{"kind":"${kind.kind}List","apiVersion":"${kind.apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`
    parts.push(Buffer.from(head))
    for (const [i, block] of page.entries()) {
      if (i > 0) parts.push(comma)
      parts.push(block)
    }
    parts.push(Buffer.from(']}'))
  } else {
    const head = encodeMessage('ListMeta', metadata)
    const raw = Buffer.concat([field(1, head.length), head])
    const type = envelope(kind.apiVersion, `${kind.kind}List`, Buffer.alloc(0)).subarray(0, -2)
    parts.push(Buffer.concat([type, field(2, raw.length + size), raw]), ...page)
  }
  const zipped = options.gzip && (request.headers['accept-encoding'] ?? '').includes('gzip')
  if (zipped) {
    response.setHeader('content-encoding', 'gzip')
    response.end(gzipped(`${name} ${format} ${from} ${to}`, parts))
    return
  }
  for (const part of parts) await write(response, part)
  response.end()
}

const zippedPages = new Map<string, Buffer>()

/** At the API server's level, 1. */
function gzipped(key: string, parts: Buffer[]): Buffer {
  const known = zippedPages.get(key)
  if (known !== undefined) return known
  const made = gzipSync(Buffer.concat(parts), { level: 1 })
  zippedPages.set(key, made)
  return made
}

async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  if (response.write(bytes) || response.destroyed) return
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

function bench(path: string, query: URLSearchParams, response: ServerResponse): void {
  if (path === '/bench/options') {
    options.gzip = query.get('gzip') === 'true'
    options.watchList = query.get('watchList') !== 'false'
    for (const prime of query.getAll('prime')) {
      const [name = '', ...way] = prime.split(' ')
      blocksOf(name, way.join(' ') as Parameters<typeof blocksOf>[1])
    }
  }
  if (path === '/bench/rate') {
    rate = Number(query.get('events') ?? '0')
    due = 0
    last = performance.now()
    sent = 0
  }
  response.end(JSON.stringify({ version, sent, pid: process.pid }))
}

/**
 * Every event changes the restarts of one pod, another one each time. The counts come round after a number of
 * events that no number of pods is a multiple of, or the second event of each pod would tell nothing new.
 */
function sendEvent(): void {
  const pods = kinds['pods']
  if (pods === undefined || pods.count === 0) return
  version += 1
  const i = (sent * 7919) % pods.count
  const restarted = 12 + (version % 79)
  for (const format of ['json', 'protobuf'] as const) {
    const listeners = [...watchers].filter((one) => one.name === 'pods' && one.format === format)
    if (listeners.length === 0) continue
    const bytes = pods.object(i, format, version)
    if (format === 'json') {
      bytes.write(String(restarted), bytes.indexOf('"restartCount":') + 15, 'latin1')
    } else bytes[bytes.indexOf(Buffer.of(0x28, restarts, 0x32)) + 1] = restarted
    const frame =
      format === 'json'
        ? Buffer.concat([
            Buffer.from('{"type":"MODIFIED","object":'),
            ...[typedJson(pods), bytes.subarray(1), closeEvent],
          ])
        : encodeEvent('MODIFIED', envelope('v1', 'Pod', bytes))
    for (const { response } of listeners) response.write(frame)
  }
  sent += 1
}

let due = 0
let last = performance.now()
setInterval(() => {
  const now = performance.now()
  due += ((now - last) / 1000) * rate
  last = now
  for (; due >= 1; due--) sendEvent()
}, 5)

function discovery(path: string): object | null {
  switch (path) {
    case '/version':
      return { gitVersion: 'v1.34.0', major: '1', minor: '34' }
    case '/api':
      return { kind: 'APIVersions', versions: ['v1'] }
    case '/apis':
      return {
        kind: 'APIGroupList',
        apiVersion: 'v1',
        groups: ['apps', 'batch'].map((name) => {
          const served = { groupVersion: `${name}/v1`, version: 'v1' }
          return { name, versions: [served], preferredVersion: served }
        }),
      }
    case '/api/v1':
    case '/apis/apps/v1':
    case '/apis/batch/v1': {
      const groupVersion = path.replace(/^\/apis?\//, '')
      const here = Object.entries(kinds).filter(([, { apiVersion }]) => apiVersion === groupVersion)
      return {
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion,
        resources: here.map(([name, { kind }]) => ({
          name,
          singularName: kind.toLowerCase(),
          namespaced: name !== 'namespaces',
          kind,
          verbs: ['get', 'list', 'watch'],
          shortNames: shortNames[name] ?? [],
        })),
      }
    }
    default:
      return null
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error)
    response.destroy()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port)
})
