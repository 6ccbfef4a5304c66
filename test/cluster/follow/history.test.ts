/** A cluster whose etcd was restored from a backup: its versions are older than those already heard. */
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/cluster/request/connection.ts'
import { type FleetWatch, watchFleet } from '../../../src/cluster/fleet-watch.ts'
import { isOlder } from '../../../src/cluster/follow/history.ts'
import type { Pace } from '../../../src/cluster/follow/pace.ts'
import { refusal } from '../../support/cluster-exchange.ts'
import { FaultyApi } from '../../support/cluster-faulty-api.ts'
import {
  connectTo,
  deployment,
  quickPace,
  Recorder,
  until,
} from '../../support/cluster-fixtures.ts'
import { World } from '../../support/cluster-world.ts'

/** Silence tells nothing before the test has ended. */
const patient = { ...quickPace, silenceMs: 60_000, slowMs: 60_000 }
const closers: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

interface Cluster {
  readonly world: World
  readonly api: FaultyApi
  readonly seen: Recorder
  readonly connection: Connection
  readonly watch: FleetWatch
}

async function startCluster(watchList: boolean, pace: Pace): Promise<Cluster> {
  const world = new World()
  const options = { secure: false, watchList, protobuf: false, token: '', bookmarkMs: 60_000 }
  const api = new FaultyApi(world, options)
  await api.start()
  world.put('deployments', deployment('kept'))
  const connection = connectTo(api.url, {}, { requestTimeoutMs: 60_000 })
  const seen = new Recorder()
  const scope = { namespaces: null, selector: null }
  const watch = watchFleet(connection, scope, seen.listen, pace)
  closers.push(() => {
    watch.stop()
    connection.close()
    return api.stop()
  })
  await until('the deployment', () => seen.names().includes('kept'))
  await until('it is watched', () => isWatched(api))
  return { world, api, seen, connection, watch }
}

function isWatched({ watchers }: FaultyApi): boolean {
  return [...watchers].some(({ exchange }) => exchange.request.collection === 'deployments')
}

/** The server is stopped for it, as it has to be. */
async function restoreAfter({ api, world }: Cluster, change: () => unknown): Promise<void> {
  const backup = world.backup()
  await change()
  await api.stop()
  world.restore(backup)
  await api.start()
}

describe.each([true, false])('with snapshots as a stream: %s', (watchList) => {
  test('what the backup does not have is gone as soon as the server is back', async () => {
    const cluster = await startCluster(watchList, patient)
    const { world, seen } = cluster
    await restoreAfter(cluster, async () => {
      world.put('deployments', deployment('kept', 'shop/app:2.0.0'))
      world.put('deployments', deployment('ghost'))
      await until('the ghost', () => seen.names().includes('ghost'))
    })
    await until('it is gone', () => seen.names().join() === 'kept')
    expect(seen.images()).toEqual(['shop/app:1.0.0'])
    world.put('deployments', deployment('new'))
    await until('the next change is heard', () => seen.names().includes('new'))
    expect(seen.state('deployments')).toBe('live')
  })
})

test('where the server does not tell its version at first, it is asked again after a silence', async () => {
  const cluster = await startCluster(false, { ...patient, silenceMs: 500 })
  const { api, world, seen } = cluster
  let refused = 0
  await restoreAfter(cluster, async () => {
    world.put('deployments', deployment('ghost'))
    await until('the ghost', () => seen.names().includes('ghost'))
    api.disturb = ({ query, path }) => {
      if (query.get('limit') !== '1' || !path.endsWith('/deployments') || refused > 0) return null
      refused += 1
      return ({ send }) => {
        send(refusal(429, 'too many requests'))
      }
    }
  })
  await until('it is gone', () => seen.names().join() === 'kept')
  expect(refused).toBe(1)
})

test('a watch that goes on in the same history reads nothing anew, and asks for one object at most', async () => {
  const { api, seen, world } = await startCluster(false, patient)
  const told = seen.changes.length
  const asked = api.requests.length
  api.endWatches()
  await until('it is watched again', () => isWatched(api))
  const lists = () =>
    api.requests
      .slice(asked)
      .filter(({ watch, collection }) => !watch && collection === 'deployments')
  await until('the version was asked for', () => lists().length > 0)
  world.put('deployments', deployment('new'))
  await until('the addition', () => seen.names().includes('new'))
  expect(lists().map(({ query }) => query.get('limit'))).toEqual(['1'])
  expect(lists()[0]?.headers.accept).toContain('as=PartialObjectMetadataList')
  expect(seen.changes.slice(told).filter(({ type }) => type === 'objects')).toHaveLength(1)
})

test('versions are compared as the numbers they are, and not at all where they are none', () => {
  const version = fc.bigInt({ min: 1n, max: 2n ** 64n })
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(isOlder(`${a}`, `${b}`)).toBe(a < b)
    }),
  )
  const opaque = fc.string().filter((text) => !/^[1-9]\d*$/.test(text))
  fc.assert(
    fc.property(opaque, fc.oneof(opaque, version.map(String)), (a, b) => {
      expect([isOlder(a, b), isOlder(b, a)]).toEqual([false, false])
    }),
  )
})
