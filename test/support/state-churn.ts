/** Batches of changes as a busy cluster makes them, for property tests of what is kept from all rows. */
import * as fc from 'fast-check'
import { resolved, unknown } from '../../src/model/resolved.ts'
import type { Workload } from '../../src/model/workload.ts'
import { before, workload } from './state-fixtures.ts'

export interface Batch {
  readonly put: readonly Workload[]
  readonly gone: readonly string[]
}

const row = fc
  .record({
    id: fc.integer({ min: 0, max: 60 }),
    name: fc.constantFrom('cart', 'cart-2', 'cart-10', 'checkout', '工单'),
    context: fc.constantFrom('prod', 'staging'),
    owner: fc.constantFrom('payments', 'Search', null),
    minutes: fc.option(fc.integer({ min: 0, max: 5 })),
    status: fc.constantFrom('healthy', 'degraded', 'progressing'),
    ready: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ id, name, context, owner, minutes, status, ready }) =>
    workload(name, {
      id: `${context}/${id}`,
      context,
      owner: owner === null ? unknown('no label') : resolved(owner, 'label', 'certain'),
      changedAt: minutes === null ? null : before(minutes),
      health: { status, reason: null, message: null, since: null },
      replicas: { desired: 3, ready, updated: 3, available: 3 },
    }),
  )

const gone = fc
  .tuple(fc.constantFrom('prod', 'staging'), fc.integer({ min: 0, max: 60 }))
  .map(([context, id]) => `${context}/${id}`)

export const batches: fc.Arbitrary<Batch[]> = fc.array(
  fc.record({ put: fc.array(row, { maxLength: 12 }), gone: fc.array(gone, { maxLength: 4 }) }),
  { minLength: 1, maxLength: 12 },
)
