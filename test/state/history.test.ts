import { describe, expect, it } from 'vitest'
import { currentScreen } from '../../src/state/state.ts'
import { progress } from '../support/bisect-fixtures.ts'
import { fleetShown, TestStore } from '../support/state-fixtures.ts'

const opened = (...keys: string[]) => new TestStore(...fleetShown).press(...keys)
const shown = (store: TestStore): string => {
  const screen = currentScreen(store.getState())
  return screen.name === 'workload' ? screen.workload : screen.name
}

describe('where one has been', () => {
  it('- goes to the last view and back again', () => {
    const store = opened('enter')
    expect(shown(store)).toBe('prod/cart')
    expect(shown(store.press('-'))).toBe('workloads')
    expect(shown(store.press('-'))).toBe('prod/cart')
  })

  it('[ and ] go through all of them, in both directions', () => {
    const store = opened('enter', 'esc', 'j', 'enter', 'esc', 'B')
    const back = ['workloads', 'prod/invoice-export', 'workloads', 'prod/cart', 'workloads']
    expect(back.map(() => shown(store.press('[')))).toEqual(back)
    const forward = ['prod/cart', 'workloads', 'prod/invoice-export', 'workloads', 'bisects']
    expect(forward.map(() => shown(store.press(']')))).toEqual(forward)
  })

  it('a new view ends the way forward', () => {
    const store = opened('enter', '[', 'j', 'enter')
    expect(shown(store.press(']'))).toBe('prod/invoice-export')
    expect(store.getState().notice?.text).toContain('no other view in that direction')
  })

  it('says so where there is no other view', () => {
    for (const key of ['-', '[', ']'])
      expect(opened(key).getState().notice?.text).toContain('no other view')
  })

  it('a view is as it was left: row, pane and ends', () => {
    const store = opened('enter', 'j', 'x', 'tab', 'esc')
    const page = currentScreen(store.press('[').getState())
    expect(page).toMatchObject({ name: 'workload', pane: 'commits', cursor: { index: 2 } })
    expect(page).toHaveProperty('bad', expect.any(Number))
  })

  it('a page that is opened again shows the pane it was left with', () => {
    const store = opened('enter', 'tab', 'esc', 'enter')
    expect(currentScreen(store.getState())).toMatchObject({ pane: 'commits', bad: null })
  })

  it('a page that is opened again has the ends that were chosen on it, and so has a bisect from the table', () => {
    const store = opened('enter', 'j', 'enter', 'esc')
    const chosen = { good: 5, bad: 7 }
    store.effects.length = 0
    store.press('enter')
    expect(currentScreen(store.getState())).toMatchObject({ good: 5 })
    expect(store.effects).toContainEqual(expect.objectContaining({ type: 'loadRange', ...chosen }))
    store.press('esc', 'b', 'y')
    expect(store.effects.at(-1)).toMatchObject({ type: 'startBisect', ...chosen })
  })

  it('what a page shows is read again, and no longer once it was left', () => {
    const store = opened('enter', 'esc')
    store.effects.length = 0
    store.press('[')
    expect(store.effects).toContainEqual({ type: 'openDetails', workload: 'prod/cart' })
    expect(store.effects).toContainEqual(expect.objectContaining({ type: 'loadRange' }))
    store.press(']')
    expect(store.effects.at(-1)).toEqual({ type: 'closeDetails' })
  })

  it('a bisect is shown as far as it has come, and not at all once it was reset', () => {
    const store = new TestStore(...fleetShown, { type: 'bisectOpened', progress: progress() })
    store.press('esc')
    const later = { ...progress(), excluded: 7 }
    store.dispatch({ type: 'bisectAdvanced', progress: later })
    store.press('[')
    expect(currentScreen(store.getState())).toMatchObject({ name: 'bisect', progress: later })
    expect(store.getState().left).toEqual([])
    store.press('-').dispatch({ type: 'bisectClosed', session: later.session.id })
    expect(shown(store.press('-'))).toBe('workloads')
  })
})
