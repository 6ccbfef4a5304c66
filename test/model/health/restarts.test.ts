import { describe, expect, test } from 'vitest'
import {
  condition,
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
  withPod,
} from '../../support/health-cases.ts'

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
