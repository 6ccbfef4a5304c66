import { expect, test } from 'vitest'
import { ownersOf } from '../../../src/model/owner/owners.ts'
import { resolved, unknown } from '../../../src/model/resolved.ts'
import type { Workload } from '../../../src/model/workload.ts'
import { before, workload } from '../../support/state-fixtures.ts'

const failing = { status: 'degraded', reason: 'Error', message: null, since: null } as const
const owned = (name: string, owner: string | null, change: Partial<Workload> = {}) =>
  workload(name, {
    owner: owner === null ? unknown('nothing names it') : resolved(owner, 'label', 'certain'),
    ...change,
  })

test('whoever has most that fails comes first, and what has no owner comes last', () => {
  const owners = ownersOf([
    owned('lost', null, { health: failing }),
    owned('web', 'storefront'),
    owned('cart', 'carts', { health: failing }),
    owned('pay', 'payments', { health: failing }),
    owned('fraud', 'payments', { health: failing }),
  ])
  expect(owners.map(({ owner, failing }) => [owner, failing])).toEqual([
    ['payments', 2],
    ['carts', 1],
    ['storefront', 0],
    [null, 1],
  ])
})

test('one team is one owner, however its name is written', () => {
  const owners = ownersOf([
    owned('cart', 'payments'),
    owned('pay', 'group:default/Payments', { health: failing }),
    owned('ledger', 'group:eu/payments'),
  ])
  expect(owners.map(({ owner, workloads }) => [owner, workloads.length])).toEqual([
    ['payments', 2],
    ['group:eu/payments', 1],
  ])
})

test('of the workloads of an owner what fails comes first, then the newest change', () => {
  const [owner] = ownersOf([
    owned('old', 'a', { changedAt: before(900) }),
    owned('new', 'a', { changedAt: before(5) }),
    owned('broken', 'a', { changedAt: before(2000), health: failing }),
  ])
  expect(owner?.workloads.map(({ name }) => name)).toEqual(['broken', 'new', 'old'])
  expect(owner?.changedAt).toBe(before(5))
})

test('contacts are named once, the most common one first', () => {
  const contact = (value: string) => ({ kind: 'chat', value, source: 'annotation' })
  const [owner] = ownersOf([
    owned('a', 'x', { contacts: [contact('#rare')] }),
    owned('b', 'x', { contacts: [contact('#common')] }),
    owned('c', 'x', { contacts: [contact('#common')] }),
  ])
  expect(owner?.contacts.map(({ value }) => value)).toEqual(['#common', '#rare'])
})
