/** The states of a workload's page, of what changed, and of owners. */
import { failed, ok } from '../../src/model/failure.ts'
import { unknown } from '../../src/model/resolved.ts'
import type { AroundTime } from '../../src/model/timeline/around-time.ts'
import type { Release } from '../../src/model/workload.ts'
import type { Action } from '../../src/state/action.ts'
import { container, template } from './model-objects.ts'
import { commits, rangeShown } from './bisect-fixtures.ts'
import {
  before,
  details,
  evidence,
  failingCart,
  fleetShown,
  liveStatuses,
  release,
  sha,
  status,
  workload,
} from './state-fixtures.ts'
import { state } from './view-state.ts'

const cart = 'prod/cart'

export const detailed: readonly Action[] = [
  { type: 'detailsLoaded', workload: cart, details },
  { type: 'evidenceFound', workload: cart, evidence },
  rangeShown,
]

const page = [...fleetShown, 'enter', ...detailed] as const

const unread = failed('git', 'no clone of https://github.com/shop/shop can be read', {
  cause: 'fatal: repository not found',
  next: 'log in to the host, or name a folder in the settings: repositories',
})
const uncloned = failed(
  'config',
  'the repository of shop/deployment/cart is not cloned: the cluster names https://github.com/shop/shop',
  { next: 'clone it and pass --repo DIR' },
)

function shown(...put: readonly ReturnType<typeof workload>[]): readonly Action[] {
  return [
    { type: 'statusesChanged', statuses: liveStatuses },
    { type: 'workloadsChanged', put, gone: [] },
  ]
}

const pod = (image: string, level: string) =>
  template({
    containers: [container({ image, env: { LOG_LEVEL: { kind: 'literal', text: level } } })],
  })

function releases(...templates: readonly Release['template'][]): readonly Release[] {
  const [from = null, to = null] = templates
  return [
    release(7, '1.7.2', { current: true, releasedAt: before(12), template: to }),
    release(6, '1.7.1', { template: from }),
  ]
}

const compared = failingCart({
  releases: releases(pod('cart:1.7.1', 'info'), pod('cart:1.7.2', 'debug')),
})
const difference = [...shown(compared), 'enter', 'D'] as const
const context = {
  commits: ok({
    repository: 'https://github.com/shop/shop',
    takenBack: false,
    excluded: 4,
    from: sha(20),
    to: sha(1),
    items: commits.map((commit) => ({
      ...commit,
      owners: ['@shop/pricing'],
      pullRequest: { number: '512', url: null },
      url: null,
    })),
  }),
  configTimes: [
    {
      namespace: 'shop',
      name: 'cart-settings',
      changedAt: before(5),
      changedBy: 'ana',
      createdAt: null,
    },
  ],
  problems: ['what reads Secrets is not known'],
}

const around: AroundTime = {
  context: 'prod',
  events: [
    {
      ...{ namespace: 'shop', kind: 'Deployment', name: 'cart', reason: 'ScalingReplicaSet' },
      ...{ message: 'Scaled up replica set cart-6f7d9 to 3 from 1', warning: false, count: 1 },
      ...{ firstAt: before(40), lastAt: before(40) },
    },
  ],
  nodes: [
    {
      node: 'node-7',
      condition: 'MemoryPressure',
      message: 'kubelet has insufficient memory',
      at: before(14),
    },
  ],
  configs: [],
  unread: [],
}

export const pageStates = [
  state('page', 'a failing workload with its evidence', page, /FATAL|panic: price cache is empty/),
  state(
    'page-commits',
    'the commits between two releases',
    [...page, 'tab'],
    /Cache prices per request/,
  ),
  state('page-sources', 'where each value was found', [...page, 'tab', 'tab'], /label team/),
  state('page-reading', 'events and log are being read', [...fleetShown, 'enter'], /Reading/),
  state(
    'page-no-evidence',
    'no events and no log',
    [
      ...fleetShown,
      { type: 'workloadOpened', workload: 'prod/catalog' },
      {
        type: 'detailsLoaded',
        workload: 'prod/catalog',
        details: { ...details, events: [], log: null, problems: [] },
      },
    ],
    /keeps events for about an hour/,
  ),
  state(
    'page-forbidden',
    'events and log may not be read',
    [
      ...fleetShown,
      'enter',
      {
        type: 'detailsLoaded',
        workload: cart,
        details: {
          ...{ events: [], log: null },
          problems: [
            'events: you may not list events in shop; ask for list on events, or -n another',
          ],
        },
      },
    ],
    /ask for list on events/,
  ),
  state(
    'page-commits-unread',
    'no repository is known',
    [...fleetShown, 'enter', 'tab'],
    /b asks for what is missing, r reads again/,
  ),
  state(
    'page-commits-failed',
    'the commits cannot be read',
    [
      ...fleetShown,
      'enter',
      { type: 'rangeLoaded', workload: cart, good: 6, bad: 7, range: unread },
      'tab',
    ],
    /log in to the host/,
  ),
  state(
    'page-commits-uncloned',
    'the repository is not cloned',
    [
      ...fleetShown,
      'enter',
      { type: 'rangeLoaded', workload: cart, good: 6, bad: 7, range: uncloned },
      'tab',
    ],
    /r asks where it is and loads them/,
  ),
  state(
    'page-stale',
    'a workload of a cluster that is gone',
    [
      ...page,
      {
        type: 'statusesChanged',
        statuses: ['deployments', 'pods'].map((name) =>
          status(name, { state: 'unreachable', message: 'connection refused', asOf: before(3) }),
        ),
      },
    ],
    /CrashLoopBackOff for .* stale since 11:57 \(3m ago\), unreachable/,
  ),
  state(
    'page-gone',
    'a workload that was deleted',
    [...fleetShown, { type: 'workloadOpened', workload: 'prod/was-here' }],
    /esc goes back to the table/,
  ),
  state(
    'page-unknown',
    'a workload of which little is known',
    [
      ...shown(
        workload('mystery', {
          owner: unknown('no label, annotation or namespace names one'),
          version: unknown('the image has no tag'),
          commit: unknown('no annotation or tag names one'),
        }),
      ),
      'enter',
    ],
    /owner unknown.*No bisect from here/,
  ),
  state(
    'changes',
    'what changed in the fleet',
    [...fleetShown, 'H', { type: 'aroundRead', around: [around] }],
    /▲ release/,
  ),
  state(
    'changes-reading',
    'what changed, while it is read',
    [...fleetShown, 'H'],
    /Reading events and ConfigMaps/,
  ),
  state(
    'changes-partly-read',
    'what changed, where three of four contexts have not answered',
    [
      ...fleetShown,
      {
        type: 'workloadsChanged',
        put: ['stage', 'eu', 'us'].map((context) => ({
          ...workload('cart'),
          ...{ id: `${context}/cart`, context },
        })),
        gone: [],
      },
      'H',
      { type: 'aroundRead', around: [around] },
    ],
    /Reading events and ConfigMaps of 3 of 4 contexts …/,
  ),
  state(
    'changes-forbidden',
    'what changed, where something may not be read',
    [
      ...fleetShown,
      'H',
      {
        type: 'aroundRead',
        around: [
          {
            ...around,
            unread: [
              status('configmaps', { state: 'forbidden', message: 'cannot list configmaps' }),
            ],
          },
        ],
      },
    ],
    /configmaps of prod: cannot list configmaps/,
  ),
  state(
    'changes-none',
    'no change is known',
    [...shown(), 'H'],
    /No change is known yet.*esc goes back/,
  ),
  state(
    'changes-no-match',
    'no change matches the filter',
    [...fleetShown, 'H', '/', 'q', 'q', 'q', 'enter'],
    /Nothing changed in what matches qqq.*\/ changes the filter/,
  ),
  state(
    'changes-of-one',
    'what a workload may fail by',
    [...page, 'H', { type: 'aroundRead', around: [around] }],
    /what it may fail by/,
  ),
  state(
    'diff',
    'two releases, their commits and ConfigMaps',
    [...difference, { type: 'diffRead', workload: cart, from: 6, to: 7, context }],
    /the code changed, and more|The code changed/,
  ),
  state('diff-reading', 'two releases, while commits are read', difference, /Reading the commits/),
  state('diff-templates', 'the pod templates', [...difference, 'y'], /- +image: cart:1\.7\.1/),
  state(
    'diff-failed',
    'two releases whose commits cannot be read',
    [
      ...difference,
      {
        type: 'diffRead',
        workload: cart,
        from: 6,
        to: 7,
        context: { ...context, commits: unread, configTimes: [] },
      },
    ],
    /→ log in to the host/,
  ),
  state(
    'diff-gone',
    'a release that is gone',
    [...difference, { type: 'workloadsChanged', put: [failingCart({ releases: [] })], gone: [] }],
    /is gone.* esc goes back/,
  ),
  state('owners', 'all owners', [...fleetShown, 'ctrl-t'], /OWNER.*payments/),
  state(
    'owners-none',
    'no owner, as nothing matches',
    [...fleetShown, 'ctrl-t', '/', 'q', 'q', 'q', 'enter'],
    /\/ changes the filter, esc goes back/,
  ),
  state('owner', 'an owner’s page', [...fleetShown, 'W'], /4 workloads|workloads, 1 failing/),
  state(
    'owner-unknown',
    'what nobody owns',
    [...fleetShown, { type: 'ownerOpened', owner: null }],
    /No contact is named/,
  ),
  state(
    'owner-gone',
    'an owner without workloads',
    [...fleetShown, { type: 'ownerOpened', owner: 'nobody' }],
    /esc goes back/,
  ),
]
