import { describe, expect, it } from 'vitest'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { places } from '../../../src/state/table/select-places.ts'
import { workloadsView } from '../../../src/state/table/select-workloads.ts'
import { fleetShown, TestStore } from '../../support/state-fixtures.ts'

const lines = (store: TestStore) =>
  places(store.getState()).map(({ label, chosen }) => `${chosen ? 'x' : '-'} ${label}`)
const names = (store: TestStore) =>
  Array.from(workloadsView(store.getState()).rows, ({ namespace }) => namespace)
const listed = { type: 'contextsListed' } as const

describe('the list of namespaces', () => {
  it('has every namespace with what is in it, and all of them', () => {
    const store = new TestStore(...fleetShown).press('i')
    expect(lines(store)).toEqual([
      'x all namespaces',
      '- billing',
      '- payments',
      '- shop',
      '- support',
    ])
    const shop = places(store.getState()).find(({ name }) => name === 'shop')
    expect(shop?.detail).toBe('3 workloads, 1 failing')
  })

  it('chooses what is highlighted, alone, with enter', () => {
    const store = new TestStore(...fleetShown).press('i', ...keysOf('sho'), 'enter')
    expect(new Set(names(store))).toEqual(new Set(['shop']))
    expect(store.effects).toEqual([{ type: 'readNamespaces', namespaces: ['shop'] }])
    expect(store.press('0').effects.at(-1)).toEqual({ type: 'readNamespaces', namespaces: null })
    expect(new Set(names(store)).size).toBe(4)
  })

  it('adds and takes out with space, and then shows what is ticked', () => {
    const store = new TestStore(...fleetShown).press('i', 'down', 'space', 'down', 'space')
    expect(lines(store)).toEqual([
      '- all namespaces',
      'x billing',
      'x payments',
      '- shop',
      '- support',
    ])
    store.press('space', 'down', 'space', 'enter')
    expect(store.effects.at(-1)).toEqual({
      type: 'readNamespaces',
      namespaces: ['billing', 'shop'],
    })
  })

  it('offers a name that nothing is known of, as typed', () => {
    const store = new TestStore(...fleetShown).press('i', ...keysOf('secret'))
    expect(lines(store)).toEqual(['- secret'])
    store.press('enter')
    expect(workloadsView(store.getState()).empty).toEqual({
      title: 'No workload in namespace secret.',
      lines: ['0 shows all namespaces, i chooses others.'],
    })
  })

  it('changes nothing with esc', () => {
    const store = new TestStore(...fleetShown).press('i', 'down', 'space', 'esc')
    expect(store.getState().namespaces).toBeNull()
    expect(store.effects).toEqual([])
  })
})

describe('the list of contexts', () => {
  const contexts = ['prod', 'staging', 'test'].map((name) => ({ name, server: `https://${name}` }))

  it('is read when it is opened, and ticks what is open', () => {
    const store = new TestStore(...fleetShown).press('x')
    expect(store.effects).toEqual([{ type: 'listContexts' }])
    expect(lines(store)).toEqual(['x prod'])
    store.dispatch({ ...listed, contexts })
    expect(lines(store)).toEqual(['x prod', '- staging', '- test'])
  })

  it('opens what is ticked, and keeps at least one', () => {
    const store = new TestStore(...fleetShown).press('x')
    store.dispatch({ ...listed, contexts })
    store.press('down', 'space', 'enter')
    expect(store.effects.at(-1)).toEqual({ type: 'showContexts', contexts: ['prod', 'staging'] })
    store.press('x', 'space', 'enter')
    expect(store.getState().notice?.text).toContain('at least one context')
    expect(store.getState().dialog?.kind).toBe('places')
  })
})
