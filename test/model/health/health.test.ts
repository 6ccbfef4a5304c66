import { describe, expect, test } from 'vitest'
import { healthOf } from '../../../src/model/health/health.ts'
import type { ContainerStatus, WorkloadObject } from '../../../src/model/kube/kube.ts'
import { podProblems } from '../../../src/model/health/problem-summary.ts'
import type { WorkloadFacts } from '../../../src/model/workload-facts.ts'
import {
  condition,
  container,
  containerStatus,
  controllerOf,
  facts,
  pod,
  state,
  template,
  workloadObject,
} from '../../support/model-objects.ts'

const now = Date.parse('2026-05-02T12:00:00Z')
const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000).toISOString()

const judge = (given: WorkloadFacts, at = now) => {
  const { problems, changesAt } = podProblems(given, at)
  return { ...healthOf(given, problems), changesAt }
}
const brief = (given: WorkloadFacts, at = now) => {
  const { status, reason, message } = judge(given, at)
  return [status, reason, message]
}

const limited = template({ containers: [container({ limits: { cpu: null, memory: '256Mi' } })] })
const progressing = (reason: string, status = 'True') =>
  condition('Progressing', status, { reason, lastTransitionAt: minutesAgo(30) })
const completed = progressing('NewReplicaSetAvailable')
const unready = (minutes: number) =>
  condition('Ready', 'False', {
    lastTransitionAt: minutesAgo(minutes),
    reason: 'ContainersNotReady',
  })
const died = (exitCode: number, reason: string, minutes = 1) =>
  state('terminated', { exitCode, reason, finishedAt: minutesAgo(minutes) })
const backOff = state('waiting', { reason: 'CrashLoopBackOff' })

/** A workload with one pod that is not ready, whose container is as given. */
const withPod = (
  status: Partial<ContainerStatus>,
  workload = workloadObject({
    conditions: [completed],
    status: { available: 2 },
    template: limited,
  }),
  minutes = 20,
) =>
  facts(workload, {
    pods: [
      pod(workload, {
        conditions: [unready(minutes)],
        containers: [containerStatus({ ready: false, ...status })],
      }),
    ],
  })

describe('a Deployment', () => {
  const rolling = { updated: 1, available: 2 }
  test.each([
    ['with all its pods is healthy', {}, ['healthy', null, null]],
    [
      'that updates pods is progressing',
      { status: { updated: 1 } },
      ['progressing', 'RollingOut', '1 of 3 pods are updated'],
    ],
    [
      'whose new pods start is progressing',
      { status: { available: 2 } },
      ['progressing', 'Starting', '2 of 3 pods are available'],
    ],
    [
      'whose old pods stop is progressing',
      { status: { replicas: 4 } },
      ['progressing', 'RollingOut', 'old pods still to stop: 1'],
    ],
    [
      'whose change no controller saw is progressing',
      { meta: { generation: 2 } },
      ['progressing', 'NotObserved', 'its controller has not seen the latest change'],
    ],
    [
      'that no controller ever saw is unknown',
      { observedGeneration: null },
      ['unknown', 'NotObserved', 'no controller has reported on it yet'],
    ],
    [
      'that is paused is suspended',
      { paused: true, status: rolling },
      ['suspended', 'Paused', 'its rollout is paused'],
    ],
    [
      'at 0 replicas is suspended',
      { desired: 0 },
      ['suspended', 'ScaledToZero', 'it is scaled to 0 replicas'],
    ],
    [
      'that starts for the first time is progressing',
      { conditions: [progressing('ReplicaSetUpdated')], status: { available: 0 } },
      ['progressing', 'Starting', '0 of 3 pods are available'],
    ],
    [
      'that had completed and has no pod available is degraded',
      { conditions: [completed], status: { available: 0 } },
      ['degraded', 'Unavailable', 'none of 3 pods is available'],
    ],
    [
      'past its deadline is degraded',
      { conditions: [progressing('ProgressDeadlineExceeded', 'False')], status: rolling },
      ['degraded', 'ProgressDeadlineExceeded', 'the rollout made no progress for 600 s'],
    ],
    [
      'past its deadline with nothing available is degraded',
      { conditions: [progressing('ProgressDeadlineExceeded', 'False')], status: { available: 0 } },
      ['degraded', 'ProgressDeadlineExceeded', 'none of 3 pods is available'],
    ],
    [
      'whose quota is used up is degraded',
      {
        conditions: [
          condition('ReplicaFailure', 'True', {
            reason: 'FailedCreate',
            message: 'exceeded quota: shop',
          }),
        ],
        status: rolling,
      },
      ['degraded', 'FailedCreate', 'pods cannot be created: exceeded quota: shop'],
    ],
    [
      'whose quota problem is over is healthy',
      { conditions: [condition('ReplicaFailure', 'False', { reason: 'FailedCreate' })] },
      ['healthy', null, null],
    ],
  ])('%s', (_, parts, expected) => {
    expect(brief(facts(workloadObject(parts)))).toEqual(expected)
  })

  test('with nothing available says why, and since when', () => {
    const workload = workloadObject({
      conditions: [
        progressing('ReplicaSetUpdated'),
        condition('Available', 'False', { lastTransitionAt: minutesAgo(25) }),
      ],
      status: { available: 0 },
      template: limited,
    })
    expect(
      judge(withPod({ restarts: 9, state: backOff, lastState: died(1, 'Error') }, workload)),
    ).toMatchObject({
      reason: 'CrashLoopBackOff',
      message:
        'none of 3 pods is available: container cart crashes with exit code 1, 9 restarts (in 1 of 3 pods)',
      since: minutesAgo(25),
    })
  })

  test('past its deadline says what its pods do', () => {
    const workload = workloadObject({
      conditions: [progressing('ProgressDeadlineExceeded', 'False')],
      status: rolling,
    })
    const given = withPod({ state: state('waiting', { reason: 'ImagePullBackOff' }) }, workload)
    expect(judge(given)).toMatchObject({
      reason: 'ProgressDeadlineExceeded',
      message:
        'the rollout made no progress for 600 s: container cart cannot get its image registry.example/shop/cart:1.4.2 (in 1 of 3 pods)',
      since: minutesAgo(30),
    })
  })

  test('mid-rollout with a crashing pod is degraded, not progressing', () => {
    const workload = workloadObject({
      conditions: [progressing('ReplicaSetUpdated')],
      status: rolling,
    })
    expect(
      brief(withPod({ state: backOff, lastState: died(1, 'Error') }, workload)).slice(0, 2),
    ).toEqual(['degraded', 'CrashLoopBackOff'])
  })

  test('that surges counts among all the pods there are', () => {
    const workload = workloadObject({ desired: 1, status: { updated: 1, available: 1 } })
    const crash = containerStatus({ ready: false, state: backOff })
    const pods = [
      pod(workload),
      pod(workload, { meta: { uid: 'new' }, conditions: [unready(5)], containers: [crash] }),
    ]
    expect(judge(facts(workload, { pods })).message).toMatch(/ \(in 1 of 2 pods\)$/)
  })

  test('that is paused on a crashing pod is degraded', () => {
    const workload = workloadObject({ paused: true, status: rolling })
    expect(brief(withPod({ state: backOff, lastState: died(1, 'Error') }, workload))[0]).toBe(
      'degraded',
    )
  })

  test('counts the pods that share the problem, since the first of them', () => {
    const workload = workloadObject({ status: { available: 1 } })
    const crashing = (name: string, minutes: number) =>
      pod(workload, {
        meta: { name, uid: name },
        conditions: [unready(minutes)],
        containers: [
          containerStatus({
            ready: false,
            restarts: 1,
            state: backOff,
            lastState: died(2, 'Error'),
          }),
        ],
      })
    const given = facts(workload, { pods: [crashing('a', 5), crashing('b', 50)] })
    expect(judge(given)).toMatchObject({
      message: 'container cart crashes with exit code 2, 1 restart (in 2 of 3 pods)',
      since: minutesAgo(50),
    })
  })
})

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

describe('a StatefulSet', () => {
  const set = (parts: object) => brief(facts(workloadObject({ kind: 'StatefulSet', ...parts })))
  test.each([
    ['with all its pods is healthy', {}, 'healthy'],
    [
      'is done once the pods above its partition are updated',
      { partition: 2, status: { updated: 1 } },
      'healthy',
    ],
    ['is progressing before that', { partition: 1, status: { updated: 1 } }, 'progressing'],
    [
      'that updates on delete waits for people',
      { updateStrategy: 'OnDelete', status: { updated: 1 } },
      'healthy',
    ],
    ['that starts is progressing', { status: { available: 1 } }, 'progressing'],
  ])('%s', (_, parts, status) => {
    expect(set(parts)[0]).toBe(status)
  })
})

test('a DaemonSet that no node matches is healthy', () => {
  expect(brief(facts(workloadObject({ kind: 'DaemonSet', desired: 0 })))[0]).toBe('healthy')
})

const job = (parts: Parameters<typeof workloadObject>[0] = {}) =>
  workloadObject({ kind: 'Job', desired: 1, ...parts })
const failedCondition = condition('Failed', 'True', {
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
  lastTransitionAt: minutesAgo(7),
})

describe('a Job', () => {
  test.each([
    [
      'that completed is healthy',
      { conditions: [condition('Complete', 'True')] },
      ['healthy', null, null],
    ],
    [
      'that runs is progressing',
      { status: { startedAt: minutesAgo(1) } },
      ['progressing', 'Running', '0 of 1 completed'],
    ],
    [
      'that is suspended is suspended',
      { suspended: true },
      ['suspended', 'Suspended', 'it is suspended'],
    ],
    [
      'that nobody started is unknown',
      {},
      ['unknown', 'NotObserved', 'no controller has reported on it yet'],
    ],
    [
      'that failed is degraded',
      { conditions: [failedCondition] },
      [
        'degraded',
        'BackoffLimitExceeded',
        'the job failed: Job has reached the specified backoff limit',
      ],
    ],
  ])('%s', (_, parts, expected) => {
    expect(brief(facts(job(parts)))).toEqual(expected)
  })

  test('that failed says what its pod did', () => {
    const failed = job({ conditions: [failedCondition], status: { failed: 1 } })
    const given = facts(failed, {
      pods: [
        pod(failed, {
          phase: 'Failed',
          conditions: [],
          containers: [containerStatus({ state: died(3, 'Error') })],
        }),
      ],
    })
    expect(judge(given)).toMatchObject({
      message: 'the job failed: container cart ended with exit code 3',
      since: minutesAgo(7),
    })
  })
})

describe('a CronJob', () => {
  const cron = (parts: Parameters<typeof workloadObject>[0] = {}) =>
    workloadObject({ kind: 'CronJob', meta: { name: 'report' }, ...parts })
  const run = (
    name: string,
    minutes: number,
    conditions: WorkloadFacts['workload']['conditions'],
  ) =>
    job({
      meta: { name, uid: name, createdAt: minutesAgo(minutes), controller: controllerOf(cron()) },
      conditions,
    })
  const succeeded = condition('Complete', 'True')

  test.each([
    ['that has not run yet is healthy', {}, ['healthy', null, null]],
    [
      'that is suspended is suspended',
      { suspended: true },
      ['suspended', 'Suspended', 'its schedule is suspended'],
    ],
    [
      'whose last run succeeded is healthy',
      { lastScheduleAt: minutesAgo(9), lastSuccessfulAt: minutesAgo(8) },
      ['healthy', null, null],
    ],
    [
      'whose last run did not is degraded',
      { lastScheduleAt: minutesAgo(9), lastSuccessfulAt: minutesAgo(70) },
      ['degraded', 'LastRunFailed', 'its last run did not succeed'],
    ],
    [
      'that never succeeded is degraded',
      { lastScheduleAt: minutesAgo(9) },
      ['degraded', 'LastRunFailed', 'no run has ever succeeded'],
    ],
    [
      'that runs right now is healthy',
      { lastScheduleAt: minutesAgo(9), status: { active: 1 } },
      ['healthy', null, null],
    ],
  ])('%s', (_, parts, expected) => {
    expect(brief(facts(cron(parts)))).toEqual(expected)
  })

  test('tells from the newest Job that ended', () => {
    const jobs = [
      run('report-1', 90, [failedCondition]),
      run('report-2', 60, [succeeded]),
      run('report-3', 1, []),
    ]
    expect(brief(facts(cron(), { jobs }))[0]).toBe('healthy')
  })

  test('whose last Job failed names it and says why, also while the next one runs', () => {
    const failed = run('report-2', 60, [failedCondition])
    const jobs = [run('report-1', 90, [succeeded]), failed, run('report-3', 1, [])]
    const pods = [
      pod(failed, {
        phase: 'Failed',
        conditions: [],
        containers: [containerStatus({ state: died(1, 'Error') })],
      }),
    ]
    expect(judge(facts(cron({ status: { active: 1 } }), { jobs, pods }))).toMatchObject({
      status: 'degraded',
      reason: 'BackoffLimitExceeded',
      message: 'its last run report-2 failed: container cart ended with exit code 1',
      since: minutesAgo(7),
    })
  })

  test('whose running Job cannot start is degraded', () => {
    const running = run('report-3', 20, [])
    const pods = [
      pod(running, {
        phase: 'Pending',
        conditions: [unready(20)],
        containers: [
          containerStatus({
            ready: false,
            state: state('waiting', { reason: 'ImagePullBackOff' }),
          }),
        ],
      }),
    ]
    expect(
      brief(facts(cron({ status: { active: 1 } }), { jobs: [running], pods })).slice(0, 2),
    ).toEqual(['degraded', 'ImagePullBackOff'])
  })
})

describe('a container that crashes again and again', () => {
  /** As the kubelet restarts it: it runs for `runs` seconds, then waits 10 s, 20 s, … at most 5 min. */
  const rounds = (runs: number, howMany: number) => {
    let start = now
    return Array.from({ length: howMany }, (_, restarts) => {
      const from = start
      const to = from + runs * 1000
      start = to + Math.min(10_000 * 2 ** restarts, 300_000)
      return { restarts, from, to, next: start }
    })
  }
  const text = (ms: number) => new Date(ms).toISOString()

  test.each([1, 45, 500])(
    'every %i s is in one loop from its second end on, whenever one looks',
    (runs) => {
      const all = rounds(runs, 9)
      const ends = all.map(({ from, to }) =>
        state('terminated', {
          ...{ exitCode: 1, reason: 'Error' },
          startedAt: text(from),
          finishedAt: text(to),
        }),
      )
      for (const [i, { restarts, from, to, next }] of all.entries()) {
        const before = ends[i - 1] ?? null
        const running = containerStatus({
          restarts,
          state: state('running', { startedAt: text(from) }),
          lastState: before,
        })
        const ended = containerStatus({ restarts, ready: false, state: ends[i] ?? null })
        const waiting = containerStatus({
          restarts,
          ready: false,
          state: state('waiting', { reason: 'CrashLoopBackOff' }),
          lastState: ends[i] ?? null,
        })
        for (const [status, at] of [
          [running, from],
          [running, to - 1],
          [ended, to],
          [waiting, to + 1],
          [waiting, next - 1],
        ] as const) {
          const workload = workloadObject()
          const conditions = [condition('Ready', status.ready ? 'True' : 'False')]
          const given = facts(workload, {
            pods: [pod(workload, { conditions, containers: [status] })],
          })
          const known = i > 1 || (i === 1 && at >= to)
          expect([i, at, brief(given, at)[1] === 'CrashLoopBackOff']).toEqual([
            i,
            at,
            known || status === waiting,
          ])
        }
      }
    },
  )

  test('is out of the loop once it has run for ten minutes, and its end is no loop’s', () => {
    const ran = (minutes: number, ended: number) => {
      const workload = workloadObject()
      return facts(workload, {
        pods: [
          pod(workload, {
            containers: [
              containerStatus({
                restarts: 5,
                state: state('running', { startedAt: minutesAgo(ended) }),
                lastState: state('terminated', {
                  exitCode: 1,
                  startedAt: minutesAgo(ended + minutes),
                  finishedAt: minutesAgo(ended),
                }),
              }),
            ],
          }),
        ],
      })
    }
    expect(judge(ran(9, 8))).toMatchObject({
      reason: 'CrashLoopBackOff',
      changesAt: now + 2 * 60_000,
    })
    expect(brief(ran(9, 8), now + 2 * 60_000)[0]).toBe('healthy')
    expect(brief(ran(10, 8))[1]).toBe('Restarted')
  })
})

describe('restarts of a pod that is ready', () => {
  const serving = (restarts: number, exitCode: number, finished: number, started = 6000) => {
    const workload = workloadObject({ conditions: [completed], template: limited })
    return facts(workload, {
      pods: [
        pod(workload, {
          startedAt: minutesAgo(started),
          containers: [
            containerStatus({
              restarts,
              state: state('running', { startedAt: minutesAgo(finished) }),
              lastState: died(exitCode, exitCode === 137 ? 'OOMKilled' : 'Completed', finished),
            }),
          ],
        }),
      ],
    })
  }

  test('that keep coming count until twice their usual distance has passed', () => {
    // 40 restarts in 4,000 minutes are one every 100.
    const leaking = serving(40, 137, 150, 4150)
    expect(judge(leaking)).toMatchObject({
      status: 'degraded',
      reason: 'OOMKilled',
      message:
        'container cart was OOMKilled at its memory limit of 256Mi (exit code 137), 40 restarts, about one every 2 hours; it is ready again (in 1 of 3 pods)',
      changesAt: now + 50 * 60_000,
    })
    expect(brief(leaking, now + 51 * 60_000)).toEqual(['healthy', null, null])
  })

  test('that were two long ago do not count', () => {
    expect(brief(serving(2, 137, 150, 4150))).toEqual(['healthy', null, null])
  })

  test('count where the container ends well again and again, as by a liveness probe', () => {
    expect(brief(serving(2, 0, 1))[1]).toBe('Restarted')
    expect(brief(serving(1, 0, 1))).toEqual(['healthy', null, null])
  })
})

test('a container of a Job that has done its part is no crash', () => {
  const job = workloadObject({ kind: 'Job', status: { startedAt: minutesAgo(5) } })
  const given = facts(job, {
    pods: [
      pod(job, {
        conditions: [unready(1)],
        containers: [
          containerStatus({ ready: false, state: died(0, 'Completed') }),
          containerStatus({ name: 'upload' }),
        ],
      }),
    ],
  })
  expect(brief(given)[0]).toBe('progressing')
})

test('memory that ran out is held against the limit of the pod, where its containers set none', () => {
  const whole = template({
    podResources: {
      requests: { cpu: null, memory: null },
      limits: { cpu: null, memory: '1Gi' },
    },
  })
  const workload = workloadObject({ template: whole, status: { available: 2 } })
  const given = withPod({ state: died(137, 'OOMKilled'), restarts: 1 }, workload)
  expect(brief(given)[2]).toContain('OOMKilled at its memory limit of 1Gi')
})

describe('an Argo Rollout', () => {
  const rollout = (parts: Partial<NonNullable<WorkloadObject['rollout']>>) =>
    facts(
      workloadObject({
        kind: 'Rollout',
        status: { updated: 1 },
        rollout: {
          phase: 'Progressing',
          message: null,
          aborted: false,
          currentHash: 'new',
          stableHash: 'old',
          ...parts,
        },
      }),
    )
  test.each([
    ['in its canary is progressing', {}, ['progressing', 'RollingOut', '1 of 3 pods are updated']],
    [
      'that waits at a step is suspended',
      { phase: 'Paused', message: 'CanaryPauseStep' },
      ['suspended', 'Paused', 'its rollout is paused: CanaryPauseStep'],
    ],
    [
      'that was aborted is degraded',
      { phase: 'Degraded', message: 'metric "errors" failed', aborted: true },
      ['degraded', 'RolloutAborted', 'the rollout was aborted: metric "errors" failed'],
    ],
    [
      'with an invalid spec is degraded',
      { phase: 'Degraded', message: 'InvalidSpec: no selector' },
      ['degraded', 'RolloutDegraded', 'the rollout failed: InvalidSpec: no selector'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(brief(rollout(parts))).toEqual(expected)
  })
})

test('a workload that has more pods than it wants is progressing', () => {
  const many = workloadObject({ kind: 'StatefulSet', status: { replicas: 5 } })
  expect(brief(facts(many))).toEqual(['progressing', 'ScalingDown', 'pods still to stop: 2'])
})
