/** Servers that do not speak protobuf, or speak it wrongly, and those without snapshots as streams. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { readFleet } from '../../src/cluster/fleet-read.ts'
import { type FleetWatch, watchFleet } from '../../src/cluster/fleet-watch.ts'
import { connectTo, quickPace, Recorder, until } from '../support/cluster-fixtures.ts'
import { encodeEvent, encodeList, encodeObject } from '../support/cluster-protobuf.ts'

interface Asked {
  readonly name: string
  readonly accept: string
  readonly query: URLSearchParams
  readonly response: ServerResponse
  readonly watch: boolean
}

const everywhere = { namespaces: null, selector: null }
const deployment = {
  metadata: { name: 'cart', namespace: 'shop', uid: 'u-1', resourceVersion: '5' },
  spec: { template: { spec: { containers: [{ name: 'app', image: 'cart:1' }] } } },
}
const end = {
  metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } },
}
const protobuf = 'application/vnd.kubernetes.protobuf'

let server: Server
let answer: (asked: Asked) => void
let asked: Asked[]
let connection: Connection
let seen: Recorder
let watch: FleetWatch | null = null

beforeEach(async () => {
  asked = []
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://server')
    const name = pathname.split('/').at(-1) ?? ''
    if (name === 'version') {
      response.end('{}')
      return
    }
    const one = {
      ...{ name, query, response, watch: query.has('watch') },
      accept: request.headers.accept ?? '',
    }
    asked.push(one)
    answer(one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  connection = connectTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  seen = new Recorder()
})

afterEach(async () => {
  watch?.stop()
  watch = null
  connection.close()
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
})

function send(response: ServerResponse, type: string, body: Buffer | string, ends = true): void {
  response.writeHead(200, { 'content-type': type })
  response.write(body)
  if (ends) response.end()
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ kind: 'Status', code: status, message: `status ${status}` }))
}

function jsonList({ name, response }: Asked): void {
  const items = name === 'deployments' ? [deployment] : []
  send(response, 'application/json', JSON.stringify({ metadata: { resourceVersion: '9' }, items }))
}

function jsonSnapshot({ name, response }: Asked): void {
  const lines = [
    ...(name === 'deployments' ? [{ type: 'ADDED', object: deployment }] : []),
    { type: 'BOOKMARK', object: end },
  ]
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  send(response, 'application/json', text, false)
}

function protobufSnapshot({ name, response }: Asked): void {
  const kind = name === 'deployments' ? 'Deployment' : 'Pod'
  const frames = [
    ...(name === 'deployments' ? [encodeEvent('ADDED', encodeObject('v1', kind, deployment))] : []),
    encodeEvent('BOOKMARK', encodeObject('v1', kind, end)),
  ]
  send(response, `${protobuf};stream=watch`, Buffer.concat(frames), false)
}

/** A busy machine is not a silent server. */
async function untilLive(pace = { ...quickPace, silenceMs: 60_000 }): Promise<void> {
  watch = watchFleet(connection, everywhere, seen.listen, pace)
  await until('all is live', () =>
    ['deployments', 'pods', 'jobs'].every((name) => seen.state(name) === 'live'),
  )
}

function queriesOf(name: string): string[] {
  return asked
    .filter((one) => one.name === name)
    .map(({ watch, query, accept }) => {
      const what = watch ? (query.has('sendInitialEvents') ? 'snapshot' : 'watch') : 'list'
      return `${what} ${accept.includes('protobuf') ? 'protobuf' : 'json'}`
    })
}

test('a snapshot in protobuf takes one request, and the stream goes on', async () => {
  answer = protobufSnapshot
  await untilLive()
  expect(seen.names()).toEqual(['cart'])
  expect(queriesOf('deployments')).toEqual(['snapshot protobuf'])
  const stream = asked.find(({ name }) => name === 'deployments')?.response
  const next = { ...deployment, metadata: { ...deployment.metadata, resourceVersion: '10' } }
  stream?.write(encodeEvent('DELETED', encodeObject('apps/v1', 'Deployment', next)))
  await until('it is gone', () => seen.names().length === 0)
})

test.each([406, 415])('after a %i all of the cluster is read as JSON', async (status) => {
  answer = (one) => {
    if (one.accept.includes('protobuf')) refuse(one.response, status)
    else jsonSnapshot(one)
  }
  await untilLive()
  expect(seen.names()).toEqual(['cart'])
  expect(queriesOf('deployments')).toContain('snapshot json')
})

test('what cannot be decoded from protobuf is read as JSON, and so is all that was read before', async () => {
  answer = (one) => {
    if (!one.accept.includes('protobuf')) jsonSnapshot(one)
    else if (one.name !== 'pods') protobufSnapshot(one)
    else {
      const broken = Buffer.concat([Buffer.of(0, 0, 0, 4), Buffer.from('????')])
      const breaks = () => send(one.response, `${protobuf};stream=watch`, broken, false)
      void until('deployments were read', () => seen.state('deployments') === 'live').then(breaks)
    }
  }
  await untilLive()
  await until('deployments are read again', () =>
    queriesOf('deployments').includes('snapshot json'),
  )
  await until('and are live', () => seen.state('deployments') === 'live')
  expect(seen.names()).toEqual(['cart'])
  expect(queriesOf('pods')).toEqual(['snapshot protobuf', 'snapshot json'])
})

test('a server that answers nonsense in protobuf whatever is asked for is failed, not asked for ever', async () => {
  answer = ({ response }) => send(response, protobuf, 'k8s?')
  for (const change of await readFleet(connection, everywhere, AbortSignal.timeout(60_000)))
    seen.listen(change)
  expect(seen.status('pods')).toMatchObject({ state: 'failed', reason: 'Malformed' })
  expect(queriesOf('pods').length).toBeLessThanOrEqual(2)
})

test.each([
  ['refuses them', (one: Asked) => refuse(one.response, 422)],
  ['may not let anyone watch', (one: Asked) => refuse(one.response, 403)],
  ['ends them early', (one: Asked) => one.response.end()],
  [
    'fails within them',
    (one: Asked) =>
      send(one.response, 'application/json', '{"type":"ERROR","object":{"code":500}}\n', false),
  ],
  ['never marks their end', (one: Asked) => send(one.response, 'application/json', '', false)],
])('where a server %s, a list serves instead of a snapshot', async (_what, fault) => {
  answer = (one) => {
    if (one.query.has('sendInitialEvents')) fault(one)
    else if (one.watch) send(one.response, 'application/json', '', false)
    else jsonList(one)
  }
  await untilLive(quickPace)
  expect(seen.names()).toEqual(['cart'])
  await until('it is watched', () => queriesOf('deployments').length > 2)
  expect(queriesOf('deployments').slice(0, 3)).toEqual([
    ...['snapshot protobuf', 'list protobuf', 'watch protobuf'],
  ])
})

test('a slow line gets a compressed list instead of a stream that is not', async () => {
  answer = (one) => {
    if (one.query.has('sendInitialEvents') && one.name !== 'deployments') protobufSnapshot(one)
    else if (one.query.has('sendInitialEvents')) {
      one.response.writeHead(200, { 'content-type': `${protobuf};stream=watch` })
      const frame = encodeEvent('ADDED', encodeObject('apps/v1', 'Deployment', deployment))
      const drip = setInterval(() => one.response.write(frame), 20)
      one.response.on('close', () => clearInterval(drip))
    } else if (one.watch) send(one.response, protobuf, '', false)
    else {
      const body = encodeList('apps/v1', 'Deployment', { resourceVersion: '9' }, [deployment])
      one.response.writeHead(200, { 'content-type': protobuf, 'content-encoding': 'gzip' })
      one.response.end(gzipSync(body))
    }
  }
  await untilLive({ ...quickPace, silenceMs: 60_000, lineMs: 60_000 })
  expect(seen.names()).toEqual(['cart'])
  expect(queriesOf('deployments').slice(0, 2)).toEqual(['snapshot protobuf', 'list protobuf'])
  // Nothing of what makes up most of the bytes came before that was known.
  expect(queriesOf('pods')[0]).toBe('list protobuf')
})

test('pods are asked for once all workloads have come', async () => {
  const inTime = Promise.withResolvers<void>()
  answer = (one) => {
    if (one.name !== 'deployments') protobufSnapshot(one)
    else void inTime.promise.then(() => protobufSnapshot(one))
  }
  const pace = { ...quickPace, silenceMs: 60_000, lineMs: 60_000 }
  watch = watchFleet(connection, everywhere, seen.listen, pace)
  await until('jobs are live', () => seen.state('jobs') === 'live')
  expect(queriesOf('pods')).toEqual([])
  inTime.resolve()
  await until('pods are live', () => seen.state('pods') === 'live')
})

test('pods do not wait for long for workloads that do not come', async () => {
  answer = (one) => {
    if (one.name !== 'deployments') protobufSnapshot(one)
  }
  const pace = { ...quickPace, silenceMs: 60_000 }
  watch = watchFleet(connection, everywhere, seen.listen, pace)
  await until('pods are live', () => seen.state('pods') === 'live')
  expect(seen.state('deployments')).toBe('syncing')
})

test('a list in gzip of several members is read whole', async () => {
  answer = (one) => {
    if (one.query.has('sendInitialEvents')) return refuse(one.response, 422)
    if (one.watch) return send(one.response, 'application/json', '', false)
    const second = { ...deployment, metadata: { ...deployment.metadata, name: 'pay', uid: 'u-2' } }
    const items = one.name === 'deployments' ? [deployment, second] : []
    const text = JSON.stringify({ metadata: { resourceVersion: '9' }, items })
    const members = [text.slice(0, 40), text.slice(40, 60), text.slice(60)]
    one.response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    one.response.end(Buffer.concat(members.map((member) => gzipSync(member))))
  }
  await untilLive()
  expect(seen.names()).toEqual(['cart', 'pay'])
})
