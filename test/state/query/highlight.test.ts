import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HighlightField } from '../../../src/state/query/highlight.ts'
import { highlighterOf } from '../../../src/state/query/highlight.ts'
import { parseQuery } from '../../../src/state/query/query.ts'
import { Rows } from '../../../src/state/table/rows.ts'
import { search } from '../../../src/state/query/search.ts'
import { wordIndex } from '../../../src/state/query/word-index.ts'
import { fleet, now } from '../../support/state-fixtures.ts'

const { vocabulary } = wordIndex(Rows.of(fleet))

/** The text with what is highlighted in brackets. */
function shown(text: string, field: HighlightField, cell: string): string {
  const query = parseQuery(text, ['TIER'])
  if (!query.ok) throw new Error(query.failure.message)
  let marked = ''
  let at = 0
  for (const [from, to] of highlighterOf(query.value, vocabulary)(field, cell)) {
    marked += `${cell.slice(at, from)}[${cell.slice(from, to)}]`
    at = to
  }
  return marked + cell.slice(at)
}

describe('what the filter found in a cell', () => {
  it.each([
    ['pay', 'name', 'payment-gateway', '[pay]ment-gateway'],
    ['PAY gate', 'name', 'payment-gateway', '[pay]ment-[gate]way'],
    ['pymnt', 'name', 'payment-gateway', '[p]a[ym]e[nt]-gateway'],
    ['gatway', 'name', 'payment-gateway', 'payment-[gat]e[way]'],
    ['gatwxy', 'name', 'payment-gateway', 'payment-gateway'],
    ['chekcout', 'name', 'checkout', '[checkout]'],
    ['cart', 'version', '1.7.2', '1.7.2'],
    ['owner:pay', 'owner', 'payments', '[pay]ments'],
    ['owner:pay', 'name', 'payment-gateway', 'payment-gateway'],
    ['owner:ments', 'owner', 'payments', 'payments'],
    ['version:1.7', 'version', 'v1.7.2', 'v[1.7].2'],
    ['ns:shop', 'namespace', 'shop-eu', '[shop]-eu'],
    ['/c.r/', 'name', 'cart', '[car]t'],
    ['!cart', 'name', 'cart', 'cart'],
    ['col:tier=go', 'custom TIER', 'all-gold', 'all-[go]ld'],
    ['col:tier=go', 'name', 'gold', 'gold'],
    ['col:tier', 'custom TIER', 'gold', 'gold'],
    ['/g/ gold', 'custom TIER', 'gold', 'gold'],
    ['status:failing', 'name', 'failing', 'failing'],
    ['', 'name', 'cart', 'cart'],
    ['工单', 'name', '工单系统', '[工单]系统'],
  ] as const)('%s in the %s %s is %s', (text, field, cell, expected) => {
    expect(shown(text, field, cell)).toBe(expected)
  })

  it('marks something in every row that words alone have found', () => {
    const words = fc.array(fc.constantFrom('pay', 'chkt', 'gatway', 'cart', 'shop', '1.4', 'pymnt'))
    fc.assert(
      fc.property(words, (some) => {
        const query = parseQuery(some.join(' '))
        if (!query.ok || some.length === 0) return
        const highlight = highlighterOf(query.value, vocabulary)
        for (const { name, owner, namespace, version } of search(query.value, fleet, now))
          expect([
            ...highlight('name', name),
            ...highlight('owner', owner.value ?? ''),
            ...highlight('namespace', namespace),
            ...highlight('version', version.value ?? ''),
          ]).not.toEqual([])
      }),
    )
  })

  it('gives stretches inside the text, apart from each other and in order', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, cell) => {
        const query = parseQuery(text)
        if (!query.ok) return
        let last = -1
        for (const [from, to] of highlighterOf(query.value, vocabulary)('name', cell)) {
          expect(from).toBeGreaterThan(last)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(cell.length)
          last = to
        }
      }),
    )
  })
})
