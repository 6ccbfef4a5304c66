import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { nothingFoundText, printWorkloads, resourceName } from '../../../src/cli/print/get.ts'
import { readErrors } from '../../../src/cli/print/read-errors.ts'
import type { Workload } from '../../../src/model/workload.ts'
import { cart, now, report, sha, unread } from '../../support/cli-fixtures.ts'

const list = { workloads: [cart, report], statuses: [], now }

describe('get as a table', () => {
  test('is laid out as kubectl lays out its own, by the width on the screen', () => {
    expect(printWorkloads(list, 'table', false)).toBe(
      [
        'NAMESPACE   NAME   OWNER       VERSION     PREVIOUS         CHANGED     HEALTH                        READY',
        'shop        cart   payments    1.7.2       1.7.1 (proven)   12m         degraded (CrashLoopBackOff)   2/3',
        'shop        報告   <unknown>   <unknown>   <unknown>        <unknown>   healthy                       –',
        '',
      ].join('\n'),
    )
  })

  test('wide adds what the row has no room for', () => {
    expect(printWorkloads({ ...list, workloads: [cart] }, 'wide', false)).toBe(
      [
        'NAMESPACE   NAME   OWNER      VERSION   PREVIOUS         CHANGED   HEALTH                        READY   RESTARTS   KIND         COMMIT    REPOSITORY                     IMAGE',
        'shop        cart   payments   1.7.2     1.7.1 (proven)   12m       degraded (CrashLoopBackOff)   2/3     12         Deployment   bbbbbbb   https://git.example/shop.git   registry.example/cart:1.7.2',
        '',
      ].join('\n'),
    )
  })

  test('names the context where there are several', () => {
    const staging: Workload = { ...cart, id: 'staging/1', context: 'staging' }
    const both = printWorkloads({ ...list, workloads: [cart, staging] }, 'table', false)
    expect(both.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'CONTEXT',
      'prod',
      'staging',
      '',
    ])
    const oneUnread = { workloads: [cart], statuses: [{ ...unread, context: 'staging' }], now }
    expect(printWorkloads(oneUnread, 'table', false)).toMatch(/^CONTEXT /)
  })

  test('has no header with --no-headers, and none without rows', () => {
    expect(printWorkloads({ ...list, workloads: [cart] }, 'table', true)).toBe(
      'shop   cart   payments   1.7.2   1.7.1 (proven)   12m   degraded (CrashLoopBackOff)   2/3\n',
    )
    expect(printWorkloads({ ...list, workloads: [] }, 'table', false)).toBe('')
  })
})

test('get -o name prints names that kubectl takes', () => {
  expect(printWorkloads(list, 'name', false)).toBe('deployment.apps/cart\ncronjob.batch/報告\n')
})

test.each([
  ['Deployment', 'deployment.apps/x'],
  ['StatefulSet', 'statefulset.apps/x'],
  ['DaemonSet', 'daemonset.apps/x'],
  ['CronJob', 'cronjob.batch/x'],
  ['Job', 'job.batch/x'],
] as const)('a %s is called %s', (kind, name) => {
  expect(resourceName({ kind, name: 'x' })).toBe(name)
})

const cartJson = {
  context: 'prod',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'cart',
  owner: { value: 'payments', source: 'label team on the pod template', confidence: 'certain' },
  version: { value: '1.7.2', source: 'tag of image cart:1.7.2', confidence: 'certain' },
  commit: {
    value: sha('b'),
    source: 'label commit on the pod template',
    confidence: 'certain',
  },
  repository: { url: 'https://git.example/shop.git', path: 'services/cart' },
  previous: {
    release: 6,
    version: { value: '1.7.1', source: 'tag of image cart:1.7.1', confidence: 'certain' },
    commit: {
      value: null,
      source: 'no label, annotation or tag names a commit',
      confidence: 'none',
    },
    releasedAt: '2026-02-24T12:00:00Z',
    proof: 'proven',
  },
  changedAt: '2026-03-01T11:48:00Z',
  health: {
    status: 'degraded',
    reason: 'CrashLoopBackOff',
    message: 'container cart exits with code 1 after 2 s',
    since: '2026-03-01T11:50:00Z',
  },
  replicas: { desired: 3, ready: 2, updated: 3, available: 2 },
  restarts: 12,
  resources: {
    requests: { cpu: '300m', memory: '384Mi' },
    limits: { cpu: null, memory: '768Mi' },
    usage: { cpu: null, memory: null },
    measured: null,
    partial: null,
  },
  contacts: [{ kind: 'chat', value: '#payments', source: 'annotation a8r.io/chat', url: null }],
  image: 'registry.example/cart:1.7.2',
  custom: {},
  alsoRunning: [],
}

const cartTotal = (name: string) => ({
  name,
  workloads: 1,
  requests: { cpu: '300m', memory: '384Mi' },
  limits: { cpu: null, memory: '768Mi' },
  usage: { cpu: null, memory: null },
  partial: true,
})

describe('get -o json', () => {
  test('prints every field of the contract, in its order, and what could not be read', () => {
    const printed = printWorkloads({ workloads: [cart], statuses: [unread], now }, 'json', false)
    expect(printed).toBe(
      `${JSON.stringify(
        {
          items: [cartJson],
          errors: [
            {
              context: 'prod',
              resource: 'cronjobs',
              namespace: 'shop',
              state: 'forbidden',
              reason: 'Forbidden',
              message: 'cronjobs.batch is forbidden: User "ann" cannot list resource "cronjobs"',
            },
          ],
          totals: { owners: [cartTotal('payments')], namespaces: [cartTotal('shop')] },
        },
        null,
        2,
      )}\n`,
    )
  })

  test('says null for what is not known', () => {
    const { items } = JSON.parse(printWorkloads(list, 'json', false))
    expect(items[1]).toMatchObject({
      owner: { value: null, source: 'no label or annotation names an owner', confidence: 'none' },
      repository: { url: null, path: null },
      previous: null,
      changedAt: null,
      image: null,
      replicas: { desired: null },
      contacts: [],
    })
  })

  test('is an empty list where nothing matches', () => {
    expect(JSON.parse(printWorkloads({ ...list, workloads: [] }, 'json', false))).toEqual({
      items: [],
      errors: [],
      totals: { owners: [], namespaces: [] },
    })
  })

  test('adds up what owners and namespaces ask for, those without an owner last', () => {
    const more: Workload = {
      ...cart,
      id: 'prod/9',
      namespace: 'web',
      resources: {
        requests: { cpu: '1700m', memory: '128Mi' },
        limits: { cpu: '2', memory: '256Mi' },
        usage: { cpu: '3m', memory: '1Mi' },
      },
    }
    const { totals } = JSON.parse(
      printWorkloads({ ...list, workloads: [report, more, cart] }, 'json', false),
    )
    expect(totals.owners.map(({ name }: { name: unknown }) => name)).toEqual(['payments', null])
    expect(totals.owners[0]).toEqual({
      name: 'payments',
      workloads: 2,
      requests: { cpu: '2', memory: '512Mi' },
      limits: { cpu: '2', memory: '1Gi' },
      usage: { cpu: '3m', memory: '1Mi' },
      partial: true,
    })
    expect(totals.namespaces).toContainEqual({
      name: 'web',
      workloads: 1,
      requests: { cpu: '1700m', memory: '128Mi' },
      limits: { cpu: '2', memory: '256Mi' },
      usage: { cpu: '3m', memory: '1Mi' },
      partial: false,
    })
  })
})

test('get -o yaml holds what the JSON holds', () => {
  const workloads = [cart, { ...report, name: 'yes', namespace: '007', image: 'null' }]
  const yaml = printWorkloads({ ...list, workloads }, 'yaml', false)
  expect(parse(yaml)).toEqual(JSON.parse(printWorkloads({ ...list, workloads }, 'json', false)))
  expect(parse(yaml, { version: '1.1' })).toEqual(parse(yaml))
})

test.each([
  ['forbidden', true],
  ['failed', true],
  ['expired', true],
  ['slow', true],
  ['unreachable', true],
  ['absent', false],
  ['live', false],
  ['syncing', false],
] as const)('a resource that is %s counts as a failure: %s', (state, isError) => {
  expect(readErrors([{ ...unread, state }]).length === 1).toBe(isError)
})

test('an empty result is named after its query', () => {
  expect(nothingFoundText('owner:pay')).toBe('no workload matches owner:pay\n')
  expect(nothingFoundText('')).toBe('no workloads found\n')
})
