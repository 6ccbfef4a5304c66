/** Namespaces and contexts switched while the screens are open. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Fault, FaultServer } from '../support/cluster-fault-server.ts'
import { deployment, writeKubeconfigOf } from '../support/cluster-fixtures.ts'
import { openKulprit } from '../support/screens.ts'
import type { Terminal } from '../support/terminal.ts'

const names = ['east', 'west', 'south']
const servers = new Map<string, FaultServer>()
let kubeconfig: string

beforeEach(async () => {
  for (const name of names) {
    const server = new FaultServer()
    await server.start()
    for (const namespace of ['shop', 'billing']) {
      server.put('namespaces', { metadata: { name: namespace } })
      server.put('deployments', deployment(`${namespace}-${name}`, 'shop/app:1.0.0', namespace))
    }
    servers.set(name, server)
  }
  kubeconfig = writeKubeconfigOf(
    Object.fromEntries(names.map((name) => [name, `http://127.0.0.1:${of(name).port}`])),
  )
})

afterEach(async () => {
  await Promise.all([...servers.values()].map((server) => server.stop()))
})

function of(name: string): FaultServer {
  const server = servers.get(name)
  if (server === undefined) throw new Error(`no server ${name}`)
  return server
}

function openTable(...args: readonly string[]): Terminal {
  const env = { KULPRIT_CONFIG: undefined }
  return openKulprit({ kubeconfig, config: '' }, { env, args, columns: 120, rows: 40 })
}

test('a context that was not open is opened beside the one that is, and left again', async () => {
  const terminal = openTable()
  await terminal.until('shop-east')
  terminal.type('x')
  await terminal.until('south')
  expect(terminal.text()).toContain('[x] east')
  terminal.type('wes')
  await terminal.until(/▌ \[ \] west/)
  terminal.type(' \r')
  await terminal.until('shop-west')
  await terminal.until('4 workloads')
  expect(terminal.text()).toContain('CONTEXT')

  terminal.type(':ctx\r')
  await terminal.until('[x] west')
  terminal.type('sou\r')
  await terminal.until('shop-south')
  await terminal.until(/kulprit › south {2}2 workloads/)
  expect(terminal.text()).not.toContain('shop-west')
  await expect.poll(() => of('west').watching('deployments')).toBe(0)
  await terminal.until('● live')
})

test('a context that cannot be opened says why, and the open one stays', async () => {
  const terminal = openTable('--context', 'east')
  await terminal.until('shop-east')
  await of('west').stop()
  terminal.type('x')
  await terminal.until('[ ] west')
  terminal.type('west \r')
  await terminal.until('west: cannot be reached: connection refused')
  expect(terminal.text()).toContain('shop-east')
})

test('namespaces are chosen one or several at once, and all again with 0', async () => {
  const terminal = openTable()
  await terminal.until('2 workloads')
  terminal.type(':ns\r')
  await terminal.until(/\[ \] billing +1 workload/)
  terminal.type('bill\r')
  await terminal.until(/east › billing {2}1 of 2 workloads/)
  expect(terminal.text()).not.toContain('shop-east')
  terminal.type('i')
  await terminal.until('[x] billing')
  terminal.type('shop \r')
  await terminal.until(/billing, shop {2}2 workloads/)
  terminal.type('0')
  await terminal.until(/east {2}2 workloads/)
})

test('what was started with one namespace reads another once that is chosen', async () => {
  const terminal = openTable('-n', 'shop')
  await terminal.until(/east › shop {2}1 workload/)
  terminal.type('ibilling\r')
  await terminal.until('billing-east')
  await terminal.until(/east › billing {2}1 workload/)
  terminal.type('0')
  await terminal.until('shop-east')
})

test('where not everything may be read, a namespace that is typed is asked for', async () => {
  of('east').fault = ({ path }: { path: string }): Fault | null =>
    path.includes('/namespaces/') ? null : { status: 403, message: 'no right at cluster scope' }
  const terminal = openTable()
  await terminal.until('shop-east')
  expect(terminal.text()).not.toContain('billing-east')
  terminal.type('ibilling\r')
  await terminal.until('billing-east')
})
