import { describe, expect, it } from 'vitest'
import { Fleet } from '../../../src/model/fleet.ts'
import { foldEvents } from '../../../src/model/diagnosis/fold-events.ts'
import type { KubeEvent, KubeObject } from '../../../src/model/kube/kube.ts'
import { defaultSettings } from '../../../src/model/settings/settings.ts'
import {
  condition,
  container,
  containerStatus,
  pod,
  state,
  template,
  workloadObject,
} from '../../support/model-objects.ts'

const now = Date.parse('2026-05-02T14:10:00Z')

const cart = workloadObject({
  desired: 5,
  status: { available: 2 },
  template: template({ containers: [container({ limits: { cpu: null, memory: '256Mi' } })] }),
  conditions: [condition('Progressing', 'True', { reason: 'ReplicaSetUpdated' })],
})
const named = (name: string) => ({ name, uid: name })
const killed = (name: string) =>
  pod(cart, {
    meta: named(name),
    conditions: [condition('Ready', 'False', { lastTransitionAt: '2026-05-02T14:02:00Z' })],
    containers: [
      containerStatus({
        ready: false,
        restarts: 3,
        state: state('waiting', { reason: 'CrashLoopBackOff' }),
        lastState: state('terminated', {
          exitCode: 137,
          reason: 'OOMKilled',
          finishedAt: '2026-05-02T14:09:00Z',
        }),
      }),
    ],
  })
const homeless = pod(cart, {
  meta: named('cart-d'),
  phase: 'Pending',
  containers: [],
  conditions: [
    condition('PodScheduled', 'False', { reason: 'Unschedulable', message: '0/3 nodes are up' }),
  ],
})

const evidenceOf = (objects: readonly KubeObject[]) => {
  const fleet = new Fleet(defaultSettings, () => now)
  fleet.apply({ type: 'objects', context: 'prod', put: [cart, ...objects], gone: [] })
  fleet.measure('prod', [
    {
      namespace: 'shop',
      name: 'cart-a',
      at: null,
      window: null,
      usage: { cpu: null, memory: '241Mi' },
    },
    {
      namespace: 'shop',
      name: 'cart-c',
      at: null,
      window: null,
      usage: { cpu: null, memory: '9Mi' },
    },
  ])
  fleet.flush()
  return fleet.evidence(`prod/${cart.meta.uid}`, { events: [] })
}

describe('the evidence of a workload', () => {
  const found = evidenceOf([
    killed('cart-a'),
    killed('cart-b'),
    pod(cart, { meta: named('cart-c') }),
    homeless,
    pod(cart, { meta: { ...named('cart-e'), deletedAt: '2026-05-02T14:09:59Z' } }),
  ])

  it('folds pods of the same state, the worst first, with what is said of them', () => {
    expect(found?.pods).toEqual([
      {
        count: 2,
        state: 'are OOMKilled at the memory limit of 256Mi, exit 137',
        failing: true,
        message: null,
        restarts: 6,
        names: ['cart-a', 'cart-b'],
      },
      {
        count: 1,
        state: 'cannot be scheduled',
        failing: true,
        message: '0/3 nodes are up',
        restarts: 0,
        names: ['cart-d'],
      },
      expect.objectContaining({ count: 1, state: 'ready', failing: false, names: ['cart-c'] }),
      expect.objectContaining({ count: 1, state: 'stopping', failing: false, names: ['cart-e'] }),
    ])
  })

  it('holds memory against its limit and what the fullest pod takes now', () => {
    expect(found?.memory).toEqual([
      {
        container: 'cart',
        limit: '256Mi',
        pods: 2,
        lastAt: '2026-05-02T14:09:00Z',
        usage: '241Mi',
      },
    ])
    expect(evidenceOf([])?.memory).toEqual([])
  })

  it('has the conditions of the rollout and the sentence that they speak for', () => {
    expect(found?.conditions).toEqual(cart.conditions)
    expect(found?.diagnosis.sentence).toMatch(/^2 of 5 pods are OOMKilled at the memory limit/)
  })
})

describe('events', () => {
  const event = (parts: Partial<KubeEvent>): KubeEvent => ({
    object: 'Pod/cart-a',
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    count: 1,
    firstAt: '2026-05-02T14:00:00Z',
    lastAt: '2026-05-02T14:05:00Z',
    ...parts,
  })

  it('of one reason are one, with their sum, their span and the newest message', () => {
    const folded = foldEvents([
      event({ count: 9, message: 'old' }),
      event({
        object: 'Pod/cart-b',
        count: 4,
        firstAt: '2026-05-02T13:59:00Z',
        lastAt: '2026-05-02T14:06:00Z',
        message: 'new',
      }),
      event({ reason: 'Pulled', type: 'Normal', lastAt: '2026-05-02T14:01:00Z' }),
    ])
    expect(folded.map(({ reason }) => reason)).toEqual(['BackOff', 'Pulled'])
    expect(folded[0]).toEqual({
      type: 'Warning',
      reason: 'BackOff',
      count: 13,
      firstAt: '2026-05-02T13:59:00Z',
      lastAt: '2026-05-02T14:06:00Z',
      message: 'new',
      objects: ['Pod/cart-b', 'Pod/cart-a'],
    })
  })

  it('of different probes stay apart', () => {
    const failing = (probe: string) =>
      event({ reason: 'Unhealthy', message: `${probe} probe failed: connection refused` })
    expect(
      foldEvents([failing('Liveness'), failing('Readiness')]).map(({ reason }) => reason),
    ).toEqual(['Unhealthy (liveness)', 'Unhealthy (readiness)'])
  })
})
