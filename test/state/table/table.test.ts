import { describe, expect, it } from 'vitest'
import type { Action } from '../../../src/state/action.ts'
import { selectedWorkload, workloadsView } from '../../../src/state/table/select-workloads.ts'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { currentScreen } from '../../../src/state/state.ts'
import {
  before,
  failingCart,
  fleet,
  fleetShown,
  liveStatuses,
  now,
  stateAfter,
  status,
  TestStore,
  workload,
} from '../../support/state-fixtures.ts'

const selected = (store: TestStore) => selectedWorkload(store.getState())?.name
const shown = (store: TestStore) =>
  Array.from(workloadsView(store.getState()).rows, ({ name }) => name)
const put = (...workloads: readonly ReturnType<typeof workload>[]): Action => ({
  type: 'workloadsChanged',
  put: workloads,
  gone: [],
})

describe('the table', () => {
  it('keeps the selected row while others change their place around it', () => {
    const store = new TestStore(...fleetShown).press('j', 'j')
    expect(selected(store)).toBe('catalog')
    const failing = failingCart({ id: 'prod/new', name: 'new', changedAt: before(0) })
    store.dispatch(put(failing))
    expect(selected(store)).toBe('catalog')
    expect(workloadsView(store.getState()).index).toBe(3)
  })

  it('selects the row in the same place when the selected one is gone', () => {
    const store = new TestStore(...fleetShown).press('j', 'j')
    store.dispatch({ type: 'workloadsChanged', put: [], gone: ['prod/catalog'] })
    expect(selected(store)).toBe('checkout')
  })

  it('stays on the first row until the user moves', () => {
    const store = new TestStore(...fleetShown)
    store.dispatch(put(failingCart({ id: 'prod/new', name: 'new', changedAt: before(0) })))
    expect(selected(store)).toBe('new')
  })

  it('moves to both ends and never beyond them', () => {
    const store = new TestStore(...fleetShown).press('G')
    expect(selected(store)).toBe('工单系统')
    expect(selected(store.press('j', 'pgdn'))).toBe('工单系统')
    expect(selected(store.press('g', 'k'))).toBe('cart')
  })

  it('filters while the query is typed, and counts', () => {
    const store = new TestStore(...fleetShown).press('/', ...keysOf('owner:pay'))
    expect(shown(store)).toEqual(['cart', 'checkout', 'payment-gateway'])
    expect(workloadsView(store.getState()).counts).toBe('3 of 6 workloads')
  })

  it('puts the row that is called what was typed on top, and selects it', () => {
    const store = new TestStore(...fleetShown)
    store.dispatch(put(...[1, 2, 3].map((i) => failingCart({ id: `${i}`, name: `catalog-${i}` }))))
    store.press('/', ...keysOf('catalog'))
    expect(shown(store)[0]).toBe('catalog')
    expect(selected(store)).toBe('catalog')
  })

  it('keeps what leads in the order of a column that the user sorts by', () => {
    const store = new TestStore(...fleetShown)
    store.dispatch(put(workload('a-cart')))
    store.press('N', '/', ...keysOf('cart'))
    expect(shown(store)).toEqual(['a-cart', 'cart'])
  })

  it('selects again what was selected, where it matches again', () => {
    const store = new TestStore(...fleetShown).press('j', 'j', '/', ...keysOf('cart'))
    expect(selected(store)).toBe('cart')
    store.press('backspace', 'backspace')
    expect(selected(store)).toBe('catalog')
    expect(selected(store.press('r', 'esc'))).toBe('catalog')
  })

  it('shows no row for a query that cannot be read, and does not let enter keep it', () => {
    const store = new TestStore(...fleetShown).press('/', ...keysOf('status:faling'), 'enter')
    expect(shown(store)).toEqual([])
    expect(workloadsView(store.getState()).error?.message).toContain('unknown status')
    expect(store.getState().dialog?.kind).toBe('filter')
  })

  it('keeps its rows while a term is in the making, and does not let enter keep that', () => {
    const store = new TestStore(...fleetShown)
    const all = shown(store)
    expect(shown(store.press('/', ...keysOf('owner:')))).toEqual(all)
    store.press('enter')
    expect(store.getState().dialog?.kind).toBe('filter')
    expect(store.getState().notice?.text).toContain('owner: needs a value')
    expect(shown(store.press(...keysOf('payments'), 'enter'))).not.toEqual(all)
    expect(store.getState().dialog).toBeNull()
  })

  it('goes back to the query before with esc, and clears a kept one with esc on the table', () => {
    const store = new TestStore(...fleetShown).press('/', 'c', 'a', 'r', 'enter')
    store.press('/', 't', 'esc')
    expect(store.getState().filter).toBe('car')
    expect(store.press('esc').getState().filter).toBe('')
  })

  it('recalls earlier filters with the arrows, and what was typed after the newest', () => {
    const store = new TestStore(...fleetShown, {
      type: 'filtersRecalled',
      filters: ['owner:payments', 'cart'],
    })
    const filter = () => store.getState().filter
    store.press('/', 'c', 'h', 'up')
    expect(filter()).toBe('owner:payments')
    expect(shown(store)).toEqual(['cart', 'checkout', 'payment-gateway'])
    store.press('up', 'up')
    expect(filter()).toBe('cart')
    store.press('down', 'down', 'down')
    expect(filter()).toBe('ch')
    store.press('up', 'up', 'enter', 'esc', '/', 'up')
    expect(filter()).toBe('cart')
    expect(store.effects).toEqual([{ type: 'rememberFilter', filter: 'cart' }])
  })

  it('moves through the rows with ctrl-n and ctrl-p while the filter is typed', () => {
    const store = new TestStore(...fleetShown).press('/', 'c', 'ctrl-n', 'ctrl-n', 'ctrl-p')
    expect(selected(store)).toBe(shown(store)[1])
  })

  it('shows what changed lately, further back with each t, and then all again', () => {
    const store = new TestStore(...fleetShown).press('t')
    expect(shown(store)).toEqual(['cart'])
    expect(shown(store.press('t'))).toEqual(['cart', 'catalog'])
    expect(shown(store.press('t'))).toEqual(['cart', 'catalog', 'checkout'])
    store.press('t', 't')
    expect(shown(store)).toHaveLength(fleet.length)
  })

  it('lets a row go once its change is too long ago', () => {
    const store = new TestStore(...fleetShown).press('t')
    store.dispatch({ type: 'clockTicked', now: now + 4 * 60_000 })
    expect(shown(store)).toEqual([])
    expect(workloadsView(store.getState()).empty).toEqual({
      title: 'Nothing changed in the last 15m.',
      lines: ['t goes further back, esc shows all 6 workloads.'],
    })
    expect(shown(store.press('esc'))).toHaveLength(fleet.length)
  })

  it('takes an open quote for an error, whatever else limits the rows', () => {
    const store = new TestStore(...fleetShown).press('F', '/', '"')
    expect(workloadsView(store.getState()).error?.message).toBe('query: the quote " is not closed')
  })

  it('shows only what is failing after F, and all after F again', () => {
    const store = new TestStore(...fleetShown).press('F')
    expect(shown(store)).toEqual(['cart', 'invoice-export'])
    expect(shown(store.press('F'))).toHaveLength(fleet.length)
  })

  it('sorts by the column of a key and reverses it on the second press', () => {
    const store = new TestStore(...fleetShown).press('N')
    expect(shown(store)[0]).toBe('cart')
    expect(shown(store.press('N')).at(-1)).toBe('cart')
    expect(shown(store.press('D'))[1]).toBe('invoice-export')
  })

  it('opens the selected workload with its details and the commits since the proven release', () => {
    const store = new TestStore(...fleetShown).press('enter')
    expect(currentScreen(store.getState())).toMatchObject({ workload: 'prod/cart' })
    expect(store.effects).toEqual([
      { type: 'openDetails', workload: 'prod/cart' },
      { type: 'loadRange', workload: 'prod/cart', good: 6, bad: 7 },
    ])
    expect(store.press('esc').effects.at(-1)).toEqual({ type: 'closeDetails' })
  })
})

describe('an empty table', () => {
  const empty = (...actions: readonly Action[]) => workloadsView(stateAfter(...actions)).empty
  const statuses = (...list: readonly ReturnType<typeof status>[]): Action => ({
    type: 'statusesChanged',
    statuses: list,
  })

  it('never says that there is nothing before the first answer', () => {
    expect(empty()?.title).toBe('Connecting …')
    const reading = status('deployments', { state: 'syncing', count: 1280 })
    expect(empty(statuses(reading))).toEqual({
      title: 'Reading the workloads of prod …',
      lines: ['1,280 objects so far.'],
    })
  })

  it('says that there is nothing once every kind was read', () => {
    expect(empty({ type: 'statusesChanged', statuses: liveStatuses })?.title).toBe(
      'No workloads in prod.',
    )
  })

  it.each([
    ['forbidden', 'you may not list deployments in all namespaces', 'press i to name one'],
    ['expired', 'your credentials were refused', 'log in again'],
    ['unreachable', 'cannot be reached', 'ctrl-r retries now'],
    ['slow', 'slow', 'ctrl-r retries now'],
    ['failed', 'deployments failed', 'ctrl-r retries now'],
  ] as const)('says what is %s and what to do', (state, what, next) => {
    const text = empty(statuses(status('deployments', { state })))?.lines.join('\n')
    expect(text).toContain(what)
    expect(text).toContain(next)
  })

  it('says how to see rows again when the filter or F hides them all', () => {
    expect(empty(...fleetShown, { type: 'filterChanged', text: 'name:zzz' })?.lines[0]).toContain(
      'esc clears the filter',
    )
    const healthy = put(workload('fine'))
    expect(empty(healthy, { type: 'failingOnlyToggled' })?.title).toBe('Nothing is failing.')
  })
})

describe('a cluster that is gone', () => {
  it('is named with the time since when its rows are out of date', () => {
    const state = stateAfter(...fleetShown, {
      type: 'statusesChanged',
      statuses: [
        status('deployments', {
          state: 'unreachable',
          message: 'connection refused',
          asOf: before(2),
        }),
      ],
    })
    const view = workloadsView(state)
    expect(view.rows).toHaveLength(fleet.length)
    expect(view.sync.text).toBe('✗ unreachable, stale since 11:58')
    expect(view.problems[0]).toMatchObject({
      text: 'prod: stale since 11:58 (2m ago): connection refused',
      next: 'retrying; ctrl-r retries now',
    })
  })

  it('is named with the day where that is not today', () => {
    const asOf = before(2 * 24 * 60)
    const statuses = [status('deployments', { state: 'unreachable', asOf })]
    const view = workloadsView(stateAfter(...fleetShown, { type: 'statusesChanged', statuses }))
    expect(view.sync.text).toBe('✗ unreachable, stale since 2025-03-12 12:00')
    expect(view.problems[0]?.text).toContain('stale since 2025-03-12 12:00 (2d ago)')
  })

  it('is tried again with ctrl-r', () => {
    expect(new TestStore().press('ctrl-r').effects).toEqual([{ type: 'reconnect' }])
  })
})
