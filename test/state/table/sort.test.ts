import { describe, expect, it } from 'vitest'
import { resolved, unknown } from '../../../src/model/resolved.ts'
import type { SortColumn } from '../../../src/state/table/sort.ts'
import { workloadsView } from '../../../src/state/table/select-workloads.ts'
import { sortWorkloads } from '../../../src/state/table/sort.ts'
import { before, fleet, fleetShown, TestStore, workload } from '../../support/state-fixtures.ts'

function sorted(column: SortColumn, reverse = false, rows = fleet): string[] {
  return sortWorkloads(rows, { column, reverse }).map(({ name }) => name)
}

const version = (text: string) => resolved(text, 'image tag', 'certain')

describe('the table’s order', () => {
  it('is failing first and then the newest change, unless the user sorts', () => {
    expect(sorted('attention')).toEqual([
      'cart',
      'invoice-export',
      'catalog',
      'checkout',
      'payment-gateway',
      '工单系统',
    ])
  })

  it('puts the newest change first, and the oldest when reversed', () => {
    expect(sorted('changed').slice(0, 2)).toEqual(['cart', 'catalog'])
    expect(sorted('changed', true)[0]).toBe('invoice-export')
  })

  it('reads numbers in versions as numbers', () => {
    const rows = ['1.10.0', '1.9.1', '2.0.0'].map((v) => workload(v, { version: version(v) }))
    expect(sorted('version', false, rows)).toEqual(['1.9.1', '1.10.0', '2.0.0'])
  })

  it('keeps what is unknown last in both directions', () => {
    const rows = [
      workload('a', { owner: unknown('no label'), changedAt: null }),
      workload('b', { changedAt: before(1) }),
      workload('c', { changedAt: before(2) }),
    ]
    for (const column of ['owner', 'changed'] as const)
      for (const reverse of [false, true]) expect(sorted(column, reverse, rows).at(-1)).toBe('a')
  })

  it('orders rows that are equal by name, whatever order they came in', () => {
    const rows = ['b', 'c', 'a'].map((name) => workload(name))
    expect(sorted('owner', false, rows)).toEqual(['a', 'b', 'c'])
    expect(sorted('owner', false, rows.toReversed())).toEqual(['a', 'b', 'c'])
  })

  it('shows the least ready first', () => {
    expect(sorted('ready').slice(0, 2)).toEqual(['cart', 'checkout'])
    expect(sorted('ready').at(-1)).toBe('invoice-export')
  })
})

describe('the columns that O sorts by', () => {
  const order = (store: TestStore) =>
    Array.from(workloadsView(store.getState()).rows, ({ name }) => name)
  const state = (store: TestStore) => store.getState()

  it('are picked with shift and an arrow, beginning beside the one the table is sorted by', () => {
    const store = new TestStore(...fleetShown).press('N', 'shift-left')
    expect(state(store).pickedColumn).toBe('namespace')
    store.press('shift-left', 'shift-left')
    expect(state(store).pickedColumn).toBe('namespace')
    store.press('shift-right', 'shift-right', 'shift-right')
    expect(state(store).pickedColumn).toBe('owner')
    expect(state(store.press('O')).sort).toEqual({ column: 'owner', reverse: false })
    expect(order(store.press('O')).at(-1)).toBe('invoice-export')
    expect(state(store).sort).toEqual({ column: 'owner', reverse: true })
  })

  it('reverse the present order where none was picked', () => {
    const store = new TestStore(...fleetShown).press('N', 'O')
    expect(state(store).sort).toEqual({ column: 'name', reverse: true })
    expect(state(store.press('D', 'O')).sort).toEqual({ column: 'attention', reverse: false })
  })

  it('are those of the wide table too, most first', () => {
    const rows = [1, 30, 0].map((restarts) => workload(`r${restarts}`, { restarts }))
    expect(sorted('restarts', false, rows)).toEqual(['r30', 'r1', 'r0'])
    const takes = (memory: string | null) => ({
      ...{ requests: { cpu: null, memory: null }, limits: { cpu: null, memory: null } },
      usage: { cpu: null, memory },
    })
    const heavy = ['900Mi', '1Gi', null, '2000k'].map((memory) =>
      workload(memory ?? 'unmeasured', { resources: takes(memory) }),
    )
    expect(sorted('memory', false, heavy)).toEqual(['1Gi', '900Mi', '2000k', 'unmeasured'])
    const parts = ['web', null, 'api'].map((part) =>
      workload(part ?? 'alone', { labels: part ? { 'app.kubernetes.io/part-of': part } : {} }),
    )
    expect(sorted('part-of', false, parts)).toEqual(['api', 'web', 'alone'])
  })
})
