import { describe, expect, test } from 'vitest'
import type { WorkloadObject } from '../../../src/model/kube/kube.ts'
import {
  condition,
  containerStatus,
  facts,
  pod,
  state,
  workloadObject,
} from '../../support/model-objects.ts'
import {
  minutesAgo,
  judge,
  brief,
  limited,
  progressing,
  completed,
  unready,
  died,
  backOff,
  withPod,
} from '../../support/health-cases.ts'

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

  describe('past its deadline', () => {
    const late = workloadObject({
      conditions: [progressing('ProgressDeadlineExceeded', 'False')],
      status: rolling,
    })

    test('is called by what its pods do, and the message keeps the deadline', () => {
      const pulls = withPod({ state: state('waiting', { reason: 'ImagePullBackOff' }) }, late)
      expect(judge(pulls)).toMatchObject({
        reason: 'ImagePullBackOff',
        message:
          'the rollout made no progress for 600 s: container cart cannot get its image registry.example/shop/cart:1.4.2 (in 1 of 3 pods)',
      })
      const crashes = withPod({ restarts: 9, state: backOff, lastState: died(1, 'Error') }, late)
      expect(judge(crashes)).toMatchObject({
        status: 'degraded',
        reason: 'CrashLoopBackOff',
        message: expect.stringMatching(/^the rollout made no progress for 600 s: .* crashes with/),
        since: minutesAgo(20),
      })
    })

    test('is called by what keeps pods from being created', () => {
      const refused = workloadObject({
        conditions: [
          progressing('ProgressDeadlineExceeded', 'False'),
          condition('ReplicaFailure', 'True', {
            reason: 'FailedCreate',
            message: 'exceeded quota',
          }),
        ],
        status: rolling,
      })
      expect(judge(facts(refused))).toMatchObject({
        reason: 'FailedCreate',
        message: expect.stringContaining('exceeded quota'),
      })
    })

    test('keeps its own name where pods only are not ready, or serve again', () => {
      const again = facts(late, {
        pods: [
          pod(late, {
            containers: [containerStatus({ restarts: 1, lastState: died(1, 'Error', 4) })],
          }),
        ],
      })
      for (const given of [withPod({}, late), again])
        expect(judge(given)).toMatchObject({
          reason: 'ProgressDeadlineExceeded',
          since: minutesAgo(30),
        })
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
