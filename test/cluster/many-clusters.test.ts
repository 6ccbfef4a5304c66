/** Several clusters at once: what each may cost, and that trouble in one stays there. */
import { afterEach, expect, test } from 'vitest'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { type FleetWatch, watchFleet } from '../../src/cluster/fleet-watch.ts'
import { certificate } from '../support/cluster-certificate.ts'
import { refusal } from '../support/cluster-exchange.ts'
import { FaultyApi } from '../support/cluster-faulty-api.ts'
import { connectTo, deployment, quickPace, Recorder, until } from '../support/cluster-fixtures.ts'
import { World } from '../support/cluster-world.ts'

const everywhere = { namespaces: null, selector: null }
const authority = { 'certificate-authority-data': Buffer.from(certificate).toString('base64') }
/** That the server has of those that kulprit watches. */
const resources = 12

interface Cluster {
  readonly api: FaultyApi
  readonly connection: Connection
  readonly seen: Recorder
  readonly watch: FleetWatch
}

const open: Cluster[] = []

afterEach(async () => {
  for (const { watch, connection } of open) {
    watch.stop()
    connection.close()
  }
  await Promise.all(open.splice(0).map(({ api }) => api.stop()))
})

/** A busy machine is no server that is slow. */
const patient = { requestTimeoutMs: 60_000, slowMs: 60_000, silenceMs: 60_000 }

async function startCluster(
  objects: number,
  { requestTimeoutMs, slowMs, silenceMs } = patient,
): Promise<Cluster> {
  const world = new World()
  for (let i = 0; i < objects; i++) world.put('deployments', deployment(`app-${i}`))
  const api = new FaultyApi(world, {
    secure: true,
    watchList: true,
    protobuf: true,
    token: 'secret',
    bookmarkMs: 1000,
  })
  await api.start()
  const parts = { user: { token: 'secret' }, cluster: authority }
  const connection = connectTo(api.url, parts, { requestTimeoutMs })
  const seen = new Recorder()
  const pace = { ...quickPace, slowMs, silenceMs }
  const watch = watchFleet(connection, everywhere, seen.listen, pace)
  const cluster = { api, connection, seen, watch }
  open.push(cluster)
  return cluster
}

function isLive({ seen, api }: Cluster): boolean {
  const states = new Map(seen.statuses.map(({ resource, state }) => [resource, state]))
  return (
    [...states.values()].every((state) => state === 'live' || state === 'absent') &&
    api.watchers.size === resources
  )
}

test('five clusters with all their watches take five sockets, also after they were cut', async () => {
  const clusters = await Promise.all(Array.from({ length: 5 }, () => startCluster(3)))
  await until('all is live', () => clusters.every(isLive))
  const sockets = (): number[] => clusters.map(({ api }) => api.sockets.size)
  expect(sockets()).toEqual([1, 1, 1, 1, 1])
  expect(clusters.map(({ api }) => api.socketsOpened)).toEqual([1, 1, 1, 1, 1])
  expect(clusters.reduce((sum, { api }) => sum + api.watchers.size, 0)).toBe(5 * resources)
  for (const { api } of clusters) api.cut()
  await until('all is live again', () => clusters.every(isLive))
  expect(sockets()).toEqual([1, 1, 1, 1, 1])
  for (const { api, seen } of clusters) {
    api.world.put('deployments', deployment('late'))
    await until('the addition', () => seen.names().includes('late'))
  }
  expect(sockets()).toEqual([1, 1, 1, 1, 1])
})

test('a server that sends GOAWAY is left with all watches, without a word', async () => {
  const { api, seen } = await startCluster(3)
  await until('all is live', () => open.every(isLive))
  const told = seen.statuses.length
  for (let round = 0; round < 3; round++) {
    const before = [...api.watchers]
    for (const { exchange } of before) exchange.goAway()
    await until('they are left', () => before.every((watcher) => !api.watchers.has(watcher)))
    await until('all is watched', () => api.watchers.size === resources)
    await until('one connection is left', () => api.sockets.size === 1)
  }
  api.world.put('deployments', deployment('late'))
  await until('the addition', () => seen.names().includes('late'))
  const states = seen.statuses.slice(told).map(({ state }) => state)
  expect(states.filter((state) => state !== 'live' && state !== 'absent')).toEqual([])
})

test('a stream that the server resets leaves the others of its connection alone', async () => {
  const { api, seen } = await startCluster(3)
  await until('all is live', () => open.every(isLive))
  const before = [...api.watchers]
  const lost = before.find(({ exchange }) => exchange.request.collection === 'deployments')
  lost?.exchange.reset()
  await until('it is lost', () => seen.states('deployments').includes('unreachable'))
  await until('it is watched again', () => open.every(isLive))
  api.world.put('deployments', deployment('late'))
  await until('the addition', () => seen.names().includes('late'))
  expect(before.filter((watcher) => watcher !== lost && !api.watchers.has(watcher))).toEqual([])
  expect(seen.states('pods')).not.toContain('unreachable')
  expect(api.socketsOpened).toBe(1)
})

test('ten clusters arrive each in its own time, and a dead one holds up none', async () => {
  const impatient = { requestTimeoutMs: 5000, slowMs: 1000, silenceMs: 5000 }
  const clusters = await Promise.all(Array.from({ length: 10 }, () => startCluster(5, impatient)))
  const [dead, slow, ...others] = clusters
  dead?.api.freeze()
  if (slow !== undefined) slow.api.disturb = ({ path }) => (path === '/version' ? null : () => {})
  await until('the others are live', () => others.every(isLive))
  for (const { seen } of others) expect(seen.names()).toHaveLength(5)
  const troubled = [dead, slow]
  for (const cluster of troubled)
    await until('it is called slow', () => cluster?.seen.state('deployments') === 'slow')
  await until('the others are live all the same', () => others.every(isLive))
  dead?.api.thaw()
  if (slow !== undefined) slow.api.disturb = () => null
  for (const { watch } of clusters) watch.reconnect()
  await until('all is live', () => clusters.every(isLive))
})

test('what a server says in protobuf about a refusal is told like any other', async () => {
  const cluster = await startCluster(1)
  cluster.api.disturb = () => (exchange) => exchange.send(refusal(403, 'no pods for \u001B[31mann'))
  cluster.api.cut()
  await until('it is forbidden', () => cluster.seen.state('pods') === 'forbidden')
  expect(cluster.seen.status('pods')?.message).toBe('no pods for \uFFFD[31mann')
})
