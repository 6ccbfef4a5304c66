import { expect, it } from 'vitest'
import { workloadsView } from '../../../src/state/table/select-workloads.ts'
import { fleetShown, TestStore } from '../../support/state-fixtures.ts'

const names = (store: TestStore) =>
  Array.from(workloadsView(store.getState()).rows, ({ name }) => name)
const marked = (store: TestStore) => [...store.getState().marks]

it('marks a row and moves on, and takes the mark back', () => {
  const store = new TestStore(...fleetShown).press('space', 'space', 'k', 'space')
  expect(marked(store)).toEqual(['prod/cart'])
})

it('marks from the last mark to the cursor', () => {
  const store = new TestStore(...fleetShown).press('space', 'j', 'j', 'ctrl-space')
  expect(marked(store).map((id) => id.slice('prod/'.length))).toEqual(names(store).slice(0, 4))
})

it('marks the rows of a group on its heading', () => {
  const store = new TestStore(...fleetShown).press('u', 'u', 'space')
  expect(new Set(marked(store))).toEqual(new Set(['prod/cart', 'prod/checkout', 'prod/catalog']))
})

it('shows the marked rows alone, and all again once no mark is left', () => {
  const store = new TestStore(...fleetShown).press('space', 'j', 'space', 'M')
  expect(names(store)).toEqual(['cart', 'catalog'])
  expect(names(store.press('U'))).toHaveLength(6)
  expect(store.press('M').getState().notice?.text).toContain('no row is marked')
})

it('keeps the marks on their rows while rows come and go', () => {
  const store = new TestStore(...fleetShown).press('space', 'M')
  store.dispatch({ type: 'workloadsChanged', put: [], gone: ['prod/cart'] })
  expect(workloadsView(store.getState()).empty?.title).toBe('No marked workload is here.')
  expect(names(store.press('esc'))).toHaveLength(5)
})

it('copies names as commands take them', () => {
  const store = new TestStore(...fleetShown).press('space', 'j', 'space', 'Y', 'n')
  expect(store.effects.at(-1)).toEqual({
    type: 'copy',
    text: 'shop/deployment/cart\nshop/statefulset/catalog',
    what: 'the names of 2 workloads',
  })
})

it('copies a line for a report, of the selected row where none is marked', () => {
  const store = new TestStore(...fleetShown).press('Y', 'r')
  expect(store.effects.at(-1)).toEqual({
    type: 'copy',
    text: '- shop/deployment/cart in prod: CrashLoopBackOff, version 1.7.2 since 2025-03-14T11:48:00.000Z, before 1.7.1, owner payments',
    what: 'the report lines of 1 workload',
  })
})
