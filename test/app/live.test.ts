import { afterEach, beforeEach, expect, test } from 'vitest'
import { deployment, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { openKulprit } from '../support/screens.ts'
import type { Terminal } from '../support/terminal.ts'

let server: FaultServer

beforeEach(async () => {
  server = new FaultServer()
  await server.start()
  server.put('deployments', running('cart', 'shop/cart:1.0.0'))
})
afterEach(() => server.stop())

function running(name: string, image: string, available = 1) {
  const object = deployment(name, image)
  return {
    ...object,
    status: {
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: available,
      availableReplicas: available,
    },
  }
}

async function openTable(): Promise<Terminal> {
  const kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
  const terminal = openKulprit({ kubeconfig, config: '' }, { env: { KULPRIT_CONFIG: undefined } })
  await terminal.until('1 workload')
  await terminal.until('● live')
  return terminal
}

const second = 1000

test('what happens in the cluster shows within a second, without a key', async () => {
  const terminal = await openTable()
  server.put('deployments', running('checkout', 'shop/checkout:2.0.0'))
  await terminal.until(/checkout .*2\.0\.0/, second)

  server.put('deployments', running('cart', 'shop/cart:1.0.1'))
  await terminal.until(/cart .*1\.0\.1/, second)

  server.put('pods', {
    metadata: { name: 'cart-1', namespace: 'shop', ownerReferences: [controller('cart')] },
    spec: { containers: [{ name: 'app', image: 'shop/cart:1.0.1' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'app',
          restartCount: 3,
          ready: false,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 1, reason: 'Error' } },
        },
      ],
    },
  })
  server.put('deployments', running('cart', 'shop/cart:1.0.1', 0))
  await terminal.until(/cart .*CrashLoopBackOff/, second)

  server.remove('deployments', 'checkout', 'shop')
  await terminal.until((screen) => !screen.includes('checkout'), second)
})

test('a lost connection keeps the rows, says since when, and comes back by itself', async () => {
  const terminal = await openTable()
  await server.stop()
  await terminal.until('stale')
  expect(terminal.text()).toContain('cart')
  await server.start()
  server.put('deployments', running('checkout', 'shop/checkout:2.0.0'))
  await terminal.until('● live')
  await terminal.until('checkout')
  await terminal.until((screen) => !screen.includes('stale'))
})

test('what may not be read is named, and the rest is shown', async () => {
  server.fault = ({ path }) =>
    path.endsWith('/cronjobs') ? { status: 403, message: 'cronjobs.batch is forbidden' } : null
  const kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
  const terminal = openKulprit({ kubeconfig, config: '' }, { env: { KULPRIT_CONFIG: undefined } })
  await terminal.until('cart')
  await terminal.until('you may not list cronjobs')
})

test('an unreachable cluster is no empty one', async () => {
  const kubeconfig = writeKubeconfig('http://127.0.0.1:1')
  const terminal = openKulprit({ kubeconfig, config: '' }, { env: { KULPRIT_CONFIG: undefined } })
  await terminal.until('connection refused by 127.0.0.1:1')
  expect(terminal.text()).not.toMatch(/no workloads/i)
})

function controller(name: string) {
  const [owner] = server.objects('deployments').filter(({ metadata }) => metadata.name === name)
  return { kind: 'Deployment', name, uid: owner?.metadata.uid, controller: true }
}
