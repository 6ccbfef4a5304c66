/**
 * A seeded storm of faults over a small cluster, and what has to hold when it is over. More of it by
 * hand: KULPRIT_FAULTS=10000 KULPRIT_FAULT_SEEDS=1,2,3,4,5,6,7,8 vitest run test/cluster/faults.test.ts
 */
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { readFleet, watchFleet } from '../../src/cluster/index.ts'
import { certificate } from '../support/cluster-certificate.ts'
import { Chaos } from '../support/cluster-chaos.ts'
import { skewClock } from '../support/cluster-clock.ts'
import { connectTo, quickPace } from '../support/cluster-fixtures.ts'
import { Follower } from '../support/cluster-follower.ts'

/** A seed's lowest bits choose HTTP/2, WatchList and protobuf. */
const seeds = (process.env['KULPRIT_FAULT_SEEDS'] ?? '1,2,4,7').split(',').map(Number)
const faults = Number(process.env['KULPRIT_FAULTS'] ?? '800') / seeds.length
const peaceMs = 60_000
/** Between two moments of peace. */
const faultsInARow = 100
const token = 'canary-3f9c2e71-token'
const everywhere = { namespaces: null, selector: null }
const pace = {
  ...quickPace,
  firstRetryMs: 2,
  longestRetryMs: 20,
  slowRetryMs: 20,
  silenceMs: 200,
  fruitlessMs: 5,
  lineMs: 5,
  slowMs: 60,
}

const totals = new Map<string, number>()
let longestPeaceMs = 0

afterAll(() => {
  const struck = [...totals.values()].reduce((sum, times) => sum + times, 0)
  console.log(`seeds ${seeds.join(', ')}: ${struck} faults of ${totals.size} kinds`)
  console.log(`right again after ${Math.round(longestPeaceMs)} ms at most`)
  if (process.env['KULPRIT_FAULTS'] !== undefined) console.log(Object.fromEntries(totals))
})

describe('after a storm of faults, what is held equals a fresh list', () => {
  test.each(seeds)('seed %i', { timeout: 600_000 }, async (seed) => {
    const server = { secure: (seed & 1) > 0, watchList: (seed & 2) > 0, protobuf: (seed & 4) > 0 }
    const chaos = new Chaos({ seed, token, bookmarkMs: 60, mostPerPage: 7, ...server })
    await chaos.api.start()
    const heard = listenToThisProcess()
    const stopSkewing = skewClock(() => chaos.clockSkewMs)
    const connection = open(chaos, 600)
    const other = open(chaos, 60_000)
    const held = new Follower()
    const watch = watchFleet(connection, everywhere, held.listen, pace)
    onTestFinished(async () => {
      watch.stop()
      connection.close()
      other.close()
      stopSkewing()
      for (const [kind, times] of chaos.counts) totals.set(kind, (totals.get(kind) ?? 0) + times)
      await chaos.api.stop()
    })
    while (chaos.struck < faults) {
      await chaos.rage(faultsInARow)
      const fresh = await listAfresh(other)
      expect(fresh.unsettled()).toEqual([])
      const size = chaos.world.collections().flatMap((each) => chaos.world.objects(each)).length
      expect(fresh.objects.size).toBe(size)
      const where = `seed ${seed} ${JSON.stringify(server)} after ${chaos.struck} faults`
      const peace = performance.now()
      const wrong = await empty(() => held.wrong(fresh), peaceMs)
      longestPeaceMs = Math.max(longestPeaceMs, performance.now() - peace)
      if (wrong.length > 0) console.log(chaos.lately.join('\n'))
      expect(wrong, where).toEqual([])
      await chaos.whileLost(async () => {
        expect(await empty(() => held.unlabelled(), (2 * peaceMs) / 5), `lost, ${where}`).toEqual(
          [],
        )
      })
    }
    expect(heard.rejections).toEqual([])
    const words = [...held.said, ...heard.printed()].join('\n')
    expect(words).not.toContain(token)
    expect(words).not.toContain('\u001B]')
  })
})

function open(chaos: Chaos, requestTimeoutMs: number): Connection {
  const authority = Buffer.from(certificate).toString('base64')
  const parts = { user: { token }, cluster: { 'certificate-authority-data': authority } }
  return connectTo(chaos.api.url, parts, { requestTimeoutMs })
}

async function listAfresh(connection: Connection): Promise<Follower> {
  const fresh = new Follower()
  for (const change of await readFleet(connection, everywhere, AbortSignal.timeout(60_000)))
    fresh.listen(change)
  return fresh
}

/** What is left of it after `withinMs` at most. */
async function empty(left: () => string[], withinMs: number): Promise<string[]> {
  const deadline = performance.now() + withinMs
  while (left().length > 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10))
  return left()
}

function listenToThisProcess(): { rejections: unknown[]; printed: () => string[] } {
  const rejections: unknown[] = []
  const onRejection = (reason: unknown): void => void rejections.push(reason)
  process.on('unhandledRejection', onRejection)
  const writes = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')]
  onTestFinished(() => {
    process.off('unhandledRejection', onRejection)
    for (const write of writes) write.mockRestore()
  })
  return {
    rejections,
    printed: () => writes.flatMap(({ mock }) => mock.calls.map(([text]) => String(text))),
  }
}
