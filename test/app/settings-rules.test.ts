import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { emptyHome, kulprit } from '../support/program.ts'
import { openKulprit } from '../support/screens.ts'

const server = new FaultServer()
let kubeconfig: string

beforeAll(async () => {
  await server.start()
  kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
  server.put('deployments', deployment('cart', 'shop/cart:release-1.4.2-a1b2c3d'))
})
afterAll(() => server.stop())

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** What `get` says of the one workload with these settings. */
async function cartWith(settings: (home: string) => object) {
  const { home, env } = emptyHome()
  write(join(home, '.config/kulprit/settings.json'), JSON.stringify(settings(home)))
  const { stdout, stderr, code } = await kulprit(
    ['get', '-o', 'json', '--kubeconfig', kubeconfig],
    env,
  )
  expect([code, stderr]).toEqual([0, ''])
  return (JSON.parse(stdout) as { items: Record<string, unknown>[] }).items[0]
}

describe('what get prints follows the settings', () => {
  test('owners by namespace, for one context only, with contacts', async () => {
    const cart = await cartWith(() => ({
      contexts: {
        test: {
          owners: [
            { namespace: 'shop', owner: 'group:default/payments', contacts: { chat: '#pay' } },
          ],
        },
      },
    }))
    expect(cart).toMatchObject({
      owner: { value: 'payments', confidence: 'certain' },
      contacts: [{ kind: 'chat', value: '#pay', url: null }],
    })
  })

  test('tags as the team writes them', async () => {
    const tag = String.raw`release-(?<version>[\d.]+)-(?<commit>[0-9a-f]+)`
    expect(await cartWith(() => ({ tags: [{ workload: 'shop/*', tag }] }))).toMatchObject({
      version: { value: '1.4.2', confidence: 'certain' },
      commit: { value: 'a1b2c3d', confidence: 'certain' },
    })
  })

  test('CODEOWNERS and catalog file of the folder it is mapped to, and groups of a catalog', async () => {
    const cart = await cartWith((home) => {
      write(join(home, 'src/mono/.git/HEAD'), 'ref: refs/heads/main\n')
      write(join(home, 'src/mono/CODEOWNERS'), '/services/cart/ @org/carts\n')
      write(
        join(home, 'src/mono/services/cart/catalog-info.yaml'),
        'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: trolley}\nspec: {owner: {kind: Group, name: Payments}}\n',
      )
      write(
        join(home, 'org/groups.yaml'),
        'apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: payments}\nspec: {profile: {email: pay@example.com}}\n',
      )
      return {
        repositories: [{ workload: 'cart', repository: '~/src/mono', path: 'services/cart' }],
        catalogs: ['~/org'],
      }
    })
    expect(cart).toMatchObject({
      owner: {
        value: 'payments',
        source: 'catalog entity component:default/trolley (services/cart/catalog-info.yaml)',
        confidence: 'likely',
      },
      contacts: [{ kind: 'email', value: 'pay@example.com', url: 'mailto:pay@example.com' }],
    })
  })
})

test('a catalog names the repository, whose CODEOWNERS then counts, from a clone found by its remote', async () => {
  const cart = await cartWith((home) => {
    write(
      join(home, 'org/cart.yaml'),
      'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: cart\n  annotations: {backstage.io/source-location: "url:https://git.example/shop/mono/tree/main/services/cart/"}\nspec: {type: service}\n',
    )
    write(
      join(home, 'src/a/mono/.git/config'),
      '[remote "origin"]\n\turl = git@git.example:shop/mono.git\n',
    )
    write(join(home, 'src/a/mono/CODEOWNERS'), '/services/cart/ @shop/carts\n')
    return { catalogs: ['~/org'], sourceFolders: ['~/src'] }
  })
  expect(cart).toMatchObject({
    owner: { value: '@shop/carts', confidence: 'likely' },
    repository: { url: 'https://git.example/shop/mono', path: 'services/cart' },
  })
})

test('a change of the file takes effect in the open UI, a wrong one is named and changes nothing', async () => {
  const { home } = emptyHome()
  const file = join(home, 'settings.json')
  const owned = (owner: string) => JSON.stringify({ owners: [{ namespace: 'shop', owner }] })
  write(file, owned('carts'))
  const terminal = openKulprit({ kubeconfig, config: file })
  await terminal.until(/cart .*carts/)

  write(file, owned('payments'))
  await terminal.until(/cart .*payments/)

  write(file, '{"owners": [{"namespace": "shop"}]}')
  await terminal.until(/owners\[0\]\.owner must be a text/)
  await terminal.until(/cart .*payments/)

  // As editors save: another file renamed over it.
  write(`${file}.new`, owned('checkout'))
  renameSync(`${file}.new`, file)
  await terminal.until(/cart .*checkout/)
})
