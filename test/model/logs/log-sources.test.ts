import { expect, test } from 'vitest'
import { logSourcesOf } from '../../../src/model/logs/log-sources.ts'
import {
  container,
  containerStatus,
  facts,
  pod,
  template,
  workloadObject,
} from '../../support/model-objects.ts'

const cart = workloadObject({
  template: template({
    containers: [container({ name: 'proxy' }), container({ name: 'cart' })],
    initContainers: [container({ name: 'migrate' })],
  }),
})
const shorts = (...names: readonly string[]) =>
  logSourcesOf(
    facts(cart, { pods: names.map((name) => pod(cart, { meta: { name, uid: name } })) }),
  ).pods.map(({ short }) => short)

test.each([
  [
    ['cart-6f5d-aaa', 'cart-6f5d-bbb'],
    ['aaa', 'bbb'],
  ],
  [
    ['cart-7c9e-bbb', 'cart-6f5d-aaa'],
    ['6f5d-aaa', '7c9e-bbb'],
  ],
  [
    ['cart-1', 'cart-0'],
    ['0', '1'],
  ],
  [['cart-6f5d-aaa'], ['6f5d-aaa']],
  [['other'], ['other']],
  [[], []],
])('pods %j are called %j', (names, expected) => {
  expect(shorts(...names)).toEqual(expected)
})

test('the application’s container comes first, then those of the template, then what pods have besides', () => {
  const injected = pod(cart, { containers: [containerStatus({ name: 'sidecar' })] })
  expect(logSourcesOf(facts(cart, { pods: [injected] })).containers).toEqual([
    'cart',
    'proxy',
    'migrate',
    'sidecar',
  ])
})
