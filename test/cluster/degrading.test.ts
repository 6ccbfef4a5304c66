import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { readFleet } from '../../src/cluster/fleet-read.ts'
import { type FleetWatch, watchFleet } from '../../src/cluster/fleet-watch.ts'
import { type Fault, FaultServer, type SeenRequest } from '../support/cluster-fault-server.ts'
import { connectTo, deployment, quickPace, Recorder, until } from '../support/cluster-fixtures.ts'

const everywhere = { namespaces: null, selector: null }
const forbidden = {
  status: 403,
  message: 'User "ann" cannot list it at the cluster scope',
} as const satisfies Fault
let server: FaultServer
let connection: Connection
let seen: Recorder
let watch: FleetWatch | null = null

beforeEach(async () => {
  server = new FaultServer()
  await server.start()
  seen = new Recorder()
  connect({ namespace: 'shop' })
  server.put('namespaces', { metadata: { name: 'shop' } })
  server.put('deployments', deployment('cart'))
  server.put('deployments', deployment('elsewhere', 'x', 'other'))
})

afterEach(async () => {
  watch?.stop()
  watch = null
  connection.close()
  await server.stop()
})

function connect(parts: { namespace?: string }, requestTimeoutMs = 60_000): void {
  connection = connectTo(`http://127.0.0.1:${server.port}`, parts, { requestTimeoutMs })
}

function start(pace = quickPace): void {
  watch = watchFleet(connection, everywhere, seen.listen, pace)
}

function isClusterWide({ path }: SeenRequest): boolean {
  return !path.includes('/namespaces/')
}

describe('a user who may not list a resource in all namespaces', () => {
  beforeEach(() => {
    server.fault = (request) => (isClusterWide(request) ? forbidden : null)
  })

  test('is shown the namespace of the context, live', async () => {
    start()
    await until('its objects', () => seen.names().join() === 'cart,shop')
    expect(seen.state('deployments')).toBe('forbidden')
    expect(seen.status('deployments', 'shop')?.state).toBe('live')
    server.put('deployments', deployment('pay'))
    await until('the addition', () => seen.names().includes('pay'))
  })

  test('is shown the namespace "default" where the context names none', async () => {
    connection.close()
    connect({})
    server.put('deployments', deployment('site', 'x', 'default'))
    start()
    await until('its objects', () => seen.names().length > 0)
    expect(seen.names()).toEqual(['site'])
  })

  test('is told so by one read, whose other results are there', async () => {
    for (const change of await readFleet(connection, everywhere, AbortSignal.timeout(60_000)))
      seen.listen(change)
    expect(seen.names()).toEqual(['cart', 'shop'])
    expect(seen.status('deployments')).toMatchObject({
      state: 'forbidden',
      message: 'User "ann" cannot list it at the cluster scope; only namespace shop is read',
    })
    expect(seen.status('deployments', 'shop')).toMatchObject({ state: 'live', count: 1 })
  })

  test('is shown everything once that is allowed, without what is gone meanwhile', async () => {
    start({ ...quickPace, slowRetryMs: 200 })
    await until('its objects', () => seen.names().join() === 'cart,shop')
    server.cut()
    server.remove('deployments', 'cart', 'shop')
    server.fault = () => null
    await until('all namespaces', () => seen.state('deployments') === 'live')
    await until('what is there', () => seen.names().join() === 'elsewhere,shop')
    expect(seen.status('deployments', 'shop')).toMatchObject({ state: 'live', count: 0 })
  })

  test('elsewhere too is told which namespaces may not be read', async () => {
    server.fault = () => forbidden
    start()
    await until('both', () => seen.status('deployments', 'shop')?.state === 'forbidden')
    expect(seen.state('deployments')).toBe('forbidden')
  })
})

test('one resource that may not be listed everywhere leaves the others as they are', async () => {
  server.put('pods', { metadata: { name: 'cart-1', namespace: 'shop' } })
  server.put('pods', { metadata: { name: 'far-1', namespace: 'other' } })
  server.fault = (request) =>
    isClusterWide(request) && request.path.endsWith('/pods') ? forbidden : null
  start()
  await until('all', () => seen.names().join() === 'cart,cart-1,elsewhere,shop')
  expect(seen.state('deployments')).toBe('live')
})

test('one namespace that may not be read is named, and the others stay live', async () => {
  server.fault = ({ path }) => (path.includes('/namespaces/other') ? forbidden : null)
  const scope = { namespaces: ['shop', 'other'], selector: null }
  watch = watchFleet(connection, scope, seen.listen, quickPace)
  await until('live here', () => seen.status('deployments', 'shop')?.state === 'live')
  await until('not there', () => seen.status('deployments', 'other')?.state === 'forbidden')
  expect(seen.status('deployments', 'other')).toMatchObject({ message: forbidden.message })
  server.put('deployments', deployment('pay'))
  await until('changes are heard here', () => seen.names().includes('pay'))
  expect(seen.status('deployments', 'shop')?.state).toBe('live')
  server.fault = () => null
  await until('there, too, once it may be read', () => seen.names().includes('elsewhere'))
})

test('rights that are taken away leave the rows in sight, as of then', async () => {
  start()
  await until('live', () => seen.state('deployments') === 'live')
  await until('watched', () => server.watching('deployments') === 1)
  server.fault = ({ path }) => (path.endsWith('/deployments') ? forbidden : null)
  server.endWatches()
  await until('forbidden', () => seen.state('deployments') === 'forbidden')
  expect(seen.status('deployments')?.asOf).not.toBeNull()
  expect(seen.names()).toContain('cart')
  await until('pods are live', () => seen.state('pods') === 'live')
  server.fault = () => null
  await until('live again', () => seen.state('deployments') === 'live')
  expect(seen.status('deployments')?.asOf).toBeNull()
})

test('what may be slow is called so while it is waited for, and nothing was read yet', async () => {
  server.fault = ({ path }) => (path.endsWith('/deployments') ? 'hang' : null)
  start({ ...quickPace, slowMs: 50 })
  await until('slow', () => seen.state('deployments') === 'slow')
  expect(seen.status('deployments')).toMatchObject({ reason: 'Waiting', asOf: null })
  await until('the others are live', () => seen.state('pods') === 'live')
  expect(seen.state('deployments')).toBe('slow')
})

test('a server that falls silent leaves no row unlabelled', async () => {
  connection.close()
  connect({ namespace: 'shop' }, 1000)
  start()
  const readAlways = ['deployments', 'replicasets', 'controllerrevisions', 'jobs', 'pods']
  const all = (): boolean =>
    readAlways.every(
      (resource) => seen.state(resource) === 'live' && server.watching(resource) === 1,
    )
  await until('all watched', all)
  server.fault = () => 'hang'
  const stale = (): boolean =>
    readAlways.every((resource) => (seen.status(resource)?.asOf ?? null) !== null)
  await until('all stale', stale)
  server.fault = () => null
  await until('all live again', all)
  expect(seen.names()).toContain('cart')
})
