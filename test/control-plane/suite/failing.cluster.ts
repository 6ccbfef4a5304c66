/** Pods that fail on a real cluster, each in its own way. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { deployment, namespace } from '../fixtures.ts'
import { expectAgreement, expectShown } from '../oracle.ts'
import { until } from '../until.ts'

const ns = 'failing'

describe.skipIf(!available)('failing pods on a real cluster', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(
      namespace(ns),
      deployment(ns, 'crashing', { version: '1.0.0', pod: 'crash' }),
      deployment(ns, 'hungry', { version: '1.0.0', pod: 'oom' }),
      deployment(ns, 'imageless', { version: '1.0.0', pod: 'image-pull' }),
      deployment(ns, 'homeless', { version: '1.0.0', unschedulable: true }),
      deployment(ns, 'sound', { version: '1.0.0' }),
    )
  })

  it.for([
    ['crashing', 'CrashLoopBackOff', /container crashing crashes with exit code 1, 4 restarts/],
    ['hungry', 'CrashLoopBackOff', /container hungry was OOMKilled at its memory limit of 128Mi/],
    ['imageless', 'ImagePullBackOff', /cannot get its image registry\.example\/imageless:1\.0\.0/],
    ['homeless', 'Unschedulable', /no node takes the pod: 0\/\d nodes are available/],
  ] as const)('says why %s is down: %s', async ([name, reason, message]) => {
    await expectShown(cluster, ns, name, {
      health: {
        status: 'degraded',
        reason,
        message: expect.stringMatching(message),
      },
      replicas: { desired: 2, ready: 0, available: 0 },
    })
  })

  it('puts the failing ones first, and counts restarts as the pods do', async () => {
    await cluster.rolledOut(ns, 'sound')
    await until('the sound one is last', async () => {
      const { stdout } = await cluster.kulprit(['get', '-n', ns, '-o', 'name'])
      return stdout.trim().split('\n').at(-1) === 'deployment.apps/sound'
    })
    const counts = await cluster.kubectl(
      ...['get', 'pods', '-n', ns, '-l', 'app=crashing'],
      ...['-o', 'jsonpath={.items[*].status.containerStatuses[*].restartCount}'],
    )
    const restarts = counts.split(' ').reduce((sum, count) => sum + Number(count), 0)
    await expectShown(cluster, ns, 'crashing', { restarts })
  })

  it('describes a crashing workload with the events of its pods', async () => {
    const args = ['describe', 'crashing', '-n', ns, '-o', 'json']
    // Controllers send their events beside their work, sooner or later.
    await until('all events are there', async () => {
      const { code, stdout } = await cluster.kulprit(args)
      expect(code).toBe(0)
      const described = JSON.parse(stdout) as { events: { object: string; reason: string }[] }
      expect(described.events).toContainEqual(
        expect.objectContaining({ object: 'Deployment/crashing', reason: 'ScalingReplicaSet' }),
      )
      return described.events.some(({ object }) => object.startsWith('Pod/crashing-'))
    })
  })

  it('agrees with kubectl about every one of them', async () => {
    await expectAgreement(cluster, ns)
  })
})
