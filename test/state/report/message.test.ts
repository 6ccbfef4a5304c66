import { expect, test } from 'vitest'
import { ownerMessage } from '../../../src/state/report/message.ts'
import { serviceIndex } from '../../../src/model/timeline/dependencies.ts'
import { likelyChanges } from '../../../src/model/timeline/likely-changes.ts'
import { timelineOf } from '../../../src/model/timeline/timeline.ts'
import { before, release, workload } from '../../support/state-fixtures.ts'

const cart = workload('cart', {
  health: { status: 'degraded', reason: 'NotReady', message: null, since: before(5) },
  diagnosis: { sentence: '2 of 3 pods are not ready since 11:55', since: before(5), change: null },
  previous: { ...release(6, '1.4.1'), releasedAt: null, proof: 'proven' },
  releases: [
    release(7, '1.4.2', {
      ...{ current: true, proof: 'unproven', releasedAt: before(6), releasedBy: 'ada' },
    }),
  ],
})

test('it says what fails, what runs, what changed before, and how to look', () => {
  const all = [cart]
  const byId = new Map(all.map((one) => [one.id, one]))
  const [suspect = null] = likelyChanges(cart, timelineOf(all), serviceIndex(all), byId)
  expect(ownerMessage(cart, suspect)).toBe(
    [
      'shop/cart in prod is failing. 2 of 3 pods are not ready since 11:55.',
      'It runs 1.4.2 (release 7); before, it was on 1.4.1 (release 6, proven).',
      'What changed before: release of Deployment cart: first known, 1.4.2 by ada (60 s before it began to fail, its own).',
      'To look at it: kulprit shop/deployment/cart --context prod',
    ].join('\n'),
  )
})

test('of a workload that is well it says so', () => {
  const message = ownerMessage(workload('web'))
  expect(message).toContain('About shop/web in prod: it is healthy.')
  expect(message).toContain('what it was on before is not known')
})
