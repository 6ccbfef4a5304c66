import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolved } from '../../../src/model/resolved.ts'
import type { Workload } from '../../../src/model/workload.ts'
import { parseQuery, queryHelp, queryHelpWith } from '../../../src/state/query/query.ts'
import { search } from '../../../src/state/query/search.ts'
import { fleet, now, workload } from '../../support/state-fixtures.ts'

function names(text: string, workloads: readonly Workload[] = fleet): string[] {
  const query = parseQuery(text)
  if (!query.ok) throw new Error(query.failure.message)
  return search(query.value, workloads, now).map(({ name }) => name)
}

it('part-of: asks for the application, and a hyphen alone makes no field', () => {
  const parts = ['shop', 'workshop', null].map((part) =>
    workload(part ?? 'alone', { labels: part ? { 'app.kubernetes.io/part-of': part } : {} }),
  )
  expect(names('part-of:shop', parts)).toEqual(['shop'])
  expect(names('part-of:unknown', parts)).toEqual(['alone'])
  expect(parseQuery('my-app:1.2')).toMatchObject({ ok: true })
})

describe('a query', () => {
  it.each([
    ['', ['cart', 'checkout', 'payment-gateway', 'catalog', 'invoice-export', '工单系统']],
    ['cart', ['cart']],
    ['CART', ['cart']],
    ['1.7.2', ['cart']],
    ['gateway payments', ['payment-gateway']],
    ['gatway', ['payment-gateway']],
    ['chkt', ['checkout']],
    ['pymnt gtw', ['payment-gateway']],
    ['工单', ['工单系统']],
    ['nothing-like-it', []],
    ['owner:payments', ['cart', 'checkout', 'payment-gateway']],
    ['owner:unknown', ['invoice-export']],
    ['owner:ments', []],
    ['ns:pay', ['payment-gateway']],
    ['namespace:shop name:c !status:failing', ['checkout', 'catalog']],
    ['kind:sts', ['catalog']],
    ['kind:CronJob', ['invoice-export']],
    ['status:failing', ['cart', 'invoice-export']],
    ['version:1.4', ['catalog', '工单系统']],
    ['version:v2.10', ['checkout']],
    ['context:prod changed:<1h', ['cart', 'catalog']],
    ['changed:>1d ns:billing', ['invoice-export']],
    ['changed:<1h30m', ['cart', 'checkout', 'catalog']],
    ['-l app=cart', ['cart']],
    ['-l app!=cart ns:shop', ['checkout', 'catalog']],
    ['-l "app in (cart,catalog)"', ['cart', 'catalog']],
    ['!-l app ns:shop', []],
    ['-l missing', []],
    ['/^prod shop Deployment c/', ['cart', 'checkout']],
    ['/deployment (cart|checkout)/ !cart', ['checkout']],
    ['!/shop/ !support', ['payment-gateway', 'invoice-export']],
    ['!payments', ['catalog', 'invoice-export', '工单系统']],
    ['"group:default/payments"', ['checkout']],
    ['-f chkt', ['checkout']],
  ])('%s finds %j', (text, expected) => {
    expect(names(text)).toEqual(expected)
  })

  it.each(['payments', 'owner:payments', 'owner:group:default/payments', 'group:default/payments'])(
    'finds what group:default/payments owns by %s',
    (text) => {
      const owner = resolved('payments', 'catalog entity component:default/cart', 'certain')
      const rows = [
        workload('a', { owner }),
        workload('b', { owner: resolved('web', '', 'certain') }),
      ]
      const query = parseQuery(text)
      if (!query.ok) throw new Error(query.failure.message)
      expect(search(query.value, rows, 0).map(({ name }) => name)).toEqual(['a'])
    },
  )

  it('finds an owner by the last part of its entity reference', () => {
    const rows = [workload('a', { owner: resolved('group:default/payments', 'label', 'certain') })]
    expect(names('payments', rows)).toEqual(['a'])
  })

  it('takes a word literally that begins some word of the fleet', () => {
    const rows = [workload('catalog'), workload('cat'), workload('carpet')]
    expect(names('cat', rows)).toEqual(['cat', 'catalog'])
  })

  it.each([
    ['cart', ['cart', 'cart-api', 'worker', 'old-cart', 'precart']],
    ['CART', ['cart', 'cart-api', 'worker', 'old-cart', 'precart']],
    ['cart-api', ['cart-api']],
    ['cart api', ['cart-api']],
    ['shop cart', ['cart', 'cart-api', 'old-cart', 'precart']],
    ['!cart', ['mail']],
  ])(
    'of what %s finds the exact name leads, then its beginning, then that of a word',
    (text, led) => {
      const rows = [
        workload('precart'),
        workload('worker', { namespace: 'cart' }),
        workload('old-cart'),
        workload('mail'),
        workload('cart-api'),
        workload('cart'),
      ]
      expect(names(text, rows)).toEqual(led)
    },
  )

  it('says how to ask for a status where it is asked for as elsewhere', () => {
    expect(parseQuery('is:failing')).toMatchObject({ failure: { next: 'write status:failing' } })
  })

  it('says how to leave rows out where it is asked for as elsewhere', () => {
    const next = 'write !owner:payments for what it is not'
    expect(parseQuery('cart -owner:payments')).toMatchObject({ failure: { next } })
  })

  it.each([
    ['owner:', 'needs a value'],
    ['status:faling', 'unknown status'],
    ['kind:thing', 'unknown kind'],
    ['colour:red', 'unknown field'],
    ['changed:soon', 'no length of time'],
    ['changed:<2', 'no length of time'],
    ['/cart', 'has no end'],
    ['/(cart/', 'is not a regular expression'],
    ['-x', 'unknown flag'],
    ['-l', 'no label selector'],
    ['-l "app in (a"', 'no label selector'],
    ['"cart', 'is not closed'],
    ['cart !', 'empty word'],
  ])('%s is a usage failure with a next step', (text, message) => {
    expect(parseQuery(text)).toMatchObject({
      ok: false,
      failure: {
        kind: 'usage',
        message: expect.stringContaining(message),
        next: expect.stringMatching(/\S/),
      },
    })
  })

  it.each([
    ['col:TIER=gold', ['a']],
    ['col:tier=GO', ['a']],
    ['col:TIER=old', []],
    ['col:TIER', ['a', 'b']],
    ['!col:TIER', ['c']],
    ['!col:TIER=gold', ['b', 'c']],
    ['col:"cost centre"="team 42"', ['b']],
    ['col:"cost centre" b', ['b']],
    ['col:TIER="" a', []],
  ])('%s finds %j by what the columns of the user show', (text, expected) => {
    const rows = [
      workload('a', { custom: { TIER: 'gold' } }),
      workload('b', { custom: { TIER: 'silver', 'cost centre': 'Team 42' } }),
      workload('c'),
    ]
    const query = parseQuery(text, ['TIER', 'cost centre'])
    const found = query.ok ? search(query.value, rows, now) : []
    expect(found.map(({ name }) => name)).toEqual(expected)
  })

  it.each([
    ['col:TEIR=gold', ['TIER', 'cost centre'], 'your own columns: TIER, cost centre'],
    ['col:TIER=gold', [], 'the setting customColumns makes columns of your own'],
    ['col:TIER=', ['TIER'], 'write col:TIER for rows in which it shows anything'],
    ['col:"cost centre', ['cost centre'], 'close it with "'],
  ])('%s with the columns %j is refused with what to write', (text, columns, next) => {
    expect(parseQuery(text, columns)).toMatchObject({ ok: false, failure: { kind: 'usage', next } })
  })

  it('is explained with the columns that the user has', () => {
    expect(queryHelpWith(['cost centre', 'TIER'])).toContainEqual([
      'col:"cost centre"=…',
      'your own columns by name: cost centre, TIER',
    ])
    expect(queryHelpWith([])).toBe(queryHelp)
  })

  it('never throws and never finds more than there is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const query = parseQuery(text)
        const found = query.ok ? search(query.value, fleet, now) : []
        expect(fleet).toEqual(expect.arrayContaining(found))
        expect(query.ok || query.failure.kind).toBe(query.ok || 'usage')
      }),
    )
  })

  it('finds the complement when a term is negated literally', () => {
    fc.assert(
      fc.property(fc.constantFrom('ns:shop', 'owner:payments', '/a/', 'kind:deploy'), (term) => {
        const found = new Set([...names(term), ...names(`!${term}`)])
        expect(found.size).toBe(fleet.length)
        expect(names(term).some((name) => names(`!${term}`).includes(name))).toBe(false)
      }),
    )
  })
})
