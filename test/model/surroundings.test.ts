import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ApplicationObject, ServiceObject } from '../../src/model/kube/kube-around.ts'
import type { WorkloadObject } from '../../src/model/kube/kube.ts'
import { Surroundings } from '../../src/model/surroundings.ts'
import { template, workloadObject } from '../support/model-objects.ts'
import { applicationObject, serviceObject } from '../support/model-owner.ts'

const namespace = fc.constantFrom('shop', 'bank')
const name = fc.constantFrom('a', 'b', 'c', 'd')
const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'team'), fc.constantFrom('a', 'b'), {
  maxKeys: 3,
})

const workload = fc.record({ namespace, name, labels }).map(({ namespace, name, labels }) =>
  workloadObject({
    meta: { namespace, name, uid: `workload-${namespace}-${name}` },
    template: template({ labels }),
  }),
)
const service = fc
  .record({ namespace, name, labels })
  .map(({ namespace, name, labels }) =>
    serviceObject(name, labels, { namespace, uid: `service-${namespace}-${name}` }),
  )
const application = fc
  .record({ name, workloads: fc.uniqueArray(fc.tuple(namespace, name), { maxLength: 4 }) })
  .map(({ name, workloads }) =>
    applicationObject(
      name,
      { uid: `application-${name}` },
      { workloads: workloads.map(([namespace, name]) => `Deployment/${namespace}/${name}`) },
    ),
  )
const step = fc.record({
  object: fc.oneof(workload, service, application),
  deletes: fc.boolean(),
})

function selects({ meta, selector }: ServiceObject, { meta: of, template }: WorkloadObject) {
  const entries = Object.entries(selector)
  return (
    meta.namespace === of.namespace &&
    entries.length > 0 &&
    entries.every(([key, value]) => template.labels[key] === value)
  )
}

function manages({ workloads }: ApplicationObject, { kind, meta }: WorkloadObject) {
  return workloads.includes(`${kind}/${meta.namespace}/${meta.name}`)
}

test('whatever comes, changes and goes, each finds what belongs to it among all there is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const there = new Map<string, (typeof steps)[number]['object']>()
      const workloads = () => [...there.values()].filter((one) => one.type === 'workload')
      const surroundings = new Surroundings((namespace) =>
        workloads().filter(({ meta }) => meta.namespace === namespace),
      )
      for (const { object, deletes } of steps) {
        const { uid } = object.meta
        const before = there.get(uid)
        if (before !== undefined) surroundings.remove(before)
        there.delete(uid)
        if (deletes) continue
        there.set(uid, object)
        surroundings.put(object)
      }
      const all = [...there.values()]
      for (const one of workloads()) {
        const around = surroundings.of(one)
        const services = all.filter((other) => other.type === 'service' && selects(other, one))
        expect(new Set(around.services)).toEqual(new Set(services))
        const managing = all.filter((other) => other.type === 'application' && manages(other, one))
        expect(new Set(around.applications)).toEqual(new Set(managing))
      }
      for (const one of all.filter((other) => other.type !== 'workload')) {
        const concerned = workloads().filter((workload) =>
          one.type === 'service' ? selects(one, workload) : manages(one, workload),
        )
        const uids = surroundings.concernedBy(one)
        expect(new Set(uids)).toEqual(new Set(concerned.map(({ meta }) => meta.uid)))
      }
    }),
    { numRuns: 300 },
  )
})
