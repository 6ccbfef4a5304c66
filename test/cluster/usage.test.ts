import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/cluster/request/connection.ts'
import { loadKubeconfig } from '../../src/cluster/login/kubeconfig.ts'
import { readUsage, watchUsage } from '../../src/cluster/usage.ts'
import type { MeasuredPod } from '../../src/model/resources/pod-usage.ts'
import { clusterOptions, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { until } from '../support/storage-processes.ts'

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

const measured = (cpu: string) => ({
  body: JSON.stringify({
    items: [
      {
        metadata: { name: 'cart-1', namespace: 'shop' },
        timestamp: '2026-05-01T10:00:00Z',
        window: '15s',
        containers: [
          { name: 'cart', usage: { cpu, memory: '1000Ki' } },
          { name: 'proxy', usage: { cpu: '500000n', memory: '24Ki' } },
        ],
      },
      { metadata: {} },
    ],
  }),
})

test('what the containers of a pod take is added up', async () => {
  server.fault = ({ path }) =>
    path === '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods' ? measured('1500000n') : null
  expect(await readUsage(open(), { ...everywhere, namespaces: ['shop'] }, signal)).toEqual([
    {
      namespace: 'shop',
      name: 'cart-1',
      at: '2026-05-01T10:00:00Z',
      window: '15s',
      usage: { cpu: '2m', memory: '1Mi' },
    },
  ])
})

test.each([
  ['does not measure', 404],
  ['does not let the user see it', 403],
  ['has metrics that are down', 503],
])('a cluster that %s is no failure', async (_, status) => {
  server.fault = () => ({ status })
  expect(await readUsage(open(), everywhere, signal)).toBeNull()
})

test('usage is asked for again and again, until it is stopped', async () => {
  let asked = 0
  server.fault = () => measured(`${++asked}`)
  const heard: (readonly MeasuredPod[])[] = []
  const watch = watchUsage(open(), everywhere, (pods) => heard.push(pods), 5)
  await until(() => heard.length >= 3, 'three measurements')
  watch.stop()
  expect(heard.slice(0, 3).map(([pod]) => pod?.usage.cpu)).toEqual(['1001m', '2001m', '3001m'])
  const before = asked
  await open().json('/version', signal)
  expect(asked).toBeLessThanOrEqual(before + 2)
})
