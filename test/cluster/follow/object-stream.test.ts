import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEvents, readList } from '../../../src/cluster/follow/object-stream.ts'
import { resources } from '../../../src/cluster/resource.ts'
import type { WatchEvent } from '../../../src/cluster/follow/watch-event.ts'
import type { KubeObject } from '../../../src/model/kube/kube.ts'
import { encodeEvent, encodeList, encodeObject } from '../../support/cluster-protobuf.ts'

const json = 'application/json'
const protobuf = 'application/vnd.kubernetes.protobuf'

type Plain = Readonly<Record<string, unknown>>

const word = fc.constantFrom('cart', 'Ünïcode 🛒', 'a\u001bb', 'two\nlines', 'x'.repeat(200), '0')
const time = fc.constantFrom('2026-05-01T10:00:00Z', '1969-12-31T23:59:59Z', '2038-02-01T00:00:00Z')
const record = fc.dictionary(fc.constantFrom('app', 'team', 'pod-template-hash', 'note'), word)
const quantities = fc.record({ cpu: fc.constantFrom('1', '250m'), memory: fc.constantFrom('1Gi') })

function some(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Plain> {
  return fc.record(fields, { requiredKeys: [] })
}

const metadata = fc
  .record({
    more: some({
      labels: record,
      annotations: record,
      creationTimestamp: time,
      deletionTimestamp: time,
      generation: fc.integer({ min: 1, max: 1e6 }),
      ownerReferences: fc.constant([
        { apiVersion: 'v1', kind: 'Other', name: 'o', uid: 'u-o' },
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: 'u-rs', controller: true },
      ]),
      managedFields: fc.constant([
        { manager: 'kubelet', operation: 'Update', fieldsV1: { 'f:a': {} } },
      ]),
    }),
    uid: fc.uuid(),
  })
  .map(({ more, uid }) => ({ name: 'cart', namespace: 'shop', uid, resourceVersion: '7', ...more }))

const container = some({
  name: fc.constantFrom('app', 'proxy'),
  image: fc.constantFrom('shop/app:1', 'shop/app:2'),
  command: fc.array(word, { minLength: 1, maxLength: 2 }),
  args: fc.array(word, { minLength: 1, maxLength: 2 }),
  env: fc.constant([
    { name: 'A', value: 'text' },
    { name: 'B', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } },
    { name: 'C', valueFrom: { secretKeyRef: { name: 'db', key: 'p' } } },
    { name: 'D', valueFrom: { configMapKeyRef: { name: 'settings', key: 'k' } } },
    {
      name: 'E',
      valueFrom: { resourceFieldRef: { containerName: 'app', resource: 'limits.cpu' } },
    },
  ]),
  envFrom: fc.constant([{ configMapRef: { name: 'a' } }, { secretRef: { name: 'b' } }]),
  resources: some({ requests: quantities, limits: quantities }),
  livenessProbe: fc.constant({ httpGet: { path: '/live' }, periodSeconds: 3 }),
  restartPolicy: fc.constant('Always'),
})

const podSpec = some({
  containers: fc.array(container, { minLength: 1, maxLength: 3 }),
  initContainers: fc.array(container, { minLength: 1, maxLength: 2 }),
  overhead: quantities,
  volumes: fc.constant([
    { name: 'a', configMap: { name: 'settings', defaultMode: 420 } },
    { name: 'b', secret: { secretName: 'db' } },
    {
      name: 'c',
      projected: { sources: [{ secret: { name: 't' } }, { configMap: { name: 'ca' } }] },
    },
  ]),
})
const template = fc.record({
  metadata: some({ labels: record, annotations: record }),
  spec: podSpec,
})

const number = fc.integer({ min: 0, max: 3e9 })
const condition = fc.record({
  type: fc.constantFrom('Ready', 'PodScheduled', 'Initialized', 'Progressing', 'Failed'),
  status: fc.constantFrom('True', 'False', 'Unknown'),
  reason: fc.constantFrom('Because', 'NewReplicaSetAvailable'),
  message: word,
  lastTransitionTime: time,
})
const state = fc.constantFrom(
  {},
  { running: { startedAt: '2026-05-01T10:00:00Z' } },
  { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
  { terminated: { exitCode: -1, reason: 'Error', finishedAt: '2026-05-01T10:00:00Z' } },
)
const containerStatus = fc.record({
  name: fc.constantFrom('app', 'proxy'),
  image: word,
  imageID: word,
  ready: fc.boolean(),
  restartCount: number,
  state,
  lastState: state,
})

const statuses: Readonly<Record<string, fc.Arbitrary<Plain>>> = {
  CronJob: some({
    active: fc.constant([
      { kind: 'Job', name: 'a' },
      { kind: 'Job', name: 'b' },
    ]),
    lastScheduleTime: time,
    lastSuccessfulTime: time,
  }),
  Pod: some({
    phase: fc.constantFrom('Running', 'Failed'),
    reason: word,
    message: word,
    conditions: fc.array(condition, { maxLength: 4 }),
    containerStatuses: fc.array(containerStatus, { maxLength: 2 }),
    initContainerStatuses: fc.array(containerStatus, { maxLength: 2 }),
  }),
  Job: some({
    active: number,
    succeeded: number,
    failed: number,
    ready: number,
    startTime: time,
    completionTime: time,
    conditions: fc.array(condition, { maxLength: 2 }),
  }),
}
const usualStatus = some({
  observedGeneration: fc.integer({ min: 1, max: 9 }),
  replicas: number,
  readyReplicas: number,
  updatedReplicas: number,
  availableReplicas: number,
  conditions: fc.array(condition, { maxLength: 3 }),
})

const kinds: Readonly<Record<string, fc.Arbitrary<Plain>>> = {
  pods: object('Pod', podSpec),
  deployments: object(
    'Deployment',
    some({
      template,
      replicas: number,
      paused: fc.boolean(),
      strategy: fc.constant({ type: 'Recreate' }),
      revisionHistoryLimit: number,
      progressDeadlineSeconds: number,
    }),
  ),
  statefulsets: object(
    'StatefulSet',
    some({
      template,
      replicas: number,
      updateStrategy: fc.constant({ type: 'RollingUpdate', rollingUpdate: { partition: 2 } }),
    }),
  ),
  jobs: object('Job', some({ template, completions: number, suspend: fc.boolean() })),
  cronjobs: object(
    'CronJob',
    some({
      schedule: fc.constant('5 * * * *'),
      suspend: fc.boolean(),
      jobTemplate: fc.record({ spec: fc.record({ template }) }),
    }),
  ),
  replicasets: object('ReplicaSet', fc.record({ replicas: number, template })),
}

function object(kind: string, spec: fc.Arbitrary<Plain>): fc.Arbitrary<Plain> {
  return fc.record({
    kind: fc.constant(kind),
    metadata,
    spec,
    status: statuses[kind] ?? usualStatus,
  })
}

function kindOf(object: Plain | undefined): string {
  const kind = object?.['kind']
  return typeof kind === 'string' ? kind : 'Pod'
}

function resource(name: string) {
  const found = resources.find((one) => one.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

/** Feeds the bytes in pieces that end anywhere. */
function inPieces(bytes: Buffer, size: number, feed: (chunk: Uint8Array) => boolean): boolean {
  for (let i = 0; i < bytes.length; i += size) if (!feed(bytes.subarray(i, i + size))) return false
  return true
}

/** What a digest is made of differs between the encodings. */
function withoutDigests(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'fingerprint' || key === 'probes' ? inner !== '' : inner,
    ),
  )
}

describe.each(Object.entries(kinds))('%s', (name, arbitrary) => {
  test('are the same in JSON and in protobuf, wherever the chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrary, { maxLength: 4 }),
        fc.integer({ min: 1, max: 5000 }),
        (objects, size) => {
          const kind = kindOf(objects[0])
          const meta = { resourceVersion: '12', continue: 'to "ken"' }
          const bodies = {
            [json]: Buffer.from(JSON.stringify({ kind, metadata: meta, items: objects })),
            [protobuf]: encodeList('v1', kind, meta, objects),
          }
          const [one, other] = Object.entries(bodies).map(([type, body]) => {
            const read: KubeObject[] = []
            const reader = readList(type, resource(name), (each) => read.push(each))
            expect(inPieces(body, size, reader.feed)).toBe(true)
            expect(reader.end()).toEqual({ version: '12', next: 'to "ken"' })
            return withoutDigests(read)
          })
          expect(one).toHaveLength(objects.length)
          expect(other).toEqual(one)
        },
      ),
      { seed: 20260501, numRuns: 150 },
    )
  })

  test('are the same in a watch', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 1, max: 500 }), (object, size) => {
        const kind = kindOf(object)
        const bodies = {
          [json]: Buffer.from(`${JSON.stringify({ type: 'MODIFIED', object })}\n`),
          [`${protobuf};stream=watch`]: encodeEvent('MODIFIED', encodeObject('v1', kind, object)),
        }
        const [one, other] = Object.entries(bodies).map(([type, body]) => {
          const events: WatchEvent[] = []
          const feed = readEvents(type, resource(name), (event) => events.push(event))
          expect(inPieces(body, size, feed)).toBe(true)
          return withoutDigests(events)
        })
        expect(one).toHaveLength(1)
        expect(other).toEqual(one)
      }),
      { seed: 20260502, numRuns: 100 },
    )
  })
})

test('bookmarks and errors are read from both', () => {
  const bookmark = {
    metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } },
  }
  const status = { code: 410, message: 'too old\u0007', metadata: {} }
  const events: WatchEvent[] = []
  const lines = [
    { type: 'BOOKMARK', object: { kind: 'Pod', ...bookmark } },
    { type: 'ERROR', object: { kind: 'Status', ...status } },
  ]
  const feedJson = readEvents(json, resource('pods'), (event) => events.push(event))
  expect(feedJson(Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))).toBe(
    true,
  )
  const feed = readEvents(protobuf, resource('pods'), (event) => events.push(event))
  expect(feed(encodeEvent('BOOKMARK', encodeObject('v1', 'Pod', bookmark)))).toBe(true)
  expect(feed(encodeEvent('ERROR', encodeObject('v1', 'Status', status)))).toBe(true)
  const wanted = [
    { type: 'BOOKMARK', version: '9', initialEventsEnd: true },
    { type: 'ERROR', code: 410, message: 'too old�' },
  ]
  expect(events).toEqual([...wanted, ...wanted])
})

describe('what no API server sends is refused, and nothing throws', () => {
  test.each([json, protobuf])('any bytes at all: %s', (type) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        (bytes, size) => {
          const reader = readList(type, resource('pods'), () => {})
          inPieces(Buffer.from(bytes), size, reader.feed)
          expect(reader.end()).toBeNull()
          inPieces(
            Buffer.from(bytes),
            size,
            readEvents(type, resource('pods'), () => {}),
          )
        },
      ),
      { seed: 20260503, numRuns: 500 },
    )
  })

  test('an object with one byte changed is read or refused', () => {
    const object = { kind: 'Pod', metadata: { name: 'a', uid: 'u', resourceVersion: '1' } }
    const frame = encodeEvent('ADDED', encodeObject('v1', 'Pod', object))
    fc.assert(
      fc.property(
        fc.nat({ max: frame.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        (at, byte) => {
          const broken = Buffer.from(frame)
          broken[at] = byte
          const feed = readEvents(protobuf, resource('pods'), ({ type }) =>
            expect(type).not.toBe(''),
          )
          expect([true, false]).toContain(feed(broken))
        },
      ),
      { seed: 20260504, numRuns: 500 },
    )
  })

  test.each([
    ['an item without a uid', '{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{}}]}'],
    ['an item that is no object', '{"metadata":{"resourceVersion":"1"},"items":[7]}'],
    ['an item that is a text', '{"metadata":{"resourceVersion":"1"},"items":["x"]}'],
    ['items that are a text', '{"metadata":{"resourceVersion":"1"},"items":"none"}'],
    ['items that are an object', '{"metadata":{"resourceVersion":"1"},"items":{}}'],
    ['no object at all', '[1]'],
    ['something after the list', '{"metadata":{"resourceVersion":"1"},"items":[]}{}'],
  ])('%s', (_what, text) => {
    const { feed } = readList(json, resource('pods'), () => {})
    expect(feed(Buffer.from(text))).toBe(false)
  })

  test.each([
    ['a list without a version', '{"metadata":{},"items":[]}'],
    ['an object that is no list', '{"metadata":{"resourceVersion":"1"}}'],
    ['a list that is cut off', '{"metadata":{"resourceVersion":"1"},"items":['],
    ['nothing', ''],
  ])('%s', (_what, text) => {
    const { feed, end } = readList(json, resource('pods'), () => {})
    feed(Buffer.from(text))
    expect(end()).toBeNull()
  })

  test('a list in protobuf that is cut off', () => {
    const objects = [{ metadata: { name: 'a', uid: 'u' } }, { metadata: { name: 'b', uid: 'v' } }]
    const body = encodeList('v1', 'Pod', { resourceVersion: '1' }, objects)
    for (let length = 0; length < body.length; length++) {
      const { feed, end } = readList(protobuf, resource('pods'), () => {})
      feed(body.subarray(0, length))
      expect(end()).toBeNull()
    }
  })
})

test('Go’s empty list is null', () => {
  const { feed, end } = readList(json, resource('pods'), () => {})
  expect(feed(Buffer.from('{"metadata":{"resourceVersion":"1"},"items":null}'))).toBe(true)
  expect(end()).toEqual({ version: '1', next: '' })
})

test('what the pods of one ReplicaSet have in common is kept once', () => {
  const pods = ['a', 'b'].map((name, i) => ({
    metadata: {
      ...{ name, namespace: 'shop', uid: `u-${name}` },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'rs', uid: 'u-rs', controller: true }],
    },
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'PodScheduled', status: 'True' },
      ],
      containerStatuses: [
        {
          ...{ name: 'app', image: 'shop/app:1', imageID: 'shop/app@sha256:1', ready: true },
          ...{ restartCount: 2, state: { running: { startedAt: `2026-05-01T10:0${i}:00Z` } } },
        },
      ],
    },
  }))
  const read: KubeObject[] = []
  const { feed } = readList(protobuf, resource('pods'), (each) => read.push(each))
  for (let i = 0; i < 3; i++) feed(encodeList('v1', 'Pod', { resourceVersion: '1' }, pods))
  const [one, other] = read
  if (one?.type !== 'pod' || other?.type !== 'pod') throw new Error('no pods')
  expect(one.containers).toBe(other.containers)
  expect(one.conditions).toBe(other.conditions)
})
