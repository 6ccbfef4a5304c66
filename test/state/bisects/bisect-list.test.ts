import { describe, expect, it } from 'vitest'
import type { SessionSummary } from '../../../src/state/question.ts'
import { openBisects, sessionRows } from '../../../src/state/bisects/select-sessions.ts'
import { bisectView } from '../../../src/state/bisects/select-bisect.ts'
import { currentScreen } from '../../../src/state/state.ts'
import { foundProgress, mark, progress } from '../../support/bisect-fixtures.ts'
import { fleetShown, sha, TestStore } from '../../support/state-fixtures.ts'

const cart = progress()
const orders = progress({ session: { id: 'orders-m2x4' } })

const listed = (...shown: readonly SessionSummary[]) =>
  ({ type: 'bisectsListed', sessions: shown }) as const
const summary = ({ session }: typeof cart, change: Partial<SessionSummary> = {}) =>
  ({ session, status: 'probing', verdicts: 2, candidates: null, ...change }) as const

const inFront = (store: TestStore): string => {
  const screen = currentScreen(store.getState())
  return screen.name === 'bisect' ? screen.progress.session.id : screen.name
}

/** `cart` runs a command and was left for `orders`. */
const twoBisects = () => {
  const store = new TestStore(
    ...fleetShown,
    listed(summary(cart), summary(orders)),
    { type: 'bisectOpened', progress: cart },
    { type: 'runRequested' },
  )
  store.dispatch({ type: 'bisectOpened', progress: orders })
  return store
}

describe('several bisects', () => {
  it('go on while another one is looked at', () => {
    const store = twoBisects()
    expect(inFront(store)).toBe('orders-m2x4')
    store.dispatch({ type: 'probeOutput', session: 'cart-k3f9', lines: ['1 of 3 passed'] })
    const advanced = progress({
      marks: [mark(5, 'good')],
      remaining: { candidates: 4, least: 2, most: 2 },
    })
    store.dispatch({ type: 'bisectAdvanced', progress: advanced })
    expect(inFront(store)).toBe('orders-m2x4')
    store.press('B', 'enter')
    expect(inFront(store)).toBe('cart-k3f9')
    expect(bisectView(store.getState())?.screen.output).toEqual(['1 of 3 passed'])
    expect(bisectView(store.getState())?.counts).toContain('4 candidates')
  })

  it('that run are returned to at once, others are read again', () => {
    const store = twoBisects().press('B', 'enter')
    expect(store.effects).toEqual([{ type: 'listBisects' }])
    store.press('B', 'j', 'enter')
    expect(store.effects.at(-1)).toEqual({ type: 'resumeBisect', session: 'orders-m2x4' })
  })

  it('are verdicts of their own: a run of one does not keep the other from being judged', () => {
    expect(twoBisects().press('b', 'g').effects).toEqual([
      { type: 'mark', session: 'orders-m2x4', sha: sha(5), verdict: 'good' },
    ])
  })

  it('say so when they end out of sight', () => {
    const store = twoBisects()
    store.dispatch({ type: 'bisectAdvanced', progress: foundProgress() })
    store.dispatch({ type: 'runEnded', session: 'cart-k3f9' })
    expect(store.getState().notice?.text).toBe(
      'bisect cart-k3f9: 0303030 is the culprit. B opens it.',
    )
  })

  it('are paused with esc, and resumed with the cursor where it was', () => {
    const store = new TestStore(...fleetShown, { type: 'bisectOpened', progress: cart })
    store.press('g', 'esc')
    expect(inFront(store)).toBe('workloads')
    store.dispatch({ type: 'bisectOpened', progress: cart })
    expect(bisectView(store.getState())?.index).toBe(0)
  })
})

describe('the start screen', () => {
  it('tells how many bisects are open, and how many of them run', () => {
    const store = new TestStore(...fleetShown)
    expect(openBisects(store.getState())).toBe('')
    store.dispatch(listed(summary(cart), summary(orders), summary(cart, { status: 'found' })))
    expect(openBisects(store.getState())).toBe('2 open bisects')
    expect(openBisects(twoBisects().getState())).toBe('2 open bisects, 1 running')
  })

  it('counts one that was started since, and no longer one that was reset', () => {
    const store = new TestStore(...fleetShown, listed(summary(cart)))
    store.dispatch({ type: 'bisectOpened', progress: orders })
    expect(openBisects(store.getState())).toBe('2 open bisects')
    store.dispatch({ type: 'bisectClosed', session: 'orders-m2x4' })
    expect(openBisects(store.getState())).toBe('1 open bisect')
    expect(inFront(store)).toBe('workloads')
  })
})

describe('starting a bisect of a workload that has an open one', () => {
  const asked = () => new TestStore(...fleetShown, listed(summary(cart))).press('b')

  it('asks whether to go on with it', () => {
    const { dialog } = asked().getState()
    expect(dialog).toMatchObject({
      question: {
        title: 'Go on with the bisect cart-k3f9?',
        lines: ['1.7.1 (release 6) → 1.7.2 (release 7), 2 verdicts so far.'],
      },
    })
    expect(asked().press('y').effects).toEqual([{ type: 'resumeBisect', session: 'cart-k3f9' }])
  })

  it('starts another one where that is wanted, and none where the user thinks better of it', () => {
    expect(asked().press('a').effects.at(-1)).toMatchObject({ type: 'startBisect', good: 6 })
    expect(asked().press('esc').effects).toEqual([])
  })

  it('asks nothing of one that has ended', () => {
    const ended = listed(summary(cart, { status: 'found' }))
    const store = new TestStore(...fleetShown, ended).press('b')
    expect(store.effects.at(-1)).toMatchObject({ type: 'startBisect' })
  })
})

describe('the list of open bisects', () => {
  it('tells what is left of those that were opened', () => {
    const rows = sessionRows(twoBisects().getState()) ?? []
    expect(rows.map(({ id, running, remaining }) => [id, running, remaining?.most])).toEqual([
      ['cart-k3f9', true, 4],
      ['orders-m2x4', false, 4],
    ])
  })

  it('resets one after asking, but none that runs', () => {
    const store = twoBisects().press('B', 'r')
    expect(store.getState().notice?.text).toContain('a command is judging its commits')
    store.press('j', 'r')
    expect(store.getState().dialog).toMatchObject({
      question: { title: 'Forget the bisect orders-m2x4?' },
    })
    expect(store.press('y').effects.at(-1)).toEqual({ type: 'reset', session: 'orders-m2x4' })
  })

  it('hands one over', () => {
    expect(twoBisects().press('B', 'E').effects.at(-1)).toEqual({
      type: 'exportBisect',
      session: 'cart-k3f9',
    })
  })
})
