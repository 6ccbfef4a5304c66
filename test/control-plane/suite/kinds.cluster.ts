/** StatefulSets, DaemonSets, CronJobs and Jobs, run by their real controllers. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { nodeNames } from '../control-plane.ts'
import { cronJob, daemonSet, job, namespace, statefulSet } from '../fixtures.ts'
import { expectAgreement, expectOutline, expectShown } from '../oracle.ts'
import { until } from '../until.ts'

const ns = 'kinds'

describe.skipIf(!available)('workloads of other kinds on a real cluster', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(
      namespace(ns),
      // Due within a minute: started first, looked at last.
      cronJob(ns, 'nightly', { version: '3.0.0', pod: 'fail' }),
      cronJob(ns, 'hourly', { version: '3.0.0' }),
    )
  })

  it('follows a StatefulSet through releases, a partition and a rollback', async () => {
    const everywhere = { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }
    const lastTwo = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }
    await cluster.apply(statefulSet(ns, 'db', { version: '1.0.0' }, everywhere))
    await expectShown(cluster, ns, 'db', { health: { status: 'healthy' }, replicas: { ready: 3 } })
    await cluster.apply(statefulSet(ns, 'db', { version: '1.1.0' }, lastTwo))
    await expectShown(cluster, ns, 'db', {
      version: { value: '1.1.0' },
      previous: { release: 1, version: { value: '1.0.0' } },
      health: { status: 'healthy' },
      replicas: { desired: 3, ready: 3, updated: 2 },
    })
    await expectOutline(cluster, ns, 'sts/db', ['2 1.1.0 current', '1 1.0.0'])
    await cluster.kubectl('rollout', 'undo', 'statefulset/db', '-n', ns)
    await expectShown(cluster, ns, 'db', {
      version: { value: '1.0.0' },
      health: { status: 'healthy' },
    })
    await expectOutline(cluster, ns, 'sts/db', ['3 1.0.0 current', '2 1.1.0'])
  })

  it('tells that a StatefulSet has fewer pods than it had, and takes no rollout for that', async () => {
    const set = (version: string) =>
      statefulSet(ns, 'queue', { version }, { type: 'RollingUpdate' })
    const scalings = async (): Promise<unknown[]> => {
      const args = ['changes', '--since', '1h', '-n', ns, '-o', 'json']
      const { stdout } = await cluster.kulprit(args)
      const { items } = JSON.parse(stdout) as { items: { type: string; name: string }[] }
      return items.filter(({ type, name }) => type === 'scaling' && name === 'queue')
    }
    const ready = { health: { status: 'healthy' }, replicas: { ready: 3, updated: 3 } }
    await cluster.apply(set('1.0.0'))
    await expectShown(cluster, ns, 'queue', ready)
    await cluster.apply(set('1.1.0'))
    await expectShown(cluster, ns, 'queue', { version: { value: '1.1.0' }, ...ready })
    expect(await scalings()).toEqual([])
    await cluster.kubectl('scale', 'statefulset/queue', '--replicas=1', '-n', ns)
    await expectShown(cluster, ns, 'queue', { replicas: { desired: 1, ready: 1 } })
    const told = await until('its pods are told of', async () => (await scalings())[0] ?? null)
    expect(told).toMatchObject({ kind: 'StatefulSet', words: 'scaled 3 → 1' })
  })

  it('does not call a StatefulSet stuck that waits for its pods to be deleted by hand', async () => {
    const byHand = { type: 'OnDelete' }
    await cluster.apply(statefulSet(ns, 'cache', { version: '1.0.0' }, byHand))
    await expectShown(cluster, ns, 'cache', {
      health: { status: 'healthy' },
      replicas: { ready: 3 },
    })
    await cluster.apply(statefulSet(ns, 'cache', { version: '1.1.0' }, byHand))
    await expectOutline(cluster, ns, 'sts/cache', ['2 1.1.0', '1 1.0.0 current'])
    await expectShown(cluster, ns, 'cache', {
      version: { value: '1.0.0' },
      health: { status: 'healthy' },
      replicas: { desired: 3, ready: 3, updated: 0 },
    })
    await cluster.kubectl('delete', 'pod', 'cache-0', 'cache-1', 'cache-2', '-n', ns)
    await expectShown(cluster, ns, 'cache', {
      version: { value: '1.1.0' },
      previous: { release: 1, version: { value: '1.0.0' } },
      replicas: { ready: 3, updated: 3 },
    })
  })

  it('follows a DaemonSet through releases and a rollback', async () => {
    const nodes = nodeNames.length
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
      await cluster.apply(daemonSet(ns, 'agent', { version }))
      await expectShown(cluster, ns, 'agent', {
        version: { value: version },
        health: { status: 'healthy' },
        replicas: { desired: nodes, ready: nodes, updated: nodes, available: nodes },
      })
    }
    await expectOutline(cluster, ns, 'ds/agent', ['3 1.2.0 current', '2 1.1.0', '1 1.0.0'])
    await cluster.kubectl('rollout', 'undo', 'daemonset/agent', '-n', ns)
    await expectShown(cluster, ns, 'agent', {
      version: { value: '1.1.0' },
      previous: { release: 3, version: { value: '1.2.0' } },
      health: { status: 'healthy' },
    })
    await expectOutline(cluster, ns, 'ds/agent', ['4 1.1.0 current', '3 1.2.0', '1 1.0.0'])
  })

  it('tells a Job that failed from one that completed', async () => {
    await cluster.apply(
      job(ns, 'migrate', { version: '2.0.0', pod: 'fail' }),
      job(ns, 'import', { version: '2.0.0' }),
    )
    await expectShown(cluster, ns, 'migrate', {
      version: { value: '2.0.0' },
      health: { status: 'degraded', reason: 'BackoffLimitExceeded' },
      replicas: { desired: 1, ready: 0 },
    })
    const done = await expectShown(cluster, ns, 'import', { replicas: { desired: 1, ready: 1 } })
    expect(done.health).toMatchObject({ status: 'healthy', reason: null })
  })

  // A schedule has no finer step than a minute, and the failing Job tries once more after its back-off.
  it('tells a CronJob whose last run failed from one that does its work', async () => {
    await expectShown(cluster, ns, 'nightly', {
      version: { value: '3.0.0' },
      health: {
        status: 'degraded',
        reason: 'BackoffLimitExceeded',
        message: expect.stringMatching(/its last run nightly-\d+ failed: .*exit code 3/),
      },
    })
    await until('the other one has run', async () => {
      const path = `/apis/batch/v1/namespaces/${ns}/cronjobs/hourly`
      return (await cluster.admin.get(path)).json.status.lastSuccessfulTime !== undefined
    })
    await expectShown(cluster, ns, 'hourly', { health: { status: 'healthy' } })
  })

  it('agrees with kubectl about every one of them', async () => {
    await expectAgreement(cluster, ns)
  })
})
