import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { readDetails } from '../../src/cluster/details.ts'
import type { DetailsTarget } from '../../src/model/change.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { connectTo } from '../support/cluster-fixtures.ts'

const signal = new AbortController().signal
let server: FaultServer
let connection: Connection

beforeEach(async () => {
  server = new FaultServer()
  await server.start()
  connection = connectTo(`http://127.0.0.1:${server.port}`)
})

afterEach(async () => {
  connection.close()
  await server.stop()
})

function target(changes: Partial<DetailsTarget> = {}): DetailsTarget {
  return {
    context: 'test',
    namespace: 'shop',
    objects: ['Deployment/cart', 'Pod/cart-1'],
    configMaps: [],
    log: null,
    ...changes,
  }
}

function event(about: string, reason: string, at: string, more: object = {}): void {
  const [kind = '', name = ''] = about.split('/')
  server.put('events', {
    metadata: { name: `${name}.${reason}`, namespace: 'shop' },
    involvedObject: { kind, name },
    type: 'Warning',
    reason,
    message: `${reason} of ${name}`,
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
    ...more,
  })
}

test('the events of the objects, the newest first', async () => {
  event('Pod/cart-1', 'BackOff', '2026-01-01T10:00:00Z', { count: 7 })
  event('Deployment/cart', 'ScalingReplicaSet', '2026-01-01T11:00:00Z')
  event('Pod/pay-1', 'BackOff', '2026-01-01T12:00:00Z')
  const details = await readDetails(connection, target(), signal)
  expect(details).toMatchObject({ log: null, problems: [] })
  expect(details.events.map(({ object, reason, count }) => [object, reason, count])).toEqual([
    ['Deployment/cart', 'ScalingReplicaSet', 1],
    ['Pod/cart-1', 'BackOff', 7],
  ])
})

test('an event in the newer form, with a series', async () => {
  event('Pod/cart-1', 'Unhealthy', '', {
    firstTimestamp: null,
    lastTimestamp: null,
    count: undefined,
    eventTime: '2026-01-01T10:00:00.123456Z',
    series: { count: 3, lastObservedTime: '2026-01-01T10:05:00.000000Z' },
  })
  const { events } = await readDetails(connection, target(), signal)
  expect(events).toEqual([
    {
      object: 'Pod/cart-1',
      type: 'Warning',
      reason: 'Unhealthy',
      message: 'Unhealthy of cart-1',
      count: 3,
      firstAt: '2026-01-01T10:00:00.123456Z',
      lastAt: '2026-01-01T10:05:00.000000Z',
    },
  ])
})

test('many objects cost one list, a few cost one each', async () => {
  const objects = Array.from({ length: 30 }, (_, i) => `Pod/cart-${i}`)
  for (const object of objects) event(object, 'BackOff', '2026-01-01T10:00:00Z')
  event('Pod/pay-1', 'BackOff', '2026-01-01T12:00:00Z')
  const { events } = await readDetails(connection, target({ objects }), signal)
  expect(events.map(({ object }) => object).sort()).toEqual(objects.sort())
  expect(server.requests.length).toBe(1)
  await readDetails(connection, target(), signal)
  expect(server.requests.length).toBe(3)
})

test('the last 40 lines of the run that crashed, without colours', async () => {
  const lines = Array.from({ length: 50 }, (_, i) => `\u001b[31mline\u001b[0m ${i}\u0007`)
  server.logs.set('cart-1/app/previous', `${lines.join('\n')}\n`)
  const log = { pod: 'cart-1', container: 'app', previous: true }
  const details = await readDetails(connection, target({ log }), signal)
  expect(details.log).toMatchObject(log)
  expect(details.log?.lines.length).toBe(40)
  expect(details.log?.lines.at(-1)).toBe('line 49�')
  expect(server.requests.find(({ path }) => path.endsWith('/log'))?.query.get('tailLines')).toBe(
    '40',
  )
})

test('where no earlier run left a log, that of the present run', async () => {
  server.logs.set('cart-1/app', 'starting\n')
  const log = { pod: 'cart-1', container: 'app', previous: true }
  const details = await readDetails(connection, target({ log }), signal)
  expect(details.log).toEqual({ ...log, previous: false, lines: ['starting'] })
})

test('what cannot be read is named, once, and the rest is there', async () => {
  server.fault = ({ path }) =>
    path.endsWith('/events') ? { status: 403, message: 'no events for you' } : null
  const log = { pod: 'cart-1', container: 'gone', previous: false }
  const details = await readDetails(connection, target({ log }), signal)
  expect(details).toEqual({
    events: [],
    log: null,
    configChanges: [],
    problems: [
      'events: no events for you',
      `log of cart-1/gone: 127.0.0.1:${server.port} answered 400: previous terminated container "cart-1/gone" not found`,
    ],
  })
})
