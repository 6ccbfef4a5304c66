/** The same objects of a real API server, decoded from JSON and from protobuf. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  anyEncoding,
  onlyJson,
  readEvents,
  readList,
} from '../../../src/cluster/follow/object-stream.ts'
import { resources } from '../../../src/cluster/resource.ts'
import type { KubeObject } from '../../../src/model/kube/kube.ts'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { cronJob, daemonSet, deployment, job, namespace, statefulSet } from '../fixtures.ts'
import { until } from '../until.ts'

const ns = 'protobuf'

const everything = {
  spec: {
    initContainers: [
      { name: 'migrate', image: 'registry.example/migrate:1', command: ['sh', '-c', 'migrate'] },
      { name: 'proxy', image: 'registry.example/proxy:2', restartPolicy: 'Always' },
    ],
    containers: [
      {
        name: 'app',
        image: 'registry.example/app:1.2.3@sha256:' + 'ab'.repeat(32),
        command: ['/app', '--flag'],
        args: ['one', 'zwei – drei', '\u0007bell'],
        ports: [{ containerPort: 8080 }],
        env: [
          { name: 'PLAIN', value: 'text' },
          { name: 'EMPTY', value: '' },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          {
            name: 'LIMIT',
            valueFrom: { resourceFieldRef: { containerName: 'app', resource: 'limits.memory' } },
          },
          { name: 'KEY', valueFrom: { configMapKeyRef: { name: 'settings', key: 'k' } } },
          {
            name: 'PASSWORD',
            valueFrom: { secretKeyRef: { name: 'db', key: 'p', optional: true } },
          },
        ],
        envFrom: [
          { configMapRef: { name: 'settings' } },
          { prefix: 'X_', secretRef: { name: 'more', optional: true } },
        ],
        resources: {
          requests: { cpu: '1500m', memory: '1.5Gi' },
          limits: { cpu: '2', memory: '2Gi', 'ephemeral-storage': '1Gi' },
        },
        livenessProbe: { httpGet: { path: '/live', port: 8080 } },
        readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 3 },
        startupProbe: { exec: { command: ['true'] } },
        volumeMounts: [{ name: 'config', mountPath: '/etc/app' }],
      },
      { name: 'bare', image: 'registry.example/bare' },
    ],
    volumes: [
      { name: 'config', configMap: { name: 'settings', optional: true } },
      { name: 'secret', secret: { secretName: 'db', optional: true } },
      { name: 'scratch', emptyDir: {} },
      {
        name: 'all',
        projected: {
          sources: [
            { secret: { name: 'token', optional: true } },
            { configMap: { name: 'ca', optional: true } },
            { serviceAccountToken: { path: 'token' } },
          ],
        },
      },
    ],
  },
}

describe.skipIf(!available)('objects in protobuf', () => {
  let cluster: Cluster
  let agent: Agent

  beforeAll(async () => {
    cluster = openCluster()
    agent = new Agent({ connect: { ca: readFileSync(cluster.address.authority) } })
    const annotations = {
      'a8r.io/owner': '@carts – Ünïcode 🛒',
      note: 'two\nlines\u202e',
      empty: '',
    }
    const full = deployment(
      ns,
      'full',
      { version: '1.0.0' },
      { paused: true },
      { annotations },
    ) as {
      spec: { template: { metadata: object } }
    }
    const template = { ...full.spec.template, ...everything }
    await cluster.apply(
      namespace(ns, { team: 'carts' }),
      { ...full, spec: { ...full.spec, template } },
      ...(['crash', 'oom', 'image-pull', 'unready'] as const).map((pod) =>
        deployment(ns, pod, { version: '1.0.0', pod }),
      ),
      deployment(ns, 'lonely', { version: '1.0.0', unschedulable: true }),
      deployment(ns, 'none', { version: '1.0.0' }, { replicas: 0, revisionHistoryLimit: 0 }),
      statefulSet(ns, 'db', { version: '1.0.0' }, { rollingUpdate: { partition: 2 } }),
      daemonSet(ns, 'agent', { version: '1.0.0' }),
      cronJob(ns, 'hourly', { version: '3.0.0' }),
      job(ns, 'import', { version: '2.0.0' }),
      job(ns, 'broken', { version: '2.0.0', pod: 'fail' }),
    )
    await until('pods have failed in every way', async () => {
      const pods = await cluster.kubectl('get', 'pods', '-n', ns)
      const words = ['CrashLoopBackOff', 'Pending', 'Running', 'Completed', 'Error']
      return words.every((word) => pods.includes(word))
    })
    await cluster.apply(statefulSet(ns, 'db', { version: '1.1.0' }, {}))
  })

  afterAll(() => agent?.destroy())

  async function ask(path: string, accept: string): Promise<{ type: string; body: Buffer }> {
    const { url, adminToken } = cluster.address
    const { headers, body } = await request(url + path, {
      dispatcher: agent,
      headers: { accept, authorization: `Bearer ${adminToken}` },
    })
    return {
      type: String(headers['content-type']),
      body: Buffer.from(await body.arrayBuffer()),
    }
  }

  const decoded = resources.filter(({ decode }) => decode !== undefined)
  it.each(decoded.map((resource) => [resource.name, resource] as const))(
    'are those of the JSON: %s',
    async (name, resource) => {
      const path = `${resource.api}/${name}`
      const version = await versionOf(path)
      const exactly = `${path}?resourceVersion=${version}&resourceVersionMatch=Exact`
      const lists = await Promise.all(
        [onlyJson, anyEncoding].map(async (accept) => {
          const { type, body } = await ask(exactly, accept)
          const objects: KubeObject[] = []
          const reader = readList(type, resource, (object) => objects.push(object))
          for (let i = 0; i < body.length; i += 1000)
            expect(reader.feed(body.subarray(i, i + 1000))).toBe(true)
          expect(reader.end()).toEqual({ version, next: '' })
          return { type, objects }
        }),
      )
      const [json, protobuf] = lists
      expect(json?.type).toBe('application/json')
      expect(protobuf?.type).toBe('application/vnd.kubernetes.protobuf')
      expect(json?.objects.length).toBeGreaterThan(0)
      expect(withoutDigests(protobuf?.objects ?? [])).toEqual(withoutDigests(json?.objects ?? []))
      expect(pattern(protobuf?.objects ?? [])).toEqual(pattern(json?.objects ?? []))
    },
  )

  it.each(['deployments', 'pods'])(
    'come alike in a watch that begins with a snapshot: %s',
    async (name) => {
      const resource = resources.find((one) => one.name === name)!
      const query = new URLSearchParams({
        ...{ watch: 'true', sendInitialEvents: 'true', allowWatchBookmarks: 'true' },
        ...{ resourceVersionMatch: 'NotOlderThan', timeoutSeconds: '2' },
      })
      const path = `${resource.api}/namespaces/${ns}/${name}?${query.toString()}`
      // The two begin at versions of their own: whatever changes between them makes them differ.
      await until('nothing has changed between the two', async () => {
        const watches = await Promise.all(
          [onlyJson, anyEncoding].map(async (accept) => {
            const { type, body } = await ask(path, accept)
            const objects = new Map<string, KubeObject>()
            let ended = false
            const feed = readEvents(type, resource, (event) => {
              if (event.type === 'BOOKMARK') ended ||= event.initialEventsEnd
              else if (event.type !== 'ERROR' && !ended)
                objects.set(event.object.meta.uid, event.object)
            })
            for (let i = 0; i < body.length; i += 1000)
              expect(feed(body.subarray(i, i + 1000))).toBe(true)
            expect(ended).toBe(true)
            return [...objects.values()]
          }),
        )
        expect(watches[0]?.length).toBeGreaterThan(0)
        expect(withoutDigests(watches[1] ?? [])).toEqual(withoutDigests(watches[0] ?? []))
        return true
      })
    },
  )

  async function versionOf(path: string): Promise<string> {
    const { body } = await ask(`${path}?limit=1`, onlyJson)
    return JSON.parse(body.toString()).metadata.resourceVersion
  }
})

const digests: ReadonlySet<string> = new Set(['fingerprint', 'probes'])

/** What a digest is made of differs between the encodings. */
function withoutDigests(objects: readonly KubeObject[]): unknown {
  return JSON.parse(
    JSON.stringify(objects, (key, value: unknown) => (digests.has(key) ? value !== '' : value)),
  )
}

/** Which digests are equal to which: that has to be the same in both. */
function pattern(objects: readonly KubeObject[]): number[] {
  const seen = new Map<string, number>()
  const numbers: number[] = []
  JSON.stringify(objects, (key, value: unknown) => {
    if (digests.has(key) && typeof value === 'string') {
      if (!seen.has(value)) seen.set(value, seen.size)
      numbers.push(seen.get(value) ?? -1)
    }
    return value
  })
  return numbers
}
