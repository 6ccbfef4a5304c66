import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ControlledPods } from '../../src/model/controlled-pods.ts'
import type { PodObject } from '../../src/model/kube/kube.ts'
import { pod, replicaSet, workloadObject } from '../support/model-objects.ts'

const set = replicaSet(workloadObject(), 1, {})
const step = fc.record({ number: fc.nat({ max: 40 }), deletes: fc.boolean() })

test('few pods and many are kept alike, each as it was put last', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const pods = new ControlledPods()
      const expected = new Map<string, PodObject>()
      for (const { number, deletes } of steps) {
        const now = pod(set, { meta: { uid: `pod-${number}` } })
        const { uid } = now.meta
        const before = expected.get(uid) ?? null
        expect(deletes ? pods.remove(uid) : pods.put(now)).toBe(deletes ? before !== null : before)
        if (deletes) expected.delete(uid)
        else expected.set(uid, now)
        expect(pods.isEmpty).toBe(expected.size === 0)
      }
      const all: PodObject[] = []
      pods.addTo(all)
      expect(all).toHaveLength(expected.size)
      expect(new Set(all)).toEqual(new Set(expected.values()))
    }),
  )
})
