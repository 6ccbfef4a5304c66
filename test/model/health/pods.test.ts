import { describe, expect, test } from 'vitest'
import type { ContainerStatus } from '../../../src/model/kube/kube.ts'
import {
  condition,
  container,
  containerStatus,
  facts,
  pod,
  state,
  template,
  workloadObject,
} from '../../support/model-objects.ts'
import {
  now,
  minutesAgo,
  judge,
  brief,
  limited,
  completed,
  unready,
  died,
  backOff,
  withPod,
} from '../../support/health-cases.ts'

describe('a pod of a completed rollout', () => {
  test.each([
    [
      'crashes',
      { restarts: 4, state: backOff, lastState: died(1, 'Error') },
      'CrashLoopBackOff',
      'container cart crashes with exit code 1, 4 restarts',
    ],
    [
      'is OOMKilled over and over',
      { restarts: 4, state: backOff, lastState: died(137, 'OOMKilled') },
      'CrashLoopBackOff',
      'container cart was OOMKilled at its memory limit of 256Mi (exit code 137), 4 restarts',
    ],
    [
      'has just crashed',
      { restarts: 4, state: died(139, 'Error') },
      'Error',
      'container cart crashes with exit code 139, 4 restarts',
    ],
    [
      'starts again after a crash',
      { restarts: 1, lastState: died(137, 'OOMKilled', 30) },
      'OOMKilled',
      'container cart was OOMKilled at its memory limit of 256Mi (exit code 137), 1 restart',
    ],
    [
      'ends though it should run',
      { restarts: 4, state: backOff, lastState: died(0, 'Completed') },
      'CrashLoopBackOff',
      'container cart ends though it should run with exit code 0 (Completed), 4 restarts',
    ],
    [
      'backs off with no last state',
      { restarts: 4, state: backOff },
      'CrashLoopBackOff',
      'container cart keeps crashing, 4 restarts',
    ],
    [
      'cannot get its image',
      { state: state('waiting', { reason: 'ErrImagePull', message: 'not found' }) },
      'ErrImagePull',
      'container cart cannot get its image registry.example/shop/cart:1.4.2: not found',
    ],
    [
      'has a misspelt image',
      { state: state('waiting', { reason: 'InvalidImageName' }) },
      'InvalidImageName',
      'container cart cannot get its image registry.example/shop/cart:1.4.2',
    ],
    [
      'misses a Secret',
      {
        state: state('waiting', {
          reason: 'CreateContainerConfigError',
          message: 'secret "db" not found',
        }),
      },
      'CreateContainerConfigError',
      'container cart cannot start: secret "db" not found',
    ],
    [
      'has a crashing init container',
      { init: true, name: 'migrate', restarts: 2, state: backOff, lastState: died(1, 'Error') },
      'CrashLoopBackOff',
      'init container migrate crashes with exit code 1, 2 restarts',
    ],
    [
      'has an init container without image',
      { init: true, name: 'migrate', state: state('waiting', { reason: 'ImagePullBackOff' }) },
      'ImagePullBackOff',
      'init container migrate cannot get its image registry.example/shop/cart:1.4.2',
    ],
    [
      'was ready and is no longer',
      { state: state('running', { startedAt: minutesAgo(60) }) },
      'NotReady',
      'container cart runs but is not ready',
    ],
    [
      'waits for a volume for long',
      { state: state('waiting', { reason: 'ContainerCreating' }) },
      'ContainerCreating',
      'container cart has not started (ContainerCreating)',
    ],
  ] as [string, Partial<ContainerStatus>, string, string][])(
    'that %s makes it degraded',
    (_, status, reason, sentence) => {
      expect(brief(withPod(status))).toEqual(['degraded', reason, `${sentence} (in 1 of 3 pods)`])
      expect(judge(withPod(status)).since).toBe(minutesAgo(20))
    },
  )

  test('that no node takes makes it degraded', () => {
    const workload = workloadObject({ status: { available: 2 } })
    const scheduled = condition('PodScheduled', 'False', {
      reason: 'Unschedulable',
      message: '0/3 nodes: Insufficient cpu',
      lastTransitionAt: minutesAgo(3),
    })
    const given = facts(workload, {
      pods: [pod(workload, { phase: 'Pending', conditions: [scheduled], containers: [] })],
    })
    expect(judge(given)).toMatchObject({
      reason: 'Unschedulable',
      message: 'no node takes the pod: 0/3 nodes: Insufficient cpu (in 1 of 3 pods)',
      since: minutesAgo(3),
    })
  })

  test.each([
    ['starts', { state: state('waiting', { reason: 'ContainerCreating' }) }],
    ['initialises', { state: state('waiting', { reason: 'PodInitializing' }) }],
    ['runs and is not ready yet', { state: state('running', { startedAt: minutesAgo(4) }) }],
  ])('that %s is no problem until it takes ten minutes', (_, status) => {
    const young = withPod(status, workloadObject({ status: { available: 2 } }), 4)
    expect(judge(young)).toMatchObject({ status: 'progressing', changesAt: now + 6 * 60_000 })
    expect(brief(young, now + 6 * 60_000)[0]).toBe('degraded')
  })

  test('that crashed and is ready again counts for ten minutes', () => {
    const workload = workloadObject({ template: limited, conditions: [completed] })
    const again = facts(workload, {
      pods: [
        pod(workload, {
          containers: [containerStatus({ restarts: 1, lastState: died(137, 'OOMKilled', 4) })],
        }),
      ],
    })
    expect(judge(again)).toMatchObject({
      status: 'degraded',
      reason: 'OOMKilled',
      message:
        'container cart was OOMKilled at its memory limit of 256Mi (exit code 137), 1 restart; it is ready again (in 1 of 3 pods)',
      changesAt: now + 6 * 60_000,
    })
    expect(brief(again, now + 6 * 60_000)[0]).toBe('healthy')
  })

  test.each([
    ['crashed', died(1, 'Error', 4), 'degraded', 'container cart crashed with exit code 1, '],
    ['was told to stop, and did', died(0, 'Completed', 4), 'healthy', null],
    ['was told to stop, and fell to the signal', died(143, 'Error', 4), 'healthy', null],
    ['was lost with its node', died(255, 'Unknown', 4), 'healthy', null],
    ['was lost by the kubelet', died(137, 'ContainerStatusUnknown', 4), 'healthy', null],
  ])('that %s and is ready again says so, or nothing', (_, lastState, status, words) => {
    const workload = workloadObject({ conditions: [completed] })
    const once = facts(workload, {
      pods: [pod(workload, { containers: [containerStatus({ restarts: 1, lastState })] })],
    })
    expect(judge(once)).toMatchObject({
      status,
      message: words === null ? null : `${words}1 restart; it is ready again (in 1 of 3 pods)`,
    })
    // Told to stop again and again is trouble, too.
    const often = facts(workload, {
      pods: [pod(workload, { containers: [containerStatus({ restarts: 2, lastState })] })],
    })
    expect(judge(often).status).toBe('degraded')
  })

  test('that is being deleted is no problem', () => {
    const workload = workloadObject()
    const leaving = pod(workload, {
      meta: { deletedAt: minutesAgo(1) },
      conditions: [unready(1)],
      containers: [containerStatus({ ready: false, state: died(137, 'Error') })],
    })
    expect(brief(facts(workload, { pods: [leaving] }))[0]).toBe('healthy')
  })

  test('that was evicted is history, unless its replacement is missing', () => {
    const evicted = {
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on memory',
      conditions: [],
      containers: [],
    }
    const [full, short] = [3, 2].map((available) => workloadObject({ status: { available } }))
    expect(brief(facts(full!, { pods: [pod(full!, evicted)] }))[0]).toBe('healthy')
    expect(brief(facts(short!, { pods: [pod(short!, evicted)] }))).toEqual([
      'degraded',
      'Evicted',
      'the pod failed: The node was low on memory (in 1 of 3 pods)',
    ])
  })

  test('whose node is lost makes it degraded', () => {
    const workload = workloadObject({ status: { available: 2 } })
    const lost = condition('Ready', 'Unknown', {
      message: 'Kubelet stopped posting node status.',
      lastTransitionAt: minutesAgo(2),
    })
    expect(brief(facts(workload, { pods: [pod(workload, { conditions: [lost] })] }))).toEqual([
      'degraded',
      'NotReady',
      'the pod is not ready: Kubelet stopped posting node status. (in 1 of 3 pods)',
    ])
  })

  test('a crash outranks an image that cannot be pulled', () => {
    const workload = workloadObject({ status: { available: 1 } })
    const broken = (name: string, status: Partial<ContainerStatus>) =>
      pod(workload, {
        meta: { name, uid: name },
        conditions: [unready(5)],
        containers: [containerStatus({ ready: false, ...status })],
      })
    const given = facts(workload, {
      pods: [
        broken('a', { state: state('waiting', { reason: 'ErrImagePull' }) }),
        broken('b', { state: backOff }),
      ],
    })
    expect(judge(given).reason).toBe('CrashLoopBackOff')
  })

  test('an OOMKilled container without a limit is said to have none', () => {
    const workload = workloadObject({
      template: template({ containers: [container()] }),
      status: { available: 2 },
    })
    expect(
      judge(withPod({ restarts: 2, state: backOff, lastState: died(137, 'OOMKilled') }, workload))
        .message,
    ).toMatch(/^container cart was OOMKilled with no memory limit set/)
  })
})
