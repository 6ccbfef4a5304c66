/** Eight incidents on a real cluster: each is told in one right sentence, and blamed on the right change. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { ApiObject } from '../client.ts'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { cronJob, deployment, namespace } from '../fixtures.ts'
import { until } from '../until.ts'

const ns = 'incidents'
const limited = 'incidents-quota'
const node = 'incidents-node'

interface Blame {
  readonly sentence: string
  /** `release deployment/cart`: the one that is ranked first. */
  readonly first: string
  readonly reasons: readonly string[]
}

describe.skipIf(!available)('incidents on a real cluster', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(namespace(ns), namespace(limited))
    await cluster.apply(
      configMap('info'),
      service('backend'),
      lonelyNode(),
      // Due within a minute: started first, looked at last.
      cronJob(ns, 'nightly', { version: '1.0.0' }),
      ...['imageless', 'crashing', 'hungry', 'backend'].map((name) =>
        deployment(ns, name, { version: '1.0.0' }),
      ),
      withConfig(deployment(ns, 'misled', { version: '1.0.0' })),
      deployment(ns, 'frontend', { version: '1.0.0', env: { BACKEND_URL: 'http://backend:8080' } }),
      onLonelyNode(deployment(ns, 'crowded', { version: '1.0.0' })),
      deployment(limited, 'squeezed', { version: '1.0.0' }, { progressDeadlineSeconds: 5 }),
    )
    for (const name of ['imageless', 'crashing', 'hungry', 'backend', 'misled', 'frontend'])
      await cluster.rolledOut(ns, name)
    await cluster.rolledOut(ns, 'crowded')
    await cluster.rolledOut(limited, 'squeezed')
    // Kubernetes keeps whole seconds: what happens now must not look as old as the beginning.
    await until('a second has passed', secondsLater(2))
  })

  /** As whoever is on call sees it: the sentence and the ranking, from a cluster they have not touched. */
  async function blame(workload: string, namespace: string): Promise<Blame> {
    const { stdout, stderr } = await cluster.kulprit([
      ...['changes', '--workload', workload, '-n', namespace, '-o', 'json'],
    ])
    if (stdout === '') throw new Error(stderr)
    const { items } = JSON.parse(stdout)
    const described = await cluster.kulprit(['describe', workload, '-n', namespace, '-o', 'json'])
    const [first] = items
    return {
      sentence: JSON.parse(described.stdout).diagnosis?.sentence ?? 'nothing is wrong',
      first:
        first === undefined
          ? 'nothing'
          : `${first.type} ${first.kind.toLowerCase()}/${first.name}${first.to === null ? '' : ` ${first.to.release}`}`,
      reasons: first?.reasons ?? [],
    }
  }

  async function expectBlamed(
    workload: string,
    wanted: { readonly sentence: RegExp; readonly first: string; readonly reason: RegExp },
    namespace = ns,
  ): Promise<void> {
    await until(`${workload} is blamed on ${wanted.first}`, async () => {
      const { sentence, first, reasons } = await blame(workload, namespace)
      expect(sentence).toMatch(wanted.sentence)
      expect(first).toBe(wanted.first)
      expect(reasons.join('; ')).toMatch(wanted.reason)
      return true
    })
  }

  it('a bad image: the release that names it', async () => {
    await cluster.apply(deployment(ns, 'imageless', { version: '2.0.0', pod: 'image-pull' }))
    await expectBlamed('imageless', {
      sentence: /cannot pull image registry\.example\/imageless:2\.0\.0/,
      first: 'release deployment/imageless 2',
      reason: /its own; it changed the image, and its image cannot be pulled/,
    })
  })

  it('a crash after a release: that release', async () => {
    await cluster.apply(deployment(ns, 'crashing', { version: '2.0.0', pod: 'crash' }))
    await tellBackOff('crashing', '2.0.0')
    await expectBlamed('crashing', {
      sentence: /crash-loops? since .*exit 1.*release 2 \(1\.0\.0 → 2\.0\.0\)/,
      first: 'release deployment/crashing 2',
      reason: /its own/,
    })
  })

  it('out of memory after a limit was changed: the release that changed it', async () => {
    await cluster.apply(
      withLimit(deployment(ns, 'hungry', { version: '1.0.0', pod: 'oom' }), '96Mi'),
    )
    await expectBlamed('hungry', {
      sentence: /OOM.*96Mi/,
      first: 'release deployment/hungry 2',
      reason: /it changed requests or limits, and it runs out of memory/,
    })
  })

  it('a setting that breaks it at the next restart: the ConfigMap, not the restart', async () => {
    await cluster.kubectl(
      ...['patch', 'configmap', 'settings', '-n', ns, '--field-manager=ops'],
      ...['--type=merge', '--patch={"data":{"level":"everything"}}'],
    )
    const annotations = {
      'kubectl.kubernetes.io/restartedAt': new Date().toISOString(),
      'test.kulprit/pod': 'crash',
    }
    await cluster.kubectl(
      ...['patch', 'deployment', 'misled', '-n', ns, '--type=merge'],
      `--patch=${JSON.stringify({ spec: { template: { metadata: { annotations } } } })}`,
    )
    await expectBlamed('misled', {
      sentence: /crash-loops?/,
      first: 'config configmap/settings',
      reason: /it reads this ConfigMap/,
    })
  })

  it('a dependency that fails: the release of what it calls', async () => {
    await cluster.apply(deployment(ns, 'backend', { version: '2.0.0', pod: 'crash' }))
    await until('the backend crashes', async () => {
      const { stdout } = await cluster.kulprit(['get', 'status:failing', '-n', ns, '-o', 'name'])
      return stdout.includes('deployment.apps/backend')
    })
    await until('a second has passed', secondsLater(2))
    await makeUnready('frontend')
    await expectBlamed('frontend', {
      sentence: /not ready|none of 2 pods is available/i,
      first: 'release deployment/backend 2',
      reason: /it is called: env BACKEND_URL names Service backend/,
    })
  })

  it('a rollout that a quota stops: the release that does not fit', async () => {
    await cluster.apply({
      ...{ apiVersion: 'v1', kind: 'ResourceQuota' },
      metadata: { name: 'pods', namespace: limited },
      spec: { hard: { pods: '2' } },
    })
    await until('the quota is counted', async () => {
      const used = await cluster.kubectl(
        ...['get', 'resourcequota', 'pods', '-n', limited, '-o', 'jsonpath={.status.used.pods}'],
      )
      return used === '2'
    })
    await cluster.apply(
      deployment(limited, 'squeezed', { version: '2.0.0' }, { progressDeadlineSeconds: 5 }),
    )
    await expectBlamed(
      'squeezed',
      {
        sentence: /exceeded quota|cannot be created|quota/,
        first: 'release deployment/squeezed 2',
        reason: /its own/,
      },
      limited,
    )
  })

  it('a node under pressure: the node', async () => {
    await pressMemory()
    await evictOne('crowded')
    await expectBlamed('crowded', {
      sentence: /evicted|no node takes|cannot be scheduled/i,
      first: `node node/${node}`,
      reason: /its pods with a problem are on this node/,
    })
  })

  it('a CronJob that fails since it was changed: the change', async () => {
    await until('the first run succeeds', async () => {
      const jobs = await cluster.kubectl(
        ...['get', 'jobs', '-n', ns, '-o', 'jsonpath={.items[*].status.succeeded}'],
      )
      return jobs.includes('1')
    })
    await cluster.apply(cronJob(ns, 'nightly', { version: '2.0.0', pod: 'fail' }))
    await expectBlamed('nightly', {
      sentence: /last run nightly-\d+ failed/,
      first: 'release cronjob/nightly 2',
      reason: /its own/,
    })
  })

  /** As the kubelet does from the second crash on: the simulated one sends no events. */
  async function tellBackOff(app: string, version: string): Promise<void> {
    await until(`a pod of ${app} ${version} crashes`, async () => {
      const pods = await podsOf(app)
      const pod = pods.find(
        ({ spec, status }) =>
          spec.containers[0]?.image.endsWith(`:${version}`) &&
          status.containerStatuses !== undefined,
      )
      if (pod === undefined) return false
      const { name, uid, namespace } = pod.metadata
      const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
      await cluster.admin.post(`/api/v1/namespaces/${ns}/events`, {
        ...{ apiVersion: 'v1', kind: 'Event', metadata: { name: `${name}.back-off`, namespace } },
        involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
        ...{ type: 'Warning', reason: 'BackOff', message: 'Back-off restarting failed container' },
        ...{ source: { component: 'kubelet' }, count: 5, firstTimestamp: at, lastTimestamp: at },
      })
      return true
    })
  }

  /** As the kubelet does when a readiness probe fails. */
  async function makeUnready(app: string): Promise<void> {
    for (const pod of await podsOf(app)) {
      const now = new Date().toISOString()
      const unready = { status: 'False', reason: 'ContainersNotReady', lastTransitionTime: now }
      const path = `/api/v1/namespaces/${ns}/pods/${pod.metadata.name}`
      const { status } = (await cluster.admin.get(path)).json
      await cluster.admin.patch(`${path}/status`, {
        status: {
          conditions: status.conditions.map((condition: { type: string }) =>
            ['Ready', 'ContainersReady'].includes(condition.type)
              ? { ...condition, ...unready }
              : condition,
          ),
          containerStatuses: status.containerStatuses.map((container: object) => ({
            ...container,
            ready: false,
          })),
        },
      })
    }
  }

  /** As the kubelet does when its node runs out of memory. */
  async function evictOne(app: string): Promise<void> {
    const [pod] = await podsOf(app)
    if (pod === undefined) throw new Error(`no pod of ${app}`)
    await cluster.admin.patch(`/api/v1/namespaces/${ns}/pods/${pod.metadata.name}/status`, {
      status: {
        phase: 'Failed',
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
      },
    })
  }

  async function podsOf(app: string): Promise<readonly ApiObject[]> {
    const { json } = await cluster.admin.get(
      `/api/v1/namespaces/${ns}/pods?labelSelector=${encodeURIComponent(`app=${app}`)}`,
    )
    return json.items
  }

  async function pressMemory(): Promise<void> {
    const path = `/api/v1/nodes/${node}`
    const { status } = (await cluster.admin.get(path)).json
    const pressed = {
      ...{ status: 'True', reason: 'KubeletHasInsufficientMemory' },
      ...{ message: 'kubelet has insufficient memory available' },
      lastTransitionTime: new Date().toISOString(),
    }
    await cluster.admin.patch(`${path}/status`, {
      status: {
        conditions: status.conditions.map((condition: { type: string }) =>
          condition.type === 'MemoryPressure' ? { ...condition, ...pressed } : condition,
        ),
      },
    })
    await until('no pod is put on the node any more', async () => {
      const { spec } = (await cluster.admin.get(path)).json
      return JSON.stringify(spec.taints).includes('memory-pressure')
    })
  }
})

function secondsLater(seconds: number): () => Promise<boolean> {
  const at = Date.now() + seconds * 1000
  return () => Promise.resolve(Date.now() >= at)
}

function configMap(level: string): object {
  return {
    ...{ apiVersion: 'v1', kind: 'ConfigMap' },
    metadata: { name: 'settings', namespace: ns },
    data: { level },
  }
}

function service(name: string): object {
  return {
    ...{ apiVersion: 'v1', kind: 'Service' },
    metadata: { name, namespace: ns },
    spec: { selector: { app: name }, ports: [{ port: 8080 }] },
  }
}

/** On which nothing else is put: other suites share the cluster. */
function lonelyNode(): object {
  return {
    ...{ apiVersion: 'v1', kind: 'Node' },
    metadata: { name: node, labels: { 'test.kulprit/node': node } },
    spec: { taints: [{ key: 'test.kulprit/lonely', effect: 'NoSchedule' }] },
  }
}

interface PodSpec {
  readonly containers: readonly object[]
  readonly [field: string]: unknown
}

function withPodSpec(object: object, change: (spec: PodSpec) => object): object {
  const whole = object as { spec: { template: { spec: PodSpec } } }
  const { template } = whole.spec
  const spec = { ...template.spec, ...change(template.spec) }
  return { ...whole, spec: { ...whole.spec, template: { ...template, spec } } }
}

function withConfig(object: object): object {
  return withPodSpec(object, () => ({
    volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
  }))
}

function withLimit(object: object, memory: string): object {
  return withPodSpec(object, ({ containers }) => ({
    containers: containers.map((container) => ({
      ...container,
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory } },
    })),
  }))
}

function onLonelyNode(object: object): object {
  return withPodSpec(object, () => ({
    nodeSelector: { 'test.kulprit/node': node },
    tolerations: [{ key: 'test.kulprit/lonely', operator: 'Exists', effect: 'NoSchedule' }],
  }))
}
