import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FieldPaths, readFields, watchFields } from '../../src/cluster/fields.ts'
import { onlyJson } from '../../src/cluster/follow/object-stream.ts'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { parseJsonPath } from '../../src/model/json-path/parse-json-path.ts'
import type { KubeObject } from '../../src/model/kube/kube.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { connectTo, deployment, quickPace, Recorder, until } from '../support/cluster-fixtures.ts'

const everywhere = { namespaces: null, selector: null }
const workloads = ['cronjobs', 'daemonsets', 'deployments', 'jobs', 'rollouts', 'statefulsets']
let server: FaultServer
let connection: Connection
let seen: Recorder

beforeEach(async () => {
  server = new FaultServer()
  await server.start()
  connection = connectTo(`http://127.0.0.1:${server.port}`)
  seen = new Recorder()
})

afterEach(async () => {
  connection.close()
  await server.stop()
})

function pathsOf(texts: Record<string, string>): FieldPaths {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const read = parseJsonPath(text)
      if (!read.ok) throw new Error(read.reason)
      return [name, read.path]
    }),
  )
}

async function read(texts: Record<string, string>): Promise<void> {
  const { signal } = new AbortController()
  for (const change of await readFields(connection, everywhere, pathsOf(texts), signal))
    seen.listen(change)
}

function values(): (readonly [string, Readonly<Record<string, string>>])[] {
  return [...seen.objects.values()].flatMap((object: KubeObject) =>
    object.type === 'fields' ? [[object.meta.name, object.values] as const] : [],
  )
}

test('of each workload nothing but the texts is kept, and only workloads are asked for, as JSON', async () => {
  server.put('deployments', deployment('cart', 'shop/cart:1'))
  server.put('statefulsets', { ...deployment('db', 'postgres:17'), spec: { replicas: 2 } })
  server.put('pods', { metadata: { name: 'cart-1', namespace: 'shop' } })
  await read({ IMAGES: '..image', REPLICAS: '.spec.replicas' })
  expect(values()).toEqual([
    ['cart', { IMAGES: 'shop/cart:1', REPLICAS: '1' }],
    ['db', { REPLICAS: '2' }],
  ])
  const lists = server.requests.filter(({ query }) => query.has('limit'))
  expect(new Set(lists.map(({ path }) => path.split('/').at(-1)))).toEqual(new Set(workloads))
  expect(new Set(lists.map(({ headers }) => headers['accept']))).toEqual(new Set([onlyJson]))
  const [fields] = seen.objects.values()
  expect(fields).toMatchObject({ meta: { name: 'cart', annotations: {} } })
  // The workload is its controller.
  expect(fields?.meta.controller?.uid).toMatch(/./)
  expect(fields?.meta.uid).toBe(`${fields?.meta.controller?.uid} fields`)
})

test('hostile and endless text is cleaned and cut', async () => {
  const evil = deployment('evil', `a\u001B[31m${'x'.repeat(100_000)}`)
  server.put('deployments', evil)
  await read({ IMAGE: '..image' })
  const [, text] = values()[0] ?? []
  expect(text?.['IMAGE']).toMatch(/^a�\[31mx+$/)
  expect(text?.['IMAGE']).toHaveLength(256)
})

test('without a path nothing is asked for', async () => {
  await read({})
  expect(server.requests).toEqual([])
})

test('a change is told when it comes, and nothing after the end', async () => {
  server.put('deployments', deployment('cart', 'shop/cart:1'))
  const paths = pathsOf({ IMAGE: '..image' })
  const watch = watchFields(connection, everywhere, paths, seen.listen, quickPace)
  await until('it is read', () => values().length === 1)
  server.put('deployments', deployment('cart', 'shop/cart:2'))
  await until('its change is told', () => values()[0]?.[1]['IMAGE'] === 'shop/cart:2')
  watch.stop()
  expect(seen.statuses).toEqual([])
})
