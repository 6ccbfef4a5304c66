import { describe, expect, test } from 'vitest'
import { failed } from '../../src/model/failure.ts'
import type { Action } from '../../src/state/action.ts'
import { nextFrame } from '../../src/view/frame.ts'
import { fitLine } from '../../src/view/line.ts'
import {
  details,
  fleetShown,
  liveStatuses,
  now,
  status,
  TestStore,
  workload,
} from '../support/state-fixtures.ts'

const before = (minutes: number) => new Date(now - minutes * 60_000).toISOString()

const resources = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'pods']

function statuses(change: Parameters<typeof status>[1]): Action {
  return { type: 'statusesChanged', statuses: resources.map((name) => status(name, change)) }
}

const page = failed('git', 'no clone of https://github.com/shop/shop can be read', {
  cause: 'fatal: repository not found',
  next: 'log in to the host, or name a folder in the settings: repositories',
})

/** Every state of a screen that is not rows: what was done to get there, and what it must say to do next. */
const states: readonly (readonly [
  name: string,
  actions: readonly Action[],
  keys: readonly string[],
  next: RegExp,
])[] = [
  ['connecting', [], [], /The table fills as they arrive/],
  ['reading', [statuses({ state: 'syncing', count: 0 })], [], /Reading the workloads of prod/],
  [
    'forbidden',
    [
      statuses({
        state: 'forbidden',
        count: 0,
        reason: 'Forbidden',
        message: 'deployments.apps is forbidden: User "eva" cannot list',
      }),
    ],
    [],
    /name a namespace with -n/,
  ],
  [
    'expired',
    [statuses({ state: 'expired', count: 0, reason: 'Unauthorized', message: 'token expired' })],
    [],
    /log in again, then press ctrl-r/,
  ],
  [
    'unreachable',
    [statuses({ state: 'unreachable', count: 0, message: 'connect ECONNREFUSED 10.0.0.1:6443' })],
    [],
    /ctrl-r retries now/,
  ],
  [
    'stale',
    [
      ...fleetShown,
      statuses({
        state: 'unreachable',
        message: 'connect ECONNREFUSED 10.0.0.1:6443',
        asOf: before(3),
      }),
    ],
    [],
    /stale since .*ctrl-r retries now/s,
  ],
  [
    'partial',
    [
      ...fleetShown,
      {
        type: 'statusesChanged',
        statuses: [
          ...liveStatuses.filter(({ resource }) => resource !== 'jobs'),
          status('jobs', { state: 'forbidden', reason: 'Forbidden', message: 'cannot list jobs' }),
        ],
      },
    ],
    [],
    /you may not list .*jobs.*-n/s,
  ],
  ['no-workloads', [{ type: 'statusesChanged', statuses: liveStatuses }], [], /kulprit -A looks/],
  ['no-match', [...fleetShown], ['/', 'q', 'q', 'q', 'enter'], /esc clears the filter/],
  [
    'none-failing',
    [
      { type: 'statusesChanged', statuses: liveStatuses },
      { type: 'workloadsChanged', put: [workload('catalog')], gone: [] },
    ],
    ['F'],
    /F shows all 1 workload again/,
  ],
  ['bad-query', [...fleetShown], ['/', ...Array.from('own:x')], /known fields|esc undo/],
  [
    'workload-gone',
    [...fleetShown, { type: 'workloadOpened', workload: 'prod/was-here' }],
    [],
    /esc goes back to the table/,
  ],
  ['details-loading', [...fleetShown], ['enter'], /Reading/],
  [
    'no-evidence',
    [
      ...fleetShown,
      { type: 'workloadOpened', workload: 'prod/catalog' },
      {
        type: 'detailsLoaded',
        workload: 'prod/catalog',
        details: { ...details, events: [], log: null, problems: [] },
      },
    ],
    [],
    /keeps events for about an hour/,
  ],
  ['commits-unread', [...fleetShown], ['enter', 'tab'], /b asks for it, r reads again/],
  [
    'commits-failed',
    [
      ...fleetShown,
      { type: 'workloadOpened', workload: 'prod/cart' },
      { type: 'rangeLoaded', workload: 'prod/cart', good: 6, bad: 7, range: page },
    ],
    ['tab'],
    /log in to the host/,
  ],
  ['bisects-reading', [...fleetShown], ['B'], /Reading the journals/],
  [
    'no-bisects',
    [...fleetShown, { type: 'bisectsListed', sessions: [] }],
    ['B'],
    /press b to start one/,
  ],
  ['no-command', [...fleetShown], [':', ...Array.from('zzzz')], /No command matches/],
  ['no-key', [...fleetShown], ['?', '/', ...Array.from('zzzz')], /No key matches/],
  ['too-small', [...fleetShown, { type: 'resized', columns: 40, rows: 10 }], [], /needs 60×15/],
]

describe.each(states)('%s', (name, actions, keys, next) => {
  test('says what is and what to do next', async () => {
    const store = new TestStore({ type: 'resized', columns: 80, rows: 24 }, ...actions)
    const { lines } = nextFrame(null, store.press(...keys).getState())
    const screen = lines
      .map((line) =>
        fitLine(line, 80)
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      )
      .join('\n')
    await expect(`${screen}\n`).toMatchFileSnapshot(`__screens__/state-${name}-80x24.txt`)
    expect(screen).toMatch(next)
  })
})
