import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFleet } from '../../src/cluster/fleet-read.ts'
import { watchFleet } from '../../src/cluster/fleet-watch.ts'
import type { KubeObject } from '../../src/model/kube/kube.ts'
import { type Fault, FaultServer } from '../support/cluster-fault-server.ts'
import { connectTo, deployment, quickPace, Recorder, until } from '../support/cluster-fixtures.ts'

const collections = ['deployments', 'pods', 'jobs']

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const collection = fc.constantFrom(...collections)
const fault = fc.constantFrom<Fault>(
  { status: 500 },
  { status: 503 },
  { status: 403 },
  { status: 401 },
  { status: 429, headers: { 'retry-after': '0' } },
  { status: 410 },
  { body: '<html>' },
  { body: '{"type":"ADDED","object":{}}\n' },
  { body: '{"metadata":{"resourceVersion":"1"},"items":[{}]}' },
  'reset',
)

/** What can happen to a cluster, and to the way to it. */
const step = fc.oneof(
  fc.record({ do: fc.constant('put'), collection, name, image: fc.constantFrom('v1', 'v2', 'v3') }),
  fc.record({ do: fc.constant('replace'), collection, name }),
  fc.record({ do: fc.constant('remove'), collection, name }),
  fc.record({ do: fc.constant('fault'), fault, times: fc.integer({ min: 1, max: 12 }) }),
  fc.record({
    do: fc.constant('send'),
    collection,
    raw: fc.constantFrom(
      '{"type":"MODIFIED","obj',
      'garbage\n',
      '\n',
      '{"type":"ERROR","object":{"code":410}}\n',
      '{"type":"ERROR","object":{"code":500}}\n',
    ),
  }),
  fc.record({ do: fc.constantFrom('cut', 'end', 'compact', 'dribble') }),
  fc.record({ do: fc.constant('outage'), collection, name, compacted: fc.boolean() }),
  fc.record({ do: fc.constant('settle') }),
) as fc.Arbitrary<Step>

interface Step {
  readonly do: string
  readonly collection: string
  readonly name: string
  readonly image: string
  readonly fault: Fault
  readonly times: number
  readonly raw: string
  readonly compacted: boolean
}

async function take(step: Step, server: FaultServer, seen: Recorder): Promise<void> {
  const object = deployment(step.name, step.image)
  switch (step.do) {
    case 'put':
      server.put(step.collection, object)
      return
    case 'replace':
      server.remove(step.collection, step.name, 'shop')
      server.put(step.collection, object)
      return
    case 'remove':
      server.remove(step.collection, step.name, 'shop')
      return
    case 'fault': {
      let left = step.times
      server.fault = () => (left-- > 0 ? step.fault : null)
      return
    }
    case 'send':
      server.send(step.collection, step.raw)
      return
    case 'cut':
      server.cut()
      return
    case 'end':
      server.endWatches()
      return
    case 'compact':
      server.compact()
      return
    case 'outage':
      await server.stop()
      server.remove(step.collection, step.name, 'shop')
      server.put(step.collection, object)
      for (const { metadata } of server.objects(step.collection).slice(0, 2))
        server.remove(step.collection, metadata.name, 'shop')
      if (step.compacted) server.compact()
      await server.start()
      return
    case 'dribble':
      server.dribble = !server.dribble
      return
    default:
      server.fault = () => null
      await untilLive(seen)
  }
}

async function untilLive(seen: Recorder): Promise<void> {
  await until('all is live', () => collections.every((each) => seen.state(each) === 'live'))
}

/** A uid at a place, in a text that can be compared. */
function summary(objects: Iterable<KubeObject>): string[] {
  return [...objects]
    .map((object) => {
      const image = object.type === 'workload' ? object.template.containers[0]?.image : ''
      return `${object.type} ${object.meta.name} ${object.meta.uid} ${image}`
    })
    .sort()
}

test(
  'whatever happened, once it is over the listener knows what a fresh list says',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const server = new FaultServer()
        await server.start()
        const connection = connectTo(`http://127.0.0.1:${server.port}`)
        const another = connectTo(`http://127.0.0.1:${server.port}`)
        const scope = { namespaces: null, selector: null }
        const seen = new Recorder()
        const watch = watchFleet(connection, scope, seen.listen, {
          ...quickPace,
          firstRetryMs: 2,
          longestRetryMs: 10,
          slowRetryMs: 10,
        })
        try {
          for (const each of steps) await take(each, server, seen)
          server.fault = () => null
          server.dribble = false
          const fresh = new Recorder()
          for (const change of await readFleet(another, scope, AbortSignal.timeout(60_000)))
            fresh.listen(change)
          const wanted = summary(fresh.objects.values())
          const stored = collections.flatMap((each) => server.objects(each))
          expect(wanted.length).toBe(stored.length)
          await until(
            `the listener knows ${wanted.join(', ')}`,
            () => summary(seen.objects.values()).join() === wanted.join(),
          )
          await untilLive(seen)
        } finally {
          watch.stop()
          connection.close()
          another.close()
          await server.stop()
        }
      }),
      { seed: 20260101, numRuns: 40, endOnFailure: true },
    )
  },
)
