/** The states of the table of workloads. */
import { resolved } from '../../src/model/resolved.ts'
import { defaultTable } from '../../src/model/settings/table-settings.ts'
import type { Action } from '../../src/state/action.ts'
import { keysOf } from '../../src/state/commands/key-names.ts'
import {
  before,
  failingCart,
  fleet,
  fleetShown,
  liveStatuses,
  status,
  workload,
} from './state-fixtures.ts'
import { state } from './view-state.ts'

const resources = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'pods']

function statuses(change: Parameters<typeof status>[1]): Action {
  return { type: 'statusesChanged', statuses: resources.map((name) => status(name, change)) }
}

const live: Action = { type: 'statusesChanged', statuses: liveStatuses }

function put(...workloads: readonly ReturnType<typeof workload>[]): Action {
  return { type: 'workloadsChanged', put: workloads, gone: [] }
}

const manyRows = Array.from({ length: 400 }, (_, i) =>
  workload(`service-${String(i).padStart(3, '0')}`, {
    namespace: `team-${i % 9}`,
    owner: resolved(`team-${i % 9}`, 'label team', 'certain'),
    changedAt: before(i * 7 + 30),
  }),
)

const longNames = [
  workload('the-service-that-prices-every-basket-of-every-shop-in-every-country-of-the-world', {
    namespace: 'a-namespace-with-a-name-of-sixty-three-characters-as-is-allowed',
    owner: resolved('group:default/the-team-that-owns-prices-and-taxes', 'label owner', 'certain'),
    version: resolved('2026.11.23-1742-release-candidate-7+build.20261123', 'tag', 'certain'),
  }),
  workload('工单系统-后端服务-支付-对账', {
    namespace: '支付与结算',
    owner: resolved('客服与支持团队', 'label team', 'certain'),
    version: resolved('版本-二', 'tag', 'certain'),
  }),
  workload('emoji-👩‍👩‍👧-service', {
    namespace: 'e\u0301te',
    version: resolved('🚀1.0', 'tag', 'likely'),
  }),
]

const twoContexts = [
  ...fleet,
  ...fleet.map((row) => ({ ...row, id: `stage/${row.name}`, context: 'stage' })),
]

export const fleetStates = [
  state('rows', 'rows, failing ones first', [...fleetShown], /6 workloads · 2 failing/),
  state(
    'many-rows',
    'more rows than fit, scrolled to the end',
    [live, put(...manyRows), 'G'],
    /▌.*service-399/,
  ),
  state('long-names', 'long names, Chinese and emoji', [live, put(...longNames)], /工单系统/),
  state('two-contexts', 'rows of two contexts', [live, put(...twoContexts)], /CONTEXT/),
  state('connecting', 'nothing is connected yet', [], /The table fills as workloads arrive/),
  state(
    'reading',
    'the first reading',
    [statuses({ state: 'syncing', count: 0 })],
    /Reading the workloads of prod/,
  ),
  state(
    'reading-counted',
    'the first reading, with how much was read',
    [statuses({ state: 'syncing', count: 1204 })],
    /7,224 objects|1,204/,
  ),
  state(
    'forbidden',
    'listing is forbidden',
    [
      statuses({
        state: 'forbidden',
        count: 0,
        reason: 'Forbidden',
        message: 'deployments.apps is forbidden: User "eva" cannot list',
      }),
    ],
    /press i to name one/,
  ),
  state(
    'expired',
    'the login has expired',
    [statuses({ state: 'expired', count: 0, reason: 'Unauthorized', message: 'token expired' })],
    /log in again, then press ctrl-r/,
  ),
  state(
    'unreachable',
    'the cluster cannot be reached',
    [statuses({ state: 'unreachable', count: 0, message: 'connect ECONNREFUSED 10.0.0.1:6443' })],
    /ctrl-r retries now/,
  ),
  state(
    'slow',
    'the cluster does not answer',
    [statuses({ state: 'slow', count: 0, message: 'no answer in 10 s' })],
    /ctrl-r/,
  ),
  state(
    'stale',
    'rows of a cluster that is gone',
    [
      ...fleetShown,
      statuses({
        state: 'unreachable',
        message: 'connect ECONNREFUSED 10.0.0.1:6443',
        asOf: before(3),
      }),
    ],
    /stale since .*ctrl-r retries now.* ✗ CrashLoop\S*, stale .*11:57/,
  ),
  state(
    'stale-for-days',
    'rows of a cluster that is gone since another day',
    [
      ...fleetShown,
      statuses({
        state: 'unreachable',
        message: 'connect ECONNREFUSED 10.0.0.1:6443',
        asOf: before(2 * 24 * 60 + 3),
      }),
    ],
    /stale since 2025-03-12 11:57 \(2d ago\).* ✗ Cra\S*, stale .*03-12 11:57/,
  ),
  state(
    'partial',
    'one kind may not be read',
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
    /you may not list .*jobs.*press i/,
  ),
  state('no-workloads', 'an empty cluster', [live], /0 looks in all namespaces, i in others/),
  state(
    'filtered',
    'a filter, with what it found highlighted',
    [...fleetShown, '/', ...keysOf('chk'), 'enter'],
    /1 of 6 workloads.*\/chk/,
  ),
  state(
    'typing-filter',
    'a filter that is being typed',
    [...fleetShown, '/', ...keysOf('owner:pay')],
    /enter keep esc undo/,
  ),
  state(
    'completing',
    'the owners that tab goes through',
    [...fleetShown, '/', ...keysOf('owner:'), 'tab', 'tab'],
    /tab .*discovery payments/,
  ),
  state(
    'completing-none',
    'a value that no row has',
    [...fleetShown, '/', ...keysOf('owner:nobody')],
    /none here begins with owner:nobody/,
  ),
  state(
    'saved-filters',
    'an empty filter, and those that are saved',
    [
      ...fleetShown,
      {
        type: 'tableSettingsRead',
        table: { ...defaultTable, filters: { 1: { query: 'status:failing', name: 'failing' } } },
      },
      { type: 'filtersRecalled', filters: ['owner:payments'] },
      '/',
    ],
    /saved, for the table: 1 failing/,
  ),
  state(
    'no-match',
    'a filter that nothing matches',
    [...fleetShown, '/', 'q', 'q', 'q', 'enter'],
    /esc clears the filter/,
  ),
  state(
    'bad-query',
    'a filter that cannot be read',
    [...fleetShown, '/', ...keysOf('own:x')],
    /known fields|esc undo/,
  ),
  state(
    'none-failing',
    'failing only, where nothing fails',
    [live, put(workload('catalog')), 'F'],
    /F shows all 1 workload again/,
  ),
  state(
    'none-changed',
    'changed lately, where nothing changed',
    [live, put(workload('catalog')), 't'],
    /t |esc/,
  ),
  state('marked', 'marked rows', [...fleetShown, 'space', 'j', 'space'], /2 marked/),
  state('grouped', 'rows by owner, with totals', [...fleetShown, 'u'], /by owner/),
  state('folded', 'headings alone', [...fleetShown, 'u', 'Z'], /by owner/),
  state('wide', 'every column', [...fleetShown, 'ctrl-w'], /RESTARTS/),
  state(
    'wide-rest',
    'the columns that had no room',
    [...fleetShown, 'ctrl-w', 'ctrl-w'],
    /columns/,
  ),
  state(
    'picked-column',
    'a column picked to sort by',
    [...fleetShown, 'shift-right', 'shift-right', 'O'],
    /NAME|VERSION/,
  ),
  state(
    'new-rows',
    'a row that is new, one that changed, and one that began to fail',
    [
      ...fleetShown,
      put(workload('just-born'), failingCart({ version: resolved('1.7.3', 'tag', 'certain') })),
    ],
    /just-born/,
  ),
  state(
    'too-small',
    'a terminal that is too small',
    [...fleetShown, { type: 'resized', columns: 40, rows: 10 }],
    /needs 60×15/,
  ),
  state(
    'smallest',
    'the smallest terminal',
    [...fleetShown, { type: 'resized', columns: 60, rows: 15 }],
    /6 workloads/,
  ),
]
