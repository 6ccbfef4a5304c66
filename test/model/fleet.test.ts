import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Fleet } from '../../src/model/fleet.ts'
import type { KubeObject, PodObject } from '../../src/model/kube/kube.ts'
import type { Settings } from '../../src/model/settings/settings.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import type { Workload } from '../../src/model/workload.ts'
import {
  condition,
  containerStatus,
  controllerOf,
  controllerRevision,
  imageTemplate,
  namespaceObject,
  pod,
  replicaSet,
  state,
  template,
  workloadObject,
} from '../support/model-objects.ts'
import { applicationObject, serviceObject } from '../support/model-owner.ts'

const now = Date.parse('2026-05-02T12:00:00Z')
const newFleet = (settings: Settings = defaultSettings, clock = () => now) =>
  new Fleet(settings, clock)
const change = (put: readonly KubeObject[], gone: readonly KubeObject[] = [], context = 'prod') =>
  ({ type: 'objects', context, put, gone: gone.map(({ meta }) => meta) }) as const

const cart = workloadObject()
const cartSet = replicaSet(cart, 1, { replicas: 3 })
const cartPod = pod(cartSet)
const crashing = pod(cartSet, {
  containers: [
    containerStatus({
      ready: false,
      restarts: 3,
      state: state('waiting', { reason: 'CrashLoopBackOff' }),
      lastState: state('terminated', { exitCode: 1, finishedAt: '2026-05-02T11:59:00Z' }),
    }),
  ],
})
const shop = namespaceObject('shop', { labels: { team: 'web' } })
const id = 'prod/uid-cart'

describe('the fleet', () => {
  test('reports a workload once, and again only when its row differs', () => {
    const fleet = newFleet()
    fleet.apply(change([cart, cartSet, cartPod]))
    expect(fleet.flush().put.map((row) => row.id)).toEqual([id])
    expect(fleet.flush()).toEqual({ put: [], gone: [] })
    fleet.apply(change([pod(cartSet, { message: 'of no account' })]))
    expect(fleet.flush()).toEqual({ put: [], gone: [] })
    fleet.apply(change([crashing]))
    expect(fleet.flush().put).toMatchObject([
      { id, restarts: 3, health: { reason: 'CrashLoopBackOff' } },
    ])
  })

  test('counts the restarts of a pod that serves, and no longer those of one that is gone', () => {
    const fleet = newFleet()
    const other = pod(cartSet, { meta: { name: 'other', uid: 'other' } })
    const again = { ...other, containers: restarted(other) }
    fleet.apply(change([cart, cartSet, pod(cartSet), other]))
    const restarts = () => fleet.flush().put.map((row) => row.restarts)
    expect(restarts()).toEqual([0])
    fleet.apply(change([again]))
    expect(restarts()).toEqual([4])
    fleet.apply(change([{ ...pod(cartSet), containers: restarted(pod(cartSet)) }]))
    expect(restarts()).toEqual([8])
    fleet.apply(change([{ ...again }]))
    expect(restarts()).toEqual([])
    fleet.apply(change([], [other]))
    expect(restarts()).toEqual([4])
  })

  test('finds the workload of a pod whatever comes first', () => {
    const fleet = newFleet()
    for (const object of [crashing, cartSet, cart]) fleet.apply(change([object]))
    fleet.flush()
    expect(fleet.workload(id)).toMatchObject({ health: { status: 'degraded' } })
    expect(fleet.workload(id)?.particulars.releases()).toMatchObject([{ release: 1 }])
  })

  test('shows what was measured in as many turns as it is given', () => {
    const fleet = newFleet()
    const names = ['a', 'b', 'c']
    const workloads = names.map((name) => workloadObject({ meta: { name, uid: name } }))
    const pods = workloads.map((workload) =>
      pod(workload, { meta: { name: `${workload.meta.name}-0`, uid: `${workload.meta.name}-0` } }),
    )
    fleet.apply(change([...workloads, ...pods]))
    fleet.flush()
    fleet.measure(
      'prod',
      pods.map(({ meta: { namespace, name } }) => {
        const usage = { cpu: '250m', memory: '64Mi' }
        return {
          namespace: namespace ?? '',
          name,
          at: '2026-05-02T12:00:00Z',
          window: '30s',
          usage,
        }
      }),
    )
    expect(fleet.waiting).toBe(3)
    const turns = Array.from({ length: 3 }, () => {
      let turn = 0
      return fleet.flush(() => turn++ < 1).put.map(({ name }) => name)
    })
    expect(turns).toEqual([['a'], ['b'], ['c']])
    expect(fleet.waiting).toBe(0)
    expect(fleet.workload('prod/b')).toMatchObject({ resources: { usage: { cpu: '250m' } } })
  })

  test('lets a namespace that changes reach its workloads', () => {
    const fleet = newFleet()
    fleet.apply(change([cart]))
    fleet.flush()
    fleet.apply(change([shop]))
    expect(fleet.flush().put[0]?.owner.value).toBe('web')
    fleet.apply(change([], [shop]))
    expect(fleet.flush().put[0]?.owner.value).toBeNull()
  })

  test('reports a deleted workload as gone, once', () => {
    const fleet = newFleet()
    fleet.apply(change([cart, cartSet, cartPod]))
    fleet.flush()
    fleet.apply(change([], [cart]))
    expect(fleet.flush()).toEqual({ put: [], gone: [id] })
    expect(fleet.flush()).toEqual({ put: [], gone: [] })
    expect(fleet.workload(id)).toBeUndefined()
    expect(fleet.detailsTarget(id)).toBeNull()
  })

  test('never reports a workload that came and went between two flushes', () => {
    const fleet = newFleet()
    fleet.apply(change([cart]))
    fleet.apply(change([], [cart]))
    expect(fleet.flush()).toEqual({ put: [], gone: [] })
  })

  test('gives a Deployment made anew under its name none of the old one’s releases', () => {
    const fleet = newFleet()
    const again = workloadObject({ meta: { uid: 'uid-new' } })
    fleet.apply(change([cart, cartSet, cartPod]))
    fleet.flush()
    fleet.apply(change([again, replicaSet(again, 1)], [cart]))
    const { put, gone } = fleet.flush()
    expect({ put, gone }).toMatchObject({ put: [{ id: 'prod/uid-new' }], gone: [id] })
    expect(put[0]?.particulars.releases()).toMatchObject([{ release: 1 }])
  })

  test('keeps contexts apart, though uids be the same', () => {
    const fleet = newFleet()
    fleet.apply(change([cart]))
    fleet.apply(change([cart], [], 'staging'))
    fleet.apply(change([], [cart]))
    expect(fleet.flush().put.map((row) => row.id)).toEqual(['staging/uid-cart'])
  })

  test('has no row for a Job that a CronJob started, and shows its failure on the CronJob', () => {
    const cron = workloadObject({ kind: 'CronJob', meta: { name: 'report' } })
    const job = workloadObject({
      kind: 'Job',
      meta: { name: 'report-1', controller: controllerOf(cron) },
      conditions: [condition('Failed', 'True', { reason: 'BackoffLimitExceeded' })],
    })
    const fleet = newFleet()
    fleet.apply(change([job, cron]))
    expect(fleet.flush().put).toMatchObject([
      { name: 'report', health: { reason: 'BackoffLimitExceeded' } },
    ])
  })

  test('takes the row of a Job away when a controller adopts it', () => {
    const job = workloadObject({ kind: 'Job', meta: { name: 'report-1' } })
    const cron = workloadObject({ kind: 'CronJob', meta: { name: 'report' } })
    const fleet = newFleet()
    fleet.apply(change([job, cron]))
    fleet.flush()
    fleet.apply(change([{ ...job, meta: { ...job.meta, controller: controllerOf(cron) } }]))
    expect(fleet.flush().gone).toEqual(['prod/uid-report-1'])
  })

  test('has a row for a Deployment that an operator controls', () => {
    const fleet = newFleet()
    fleet.apply(change([workloadObject({ meta: { controller: { kind: 'Shop', uid: 'x' } } })]))
    expect(fleet.flush().put).toHaveLength(1)
  })

  test('survives controllers that go round in a circle', () => {
    const [a, b] = ['a', 'b'].map((name) => replicaSet(cart, 1, { meta: { uid: name } }))
    const circle = [
      { ...a!, meta: { ...a!.meta, controller: controllerOf(b!) } },
      { ...b!, meta: { ...b!.meta, controller: controllerOf(a!) } },
    ]
    const fleet = newFleet()
    fleet.apply(change([...circle, cart]))
    expect(fleet.flush().put).toHaveLength(1)
  })

  test('makes again only the rows that new settings concern', () => {
    const fleet = newFleet()
    const pay = workloadObject({ meta: { name: 'pay', uid: 'pay', namespace: 'money' } })
    fleet.apply(change([cart, pay]))
    fleet.flush()
    const remade = (settings: Partial<Settings>): number => {
      fleet.setSettings({ ...defaultSettings, ...settings })
      const { waiting } = fleet
      fleet.flush()
      return waiting
    }
    const owners = [
      { namespace: 'shop', owner: 'carts' },
      { workload: 'money/pay', owner: 'payments' },
    ]
    expect(remade({ theme: 'light', columns: ['name'], keys: { 'table.filter': ['f'] } })).toBe(0)
    expect(remade({ owners: owners.slice(0, 1) })).toBe(1)
    expect(remade({ owners })).toBe(1)
    expect(remade({ owners: structuredClone(owners) })).toBe(0)
    // The source of an owner names the place of its rule.
    expect(remade({ owners: owners.toReversed() })).toBe(2)
    expect(remade({ owners: owners.toReversed(), ownerKeys: ['team'] })).toBe(2)
    expect(remade({})).toBe(2)
    expect(remade({ contexts: { 'stage-*': { ownerKeys: ['team'] } } })).toBe(0)
    expect(remade({ customColumns: { TIER: { label: 'tier' } } })).toBe(2)
  })

  test('keeps a row that settings did not concern also when its pods change', () => {
    const fleet = newFleet()
    fleet.apply(change([cart, cartSet, cartPod]))
    const [before] = fleet.flush().put
    fleet.setSettings({ ...defaultSettings, theme: 'light' })
    fleet.apply(change([{ ...cartPod }]))
    expect(fleet.flush().put).toEqual([])
    expect(fleet.workload(id)).toBe(before)
  })

  test('tells of a row anew where only what was not taken has changed', () => {
    const fleet = newFleet()
    const owned = (team: string) =>
      workloadObject({
        meta: { annotations: { 'a8r.io/owner': 'web', 'opslevel.com/owner': team } },
      })
    const rejected = (row: Workload | undefined) =>
      row?.particulars.explained().owner.rejected?.map(({ value }) => value)
    fleet.apply(change([owned('shop')]))
    expect(rejected(fleet.flush().put[0])).toEqual(['shop'])
    fleet.apply(change([owned('payments')]))
    expect(rejected(fleet.flush().put[0])).toEqual(['payments'])
    fleet.apply(change([owned('payments')]))
    expect(fleet.flush().put).toEqual([])
  })

  test('tells the same list of releases for as long as it is looked at', () => {
    const fleet = newFleet()
    fleet.apply(change([cart, cartSet, cartPod]))
    const [row] = fleet.flush().put
    const shown = row?.particulars.releases()
    fleet.apply(change([{ ...cartPod }]))
    fleet.flush()
    expect(fleet.workload(id)?.particulars.releases()).toBe(shown)
    expect(shown).toMatchObject([{ release: 1, current: true }])
  })

  test('lets new settings reach every row', () => {
    const fleet = newFleet()
    fleet.apply(change([cart]))
    fleet.flush()
    fleet.setSettings({
      ...defaultSettings,
      repositories: [{ workload: 'cart', repository: '/src/cart' }],
    })
    expect(fleet.flush().put[0]?.repository.url).toBe('/src/cart')
    fleet.setSettings(defaultSettings)
    expect(fleet.flush().put[0]?.repository.url).toBeNull()
  })

  test('forgets a crash with time alone', () => {
    let time = now
    const fleet = newFleet(defaultSettings, () => time)
    const restarted = containerStatus({
      restarts: 1,
      lastState: state('terminated', { exitCode: 1, finishedAt: '2026-05-02T11:59:00Z' }),
    })
    fleet.apply(change([cart, cartSet, pod(cartSet, { containers: [restarted] })]))
    expect(fleet.flush().put[0]?.health.reason).toBe('Restarted')
    time += 8 * 60_000
    expect(fleet.flush().put).toEqual([])
    time += 60_000
    expect(fleet.flush().put[0]?.health.status).toBe('healthy')
  })
})

describe('the page of a workload', () => {
  const target = (...objects: KubeObject[]) => {
    const fleet = newFleet()
    fleet.apply(change(objects))
    fleet.flush()
    return fleet.detailsTarget(id)
  }

  test('is about the workload, its ReplicaSets and its pods', () => {
    expect(target(cart, cartSet, cartPod)).toEqual({
      context: 'prod',
      namespace: 'shop',
      objects: ['Deployment/cart', 'ReplicaSet/cart-1', 'Pod/cart-1-pod'],
      configMaps: [],
      log: { pod: 'cart-1-pod', container: 'cart', previous: false },
    })
  })

  test('shows the log of the run that crashed', () => {
    const well = pod(cartSet, { meta: { name: 'a-well', uid: 'a-well' } })
    expect(target(cart, cartSet, well, crashing)?.log).toEqual({
      pod: 'cart-1-pod',
      container: 'cart',
      previous: true,
    })
  })

  test('shows the current log of a container that stopped and has not started again', () => {
    const stopped = containerStatus({
      ready: false,
      state: state('terminated', { exitCode: 1 }),
      lastState: state('terminated', { exitCode: 1 }),
    })
    expect(target(cart, cartSet, pod(cartSet, { containers: [stopped] }))?.log?.previous).toBe(
      false,
    )
  })

  test('has no log of a container that never started', () => {
    const waiting = containerStatus({
      ready: false,
      state: state('waiting', { reason: 'ImagePullBackOff' }),
    })
    expect(target(cart, cartSet, pod(cartSet, { containers: [waiting] }))?.log).toBeNull()
    expect(target(cart)?.log).toBeNull()
  })
})

/** Objects in several states each, which point at each other by uid. */
const versions = ['cart:1.0.0', 'cart:2.0.0', 'cart:latest'].map((image) => imageTemplate(image))
const deployments = versions.map((template) => workloadObject({ template, meta: { name: 'web' } }))
const stateful = workloadObject({ kind: 'StatefulSet', meta: { name: 'db' } })
const cron = workloadObject({ kind: 'CronJob', meta: { name: 'report' } })
const web = deployments[0]!
const sets = [1, 2].flatMap((number) =>
  [0, 3].map((replicas) => replicaSet(web, number, { template: versions[number - 1]!, replicas })),
)
const jobs = [null, controllerOf(cron)].map((controller) =>
  workloadObject({ kind: 'Job', meta: { name: 'report-1', controller }, status: { failed: 1 } }),
)
const restarted = ({ containers }: PodObject) =>
  containers.map((container) => ({ ...container, restarts: 4 }))
const podOf = (controller: Parameters<typeof pod>[0]) => [
  pod(controller),
  pod(controller, { containers: crashing.containers }),
  pod(controller, { containers: restarted(pod(controller)) }),
  pod(controller, { meta: { name: 'another', uid: `${controller.meta.uid}-another` } }),
]
const pool: KubeObject[] = [
  ...deployments,
  ...sets,
  // Deleted with --cascade=orphan, a Deployment leaves its ReplicaSets without a controller.
  { ...sets[0]!, meta: { ...sets[0]!.meta, controller: null } },
  ...podOf(sets[0]!),
  ...podOf(sets[2]!),
  stateful,
  controllerRevision(stateful, 1, versions[0]!),
  controllerRevision(stateful, 2, versions[1]!),
  ...podOf(stateful),
  cron,
  ...jobs,
  ...podOf(jobs[0]!),
  shop,
  namespaceObject('shop', { labels: { team: 'core' } }),
  namespaceObject('shop', { uid: 'ns-shop-again', labels: { team: 'anew' } }),
]
/** With all that is told of a row once it is opened. */
const whole = (row: Workload | undefined) => ({
  ...row,
  particulars: { ...row?.particulars.explained(), releases: row?.particulars.releases() },
})

const step = fc.record({
  object: fc.constantFrom(...pool),
  context: fc.constantFrom('prod', 'staging'),
  deletes: fc.boolean(),
  flushes: fc.boolean(),
})

test('changes in any order, with deletions, leave what the remaining objects alone would give', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const fleet = newFleet()
      const rows = new Map<string, Workload>()
      const remaining = new Map<string, { context: string; object: KubeObject }>()
      const flush = () => {
        const { put, gone } = fleet.flush()
        for (const row of put) rows.set(row.id, row)
        for (const id of gone) rows.delete(id)
      }
      for (const { object, context, deletes, flushes } of steps) {
        const key = `${context} ${object.meta.uid}`
        // A namespace is made anew only after the old one is gone.
        const blocked =
          object.type === 'namespace' &&
          !deletes &&
          [...remaining.values()].some(
            (other) =>
              other.context === context &&
              other.object.type === 'namespace' &&
              other.object.meta.uid !== object.meta.uid,
          )
        if (blocked) continue
        fleet.apply(change(deletes ? [] : [object], deletes ? [object] : [], context))
        if (deletes) remaining.delete(key)
        else remaining.set(key, { context, object })
        if (flushes) flush()
      }
      flush()
      const fresh = newFleet()
      for (const { context, object } of remaining.values())
        fresh.apply(change([object], [], context))
      const expected = new Map(fresh.flush().put.map((row) => [row.id, whole(row)]))
      const told = [...rows].map(([id, row]) => [id, whole(row)])
      expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected))
      for (const [id, row] of expected) expect(whole(fleet.workload(id))).toEqual(row)
    }),
    { numRuns: 300 },
  )
})

test('a change among 50,000 pods costs no look at the others', () => {
  const fleet = newFleet()
  const workloads = Array.from({ length: 5000 }, (_, i) =>
    workloadObject({ meta: { name: `app-${i}` } }),
  )
  const replicaSets = workloads.map((workload) => replicaSet(workload, 1, { replicas: 3 }))
  const pods = replicaSets.flatMap((set) =>
    Array.from({ length: 10 }, (_, i) => pod(set, { meta: { uid: `${set.meta.uid}-${i}` } })),
  )
  fleet.apply(change([...workloads, ...replicaSets, ...pods]))
  expect(fleet.flush().put).toHaveLength(5000)
  const started = process.threadCpuUsage()
  for (let i = 0; i < 2000; i++) {
    fleet.apply(change([pods[i]!]))
    fleet.flush()
  }
  // 2,000 scans of 50,000 pods would take longer than this by far. What else the machine does is no part of it.
  const { user, system } = process.threadCpuUsage(started)
  expect((user + system) / 1000).toBeLessThan(5000)
})

describe('what stands around a workload', () => {
  const cart = workloadObject({ template: template({ labels: { app: 'cart' } }) })
  const owner = (fleet: Fleet) => fleet.flush().put.map((row) => [row.name, row.owner.value])
  const service = serviceObject('cart', { app: 'cart' }, { annotations: { 'a8r.io/owner': 'web' } })

  test('a Service that comes, changes or goes makes the rows anew that it selects', () => {
    const fleet = newFleet()
    const other = workloadObject({ meta: { name: 'other', uid: 'other' } })
    fleet.apply(change([cart, other]))
    fleet.flush()
    fleet.apply(change([service]))
    expect(owner(fleet)).toEqual([['cart', 'web']])
    fleet.apply(change([{ ...service, selector: { app: 'x' } }]))
    expect(owner(fleet)).toEqual([['cart', null]])
    fleet.apply(change([service]))
    fleet.flush()
    fleet.apply(change([], [service]))
    expect(owner(fleet)).toEqual([['cart', null]])
  })

  test('so does an Application, and one that comes before its workload counts too', () => {
    const application = applicationObject(
      'shop',
      { labels: { team: 'payments' } },
      { workloads: ['Deployment/shop/cart'] },
    )
    const fleet = newFleet()
    fleet.apply(change([application]))
    fleet.apply(change([cart]))
    expect(owner(fleet)).toEqual([['cart', 'payments']])
    fleet.apply(change([{ ...application, workloads: [] }]))
    expect(owner(fleet)).toEqual([['cart', null]])
  })
})

test('during a rollout both versions are shown, until no pod runs the old one', () => {
  const cart = workloadObject({ template: imageTemplate('cart:1.4.2') })
  const old = replicaSet(cart, 1, { template: imageTemplate('cart:1.4.1'), replicas: 2 })
  const pods = [1, 2].map((n) => pod(old, { meta: { name: `old-${n}`, uid: `old-${n}` } }))
  const fleet = newFleet()
  const put = [cart, replicaSet(cart, 2, { replicas: 1 }), old, ...pods]
  fleet.apply(change(put))
  expect(fleet.flush().put[0]).toMatchObject({
    version: { value: '1.4.2' },
    alsoRunning: [{ release: 1, version: { value: '1.4.1' }, pods: 2 }],
  })
  fleet.apply(change([], pods))
  expect(fleet.flush().put[0]).toMatchObject({ alsoRunning: [] })
})
