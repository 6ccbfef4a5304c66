import { expect, test } from 'vitest'
import { deployment, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { openKulprit } from '../support/screens.ts'

const megabyte = 'x\u001B]0;owned\u0007日'.repeat(2 ** 20 / 16)

test('a server that gives labels and annotations of a megabyte each is shown like any other', async () => {
  const server = new FaultServer()
  await server.start()
  try {
    const cart = deployment('cart', 'shop/cart:1.4.2')
    server.put('deployments', {
      ...cart,
      metadata: {
        ...cart.metadata,
        labels: { 'app.kubernetes.io/part-of': megabyte, [megabyte]: 'key' },
        annotations: {
          'a8r.io/owner': megabyte,
          'a8r.io/chat': megabyte,
          'kubernetes.io/change-cause': megabyte,
        },
      },
    })
    server.put('deployments', deployment('pay', 'shop/pay:2.0.0'))
    const kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
    const terminal = openKulprit({ kubeconfig, config: '' }, { env: { KULPRIT_CONFIG: undefined } })
    await terminal.until(/ 2 workloads/, 60_000)
    await terminal.until(/cart x.*owned.*…/)
    await terminal.until(/pay .*2\.0\.0/)
    // Its page, the same as a text that is searched, and its owner's page.
    terminal.type('/cart\r')
    await terminal.until(/1 of 2 workloads/)
    terminal.type('\r')
    await terminal.until(/cart +Deployment/)
    terminal.type('z')
    await terminal.until(/wrapped/)
    terminal.type('/owned\r')
    await terminal.until(/match 1 of|no line has/)
    terminal.type('qqW')
    await terminal.until(/1 workload, none is failing/)
    terminal.type('q')
    await terminal.until(/1 of 2 workloads/)
    terminal.type('u')
    await terminal.until(/▾ .*owned.* \(1\)/)
    terminal.type(':q\r')
    expect((await terminal.exit).exitCode).toBe(0)
    expect(terminal.raw()).not.toContain('owned\u0007')
    expect(terminal.restored()).toBe(true)
  } finally {
    await server.stop()
  }
})
