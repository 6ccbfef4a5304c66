import { expect, test } from 'vitest'
import { matchesLabels, parseLabelSelector } from '../../../src/model/kube/label-selector.ts'

const labels = { app: 'cart', tier: 'web', 'example.com/team': 'shop', shard: '7' }

test.each([
  ['app=cart', true],
  ['app==cart', true],
  ['app=pay', false],
  ['app!=pay', true],
  ['app!=cart', false],
  ['missing!=x', true],
  ['app', true],
  ['missing', false],
  ['!missing', true],
  ['!app', false],
  ['app in (pay, cart)', true],
  ['app in (pay)', false],
  ['app notin (pay,search)', true],
  ['missing notin (x)', true],
  ['missing in (x)', false],
  ['example.com/team=shop,tier=web', true],
  ['tier in (web,db),app=pay', false],
  ['shard>6', true],
  ['shard > 7', false],
  ['shard<10', true],
  ['shard < 7', false],
  ['app>1', false],
  ['missing<1', false],
])('%s on a cart of the shop: %s', (selector, expected) => {
  const requirements = parseLabelSelector(selector)
  expect(requirements.ok && matchesLabels(labels, requirements.value)).toBe(expected)
})

test.each(['', 'a=b=c', 'a in b', '=x', 'a,,b', 'a b', 'a>b', 'a>'])(
  '"%s" is no selector',
  (selector) => {
    expect(parseLabelSelector(selector)).toMatchObject({ ok: false, failure: { kind: 'usage' } })
  },
)
