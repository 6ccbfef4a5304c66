import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowBatch } from '../../../src/app/fleet/row-batch.ts'
import { Rows } from '../../../src/state/table/rows.ts'
import { batches } from '../../support/state-churn.ts'

function isNothing({ put, gone }: { put: readonly unknown[]; gone: readonly unknown[] }): boolean {
  return put.length === 0 && gone.length === 0
}

test('what is told together leaves the rows that would be there had each change come alone', () => {
  fc.assert(
    fc.property(batches, batches, (first, second) => {
      let alone = Rows.of([])
      let together = alone
      const batch = new RowBatch()
      for (const changes of [first, second]) {
        for (const { put, gone } of changes) {
          alone = alone.with(put, gone)
          batch.add(put, gone)
        }
        expect(batch.isEmpty()).toBe(changes.every(isNothing))
        const { put, gone } = batch.take()
        together = together.with(put, gone)
        expect(new Set(together.values())).toEqual(new Set(alone.values()))
      }
      expect(batch.isEmpty()).toBe(true)
      expect(batch.take()).toEqual({ put: [], gone: [] })
    }),
  )
})
