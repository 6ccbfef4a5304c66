import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesOf, groupings, isGroup, totalsOf } from '../../../src/state/table/group.ts'
import { allEntries, selectedEntry } from '../../../src/state/table/select-workloads.ts'
import { fleetShown, TestStore, workload } from '../../support/state-fixtures.ts'

/** Headings in brackets, rows by their names. */
function shown(store: TestStore): string[] {
  return allEntries(store.getState()).map((entry) =>
    isGroup(entry) ? `[${entry.name}]` : entry.name,
  )
}

const selected = (store: TestStore) => selectedEntry(store.getState())?.id

describe('a grouped table', () => {
  it('has a heading above the rows of each owner, the group of the first row first', () => {
    expect(shown(new TestStore(...fleetShown).press('u'))).toEqual([
      // However their owner is written: one of them says group:default/payments.
      ...['[payments]', 'cart', 'checkout', 'payment-gateway'],
      ...['[null]', 'invoice-export'],
      ...['[discovery]', 'catalog'],
      ...['[客服]', '工单系统'],
    ])
  })

  it('goes through the ways to group, contexts only where there are several, and ends ungrouped', () => {
    const store = new TestStore(...fleetShown)
    const ways = () => Array.from({ length: 4 }, () => store.press('u').getState().groupBy)
    expect(ways()).toEqual(['owner', 'namespace', 'part-of', null])
    const other = workload('edge', { id: 'eu/edge', context: 'eu' })
    store.dispatch({ type: 'workloadsChanged', put: [other], gone: [] })
    expect(ways()).toEqual(['owner', 'namespace', 'context', 'part-of'])
  })

  it('keeps the cursor on its workload when groups are made around it', () => {
    const store = new TestStore(...fleetShown).press('j', 'j')
    expect(selected(store)).toBe('prod/catalog')
    expect(selected(store.press('u', 'u'))).toBe('prod/catalog')
  })

  it('folds the group that the cursor is in, and goes to its heading', () => {
    const store = new TestStore(...fleetShown).press('u', 'u', 'j', 'j', 'left')
    expect(shown(store)[0]).toBe('[shop]')
    expect(shown(store)).not.toContain('cart')
    expect(selected(store)).toBe('group namespace shop')
    expect(shown(store.press('enter'))).toContain('cart')
    expect(shown(store.press('left'))).not.toContain('cart')
    expect(shown(store.press('right'))).toContain('cart')
  })

  it('folds all groups and unfolds them again', () => {
    const store = new TestStore(...fleetShown).press('u', 'u', 'G', 'Z')
    expect(shown(store).every((line) => line.startsWith('['))).toBe(true)
    expect(selected(store)).toBe('group namespace support')
    expect(shown(store.press('Z'))).toContain('cart')
  })

  it('groups what the filter leaves', () => {
    const store = new TestStore(...fleetShown).press('u', 'u', 'F')
    expect(shown(store)).toEqual(['[shop]', 'cart', '[billing]', 'invoice-export'])
  })

  it('says that there is nothing to fold where nothing is grouped', () => {
    expect(new TestStore(...fleetShown).press('left').getState().notice?.text).toContain('u groups')
  })
})

describe('a group', () => {
  it('comes to what its rows come to', () => {
    const resources = (cpu: string | null, memory: string | null, used: string | null) => ({
      requests: { cpu, memory },
      limits: { cpu: null, memory: null },
      usage: { cpu: used, memory: null },
    })
    const rows = [
      workload('a', { resources: resources('250m', '1Gi', '100m') }),
      workload('b', { resources: resources('2', '512Mi', null) }),
      workload('c', {
        resources: resources(null, null, null),
        replicas: { desired: null, ready: 0, updated: 0, available: 0 },
        health: { status: 'degraded', reason: null, message: null, since: null },
      }),
    ]
    expect(totalsOf(rows)).toEqual({
      ...{ failing: 1, ready: 6, desired: 6 },
      cpu: { used: 0.1, requested: 2.25 },
      memory: { used: null, requested: 1.5 * 2 ** 30 },
    })
  })

  it('takes in every row once, in the order of the rows', () => {
    const rows = fc.array(
      fc.record({ namespace: fc.constantFrom('a', 'b', 'c'), context: fc.constantFrom('x', 'y') }),
    )
    fc.assert(
      fc.property(rows, fc.constantFrom(...groupings), (places, by) => {
        const all = places.map((place, i) => workload(`w${i}`, place))
        const entries = entriesOf(all, by, new Set())
        const inRows = entries.filter((entry) => !isGroup(entry))
        const apart = entries.filter(isGroup)
        const inGroups = apart.flatMap(({ workloads }) => workloads)
        expect(inGroups).toEqual(inRows)
        expect(new Set(inRows)).toEqual(new Set(all))
        expect(inRows).toHaveLength(all.length)
        expect(new Set(apart.map(({ name }) => name)).size).toBe(apart.length)
      }),
    )
  })
})
