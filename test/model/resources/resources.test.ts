import { expect, test } from 'vitest'
import { resourcesOf } from '../../../src/model/resources/resources.ts'
import type { Container } from '../../../src/model/kube/kube.ts'
import {
  container,
  facts,
  pod,
  replicaSet,
  template,
  workloadObject,
} from '../../support/model-objects.ts'

const takes = (cpu: string | null, memory: string | null, parts: Partial<Container> = {}) =>
  container({ requests: { cpu, memory }, ...parts })
const requests = (parts: Parameters<typeof template>[0], desired: number | null = 1) =>
  resourcesOf(facts(workloadObject({ template: template(parts), desired }))).requests

test.each([
  [
    'the containers of a pod add up',
    { containers: [takes('250m', '64Mi'), takes('1', '1Gi')] },
    1,
    { cpu: '1250m', memory: '1088Mi' },
  ],
  [
    'and are multiplied by the replicas',
    { containers: [takes('250m', '64Mi')] },
    4,
    { cpu: '1', memory: '256Mi' },
  ],
  [
    'at 0 replicas they are nothing',
    { containers: [takes('250m', '64Mi')] },
    0,
    { cpu: '0', memory: '0' },
  ],
  [
    'without a replica count one pod is counted',
    { containers: [takes('250m', '64Mi')] },
    null,
    { cpu: '250m', memory: '64Mi' },
  ],
  [
    'a large init container counts instead of the app',
    { containers: [takes('100m', '64Mi')], initContainers: [takes('2', '32Mi')] },
    1,
    { cpu: '2', memory: '64Mi' },
  ],
  [
    'init containers run one after the other',
    {
      containers: [takes('100m', null)],
      initContainers: [takes('300m', null), takes('200m', null)],
    },
    1,
    { cpu: '300m', memory: null },
  ],
  [
    'a sidecar adds to the app',
    { containers: [takes('1', null)], initContainers: [takes('500m', null, { sidecar: true })] },
    1,
    { cpu: '1500m', memory: null },
  ],
  [
    'a sidecar adds to the init containers after it',
    {
      containers: [takes('1', null)],
      initContainers: [takes('500m', null, { sidecar: true }), takes('2', null)],
    },
    1,
    { cpu: '2500m', memory: null },
  ],
  [
    'but not to those before it',
    {
      containers: [takes('1', null)],
      initContainers: [takes('2', null), takes('500m', null, { sidecar: true })],
    },
    1,
    { cpu: '2', memory: null },
  ],
  [
    'the overhead of the runtime is added',
    { containers: [takes('1', '64Mi')], overhead: { cpu: '250m', memory: '64Mi' } },
    2,
    { cpu: '2500m', memory: '256Mi' },
  ],
  [
    'what nobody sets is null',
    { containers: [takes(null, null)], overhead: { cpu: '250m', memory: null } },
    3,
    { cpu: null, memory: null },
  ],
  [
    'text that is no quantity counts as nothing',
    { containers: [takes('lots', '64Mi')] },
    1,
    { cpu: '0', memory: '64Mi' },
  ],
])('%s', (_, parts, desired, expected) => {
  expect(requests(parts, desired)).toEqual(expected)
})

const limited = template({ containers: [container({ limits: { cpu: '2', memory: '1Gi' } })] })

test('limits are summed likewise; a request that is left out is the limit', () => {
  expect(resourcesOf(facts(workloadObject({ template: limited, desired: 3 })))).toEqual({
    requests: { cpu: '6', memory: '3Gi' },
    limits: { cpu: '6', memory: '3Gi' },
    usage: { cpu: null, memory: null },
  })
})

test('what the pod as a whole sets overrides its containers, and the overhead comes on top', () => {
  const whole = template({
    containers: [takes('1', '1Gi'), takes('2', '2Gi')],
    overhead: { cpu: '100m', memory: null },
    podResources: {
      requests: { cpu: '500m', memory: null },
      limits: { cpu: '4', memory: null },
    },
  })
  const { requests, limits } = resourcesOf(facts(workloadObject({ template: whole, desired: 1 })))
  expect(requests).toEqual({ cpu: '600m', memory: '3Gi' })
  expect(limits).toEqual({ cpu: '4100m', memory: null })
})

test('where one of the containers sets nothing, the sum is called partial', () => {
  const some = template({
    containers: [takes('1', '1Gi'), takes('1', null)],
    initContainers: [takes(null, null)],
  })
  expect(resourcesOf(facts(workloadObject({ template: some, desired: 1 })))).toMatchObject({
    requests: { cpu: '2', memory: '1Gi' },
    partial: { requests: ['memory'], limits: [] },
  })
})

test('live pods count by the release that each belongs to; pods that ended do not', () => {
  const [small, large] = [takes('1', null), takes('3', null)].map((one) =>
    template({ containers: [one] }),
  )
  const workload = workloadObject({ ...(large && { template: large }), desired: 5 })
  const [old, now] = [
    replicaSet(workload, 1, { ...(small && { template: small }) }),
    replicaSet(workload, 2),
  ]
  const live = (set: typeof old, name: string, phase = 'Running') =>
    pod(set, { phase, meta: { name, uid: name } })
  const given = facts(workload, {
    replicaSets: [old, now],
    pods: [live(old, 'a'), live(now, 'b'), live(now, 'c'), live(now, 'd', 'Failed')],
  })
  expect(resourcesOf(given).requests.cpu).toBe('7')
})

test('usage is the sum of what was measured of its pods, as of the oldest measurement', () => {
  const workload = workloadObject()
  const measured = (name: string, cpu: string, at: string) =>
    [
      name,
      { namespace: 'shop', name, at, window: '30s', usage: { cpu, memory: '1024Ki' } },
    ] as const
  const given = facts(workload, {
    pods: ['a', 'b', 'c'].map((name) => pod(workload, { meta: { name, uid: name } })),
    usage: new Map([
      measured('a', '1500000n', '2026-05-01T10:00:30Z'),
      measured('b', '2m', '2026-05-01T10:00:10Z'),
      measured('stranger', '9', '2026-05-01T10:00:00Z'),
    ]),
  })
  expect(resourcesOf(given)).toMatchObject({
    usage: { cpu: '4m', memory: '2Mi' },
    measured: { at: '2026-05-01T10:00:10Z', window: '30s' },
  })
})
