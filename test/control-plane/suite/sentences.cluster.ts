/** The first sentence that kulprit says of what goes wrong on a real cluster, word for word. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { ApiObject } from '../client.ts'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { cronJob, deployment, job, namespace, statefulSet } from '../fixtures.ts'
import { until } from '../until.ts'

const ns = 'sentences'
const limited = 'sentences-quota'
/** With its day where midnight lies between. */
const clock = String.raw`(?:\d{4}-\d\d-\d\d )?\d\d:\d\d`
const soon = String.raw`(right|\d+ (s|min)) after`

describe.skipIf(!available)('the first sentence on a real cluster', () => {
  let cluster: Cluster
  let ready = 0

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(namespace(ns), namespace(limited))
    const names = ['imageless', 'crashing', 'hungry', 'misled', 'waiting', 'sound']
    await cluster.apply(
      cronJob(ns, 'nightly', { version: '1.0.0', pod: 'fail' }),
      job(ns, 'migration', { version: '1.0.0', pod: 'fail' }),
      // However long it takes until it is looked at, its rollout must not count as stuck.
      deployment(
        ns,
        'homeless',
        { version: '1.0.0', unschedulable: true },
        { progressDeadlineSeconds: 86_400 },
      ),
      ...names.map((name) => deployment(ns, name, { version: '1.0.0', env: { MODE: 'calm' } })),
      deployment(limited, 'squeezed', { version: '1.0.0' }, { progressDeadlineSeconds: 5 }),
    )
    for (const name of names) await cluster.rolledOut(ns, name)
    await cluster.rolledOut(limited, 'squeezed')
    ready = Date.now()
  })

  async function expectSentence(workload: string, expected: string, place = ns): Promise<void> {
    await until(`${workload}: ${expected}`, async () => {
      const { stdout } = await cluster.kulprit(['describe', workload, '-n', place])
      expect(stdout.split('\n')[0]).toMatch(new RegExp(`^${expected}$`))
      return true
    })
  }

  it('an image that cannot be pulled, with the reason that the kubelet gives', async () => {
    await cluster.apply(deployment(ns, 'imageless', { version: '2.0.0', pod: 'image-pull' }))
    const pod = await until('its pod waits', async () => {
      const pods = await podsOf('imageless')
      return pods.find(({ status }) => status.phase === 'Pending') ?? null
    })
    await warn(pod.metadata.name, 'Failed', 'Failed to pull image "x": manifest unknown')
    await expectSentence(
      'imageless',
      `1 of 3 pods cannot pull image registry.example/imageless:2.0.0 since ${clock}, not found, ${soon} release 2 \\(1.0.0 → 2.0.0\\)`,
    )
  })

  it('a crash after a release', async () => {
    await cluster.apply(
      deployment(ns, 'crashing', { version: '2.0.0', pod: 'crash', env: { MODE: 'calm' } }),
    )
    await expectSentence(
      'crashing',
      `1 of 3 pods crash-loops since ${clock}, exit 1, ${soon} release 2 \\(1.0.0 → 2.0.0\\)`,
    )
  })

  it('memory that ran out after its limit was lowered', async () => {
    await cluster.apply(
      deployment(ns, 'hungry', { version: '1.0.0', pod: 'oom', env: { MODE: 'calm' } }),
    )
    await cluster.kubectl(
      ...['set', 'resources', 'deployment/hungry', '-n', ns, '--limits=memory=96Mi'],
    )
    await expectSentence(
      'hungry',
      `1 of 3 pods is OOMKilled at the memory limit of 96Mi since ${clock}, exit 137, ${soon} release 3 \\(1.0.0, memory limit 128Mi → 96Mi\\)`,
    )
  })

  it('a release that changed nothing but a variable', async () => {
    await cluster.apply(
      deployment(ns, 'misled', { version: '1.0.0', pod: 'crash', env: { MODE: 'wild' } }),
    )
    await expectSentence(
      'misled',
      `1 of 3 pods crash-loops since ${clock}, exit 1, ${soon} release 2 \\(1.0.0, env MODE changed\\)`,
    )
  })

  it('pods that are not ready any more, with the probe that fails', async () => {
    await until('a second has passed', () => Date.now() > ready + 2000)
    for (const { metadata } of await podsOf('waiting')) {
      await makeUnready(metadata.name)
      await warn(metadata.name, 'Unhealthy', 'Readiness probe failed: connection refused by db')
    }
    await expectSentence(
      'waiting',
      `None of 2 pods is available since ${clock}: 2 are not ready, ${soon} release 1 \\(1.0.0\\): Readiness probe failed: connection refused by db`,
    )
  })

  it('a rollout that a quota stops', async () => {
    const hard = { pods: '2' }
    await cluster.apply({
      ...{ apiVersion: 'v1', kind: 'ResourceQuota', spec: { hard } },
      metadata: { name: 'pods', namespace: limited },
    })
    await until('the quota is counted', async () => {
      const used = await cluster.kubectl(
        ...['get', 'resourcequota', 'pods', '-n', limited, '-o', 'jsonpath={.status.used.pods}'],
      )
      return used === '2'
    })
    await cluster.apply(
      deployment(limited, 'squeezed', { version: '2.0.0' }, { progressDeadlineSeconds: 5 }),
      statefulSet(limited, 'stateful', { version: '1.0.0' }, { type: 'RollingUpdate' }),
    )
    await expectSentence(
      'squeezed',
      `The rollout of release 2 \\(1.0.0 → 2.0.0\\) is stuck since ${clock}: 1 of 2 pods cannot be created: exceeded quota: pods, requested: pods=1, used: pods=2, limited: pods=2`,
      limited,
    )
  })

  it('the same of a StatefulSet, of which only events tell', async () => {
    await expectSentence(
      'stateful',
      '0 of 3 pods (are updated|are available), on release 1 .*; 3 of 3 pods cannot be created: .*exceeded quota: pods.*',
      limited,
    )
  })

  it('a pod that no node takes', async () => {
    await expectSentence(
      'homeless',
      `None of 2 pods is available since ${clock}: 2 cannot be scheduled, ${soon} release 1 \\(1.0.0\\): 0/\\d nodes are available: .*3 node\\(s\\) didn't match Pod's node affinity/selector`,
    )
  })

  it('a Job that failed', async () => {
    await expectSentence('migration', `The job failed at ${clock}, exit 3, ${soon} release 1 .*`)
  })

  it('a CronJob whose last run failed', async () => {
    await until('the CronJob has run', async () => {
      const jobs = await cluster.kubectl('get', 'jobs', '-n', ns, '-o', 'name')
      return jobs.includes('nightly')
    })
    await expectSentence(
      'nightly',
      `Its last run nightly-\\d+ failed at ${clock}, exit 3, no run has ever succeeded.*`,
    )
  })

  it('and that all is well where it is', async () => {
    await expectSentence('sound', `Both pods are ready, on release 1 \\(1.0.0\\) since ${clock}`)
  })

  async function podsOf(app: string): Promise<readonly ApiObject[]> {
    const selector = encodeURIComponent(`app=${app}`)
    const { json } = await cluster.admin.get(
      `/api/v1/namespaces/${ns}/pods?labelSelector=${selector}`,
    )
    return json.items
  }

  /** As the kubelet does when a readiness probe fails. */
  async function makeUnready(name: string): Promise<void> {
    const path = `/api/v1/namespaces/${ns}/pods/${name}`
    const { status } = (await cluster.admin.get(path)).json
    const unready = { status: 'False', lastTransitionTime: new Date().toISOString() }
    await cluster.admin.patch(`${path}/status`, {
      status: {
        conditions: status.conditions.map((condition: { readonly type: string }) =>
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

  /** A warning as the kubelet writes it. */
  async function warn(pod: string, reason: string, message: string): Promise<void> {
    const now = new Date().toISOString()
    await cluster.admin.post(`/api/v1/namespaces/${ns}/events`, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { generateName: `${pod}.`, namespace: ns },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: ns, name: pod },
      ...{ type: 'Warning', reason, message, count: 1 },
      ...{ firstTimestamp: now, lastTimestamp: now, source: { component: 'kubelet' } },
    })
  }
})
