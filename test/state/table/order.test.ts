import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortedSlots } from '../../../src/state/table/order.ts'
import { Rows } from '../../../src/state/table/rows.ts'
import type { SortColumn } from '../../../src/state/table/sort.ts'
import { sortWorkloads } from '../../../src/state/table/sort.ts'
import { batches } from '../../support/state-churn.ts'
import { before, workload } from '../../support/state-fixtures.ts'

const many = Array.from({ length: 200 }, (_, i) =>
  workload(`app-${i % 50}`, { id: `prod/app-${i}`, changedAt: before(i % 7) }),
)

test('an order that is kept through changes is the order that sorting anew makes', () => {
  const columns = fc.constantFrom<SortColumn[]>('attention', 'name', 'owner', 'changed', 'ready')
  fc.assert(
    fc.property(batches, columns, fc.boolean(), (changes, column, reverse) => {
      const sort = { column, reverse }
      let rows = Rows.of(many)
      sortedSlots(rows, sort)
      for (const { put, gone } of changes) {
        rows = rows.with(put, gone)
        expect(sortedSlots(rows, sort).map((slot) => rows.in(slot))).toEqual(
          sortWorkloads([...rows.values()], sort),
        )
      }
    }),
  )
})
