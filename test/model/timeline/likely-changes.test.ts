import { describe, expect, test } from 'vitest'
import type { AroundTime } from '../../../src/model/timeline/around-time.ts'
import { dependenciesOf, serviceIndex } from '../../../src/model/timeline/dependencies.ts'
import { likelyChanges } from '../../../src/model/timeline/likely-changes.ts'
import { timelineOf } from '../../../src/model/timeline/timeline.ts'
import type { Release, Workload } from '../../../src/model/workload.ts'
import { container, template } from '../../support/model-objects.ts'
import type { Given } from '../../support/model-workload.ts'
import { before, release, workload } from '../../support/state-fixtures.ts'

const onset = 10
const failing = (reason: string, message: string | null = null) => ({
  status: 'degraded' as const,
  ...{ reason, message, since: before(onset) },
})
const repository = (path: string, url = 'https://git.example/shop') => ({
  ...{ url, path, probe: null, source: 'annotation', confidence: 'certain' as const },
})

function service(name: string, change: Given = {}): Workload {
  return workload(name, {
    services: [name],
    owner: { value: `team-${name}`, source: 'label', confidence: 'certain' },
    repository: repository(`services/${name}`, `https://git.example/${name}`),
    ...change,
  })
}

function released(n: number, minutes: number, change: Partial<Release> = {}): Release {
  return release(n, `1.${n}.0`, { releasedAt: before(minutes), releasedBy: null, ...change })
}

const calls = (text: string) =>
  template({ containers: [container({ env: { BACKEND: { kind: 'literal', text } } })] })

function suspects(
  subject: Workload,
  others: readonly Workload[] = [],
  around: Partial<AroundTime> = {},
): readonly { readonly what: string; readonly reasons: readonly string[] }[] {
  const all = [subject, ...others]
  const timeline = timelineOf(all, [
    { context: 'prod', events: [], nodes: [], configs: [], unread: [], ...around },
  ])
  const byId = new Map(all.map((one) => [one.id, one]))
  return likelyChanges(subject, timeline, serviceIndex(all), byId).map(
    ({ happening, reasons }) => ({
      what: `${happening.type} ${happening.name} ${happening.to?.release ?? ''}`.trim(),
      reasons,
    }),
  )
}
const first = (...args: Parameters<typeof suspects>) => suspects(...args)[0]

describe('the change that comes first', () => {
  test('is its own release shortly before, and says how shortly', () => {
    const cart = service('cart', {
      health: failing('CrashLoopBackOff'),
      releases: [released(7, onset + 1, { changes: ['image'], proof: 'bad' }), released(6, 600)],
    })
    expect(first(cart)).toEqual({
      what: 'release cart 7',
      reasons: ['60 s before it began to fail', 'its own'],
    })
  })

  test('is what it calls, where that changed and it did not', () => {
    const cart = service('cart', {
      health: failing('NotReady'),
      releases: [released(7, 300, { template: calls('http://pay:8080/v1'), current: true })],
    })
    const pay = service('pay', {
      health: { ...failing('CrashLoopBackOff'), since: before(onset + 1) },
      releases: [released(4, onset + 2)],
    })
    expect(suspects(cart, [pay]).map(({ what }) => what)).toEqual([
      'release pay 4',
      'failure pay',
      'release cart 7',
    ])
    expect(first(cart, [pay])?.reasons).toContain('it is called: env BACKEND names Service pay')
  })

  test('is rather what it calls than a release of its own that has served', () => {
    const cart = service('cart', {
      health: failing('NotReady'),
      releases: [
        released(7, onset + 5, { template: calls('pay'), current: true, proof: 'proven' }),
      ],
    })
    const pay = service('pay', { releases: [released(4, onset + 1)] })
    const found = suspects(cart, [pay])
    expect(found.map(({ what }) => what)).toEqual(['release pay 4', 'release cart 7'])
    expect(found[1]?.reasons).toContain('it served before it failed')
  })

  test('is what it calls and what failed before it, even right after a release of its own', () => {
    const cart = service('cart', {
      health: failing('NotReady'),
      releases: [
        released(7, onset + 2, { template: calls('pay'), current: true, proof: 'unproven' }),
      ],
    })
    const pay = service('pay', {
      health: { ...failing('CrashLoopBackOff'), since: before(onset + 0.5) },
      releases: [released(4, onset + 1)],
    })
    expect(first(cart, [pay])).toMatchObject({ what: 'release pay 4' })
    expect(first(cart, [pay])?.reasons).toContain('and began to fail before')
  })

  test('is the ConfigMap that it reads, rather than the restart that took it over', () => {
    const reads = (restart: string) =>
      template({
        mounts: ['configMap/settings'],
        annotations: { 'kubectl.kubernetes.io/restartedAt': restart },
      })
    const cart = service('cart', {
      health: failing('CrashLoopBackOff'),
      releases: [
        released(7, onset + 1, { template: reads('b'), changes: ['other'], current: true }),
        released(6, 900, { template: reads('a') }),
      ],
    })
    const settings = {
      ...{ namespace: 'shop', name: 'settings', changedBy: 'kubectl-edit' },
      ...{ changedAt: before(onset + 3), createdAt: before(9000) },
    }
    const found = suspects(cart, [], { configs: [settings] })
    expect(found.map(({ what }) => what).slice(0, 2)).toEqual(['config settings', 'restart cart 7'])
    expect(found[0]?.reasons).toContain('it reads this ConfigMap')
  })

  test('is the one that explains the symptom', () => {
    const cart = service('cart', {
      health: failing('OOMKilled'),
      releases: [
        released(8, onset + 1, { changes: ['env'] }),
        released(7, onset + 4, { changes: ['resources'] }),
      ],
    })
    expect(first(cart)?.what).toBe('release cart 7')
    expect(first(cart)?.reasons).toContain(
      'it changed requests or limits, and it runs out of memory',
    )
  })

  test('is the node, where its pods were evicted from it', () => {
    const cart = service('cart', {
      health: failing('Evicted', 'The node was low on resource: memory.'),
      nodes: ['node-1'],
      releases: [released(7, onset + 5)],
    })
    const nodes = [
      { node: 'node-1', condition: 'MemoryPressure', message: null, at: before(onset + 1) },
    ]
    expect(first(cart, [], { nodes })?.what).toBe('node node-1')
  })
})

describe('what is no suspect', () => {
  test('what came after it began to fail', () => {
    const cart = service('cart', {
      health: failing('CrashLoopBackOff'),
      releases: [released(8, onset - 2), released(7, onset + 2)],
    })
    expect(suspects(cart).map(({ what }) => what)).toEqual(['release cart 7'])
  })

  test('what it has nothing to do with, and other clusters', () => {
    const cart = service('cart', { health: failing('CrashLoopBackOff') })
    const others = [
      service('blog', { releases: [released(2, onset + 1)] }),
      service('cart', { id: 'dev/cart', context: 'dev', releases: [released(2, onset + 1)] }),
    ]
    expect(suspects(cart, others)).toEqual([])
  })

  test('a node that recovered', () => {
    const cart = service('cart', { health: failing('NotReady'), nodes: ['node-1'] })
    const ready = {
      ...{ namespace: '', kind: 'Node', name: 'node-1', reason: 'NodeReady', message: '' },
      ...{ warning: false, count: 1, firstAt: before(onset + 1), lastAt: before(onset + 1) },
    }
    expect(suspects(cart, [], { events: [ready] })).toEqual([])
  })

  test('anything, for a workload that is well', () => {
    expect(suspects(service('cart', { releases: [released(7, 5)] }))).toEqual([])
  })
})

test('a neighbour of the same folder outranks one of the same owner', () => {
  const cart = service('cart', { health: failing('CrashLoopBackOff') })
  const worker = service('cart-worker', {
    repository: cart.repository,
    releases: [released(2, onset + 1)],
  })
  const cousin = service('cousin', { owner: cart.owner, releases: [released(3, onset + 1)] })
  expect(suspects(cart, [worker, cousin])).toEqual([
    {
      what: 'release cart-worker 2',
      reasons: ['60 s before it began to fail', 'built from the same folder, services/cart'],
    },
    {
      what: 'release cousin 3',
      reasons: ['60 s before it began to fail', 'of the same owner, team-cart'],
    },
  ])
})

describe('which workloads one calls', () => {
  const pay = service('pay', { namespace: 'money' })
  const called = (text: string) => {
    const cart = service('cart', {
      releases: [release(1, '1', { template: calls(text), current: true })],
    })
    return dependenciesOf(cart, serviceIndex([cart, pay, service('search')])).map(
      ({ workload, because }) => `${workload}: ${because}`,
    )
  }
  const search = 'prod/search: env BACKEND names Service search'

  test.each(['search', 'search:80', 'http://search', 'https://u:p@search:8080/x', 'a=1,search:80'])(
    '%s',
    (text) => expect(called(text)).toEqual([search]),
  )
  test.each(['pay.money', 'http://pay.money.svc:80', 'grpc://pay.money.svc.cluster.local'])(
    '%s, in another namespace',
    (text) => expect(called(text)).toEqual(['prod/pay: env BACKEND names Service pay']),
  )
  test.each(['', 'research', 'pay', 'http://search.example.com', '/search/x', 'cart'])(
    '%j names none of them',
    (text) => expect(called(text)).toEqual([]),
  )
})
