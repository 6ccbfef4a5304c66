import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { knownObjects } from '../../../src/cluster/follow/known-objects.ts'
import type { KubeObject, PodObject } from '../../../src/model/kube/kube.ts'
import { ObjectIndex } from '../../../src/model/object-index.ts'
import { controllerOf, pod, replicaSet, workloadObject } from '../../support/model-objects.ts'

const cart = workloadObject()
const sets = [1, 2].map((number) => replicaSet(cart, number, {}))
const controllers = [...sets.map(controllerOf), null]

const pods = fc
  .record({
    namespace: fc.constantFrom('shop', 'bank'),
    name: fc.constantFrom('a', 'b', 'c'),
    born: fc.nat({ max: 1 }),
    controller: fc.constantFrom(...controllers),
  })
  .map(({ namespace, name, born, controller }) =>
    pod(cart, { meta: { namespace, name, uid: `${namespace}-${name}-${born}`, controller } }),
  )
const happens = fc.oneof(
  fc.record({ what: fc.constantFrom<'put' | 'remove'>('put', 'remove'), pod: pods }),
  fc.record({ what: fc.constant<'take'>('take') }),
  fc.record({
    what: fc.constant<'snapshot'>('snapshot'),
    // A snapshot has each name once.
    pods: fc.uniqueArray(pods, { selector: ({ meta }) => `${meta.namespace}/${meta.name}` }),
  }),
)

test('whatever is put, made anew, moved to another controller or gone, what was told is what there is', () => {
  fc.assert(
    fc.property(fc.array(happens, { maxLength: 40 }), (story) => {
      const known = knownObjects('prod')
      const index = new ObjectIndex('prod')
      const told = new Map<string, KubeObject>()
      const there = new Map<string, PodObject>()
      const keyOf = ({ meta }: PodObject) => `${meta.namespace}/${meta.name}`
      const put = (pod: PodObject) => {
        known.put(pod)
        there.set(keyOf(pod), pod)
      }
      const remove = (pod: PodObject) => {
        known.remove(pod.meta)
        if (there.get(keyOf(pod))?.meta.uid === pod.meta.uid) there.delete(keyOf(pod))
      }
      const snapshot = (pods: readonly PodObject[]) => {
        known.startSnapshot()
        there.clear()
        for (const pod of pods) put(pod)
        known.endSnapshot()
      }
      const take = () => {
        const change = known.take()
        for (const meta of change?.gone ?? []) {
          told.delete(meta.uid)
          index.remove(meta, () => {})
        }
        for (const object of change?.put ?? []) {
          told.set(object.meta.uid, object)
          index.put(object, () => {})
        }
      }
      for (const object of [cart, ...sets]) index.put(object, () => {})
      for (const event of story) {
        if (event.what === 'put') put(event.pod)
        if (event.what === 'remove') remove(event.pod)
        if (event.what === 'snapshot') snapshot(event.pods)
        if (event.what === 'take') take()
        expect(known.count()).toBe(there.size)
      }
      take()
      const expected = [...there.values()]
      expect(new Set(told.values())).toEqual(new Set(expected))
      const [node] = [...index.workloads()]
      const controlled = expected.filter(({ meta }) => meta.controller !== null)
      expect(new Set(node && index.facts(node)?.pods)).toEqual(new Set(controlled))
    }),
    { numRuns: 300 },
  )
})
