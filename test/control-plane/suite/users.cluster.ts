/** Users with less than everything: what each gets to see, and what kulprit asks the server for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { brokenPromises, requestsOfKulprit } from '../audit.ts'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { deployment, namespace } from '../fixtures.ts'
import type { PrintedList } from '../oracle.ts'
import { until } from '../until.ts'
import { restrictedNamespace, userNames, writeKubeconfig } from '../users.ts'

const ns = restrictedNamespace
const elsewhere = 'warehouse'

describe.skipIf(!available)('users with less than all rights on a real cluster', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(
      namespace(ns, { team: 'checkout' }),
      namespace(elsewhere),
      deployment(elsewhere, 'stock', { version: '1.0.0' }),
    )
    for (const version of ['1.0.0', '1.1.0']) {
      await cluster.apply(deployment(ns, 'cart', { version }))
      await cluster.rolledOut(ns, 'cart')
    }
    await cluster.rolledOut(elsewhere, 'stock')
  })

  it('shows everything to a user with ClusterRole view', async () => {
    const { code, stdout } = await cluster.kulprit(['get', '-A', '-o', 'json'], 'viewer')
    expect(code).toBe(0)
    const { items, errors } = JSON.parse(stdout) as PrintedList
    expect(errors).toEqual([])
    expect(items.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(
      expect.arrayContaining([`${ns}/cart`, `${elsewhere}/stock`]),
    )
  })

  it('shows a user with rights in one namespace that namespace, with the owner from it', async () => {
    const { code, stdout, stderr } = await cluster.kulprit(
      ['get', '-n', ns, '-o', 'json'],
      'shopper',
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { items, errors } = JSON.parse(stdout) as PrintedList
    expect(errors).toEqual([])
    expect(items).toMatchObject([
      {
        namespace: ns,
        name: 'cart',
        owner: { value: 'checkout' },
        version: { value: '1.1.0' },
        previous: { release: 1, version: { value: '1.0.0' } },
        health: { status: 'healthy' },
      },
    ])
  })

  it('tells such a user to name a namespace when asked for all of them', async () => {
    const { code, stdout, stderr } = await cluster.kulprit(['get', '-o', 'json'], 'shopper')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('User "shopper" cannot list resource "deployments"')
    expect(stderr).toContain('-n')
  })

  it('shows such a user the namespace of the context, and says so', async () => {
    const { url, authority, folder, kubeconfigs } = cluster.address
    const { users } = JSON.parse(readFileSync(kubeconfigs.shopper, 'utf8')) as {
      users: [{ user: object }]
    }
    const file = join(folder, 'shopper-in-shop.kubeconfig')
    writeKubeconfig(file, { url, authority }, users[0].user, { namespace: ns })
    const args = ['get', '-o', 'json']
    const { code, stdout, stderr } = await cluster.kulprit(args, 'shopper', { kubeconfig: file })
    expect(code).toBe(3)
    const { items, errors } = JSON.parse(stdout) as PrintedList
    expect(items.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([`${ns}/cart`])
    expect(
      errors.every(({ namespace, reason }) => namespace === null && reason === 'Forbidden'),
    ).toBe(true)
    expect(stderr).toContain('; only namespace shop is read')
  })

  it('gives the part that can be read when one of two namespaces cannot', async () => {
    const { code, stdout } = await cluster.kulprit(
      ['get', '-n', ns, '-n', elsewhere, '-o', 'json'],
      'shopper',
    )
    expect(code).toBe(3)
    const { items, errors } = JSON.parse(stdout) as PrintedList
    expect(items.map(({ name }) => name)).toEqual(['cart'])
    expect(errors).toContainEqual(
      expect.objectContaining({
        resource: 'deployments',
        namespace: elsewhere,
        reason: 'Forbidden',
      }),
    )
    expect(errors.every(({ namespace }) => namespace === elsewhere)).toBe(true)
  })

  it('says to a user without any rights what is forbidden, and prints nothing', async () => {
    const { code, stdout, stderr } = await cluster.kulprit(['get', '-A', '-o', 'json'], 'nobody')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('User "nobody" cannot list resource "deployments"')
  })

  it('shows Deployments without their history where ReplicaSets are forbidden, and says so', async () => {
    const { code, stdout, stderr } = await cluster.kulprit(
      ['get', '-n', ns, '-o', 'json'],
      'no-replicasets',
    )
    expect(code).toBe(3)
    expect(stderr).toContain('replicasets')
    const { items, errors } = JSON.parse(stdout) as PrintedList
    expect(errors).toMatchObject([{ resource: 'replicasets', namespace: ns, reason: 'Forbidden' }])
    expect(items).toMatchObject([{ name: 'cart', version: { value: '1.1.0' }, previous: null }])
    const described = await cluster.kulprit(
      ['describe', 'cart', '-n', ns, '-o', 'json'],
      'no-replicasets',
    )
    expect(described.code).toBe(3)
    expect(JSON.parse(described.stdout)).toMatchObject({
      previous: null,
      previousUnknown: expect.stringMatching(/ReplicaSet/),
    })
  })

  it('shows Deployments with their history where Pods are forbidden, and says so', async () => {
    const { code, stdout, stderr } = await cluster.kulprit(
      ['get', '-n', ns, '-o', 'json'],
      'no-pods',
    )
    expect(code).toBe(3)
    expect(stderr).toContain('pods')
    const { items, errors } = JSON.parse(stdout) as PrintedList
    expect(errors).toMatchObject([{ resource: 'pods', namespace: ns, reason: 'Forbidden' }])
    expect(items).toMatchObject([
      {
        name: 'cart',
        version: { value: '1.1.0' },
        previous: { version: { value: '1.0.0' } },
        health: { status: 'healthy' },
      },
    ])
  })

  it('only reads, and never a Secret: the audit log of the server says so', async () => {
    for (const user of userNames) {
      await cluster.kulprit(['describe', 'cart', '-n', ns], user)
      await cluster.kulprit(['history', 'cart', '-n', ns], user)
    }
    const requests = await until('the audit log has the last user', () => {
      const found = requestsOfKulprit(cluster.address.auditLog)
      return found.some(({ user }) => user === userNames.at(-1)) ? found : null
    })
    expect(requests.map(({ user }) => user)).toEqual(expect.arrayContaining([...userNames]))
    expect(brokenPromises(requests)).toEqual([])
  })
})
