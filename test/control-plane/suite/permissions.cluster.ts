/** The manifests of the documentation, as they are, on a real API server: they grant enough, and no more. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { requestsOfKulprit } from '../audit.ts'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { deployment, namespace } from '../fixtures.ts'
import type { PrintedList } from '../oracle.ts'
import { until } from '../until.ts'

const inside = 'granted'
const outside = 'not-granted'
const lastOfDoctor = '/api/v1/events?limit=1'

function manifest(file: string, ns: string): object[] {
  const path = resolve(import.meta.dirname, '../../../docs/reference', file)
  const text = readFileSync(path, 'utf8').replaceAll(/\bshop\b/g, ns)
  return parseAllDocuments(text).map((document) => document.toJS() as object)
}

describe.skipIf(!available)('the permissions that the documentation names', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(
      namespace(inside, { team: 'checkout' }),
      namespace(outside),
      deployment(inside, 'cart', { version: '1.0.0' }),
      deployment(outside, 'stock', { version: '1.0.0' }),
    )
    await cluster.rolledOut(inside, 'cart')
    await cluster.apply(deployment(inside, 'cart', { version: '1.1.0' }))
    await cluster.rolledOut(inside, 'cart')
    await cluster.rolledOut(outside, 'stock')
  })

  async function seen(...args: string[]): Promise<PrintedList & { readonly code: number | null }> {
    const { code, stdout } = await cluster.kulprit(['get', ...args, '-o', 'json'], 'supporter')
    return { code, ...(JSON.parse(stdout || '{"items":[],"errors":[]}') as PrintedList) }
  }

  it('show nothing before they are granted, one namespace with the Role, all with the ClusterRole', async () => {
    expect(await seen('-n', inside)).toMatchObject({ code: 1, items: [] })

    await cluster.apply(...manifest('kulprit-role.yaml', inside))
    const one = await until('the Role counts', async () => {
      const list = await seen('-n', inside)
      return list.code === 0 ? list : null
    })
    expect(one.errors).toEqual([])
    expect(one.items).toMatchObject([
      {
        name: 'cart',
        owner: { value: 'checkout' },
        version: { value: '1.1.0' },
        previous: { version: { value: '1.0.0' } },
      },
    ])
    expect(await seen('-n', outside)).toMatchObject({ code: 1, items: [] })

    await cluster.apply(...manifest('kulprit-clusterrole.yaml', inside))
    const all = await until('the ClusterRole counts', async () => {
      const list = await seen('-A')
      return list.code === 0 ? list : null
    })
    expect(all.errors).toEqual([])
    expect(all.items.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(
      expect.arrayContaining([`${inside}/cart`, `${outside}/stock`]),
    )
  })

  it('are enough for every command: the server refuses none of its requests', async () => {
    const before = requestsOfKulprit(cluster.address.auditLog).length
    for (const args of [
      ['get', '-A'],
      ['describe', 'cart', '-n', inside],
      ['history', 'cart', '-n', inside],
      ['diff', 'cart', '-n', inside],
      ['doctor', '-A'],
    ])
      expect([args, (await cluster.kulprit(args, 'supporter')).stderr]).toEqual([
        args,
        expect.not.stringContaining('forbidden'),
      ])
    const ours = await until('the audit log has them', () => {
      const requests = requestsOfKulprit(cluster.address.auditLog).slice(before)
      const found = requests.filter(({ user }) => user === 'supporter')
      return found.some(({ uri }) => uri === lastOfDoctor) ? found : null
    })
    expect(ours.length).toBeGreaterThan(20)
    expect(ours.filter(({ status }) => status === 403)).toEqual([])
  })
})
