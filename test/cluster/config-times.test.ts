import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/cluster/request/connection.ts'
import { listConfigTimes, readConfigTimes } from '../../src/cluster/config-times.ts'
import { loadKubeconfig } from '../../src/cluster/login/kubeconfig.ts'
import { clusterOptions, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'

const server = new FaultServer()
beforeEach(() => server.start())
afterEach(async () => {
  server.fault = () => null
  await server.stop()
})

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

const configMap = (name: string, managedFields: readonly object[]) => ({
  metadata: {
    ...{ name, namespace: 'shop', creationTimestamp: '2026-05-01T10:00:00Z' },
    managedFields,
  },
})
const wrote = (manager: string, time: string, field = 'f:data') => ({
  ...{ manager, time },
  fieldsV1: { [field]: { 'f:level': {} } },
})

test('the last write to the data counts, and who made it; a label does not', async () => {
  const asked: string[] = []
  server.fault = ({ path }) => {
    asked.push(path)
    return {
      body: JSON.stringify(
        configMap('cart', [
          wrote('helm', '2026-05-02T10:00:00Z'),
          wrote('kubectl-edit', '2026-05-03T10:00:00Z'),
          wrote('labeller', '2026-05-04T10:00:00Z', 'f:metadata'),
        ]),
      ),
    }
  }
  expect(await readConfigTimes(open(), 'shop', ['cart'], signal)).toEqual({
    times: [
      {
        namespace: 'shop',
        name: 'cart',
        changedAt: '2026-05-03T10:00:00Z',
        changedBy: 'kubectl-edit',
        createdAt: '2026-05-01T10:00:00Z',
      },
    ],
    problems: [],
  })
  expect(asked).toEqual(['/api/v1/namespaces/shop/configmaps/cart'])
})

test('where nobody is noted, it is as old as itself', async () => {
  server.fault = () => ({ body: JSON.stringify(configMap('cart', [])) })
  const { times } = await readConfigTimes(open(), 'shop', ['cart'], signal)
  expect(times).toMatchObject([{ changedAt: '2026-05-01T10:00:00Z', changedBy: null }])
})

test('what may not be read is said', async () => {
  const message = 'configmaps "cart" is forbidden: User "ann" cannot get it'
  server.fault = () => ({ status: 403, message })
  const read = await readConfigTimes(open(), 'shop', ['cart'], signal)
  expect(read).toEqual({ times: [], problems: [`configmap cart: ${message}`] })
})

test('a long list is read page by page, and what was read before a failure is kept', async () => {
  server.fault = ({ query }) => {
    const page = query.get('continue')
    if (page === 'third') return { status: 403, message: 'no more for you' }
    return {
      body: JSON.stringify({
        items: [configMap(page === null ? 'a' : 'b', [])],
        metadata: { continue: page === null ? 'second' : 'third' },
      }),
    }
  }
  const { times, failure } = await listConfigTimes(open(), null, signal)
  expect(times.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(failure?.message).toContain('no more for you')
})
