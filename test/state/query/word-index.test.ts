import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseQuery } from '../../../src/state/query/query.ts'
import { Rows } from '../../../src/state/table/rows.ts'
import { bestFirst, matchingSlots, search } from '../../../src/state/query/search.ts'
import { reduce } from '../../../src/state/reduce.ts'
import { visibleWorkloads } from '../../../src/state/table/select-workloads.ts'
import { sortWorkloads } from '../../../src/state/table/sort.ts'
import { wordIndex } from '../../../src/state/query/word-index.ts'
import { batches } from '../../support/state-churn.ts'
import { now, stateAfter, workload } from '../../support/state-fixtures.ts'

const resolved = (value: string) => ({ value, source: 'image tag', confidence: 'certain' }) as const

const many = Array.from({ length: 200 }, (_, i) => workload(`app-${i % 50}`, { id: `prod/x${i}` }))

test('a filter finds the same rows after changes as in a fleet that is read anew', () => {
  const texts = fc.constantFrom('cart', 'ca', 'chk', 'cart 10', '!cart', 'cart-2', 'serch', '工单')
  fc.assert(
    fc.property(batches, texts, (changes, text) => {
      const query = parseQuery(text)
      if (!query.ok) throw new Error(query.failure.message)
      let rows = Rows.of(many)
      wordIndex(rows)
      for (const { put, gone } of changes) {
        rows = rows.with(put, gone)
        const matches = matchingSlots(query.value, rows, wordIndex(rows), now)
        const slots = Array.from(matches.keys()).filter((slot) => rows.in(slot) !== null)
        const found = bestFirst(slots, matches).flatMap((slot) => rows.in(slot) ?? [])
        expect(found).toEqual(search(query.value, [...rows.values()], now))
      }
    }),
  )
})

test('the rows that are shown are those that the filter finds in a fleet that is read anew', () => {
  const texts = fc.constantFrom('ca', 'chk', '!cart', 'status:failing', 'cart owner:pay', 'ns:shop')
  fc.assert(
    fc.property(batches, texts, (changes, text) => {
      let state = stateAfter(
        { type: 'workloadsChanged', put: many, gone: [] },
        { type: 'filterChanged', text },
      )
      for (const { put, gone } of changes) {
        state = reduce(state, { type: 'workloadsChanged', put, gone })
        const shown = visibleWorkloads(state)
        const query = parseQuery(text)
        if (!shown.ok || !query.ok) throw new Error(text)
        const { workloads, sort } = state
        const sorted = sortWorkloads([...workloads.values()], sort)
        expect(shown.value.all()).toEqual(search(query.value, sorted, state.now))
      }
    }),
  )
})

test('a version that no row has any more finds nothing', () => {
  const cart = workload('cart', { version: resolved('zebra') })
  const rows = Rows.of([...many, cart])
  wordIndex(rows)
  const later = rows.with([{ ...cart, version: resolved('10.0.0') }], [])
  const query = parseQuery('zebra')
  if (!query.ok) throw new Error(query.failure.message)
  expect(matchingSlots(query.value, later, wordIndex(later), now).some((rank) => rank > 0)).toBe(
    false,
  )
})

test('what nobody searches for leaves the index as it is', () => {
  const rows = Rows.of(many)
  const index = wordIndex(rows)
  const restarted = many.slice(0, 9).map((row) => ({ ...row, restarts: 7 }))
  expect(wordIndex(rows.with(restarted, []))).toBe(index)
})
