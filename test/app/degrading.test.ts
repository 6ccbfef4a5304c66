/** Several clusters, some of them in trouble: what the screens and the printed results make of it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Fault, FaultServer } from '../support/cluster-fault-server.ts'
import { deployment, writeKubeconfigOf } from '../support/cluster-fixtures.ts'
import { emptyHome, kulprit } from '../support/program.ts'
import { openKulprit } from '../support/screens.ts'
import type { Terminal } from '../support/terminal.ts'

const names = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9']
const servers = new Map<string, FaultServer>()
let kubeconfig: string

beforeEach(async () => {
  for (const name of names) {
    const server = new FaultServer()
    await server.start()
    server.put('namespaces', { metadata: { name: 'shop' } })
    server.put('deployments', deployment(`on-${name}`))
    server.put('deployments', deployment(`other-${name}`, 'shop/app:1.0.0', 'other'))
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

function contexts(...chosen: readonly string[]): string[] {
  return chosen.flatMap((name) => ['--context', name])
}

function openTable(args: readonly string[], size = { columns: 120, rows: 40 }): Terminal {
  const env = { KULPRIT_CONFIG: undefined }
  return openKulprit({ kubeconfig, config: '' }, { env, args, ...size })
}

const forbiddenEverywhere = ({ path }: { path: string }): Fault | null =>
  path.includes('/namespaces/') ? null : { status: 403, message: 'no right at cluster scope' }

test('ten clusters in one table: each arrives in its own time, and trouble stays where it is', async () => {
  of('c3').fault = () => 'hang'
  await of('c7').stop()
  const terminal = openTable(contexts(...names))
  await terminal.until('8 of 10 live')
  await terminal.until('16 workloads')
  await terminal.until('c3: slow')
  expect(terminal.text()).toContain('c7: cannot be reached: connection refused')
  expect(terminal.text()).not.toContain('stale')

  await of('c5').stop()
  // The day is said too: the screen's clock is pinned to another one.
  await terminal.until(/c5 +shop +on-c5 .*stale since \S+ \d\d:\d\d, unreachable/)
  expect(terminal.text()).toMatch(/c4 +shop +on-c4 (?!.*stale)/)

  for (const name of ['c5', 'c7']) await of(name).start()
  of('c3').fault = () => null
  // What hangs is found out after half a minute, for which a test has no time.
  of('c3').cut()
  terminal.type('\u0012')
  await terminal.until('● 10 live')
  await terminal.until('20 workloads')
  expect(terminal.text()).not.toContain('stale')
})

test('a user who may not list all namespaces sees the one of the context, and is told', async () => {
  of('c0').fault = forbiddenEverywhere
  const terminal = openTable([], { columns: 80, rows: 24 })
  await terminal.until('only namespace shop is shown')
  await terminal.until('on-c0')
  await terminal.until('◐ partial')
  expect(terminal.text()).not.toContain('other-c0')
})

test('the printed result holds what could be read, and says what could not, and why', async () => {
  of('c0').fault = forbiddenEverywhere
  of('c1').fault = () => ({ status: 401 })
  of('c2').fault = () => 'hang'
  of('c3').fault = () => ({ status: 500, message: 'etcd is on fire' })
  await of('c4').stop()
  const args = ['get', '-o', 'json', '--request-timeout', '10s']
  const run = await kulprit([...args, ...contexts('c0', 'c1', 'c2', 'c3', 'c4', 'c5')], {
    ...emptyHome().env,
    KUBECONFIG: kubeconfig,
  })
  expect(run.code).toBe(3)
  const { items, errors } = JSON.parse(run.stdout) as {
    items: { name: string }[]
    errors: { context: string; resource: string; state: string; message: string }[]
  }
  expect(items.map(({ name }) => name).sort()).toEqual(['on-c0', 'on-c5', 'other-c5'])
  const deployments = errors.filter(({ resource }) => resource === 'deployments')
  expect(deployments.map(({ context, state }) => `${context} ${state}`).sort()).toEqual([
    'c0 forbidden',
    'c1 expired',
    'c2 slow',
    'c3 failed',
    'c4 unreachable',
  ])
  expect(run.stderr).toContain(
    'of c0: Forbidden, no right at cluster scope; only namespace shop is read',
  )
  expect(run.stderr).toContain('of c3: Status500')
})

test('nothing is said to be missing before the first answer, and the count grows', async () => {
  for (let i = 0; i < 1200; i++)
    of('c0').put('pods', { metadata: { name: `pod-${i}`, namespace: 'shop' } })
  of('c0').fault = ({ path }) => (path.endsWith('/deployments') ? 'hang' : null)
  const terminal = openTable([])
  await terminal.until('Reading the workloads of c0')
  await terminal.until('1,201 objects so far')
  await terminal.until('Not all can be read yet.')
  expect(terminal.text()).toContain('c0: slow')
  expect(terminal.raw()).not.toMatch(/no workloads/i)
})
