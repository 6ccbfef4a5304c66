import { expect, test } from 'vitest'
import { resourcesOf } from '../../src/model/resources.ts'
import type { Container } from '../../src/model/kube.ts'
import { container, template, workloadObject } from '../support/model-objects.ts'

const takes = (cpu: string | null, memory: string | null, parts: Partial<Container> = {}) =>
  container({ requests: { cpu, memory }, ...parts })
const requests = (parts: Parameters<typeof template>[0], desired: number | null = 1) =>
  resourcesOf(workloadObject({ template: template(parts), desired })).requests

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

test('limits are summed likewise, and usage is not known', () => {
  const limited = template({ containers: [container({ limits: { cpu: '2', memory: '1Gi' } })] })
  expect(resourcesOf(workloadObject({ template: limited, desired: 3 }))).toEqual({
    requests: { cpu: null, memory: null },
    limits: { cpu: '6', memory: '3Gi' },
    usage: { cpu: null, memory: null },
  })
})
