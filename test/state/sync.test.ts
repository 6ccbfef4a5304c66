import { describe, expect, it } from 'vitest'
import { problems } from '../../src/state/select-problems.ts'
import { staleness, syncSummary } from '../../src/state/select-sync.ts'
import { workloadsView } from '../../src/state/table/select-workloads.ts'
import { before, liveStatuses, now, stateAfter, status } from '../support/state-fixtures.ts'

describe('one cluster', () => {
  it('marks the rows that are made of what is stale, and no others', () => {
    const statuses = [
      status('deployments'),
      status('pods', { state: 'slow', asOf: before(3) }),
      status('statefulsets', { state: 'unreachable', asOf: before(2) }),
      status('jobs', { state: 'forbidden' }),
    ]
    const of = (kind: 'Deployment' | 'StatefulSet' | 'Job' | 'CronJob', context = 'prod') =>
      staleness({ kind, context, namespace: 'shop' }, statuses)
    expect(of('Deployment')).toEqual({ since: before(3), cause: 'slow' })
    expect(of('StatefulSet')).toEqual({ since: before(3), cause: 'slow' })
    expect(of('CronJob')).toEqual({ since: before(3), cause: 'slow' })
    expect(of('Deployment', 'dev')).toBeNull()
    const withPods = [status('pods'), ...statuses.slice(2)]
    expect(
      staleness({ kind: 'StatefulSet', context: 'prod', namespace: 'shop' }, withPods),
    ).toEqual({
      since: before(2),
      cause: 'unreachable',
    })
    expect(staleness({ kind: 'Job', context: 'prod', namespace: 'shop' }, withPods)).toBeNull()
  })

  it.each([
    ['expired', '✗ credentials expired'],
    ['unreachable', '✗ unreachable'],
    ['failed', '✗ read errors'],
    ['slow', '◐ slow'],
    ['forbidden', '◐ partial'],
    ['syncing', '◌ reading, 20 objects'],
    ['absent', '● live'],
  ] as const)('has a word of its own in the title where it is %s', (state, text) => {
    expect(syncSummary([status('pods'), status('jobs', { state })], now).text).toBe(text)
  })
})

describe('several clusters', () => {
  const statuses = [
    ...['a', 'b'].flatMap((context) => liveStatuses.map((each) => ({ ...each, context }))),
    status('deployments', { context: 'c', state: 'unreachable', reason: 'DNS' }),
    status('pods', { context: 'c', state: 'unreachable', reason: 'DNS' }),
    status('deployments', { context: 'd', state: 'unreachable', reason: 'DNS' }),
  ]

  it('are counted by how many are live', () => {
    expect(syncSummary(statuses, now).text).toBe('◐ 2 of 4 live')
    expect(syncSummary(statuses.slice(0, liveStatuses.length * 2), now).text).toBe('● 2 live')
    const reading = status('pods', { context: 'e', state: 'syncing', count: 1200 })
    expect(syncSummary([...statuses.slice(0, -3), reading], now).text).toMatch(
      /^◌ 2 of 3 live, [\d,]+ objects$/,
    )
  })

  it('share a line where they share a trouble', () => {
    expect(problems(statuses, now, 'ctrl-r', 'i')).toEqual([
      { tone: 'bad', text: 'c, d: cannot be reached: DNS', next: 'retrying; ctrl-r retries now' },
    ])
  })

  it('do not say that there is nothing where one kind has not answered yet', () => {
    const waiting = liveStatuses.map((each) =>
      each.resource === 'deployments' ? { ...each, state: 'slow' as const } : each,
    )
    expect(
      workloadsView(stateAfter({ type: 'statusesChanged', statuses: waiting })).empty?.title,
    ).toBe('Not all can be read yet.')
  })

  it('do not say that there is nothing in those that were not read', () => {
    const empty = workloadsView(stateAfter({ type: 'statusesChanged', statuses })).empty
    expect(empty?.title).toBe('No workloads in a, b.')
    expect(empty?.lines.join('\n')).toContain('c, d: cannot be reached')
  })
})

describe('what may not be listed', () => {
  const refused = ['namespaces', 'deployments', 'jobs', 'pods'].map((resource) =>
    status(resource, { state: 'forbidden', reason: 'Forbidden' }),
  )

  it('is one line, however many kinds it is', () => {
    expect(problems(refused, now, 'ctrl-r', 'i')).toEqual([
      {
        tone: 'warn',
        text: 'prod: you may not list namespaces and 3 other kinds in all namespaces',
        next: 'press i to name one',
      },
    ])
  })

  it('is called workloads where it is all of them, and the one namespace tried instead is no news', () => {
    const all = liveStatuses.map((each) => ({ ...each, state: 'forbidden' as const }))
    const tried = all.map((each) => ({ ...each, namespace: 'default' }))
    expect(problems([...all, ...tried], now, 'ctrl-r', 'i')).toMatchObject([
      { text: 'prod: you may not list workloads in all namespaces' },
    ])
  })

  it('names the namespace that is shown instead', () => {
    const instead = refused.map((each) => ({ ...each, namespace: 'shop', state: 'live' as const }))
    expect(problems([...refused, ...instead], now, 'ctrl-r', 'i')).toMatchObject([
      {
        text: 'prod: only namespace shop is shown, you may not list namespaces and 3 other kinds in all',
        next: 'press i to name others',
      },
    ])
  })
})
