import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { line, setUp } from '../support/bisect-program.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { git } from '../support/git-repository.ts'
import { openKulprit } from '../support/screens.ts'

/** A cluster that knows one release of `cart`, and a clone that has no tag for its version. */
async function setUpCart() {
  const server = new FaultServer()
  await server.start()
  onTestFinished(() => server.stop())
  const revision = { annotations: { 'deployment.kubernetes.io/revision': '1' } }
  const template = {
    spec: { containers: [{ name: 'cart', image: 'registry.test/shop/cart:1.9.0' }] },
  }
  const { metadata } = server.put('deployments', {
    metadata: { name: 'cart', namespace: 'shop', ...revision },
    spec: { replicas: 1, template },
  })
  const owner = { kind: 'Deployment', name: 'cart', uid: metadata.uid, controller: true }
  server.put('replicasets', {
    metadata: { name: 'cart-1', namespace: 'shop', ...revision, ownerReferences: [owner] },
    spec: { replicas: 1, template },
  })
  const clone = setUp(line(9, 6))
  git(clone.clone, 'tag', 'cart-v1.8.0', clone.shas[0] ?? '')
  const kubeconfig = join(clone.home, 'kubeconfig')
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'prod',
      clusters: [{ name: 'prod', cluster: { server: `http://127.0.0.1:${server.port}` } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'prod', context: { cluster: 'prod', user: 'u' } }],
    }),
  )
  return { ...clone, kubeconfig, config: join(clone.home, 'settings.json') }
}

test('where the cluster knows too little, the screen asks what worked, and which commit that is', async () => {
  const cart = await setUpCart()
  const terminal = openKulprit(cart)
  await terminal.until('1.9.0')
  terminal.type('\r')
  await terminal.until('No good end is known')
  expect(terminal.text()).toContain('b asks which version worked')

  terminal.type('b')
  await terminal.until('Which version of cart worked?')
  terminal.type('1.8.0\r')
  await terminal.until('Where is the source of shop/deployment/cart?')
  terminal.type(`${cart.clone}\r`)
  await terminal.until('Remember this?')
  terminal.type('n')
  // The good end has a tag of its own for the version; the bad one has none.
  await terminal.until('Which commit is 1.9.0 (release 1)?')
  terminal.type('v9\r')
  await terminal.until('no commit "v9"')
  terminal.type('\u0015v2\r')
  await terminal.until('8 candidates')
  expect(terminal.text()).toContain(`1.8.0 ${cart.shas[0]?.slice(0, 7)} → ✗ 1.9.0 (release 1)`)
})

test('“never mind” to any of it starts nothing', async () => {
  const cart = await setUpCart()
  const terminal = openKulprit(cart)
  await terminal.until('1.9.0')
  terminal.type('b')
  await terminal.until('Which version of cart worked?')
  terminal.type('\u001B')
  await terminal.until('the bisect was cancelled')
  expect(terminal.text()).toContain('shop/cart  Deployment')
})
