import { describe, expect, test } from 'vitest'
import type { WorkloadFacts } from '../../../src/model/workload-facts.ts'
import {
  condition,
  containerStatus,
  controllerOf,
  facts,
  pod,
  state,
  workloadObject,
} from '../../support/model-objects.ts'
import { minutesAgo, judge, brief, unready, died } from '../../support/health-cases.ts'

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
