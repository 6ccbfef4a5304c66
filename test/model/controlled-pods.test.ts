import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ControlledPods } from '../../src/model/controlled-pods.ts'
import { addPods, findPod, putPod, removePod } from '../../src/model/controlled-pods.ts'
import type { PodObject } from '../../src/model/kube/kube.ts'
import { pod, replicaSet, workloadObject } from '../support/model-objects.ts'

const set = replicaSet(workloadObject(), 1, {})
const step = fc.record({ number: fc.nat({ max: 40 }), deletes: fc.boolean() })

test('one pod, few and many are kept alike, each as it was put last', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      let pods: ControlledPods | null = null
      const expected = new Map<string, PodObject>()
      for (const { number, deletes } of steps) {
        const now = pod(set, { meta: { uid: `pod-${number}` } })
        const { uid } = now.meta
        const before: PodObject | null = findPod(pods, uid)
        expect(before).toBe(expected.get(uid) ?? null)
        if (!deletes) {
          pods = putPod(pods, before, now)
          expected.set(uid, now)
        } else if (before !== null) {
          pods = removePod(pods, before)
          expected.delete(uid)
        }
      }
      const all: PodObject[] = []
      addPods(pods, all)
      expect(all).toHaveLength(expected.size)
      expect(new Set(all)).toEqual(new Set(expected.values()))
      expect(pods === null).toBe(expected.size === 0)
    }),
  )
})
