import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/cluster/request/connection.ts'
import { readAroundTime } from '../../src/cluster/around-time.ts'
import { loadKubeconfig } from '../../src/cluster/login/kubeconfig.ts'
import { clusterOptions, writeKubeconfig } from '../support/cluster-fixtures.ts'
import type { SeenRequest } from '../support/cluster-fault-server.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'

const server = new FaultServer()
beforeEach(() => server.start())
afterEach(async () => {
  server.fault = () => null
  await server.stop()
})

const everywhere = { namespaces: null, selector: null }
const { signal } = new AbortController()

function open() {
  const options = clusterOptions({
    kubeconfig: writeKubeconfig(`http://127.0.0.1:${server.port}`),
  })
  const kubeconfig = loadKubeconfig(options)
  const connection = kubeconfig.ok ? connect(kubeconfig.value, null, options) : kubeconfig
  if (!connection.ok) throw new Error(connection.failure.message)
  return connection.value
}

const list = (items: readonly object[]) => ({ body: JSON.stringify({ items, metadata: {} }) })
const scaling = {
  involvedObject: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
  ...{ type: 'Normal', reason: 'ScalingReplicaSet', count: 2 },
  message: 'Scaled up replica set cart-5d to 5 from 3',
  firstTimestamp: '2026-05-01T10:00:00Z',
  lastTimestamp: '2026-05-01T10:05:00Z',
}

function answer({ path, query }: SeenRequest) {
  if (path.endsWith('/events'))
    return list(query.get('fieldSelector') === 'reason=ScalingReplicaSet' ? [scaling] : [])
  if (path === '/api/v1/nodes/node-1')
    return {
      body: JSON.stringify({
        status: {
          conditions: [
            { type: 'Ready', status: 'True', lastTransitionTime: '2026-05-01T09:00:00Z' },
            {
              ...{ type: 'MemoryPressure', status: 'True', message: 'little is left' },
              lastTransitionTime: '2026-05-01T10:00:00Z',
            },
            { type: 'DiskPressure', status: 'False', lastTransitionTime: '2026-05-01T09:00:00Z' },
          ],
        },
      }),
    }
  return path.endsWith('/configmaps')
    ? list([{ metadata: { name: 'settings', namespace: 'shop' } }])
    : null
}

test('events of scalings and nodes, ConfigMaps, and the nodes that are asked for', async () => {
  server.fault = answer
  expect(await readAroundTime(open(), everywhere, ['node-1'], signal)).toEqual({
    context: 'test',
    events: [
      {
        ...{ namespace: 'shop', kind: 'Deployment', name: 'cart', reason: 'ScalingReplicaSet' },
        ...{ message: scaling.message, warning: false, count: 2 },
        ...{ firstAt: '2026-05-01T10:00:00Z', lastAt: '2026-05-01T10:05:00Z' },
      },
    ],
    nodes: [
      {
        ...{ node: 'node-1', condition: 'MemoryPressure', message: 'little is left' },
        at: '2026-05-01T10:00:00Z',
      },
    ],
    configs: [
      { namespace: 'shop', name: 'settings', changedAt: null, changedBy: null, createdAt: null },
    ],
    unread: [],
  })
})

test('what may not be read is named, and the rest is there; nodes are left out quietly', async () => {
  server.fault = (request) =>
    /configmaps|nodes/.test(request.path)
      ? { status: 403, message: 'you may not' }
      : answer(request)
  const read = await readAroundTime(
    open(),
    { ...everywhere, namespaces: ['shop'] },
    ['node-1'],
    signal,
  )
  expect(read.events).toHaveLength(1)
  expect(read.unread).toMatchObject([
    { resource: 'configmaps', namespace: 'shop', state: 'forbidden', reason: 'Forbidden' },
  ])
})
