import { describe, expect, test } from 'vitest'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import { findWorkload } from '../../src/model/workload-name.ts'
import { workloadRow } from '../../src/model/workload-row.ts'
import type { WorkloadKind } from '../../src/model/kube/kube.ts'
import { facts, workloadObject } from '../support/model-objects.ts'

const row = (context: string, namespace: string, kind: WorkloadKind, name: string) =>
  workloadRow(
    facts(
      workloadObject({ kind, meta: { name, namespace, uid: `${namespace}-${kind}-${name}` } }),
      { context },
    ),
    defaultSettings,
    0,
  ).workload

const cluster = [
  row('prod', 'shop', 'Deployment', 'cart'),
  row('prod', 'shop', 'Deployment', 'cart-worker'),
  row('prod', 'shop', 'StatefulSet', 'orders'),
  row('prod', 'staging', 'Deployment', 'orders'),
  row('prod', 'ops', 'DaemonSet', 'log-agent'),
  row('prod', 'ops', 'CronJob', 'cart-report'),
  row('prod', 'ops', 'Job', 'good'),
]

describe('a workload is found by', () => {
  test.each([
    ['cart', 'shop/Deployment/cart'],
    ['CART', 'shop/Deployment/cart'],
    ['deployment/cart', 'shop/Deployment/cart'],
    ['deploy/cart', 'shop/Deployment/cart'],
    ['Deploy/cart', 'shop/Deployment/cart'],
    ['shop/cart', 'shop/Deployment/cart'],
    ['shop/deploy/cart', 'shop/Deployment/cart'],
    ['prod/shop/deploy/cart', 'shop/Deployment/cart'],
    ['sts/orders', 'shop/StatefulSet/orders'],
    ['staging/orders', 'staging/Deployment/orders'],
    ['ds/log', 'ops/DaemonSet/log-agent'],
    ['cj/cart', 'ops/CronJob/cart-report'],
    ['job/good', 'ops/Job/good'],
    ['worker', 'shop/Deployment/cart-worker'],
  ])('%s', (text, expected) => {
    const found = findWorkload(text, cluster)
    expect(found.ok && `${found.value.namespace}/${found.value.kind}/${found.value.name}`).toBe(
      expected,
    )
  })
})

test('several matches are a usage failure that lists them', () => {
  expect(findWorkload('orders', cluster)).toEqual({
    ok: false,
    failure: {
      kind: 'usage',
      message: '"orders" matches 2 workloads: shop/statefulset/orders, staging/deployment/orders',
      cause: null,
      next: 'write one of them in full, such as shop/statefulset/orders',
    },
  })
})

test('matches in several contexts are listed with their context, and can be named so', () => {
  const context = 'arn:aws:eks:eu:1:cluster/dr'
  const both = [...cluster, row(context, 'shop', 'Deployment', 'cart')]
  expect(findWorkload('cart', both)).toMatchObject({
    failure: {
      message: `"cart" matches 2 workloads: prod/shop/deployment/cart, ${context}/shop/deployment/cart`,
    },
  })
  expect(findWorkload(`${context}/shop/deployment/cart`, both)).toMatchObject({
    ok: true,
    value: { context },
  })
})

test('a long list of matches is cut', () => {
  const many = Array.from({ length: 11 }, (_, i) => row('prod', `ns-${i}`, 'Deployment', 'cart'))
  expect(findWorkload('cart', many)).toMatchObject({
    failure: { message: expect.stringMatching(/ and 3 more$/) },
  })
})

test.each([
  ['crat', 'did you mean shop/deployment/cart?'],
  ['shop/deploy/orders', 'did you mean shop/statefulset/orders or staging/deployment/orders?'],
  ['billing', 'kulprit get lists the workloads'],
  ['other/deploy/payments-api', 'kulprit get lists the workloads'],
])('where nothing matches %s, near names are offered', (text, next) => {
  expect(findWorkload(text, cluster)).toEqual({
    ok: false,
    failure: { kind: 'cluster', message: `no workload matches "${text}"`, cause: null, next },
  })
})

test.each(['', ' ', '/', 'deploy/', '/cart', 'shop//cart', 'shop/pods/cart'])(
  '%j is no way to name a workload',
  (text) => {
    expect(findWorkload(text, cluster)).toMatchObject({ ok: false, failure: { kind: 'usage' } })
  },
)
