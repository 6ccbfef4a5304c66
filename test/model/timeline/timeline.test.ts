import { describe, expect, test } from 'vitest'
import type { AroundTime, ClusterEvent } from '../../../src/model/timeline/around-time.ts'
import { nodesToAsk } from '../../../src/model/timeline/node-troubles.ts'
import { timelineOf } from '../../../src/model/timeline/timeline.ts'
import type { Workload } from '../../../src/model/workload.ts'
import { container, template } from '../../support/model-objects.ts'
import { before, release, workload } from '../../support/state-fixtures.ts'

const nothing: AroundTime = { context: 'prod', events: [], nodes: [], configs: [], unread: [] }
const around = (parts: Partial<AroundTime>): readonly AroundTime[] => [{ ...nothing, ...parts }]

const restartedAt = (text: string) =>
  template({ annotations: { 'kubectl.kubernetes.io/restartedAt': text } })

function told(workloads: readonly Workload[], parts: Partial<AroundTime> = {}): string[] {
  return timelineOf(workloads, around(parts)).map(
    ({ type, name, words, by }) => `${type} ${name}: ${words}${by === null ? '' : ` by ${by}`}`,
  )
}

describe('what a row tells', () => {
  test('releases, newest first over all workloads', () => {
    const cart = workload('cart', {
      releases: [
        release(3, '1.2.0', { releasedAt: before(10), releasedBy: 'ada' }),
        release(2, '1.1.0', { releasedAt: before(90), releasedBy: null }),
      ],
    })
    const web = workload('web', {
      releases: [release(8, '2.0.0', { releasedAt: before(30), releasedBy: null })],
    })
    expect(told([cart, web])).toEqual([
      'release cart: 1.1.0 → 1.2.0 by ada',
      'release web: first known, 2.0.0',
      'release cart: first known, 1.1.0',
    ])
  })

  test('a roll-back, and to which release', () => {
    const releases = [
      release(4, '1.1.0', { releasedAt: before(5), rollbackTo: 2, releasedBy: null }),
      release(3, '1.2.0', { releasedAt: before(10), releasedBy: null }),
    ]
    expect(told([workload('cart', { releases })])[0]).toBe(
      'rollback cart: back to release 2, 1.2.0 → 1.1.0',
    )
  })

  test('a release that was taken back says so when all is well again', () => {
    const history = (releasedAt: string | null) => [
      release(4, '1.1.0', { releasedAt, rollbackTo: 2, releasedBy: null }),
      release(3, '1.2.0', { releasedAt: before(17), releasedBy: null }),
      release(1, '1.0.0', { releasedAt: before(90), releasedBy: null }),
    ]
    expect(told([workload('cart', { releases: history(before(5)) })])).toEqual([
      'rollback cart: back to release 2, 1.2.0 → 1.1.0',
      'release cart: 1.0.0 → 1.2.0, rolled back to release 2 after 12 min',
      'release cart: first known, 1.0.0',
    ])
    expect(told([workload('cart', { releases: history(null) })])[0]).toBe(
      'release cart: 1.0.0 → 1.2.0, rolled back to release 2',
    )
  })

  test('a restart is no release', () => {
    const of = (n: number, text: string, minutes: number) =>
      release(n, '1.1.0', {
        template: restartedAt(text),
        changes: ['other'],
        releasedAt: before(minutes),
        releasedBy: null,
      })
    expect(told([workload('cart', { releases: [of(4, 'b', 5), of(3, 'a', 9)] })])[0]).toBe(
      'restart cart: restarted, 1.1.0',
    )
  })

  test('a failure, when it began, in the words of its diagnosis', () => {
    const failing = workload('cart', {
      health: { status: 'degraded', reason: 'NotReady', message: null, since: before(3) },
      diagnosis: { sentence: '2 of 3 pods are not ready', since: before(4), change: null },
    })
    expect(timelineOf([failing])).toMatchObject([
      { type: 'failure', at: before(4), words: '2 of 3 pods are not ready' },
    ])
  })

  test('a release whose time is not known is left out', () => {
    expect(told([workload('cart', { releases: [release(1, '1', { releasedAt: null })] })])).toEqual(
      [],
    )
  })
})

describe('scalings', () => {
  const scaled = (message: string, minutes: number): ClusterEvent => ({
    ...{ namespace: 'shop', kind: 'Deployment', name: 'cart', reason: 'ScalingReplicaSet' },
    ...{ message, warning: false, count: 1, firstAt: before(minutes), lastAt: before(minutes) },
  })
  const cart = workload('cart', {
    releases: [release(3, '1.2.0', { releasedAt: before(60), releasedBy: null })],
  })
  const only = (...events: readonly ClusterEvent[]) =>
    told([cart], { events }).filter((line) => line.startsWith('scaling'))

  test('in both forms that controllers have written them in', () => {
    expect(only(scaled('Scaled up replica set cart-5d to 5 from 3', 5))).toEqual([
      'scaling cart: scaled 3 → 5',
    ])
    expect(only(scaled('Scaled down replica set cart-5d from 5 to 3', 5))).toEqual([
      'scaling cart: scaled 5 → 3',
    ])
  })
  test('the steps of a rollout are none', () => {
    expect(only(scaled('Scaled up replica set cart-5d to 3 from 0', 20))).toEqual([])
    expect(only(scaled('Scaled down replica set cart-5d to 2 from 3', 58))).toEqual([])
    expect(only(scaled('Scaled down replica set cart-4c to 0 from 1', 20))).toEqual([])
  })
  test('an autoscaler is named', () => {
    const rescale: ClusterEvent = {
      ...scaled('New size: 5; reason: cpu resource utilization above target', 5),
      ...{ kind: 'HorizontalPodAutoscaler', name: 'cart-hpa', reason: 'SuccessfulRescale' },
    }
    expect(only(scaled('Scaled up replica set cart-5d to 5 from 3', 5), rescale)).toEqual([
      'scaling cart: scaled 3 → 5 by autoscaler cart-hpa',
    ])
  })

  describe('of a StatefulSet', () => {
    const db = workload('db', {
      kind: 'StatefulSet',
      releases: [],
      replicas: { desired: 3, ready: 3, updated: 3, available: 3 },
    })
    const step = (
      verb: 'create' | 'delete' | 'Delete',
      number: number,
      minutes: number,
    ): ClusterEvent => ({
      ...scaled(`${verb} Pod db-${number} in StatefulSet db successful`, minutes),
      ...{ kind: 'StatefulSet', name: 'db', reason: `Successful${verb}` },
    })

    test('down, by the pods that are gone for good', () => {
      const events = [step('Delete', 4, 6), step('delete', 3, 5)]
      expect(told([db], { events })).toEqual(['scaling db: scaled 5 → 3'])
      const [found] = timelineOf([db], around({ events }))
      expect(found?.at).toBe(before(6))
    })

    test('down, soon after a rollout: events tell the time in seconds', () => {
      const events = [step('create', 4, 6), step('delete', 4, 6), step('delete', 3, 6)]
      expect(told([db], { events })).toEqual(['scaling db: scaled 5 → 3'])
    })

    test('pods that are made anew, as in a rollout or after they were deleted by hand, are none', () => {
      const rollout = [step('delete', 2, 6), step('create', 2, 5), step('delete', 1, 4)]
      const byHand = [step('create', 1, 3)]
      const upAgain = [step('delete', 3, 9), step('create', 3, 8)]
      expect(told([db], { events: [...rollout, ...byHand, ...upAgain] })).toEqual([])
    })

    test('as seen on the screen, up and down, and then not once more from the pods', () => {
      const seen = [
        { workload: db.id, at: before(9), from: 3, to: 5 },
        { workload: db.id, at: before(6), from: 5, to: 3 },
        { workload: 'gone', at: before(6), from: 5, to: 3 },
      ]
      const events = [step('delete', 4, 6), step('delete', 3, 5)]
      expect(timelineOf([db], around({ events }), seen).map(({ words }) => words)).toEqual([
        'scaled 5 → 3',
        'scaled 3 → 5',
      ])
    })
  })
})

describe('ConfigMaps', () => {
  const pod = template({ containers: [container({ envFrom: ['configMap/settings'] })] })
  const reading = (name: string, namespace = 'shop') =>
    workload(name, { namespace, releases: [release(1, '1', { template: pod, current: true })] })
  const config = (name: string) => ({
    ...{ namespace: 'shop', name, changedAt: before(5), changedBy: 'kubectl-edit' },
    createdAt: before(900),
  })

  test('a write is about the workloads that read it, in its namespace', () => {
    const found = timelineOf(
      [reading('cart'), reading('web'), reading('other', 'elsewhere')],
      around({ configs: [config('settings')] }),
    )
    expect(found[0]).toMatchObject({
      ...{ type: 'config', kind: 'ConfigMap', name: 'settings', by: 'kubectl-edit' },
      workloads: ['prod/cart', 'prod/web'],
      owner: 'payments',
      words: 'written to, read by cart, web',
    })
  })
  test('one that nobody reads is left out: controllers write their locks all the time', () => {
    const found = told([reading('cart')], { configs: [config('leader-lock')] })
    expect(found.filter((line) => line.startsWith('config'))).toEqual([])
  })
})

describe('nodes', () => {
  const event = (reason: string, minutes: number, rest: Partial<ClusterEvent> = {}) => ({
    ...{ namespace: '', kind: 'Node', name: 'node-1', reason, message: '', warning: false },
    ...{ count: 1, firstAt: before(minutes), lastAt: before(minutes), ...rest },
  })
  const pressure = { node: 'node-1', condition: 'MemoryPressure', message: null, at: before(5) }

  test('what began and what ended; routine is left out', () => {
    const events = [
      event('NodeNotReady', 9),
      event('NodeReady', 7),
      event('RegisteredNode', 6),
      event('SystemOOM', 4, { warning: true, message: 'victim process: java' }),
    ]
    const found = timelineOf([], around({ events }))
    expect(found.map(({ words, relief }) => [words, relief ?? false])).toEqual([
      ['SystemOOM: victim process: java', false],
      ['NodeReady', true],
      ['NotReady', false],
    ])
  })
  test('a condition that an event tells of too counts once', () => {
    const events = [event('NodeHasInsufficientMemory', 5)]
    expect(told([], { events, nodes: [pressure] })).toEqual(['node node-1: MemoryPressure'])
  })
  test('it is about the workloads whose failing pods are on it', () => {
    const cart = workload('cart', { nodes: ['node-1'] })
    const found = timelineOf([cart, workload('web')], around({ nodes: [pressure] }))
    expect(found[0]?.workloads).toEqual(['prod/cart'])
    expect(nodesToAsk([cart, workload('web')], 'prod')).toEqual(['node-1'])
    expect(nodesToAsk([cart], 'other')).toEqual([])
  })
})

test('every happening has an id of its own', () => {
  const releases = [1, 2, 3].map((n) => release(n, `1.${n}.0`))
  const ids = timelineOf(
    ['cart', 'web'].map((name) => workload(name, { releases })),
    around({ nodes: [{ node: 'cart', condition: 'NotReady', message: null, at: before(3) }] }),
  ).map(({ id }) => id)
  expect(new Set(ids).size).toBe(7)
})
