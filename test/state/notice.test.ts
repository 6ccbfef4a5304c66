/** How long what was said of a key stays in sight. */
import { describe, expect, it } from 'vitest'
import { fleetShown, TestStore } from '../support/state-fixtures.ts'

const said = 'copied the report on cart'
const told = (text = said) => new TestStore(...fleetShown, { type: 'noticed', text })
const notice = (store: TestStore) => store.getState().notice?.text ?? null

describe('a notice', () => {
  it('stays while one moves or types', () => {
    expect(notice(told().press('j', 'G', 'k'))).toBe(said)
    const typing = new TestStore(...fleetShown).press(':', 'c')
    typing.dispatch({ type: 'noticed', text: said })
    expect(notice(typing.press('a', 'r', 'backspace'))).toBe(said)
  })

  it.each(['F', 'S', 'space', '/', ':', '?'])('goes with %s, which does something else', (key) => {
    expect(notice(told().press(key))).toBeNull()
  })

  it('goes with the next key that changes the filter it is about, not with one that moves in it', () => {
    const store = new TestStore(...fleetShown).press('/', ...Array.from('owner:'), 'enter')
    const why = notice(store)
    expect(why).toContain('owner:')
    expect(notice(store.press('left', 'right'))).toBe(why)
    expect(notice(store.press('p'))).toBeNull()
    expect(notice(store.press('backspace', 'enter'))).toBe(why)
    expect(notice(store.press('backspace'))).toBeNull()
  })

  it('goes with the screen that it was said on', () => {
    expect(notice(told().press('enter'))).toBeNull()
    const page = told().press('enter')
    page.dispatch({ type: 'noticed', text: said })
    expect(notice(page.press('esc'))).toBeNull()
    page.dispatch({ type: 'noticed', text: said })
    expect(notice(page.press('-'))).toBeNull()
  })

  it('goes with a screen that opens by itself', () => {
    const store = told()
    store.dispatch({ type: 'workloadOpened', workload: 'prod/cart' })
    expect(notice(store)).toBeNull()
  })

  it('is followed by the one of the next key', () => {
    const store = told().press('2')
    expect(notice(store)).toContain('no filter is saved under 2')
  })

  it('stays the longer the more there is to read', () => {
    const after = (text: string, milliseconds: number) => {
      const store = told(text)
      store.dispatch({ type: 'clockTicked', now: store.getState().now + milliseconds })
      return notice(store)
    }
    expect(after(said, 4999)).toBe(said)
    expect(after(said, 5000)).toBeNull()
    const long = 'not now '.repeat(20)
    expect(after(long, 9000)).toBe(long)
    expect(after(long, 10_000)).toBeNull()
  })
})

it('what failed stays on every screen until it is dismissed', () => {
  const store = new TestStore(...fleetShown)
  const failure = { kind: 'config', message: 'disk full', cause: null, next: null } as const
  store.dispatch({ type: 'failed', failure })
  store.press('F', 'F', 'enter')
  store.dispatch({ type: 'clockTicked', now: store.getState().now + 600_000 })
  expect(store.getState().failures).toEqual([failure])
  expect(store.press('esc').getState().failures).toEqual([])
})
