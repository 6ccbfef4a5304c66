import { describe, expect, it, test } from 'vitest'
import { resolved, unknown } from '../../src/model/resolved.ts'
import { ownerNames, ownerNamesOf, ownerText } from '../../src/state/owner-names.ts'
import { reduce } from '../../src/state/reduce.ts'
import { stateAfter, workload } from '../support/state-fixtures.ts'

describe('an owner is called', () => {
  test.each([
    ['payments', ['payments', 'web'], 'payments'],
    ['group:default/payments', ['group:default/payments', 'payments'], 'payments'],
    ['@acme/payments', ['@acme/payments', '@acme/web'], 'payments'],
    ['@acme/payments, @acme/web', ['@acme/payments, @acme/web'], 'payments, web'],
    ['group:eu/payments', ['group:eu/payments', 'group:us/payments'], 'eu/payments'],
    ['payments', ['payments', '@acme/payments'], 'payments'],
    ['@acme/payments', ['payments', '@acme/payments'], '@acme/payments'],
    [
      '@acme/payments, @acme/web',
      ['@beta/payments', '@acme/payments, @acme/web'],
      '@acme/payments, web',
    ],
    ['@acme/payments', ['@ACME/Payments'], 'payments'],
    ['@acme/payments', [], 'payments'],
    ['team/', ['team/'], 'team/'],
  ])('%s among %j: %s', (owner, owners, name) => {
    expect(ownerNames(owners).nameOf(owner)).toBe(name)
  })

  it('by its whole name where there is room for it', () => {
    expect(ownerText('group:default/payments')).toBe('payments')
    expect(ownerText('group:eu/payments, @acme/web')).toBe('eu/payments, @acme/web')
  })

  it('differently as soon as another ends alike, and as before once that is gone', () => {
    const owned = (name: string, owner: string) =>
      workload(name, { owner: resolved(owner, 'CODEOWNERS', 'likely') })
    const put = [owned('cart', '@acme/payments'), workload('none', { owner: unknown('none') })]
    const alone = stateAfter({ type: 'workloadsChanged', put, gone: [] })
    const both = reduce(alone, {
      type: 'workloadsChanged',
      put: [owned('pay', '@beta/payments')],
      gone: [],
    })
    const again = reduce(both, { type: 'workloadsChanged', put: [], gone: ['prod/pay'] })
    const names = [alone, both, again].map((state) => ownerNamesOf(state).nameOf('@acme/payments'))
    expect(names).toEqual(['payments', '@acme/payments', 'payments'])
  })

  it('by the same function as long as only rows come and go', () => {
    const many = Array.from({ length: 20 }, (_, i) => workload(`app-${i}`))
    const state = stateAfter({ type: 'workloadsChanged', put: many, gone: [] })
    const names = ownerNamesOf(state)
    const more = reduce(state, { type: 'workloadsChanged', put: [workload('pay')], gone: [] })
    expect(ownerNamesOf(more)).toBe(names)
  })
})
