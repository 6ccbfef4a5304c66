import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resources } from '../../../src/cluster/resource.ts'
import { trimPod } from '../../../src/cluster/trim/trim-pod.ts'
import { trimTemplate } from '../../../src/cluster/trim/trim-template.ts'
import {
  trimControllerRevision,
  trimNamespace,
  trimReplicaSet,
  trimWorkload,
} from '../../../src/cluster/trim/trim.ts'

const metadata = { uid: 'u-1', name: 'cart', namespace: 'shop' }
const template = { spec: { containers: [{ name: 'app', image: 'shop/cart:1.2.3' }] } }

describe('metadata', () => {
  test('is kept, with the controller, and without the copy that kubectl apply leaves', () => {
    const object = trimNamespace({
      metadata: {
        ...metadata,
        labels: { app: 'cart' },
        annotations: {
          'a8r.io/owner': '@carts',
          'kubectl.kubernetes.io/last-applied-configuration': '{"a":"long copy"}',
        },
        creationTimestamp: '2026-01-01T00:00:00Z',
        generation: 4,
        managedFields: [{ manager: 'kubectl' }],
        ownerReferences: [
          { kind: 'Other', name: 'o', uid: 'u-o' },
          { kind: 'ReplicaSet', name: 'cart-5d', uid: 'u-rs', controller: true },
        ],
      },
    })
    expect(object).toEqual({
      type: 'namespace',
      meta: {
        ...metadata,
        labels: { app: 'cart' },
        annotations: { 'a8r.io/owner': '@carts' },
        createdAt: '2026-01-01T00:00:00Z',
        deletedAt: null,
        generation: 4,
        controller: { kind: 'ReplicaSet', uid: 'u-rs' },
      },
    })
  })

  test('without uid or name is no object', () => {
    expect(trimNamespace({ metadata: { name: 'shop' } })).toBeNull()
    expect(trimPod({ metadata: { uid: 'u' } })).toBeNull()
    expect(trimWorkload('Job', {})).toBeNull()
  })

  test('control characters in keys and values become visible', () => {
    const labels = { 'a\u001bb': 'c\u0007d', ['__proto__']: 'x\u202ey' }
    const object = trimNamespace({ metadata: { ...metadata, labels } })
    expect(Object.entries(object?.meta.labels ?? {})).toContainEqual(['a�b', 'c�d'])
  })
})

describe('workloads', () => {
  test('a Deployment', () => {
    const object = trimWorkload('Deployment', {
      metadata,
      spec: {
        replicas: 3,
        paused: true,
        strategy: { type: 'RollingUpdate' },
        progressDeadlineSeconds: 600,
        revisionHistoryLimit: 10,
        template,
      },
      status: {
        observedGeneration: 4,
        replicas: 4,
        readyReplicas: 2,
        updatedReplicas: 1,
        availableReplicas: 2,
        conditions: [
          {
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
            message: 'timed out',
            lastTransitionTime: '2026-01-01T00:00:00Z',
            lastUpdateTime: '2026-01-01T00:01:00Z',
          },
        ],
      },
    })
    expect(object).toMatchObject({
      kind: 'Deployment',
      desired: 3,
      paused: true,
      updateStrategy: 'RollingUpdate',
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      observedGeneration: 4,
      status: { replicas: 4, ready: 2, updated: 1, available: 2 },
      conditions: [
        {
          type: 'Progressing',
          reason: 'ProgressDeadlineExceeded',
          lastUpdateAt: '2026-01-01T00:01:00Z',
        },
      ],
    })
    expect(object?.template.containers[0]?.image).toBe('shop/cart:1.2.3')
  })

  test('a StatefulSet', () => {
    const object = trimWorkload('StatefulSet', {
      metadata,
      spec: {
        replicas: 2,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
        template,
      },
      status: { currentRevision: 'cart-a', updateRevision: 'cart-b', readyReplicas: 1 },
    })
    expect(object).toMatchObject({
      desired: 2,
      partition: 1,
      status: { ready: 1, currentRevision: 'cart-a', updateRevision: 'cart-b' },
    })
  })

  test('a DaemonSet counts nodes', () => {
    const object = trimWorkload('DaemonSet', {
      metadata,
      spec: { updateStrategy: { type: 'OnDelete' }, template },
      status: {
        desiredNumberScheduled: 5,
        currentNumberScheduled: 4,
        numberReady: 3,
        updatedNumberScheduled: 2,
        numberAvailable: 1,
      },
    })
    expect(object).toMatchObject({
      desired: 5,
      updateStrategy: 'OnDelete',
      status: { replicas: 4, ready: 3, updated: 2, available: 1 },
    })
  })

  test('a CronJob’s template is that of its Jobs', () => {
    const object = trimWorkload('CronJob', {
      metadata,
      spec: { schedule: '*/5 * * * *', suspend: true, jobTemplate: { spec: { template } } },
      status: {
        active: [{ name: 'a' }, { name: 'b' }],
        lastScheduleTime: '2026-01-01T00:05:00Z',
        lastSuccessfulTime: '2026-01-01T00:00:00Z',
      },
    })
    expect(object).toMatchObject({
      desired: null,
      suspended: true,
      schedule: '*/5 * * * *',
      lastScheduleAt: '2026-01-01T00:05:00Z',
      lastSuccessfulAt: '2026-01-01T00:00:00Z',
      status: { active: 2 },
    })
    expect(object?.template.containers[0]?.name).toBe('app')
  })

  test('a Job', () => {
    const object = trimWorkload('Job', {
      metadata,
      spec: { completions: 3, template },
      status: {
        active: 1,
        ready: 1,
        succeeded: 2,
        failed: 4,
        startTime: '2026-01-01T00:00:00Z',
        completionTime: '2026-01-01T00:09:00Z',
      },
    })
    expect(object).toMatchObject({
      desired: 3,
      status: {
        ready: 1,
        active: 1,
        succeeded: 2,
        failed: 4,
        startedAt: '2026-01-01T00:00:00Z',
        completedAt: '2026-01-01T00:09:00Z',
      },
    })
  })
})

test('a ReplicaSet and a ControllerRevision keep their template', () => {
  const set = trimReplicaSet({
    metadata,
    spec: { template },
    status: { replicas: 2, readyReplicas: 1 },
  })
  expect(set).toMatchObject({ replicas: 2, ready: 1, available: 0 })
  const patch = { spec: { template: { ...template, $patch: 'replace' } } }
  const revision = trimControllerRevision({ metadata, revision: 7, data: patch })
  expect(revision).toMatchObject({ type: 'controllerrevision', revision: 7 })
  expect(revision?.template?.fingerprint).toBe(set?.template.fingerprint)
  expect(trimControllerRevision({ metadata, revision: 1, data: {} })?.template).toBeNull()
})

describe('a pod template', () => {
  test('keeps what the rules compare', () => {
    const trimmed = trimTemplate({
      metadata: { labels: { app: 'cart' }, annotations: { note: 'x' } },
      spec: {
        containers: [
          {
            name: 'app',
            image: 'cart:1',
            command: ['sh', '-c'],
            args: ['run --fast'],
            env: [
              { name: 'PLAIN', value: 'yes' },
              { name: 'EMPTY' },
              { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
              { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            ],
            envFrom: [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'keys' } }],
            resources: { requests: { cpu: '250m', memory: '64Mi' }, limits: { cpu: 1 } },
            livenessProbe: { httpGet: { port: 80, path: '/' } },
          },
        ],
        initContainers: [
          { name: 'proxy', image: 'envoy:1', restartPolicy: 'Always' },
          { name: 'migrate', image: 'cart:1' },
        ],
        overhead: { cpu: '10m' },
        volumes: [
          { name: 'b', secret: { secretName: 'tls' } },
          { name: 'a', configMap: { name: 'settings' } },
          {
            name: 'p',
            projected: { sources: [{ configMap: { name: 'extra' } }, { secret: { name: 'tls' } }] },
          },
          { name: 'e', emptyDir: {} },
        ],
      },
    })
    expect(trimmed).toMatchObject({
      labels: { app: 'cart' },
      annotations: { note: 'x' },
      overhead: { cpu: '10m', memory: null },
      mounts: ['configMap/extra', 'configMap/settings', 'secret/tls'],
      initContainers: [
        { name: 'proxy', sidecar: true },
        { name: 'migrate', sidecar: false },
      ],
    })
    expect(trimmed.containers[0]).toEqual({
      name: 'app',
      image: 'cart:1',
      command: 'sh -c run --fast',
      env: {
        PLAIN: { kind: 'literal', text: 'yes' },
        EMPTY: { kind: 'literal', text: '' },
        PASSWORD: { kind: 'reference', text: 'secretKeyRef db/password' },
        NODE: { kind: 'reference', text: 'fieldRef spec.nodeName' },
      },
      envFrom: ['configMap/settings', 'secret/keys'],
      requests: { cpu: '250m', memory: '64Mi' },
      limits: { cpu: '1', memory: null },
      probes: expect.stringMatching(/^[\w-]{43}$/),
      sidecar: false,
    })
  })

  test('has the same fingerprint in any order of keys, and another for any other value', () => {
    const print = (spec: unknown) => trimTemplate({ spec }).fingerprint
    expect(print({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(
      print({ b: { d: 'x', c: [1, 2] }, a: 1 }),
    )
    expect(print({ a: [1, 2] })).not.toBe(print({ a: [2, 1] }))
    expect(print({ a: '1' })).not.toBe(print({ a: 1 }))
  })
})

test('a pod keeps its containers’ states, init containers first', () => {
  const pod = trimPod({
    metadata,
    spec: { nodeName: 'node-1', containers: [{ env: [{ name: 'A', value: 'dropped' }] }] },
    status: {
      phase: 'Running',
      startTime: '2026-01-01T00:00:00Z',
      conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
      initContainerStatuses: [
        { name: 'init', ready: true, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
      ],
      containerStatuses: [
        {
          name: 'app',
          image: 'cart:1',
          imageID: 'cart@sha256:abc',
          ready: false,
          restartCount: 5,
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
          lastState: {
            terminated: {
              exitCode: 137,
              reason: 'OOMKilled',
              startedAt: '2026-01-01T00:00:00Z',
              finishedAt: '2026-01-01T00:01:00Z',
            },
          },
        },
      ],
    },
  })
  expect(pod).toMatchObject({
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
    containers: [
      { name: 'init', init: true, state: { kind: 'terminated', exitCode: 0 }, lastState: null },
      {
        name: 'app',
        init: false,
        imageId: 'cart@sha256:abc',
        ready: false,
        restarts: 5,
        state: { kind: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 5m0s' },
        lastState: { kind: 'terminated', reason: 'OOMKilled', exitCode: 137 },
      },
    ],
  })
  expect(JSON.stringify(pod)).not.toContain('dropped')
})

test('no JSON makes trimming throw or lets a control character through', () => {
  const object = fc.record({
    metadata: fc.oneof(
      fc.record({
        uid: fc.string(),
        name: fc.string(),
        labels: fc.jsonValue(),
        ownerReferences: fc.jsonValue(),
      }),
      fc.jsonValue(),
    ),
    spec: fc.oneof(
      fc.record({
        template: fc.record({
          spec: fc.record({ containers: fc.array(fc.jsonValue()), volumes: fc.jsonValue() }),
        }),
      }),
      fc.jsonValue(),
    ),
    status: fc.jsonValue(),
    data: fc.jsonValue(),
  })
  fc.assert(
    fc.property(object, (json) => {
      for (const { trim } of resources)
        expect(JSON.stringify(trim(json))).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/)
    }),
  )
})
