import { describe, expect, test } from 'vitest'
import { createFleet } from '../../../src/demo/fleet/fleet.ts'
import type { KubeJson } from '../../../src/demo/kube-json.ts'
import { at, listAt, numberAt, textAt } from '../../../src/demo/kube-json.ts'
import { createStore } from '../../../src/demo/server/store.ts'

const fleet = createFleet((tag) =>
  `${Buffer.from(tag).toString('hex')}0`.padEnd(40, '7').slice(0, 40),
)
const startedAt = Date.parse('2026-03-01T12:00:00Z')
const fleetAt = (elapsed: number) => fleet({ startedAt, elapsed })
const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job']
const isWorkload = (object: KubeJson) =>
  kinds.includes(object.kind) && object.metadata.ownerReferences === undefined
const named = (objects: readonly KubeJson[], kind: string, name: string) => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name)
  if (found === undefined) throw new Error(`no ${kind} ${name}`)
  return found
}
const moments = [0, 9, 34, 36, 38, 41, 60, 95, 300, 3600]

describe('the fleet', () => {
  test('has about forty workloads in several namespaces', () => {
    const workloads = fleetAt(0).filter(isWorkload)
    expect(workloads.length).toBeGreaterThanOrEqual(38)
    expect(workloads.length).toBeLessThanOrEqual(44)
    expect(new Set(workloads.map((one) => one.metadata.namespace)).size).toBeGreaterThanOrEqual(6)
  })

  test('keeps the same workloads however long it runs', () => {
    const uids = (elapsed: number) =>
      fleetAt(elapsed)
        .filter(isWorkload)
        .map((one) => one.metadata.uid)
    for (const moment of moments) expect(uids(moment)).toEqual(uids(0))
  })

  test('has every uid once, and a controller for everything that names one', () => {
    for (const moment of moments) {
      const objects = fleetAt(moment)
      const uids = new Set(objects.map((object) => object.metadata.uid))
      expect(uids.size).toBe(objects.length)
      const references = objects.flatMap((object) => object.metadata.ownerReferences ?? [])
      expect(references.every((reference) => uids.has(textAt(reference, 'uid')))).toBe(true)
    }
  })

  test('has no time in its future', () => {
    for (const moment of moments) {
      const times = JSON.stringify(fleetAt(moment)).match(/\d{4}-\d\d-\d\dT[\d:]+Z/g) ?? []
      expect(times.length).toBeGreaterThan(100)
      const newest = Math.max(...times.map((time) => Date.parse(time)))
      expect(newest).toBeLessThanOrEqual(startedAt + moment * 1000)
    }
  })

  test('counts in its Deployments what its pods say', () => {
    for (const moment of moments) {
      const objects = fleetAt(moment)
      const replicaSets = objects.filter((object) => object.kind === 'ReplicaSet')
      for (const deployment of objects.filter((object) => object.kind === 'Deployment')) {
        const own = replicaSets.filter((set) =>
          JSON.stringify(set.metadata.ownerReferences).includes(deployment.metadata.uid),
        )
        const sum = (path: string) => own.reduce((total, set) => total + numberAt(set, path), 0)
        expect(numberAt(deployment, 'status.replicas')).toBe(sum('status.replicas'))
        expect(numberAt(deployment, 'status.readyReplicas')).toBe(sum('status.readyReplicas'))
      }
    }
  })

  test('changes calmly', () => {
    const store = createStore()
    store.replaceAll(fleetAt(0))
    const before = store.version()
    for (let second = 1; second <= 60; second++) store.replaceAll(fleetAt(second))
    const changes = store.version() - before
    expect(changes).toBeGreaterThan(10)
    expect(changes).toBeLessThan(180)
  })
})

describe('among the workloads', () => {
  test('checkout crash-loops since its latest release, while the one before serves', () => {
    const pods = fleetAt(0).filter(
      (object) => object.kind === 'Pod' && object.metadata.labels?.['app'] === 'checkout',
    )
    const states = pods.map((pod) => {
      const [status] = listAt(pod, 'status.containerStatuses')
      const version = pod.metadata.labels?.['app.kubernetes.io/version'] ?? ''
      return `${version} ${textAt(status, 'state.waiting.reason') || 'runs'}`
    })
    expect(states.toSorted()).toEqual([
      '1.8.0 runs',
      '1.8.0 runs',
      '1.8.0 runs',
      '1.9.0 CrashLoopBackOff',
      '1.9.0 CrashLoopBackOff',
    ])
  })

  test('its restarts rise', () => {
    const restarts = (elapsed: number) =>
      fleetAt(elapsed)
        .filter((object) => object.metadata.labels?.['app.kubernetes.io/version'] === '1.9.0')
        .flatMap((pod) => listAt(pod, 'status.containerStatuses'))
        .reduce<number>((sum, status) => sum + numberAt(status, 'restartCount'), 0)
    expect(restarts(120)).toBeGreaterThan(restarts(0))
    expect(restarts(600)).toBeGreaterThan(restarts(120))
  })

  test('cart was rolled back', () => {
    const cart = named(fleetAt(0), 'Deployment', 'cart')
    expect(cart.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('7')
    const sets = fleetAt(0).filter((object) => object.metadata.labels?.['app'] === 'cart')
    const history = sets.map(
      (set) => set.metadata.annotations?.['deployment.kubernetes.io/revision-history'],
    )
    expect(history).toContain('5')
  })

  test('a rollout is stuck on an image, and another gets on', () => {
    const stuck = named(fleetAt(0), 'Deployment', 'fraud-check')
    expect(JSON.stringify(at(stuck, 'status.conditions'))).toContain('ProgressDeadlineExceeded')
    const updated = [0, 20, 3600].map((elapsed) =>
      numberAt(named(fleetAt(elapsed), 'Deployment', 'indexer'), 'status.updatedReplicas'),
    )
    expect(updated).toEqual([1, 3, 6])
  })

  test('a CronJob fails', () => {
    const failed = fleetAt(0).filter(
      (object) => object.kind === 'Job' && numberAt(object, 'status.failed') > 0,
    )
    expect(failed.map((object) => object.metadata.labels?.['app'])).toEqual(['price-import'])
  })
})
