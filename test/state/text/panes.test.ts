import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/model/failure.ts'
import { mostCopied } from '../../../src/state/text/clipboard.ts'
import { textPage } from '../../../src/state/text/select-text.ts'
import { layout } from '../../../src/view/parts/pane-text.ts'
import { commitDetail, foundProgress, progress, rangeShown } from '../../support/bisect-fixtures.ts'
import { details, evidence, fleetShown, sha, TestStore } from '../../support/state-fixtures.ts'

const workload = 'prod/cart'
const openPage = () => {
  const store = new TestStore(...fleetShown).press('enter')
  store.dispatch({ type: 'detailsLoaded', workload, details })
  store.dispatch({ type: 'evidenceFound', workload, evidence })
  store.dispatch(rangeShown)
  return store
}
const openBisect = (opened = progress()) => {
  const store = openPage()
  store.dispatch({ type: 'bisectOpened', progress: opened })
  return store
}
const page = (store: TestStore) => {
  const found = textPage(store.getState(), layout)
  if (found === null) throw new Error('no text is shown')
  return found
}
const textOf = (store: TestStore) =>
  page(store)
    .lines.map(({ text }) => text)
    .join('\n')
const typed = (store: TestStore, text: string) => store.press('/', ...Array.from(text), 'enter')
const screens = (store: TestStore) => store.getState().screens.map(({ name }) => name)

describe('a pane read as a text', () => {
  it('has all of the pane, on the whole screen: no line is left out, none is cut', () => {
    const store = openPage()
    store.dispatch({ type: 'resized', columns: 60, rows: 60 })
    const text = textOf(store.press('z'))
    for (const line of details.log?.lines ?? []) expect(text).toContain(line)
    for (const { message } of details.events) expect(text).toContain(message)
    expect(text).not.toContain('…')
  })

  it('is any pane of a workload and of a bisect', () => {
    expect(textOf(openPage().press('tab', 'z'))).toContain('0909090  1d   Ana Silva')
    expect(textOf(openPage().press('tab', 'tab', 'z'))).toContain('annotation a8r.io/chat')
    expect(textOf(openBisect().press('z'))).toContain('in hand      Log the basket id')
    const commit = openBisect().press('tab')
    commit.dispatch({
      type: 'commitLoaded',
      session: 'cart-k3f9',
      sha: sha(5),
      detail: ok(commitDetail),
    })
    expect(textOf(commit.press('z'))).toContain('+log("opened", basket.id)')
    expect(textOf(openBisect(foundProgress()).press('z'))).toContain('0303030  ✗ bad')
  })

  it('is what changed, a difference, owners, an owner, the open bisects, and the help', () => {
    const table = () => new TestStore(...fleetShown)
    expect(textOf(table().press('H', 'z'))).toContain('1.7.1 → 1.7.2')
    expect(textOf(openPage().press('D', 'z'))).toContain('The pod template of release 6')
    expect(textOf(table().press('ctrl-t', 'z'))).toMatch(/^ {2}OWNER .*\n {2}\S/)
    expect(textOf(table().press('W', 'z'))).toContain('#payments-oncall')
    const listed = openBisect()
    const { session } = progress()
    listed.press('q').dispatch({
      type: 'bisectsListed',
      sessions: [{ session, status: 'probing', verdicts: 0, candidates: null }],
    })
    expect(textOf(listed.press('B', 'z'))).toContain('cart-k3f9')
    const help = openPage().press('?', 'z')
    expect(help.getState().dialog).toBeNull()
    expect(textOf(help)).toContain('Use the release as the good end')
  })

  it('stays as fresh as the page below it', () => {
    const store = openPage().press('z')
    const log = { pod: 'cart-6f7d9-x2k4q', container: 'app', previous: true, lines: ['new line'] }
    store.dispatch({ type: 'detailsLoaded', workload, details: { ...details, log } })
    expect(textOf(store)).toContain('new line')
    expect(textOf(store)).not.toContain('loading prices')
  })

  it('follows the output of a test that runs, until one moves up', () => {
    const store = openBisect().press('tab', 'tab')
    const session = 'cart-k3f9'
    const wrote = (from: number, to: number) => {
      const lines = Array.from({ length: to - from }, (_, i) => `step ${from + i}`)
      store.dispatch({ type: 'probeOutput', session, lines })
    }
    store.dispatch({ type: 'runRequested' })
    store.dispatch({ type: 'probeStarted', session, sha: sha(5) })
    wrote(0, 100)
    store.press('z')
    expect(page(store).lines.at(-1)?.text).toBe('   step 99')
    wrote(100, 120)
    expect(page(store).lines.at(-1)?.text).toBe('   step 119')
    store.press('k')
    wrote(120, 140)
    expect(page(store).lines.at(-1)?.text).toBe('   step 118')
  })

  it('opens where / finds something on a page, and n and N go on', () => {
    const store = typed(openPage(), 'cart-6f7d9')
    expect(screens(store)).toEqual(['workloads', 'workload', 'pane'])
    expect(page(store).place).toContain('match 1 of 3')
    store.press('n')
    expect(page(store).place).toContain('match 2 of 3')
    store.press('N', 'N')
    expect(page(store).place).toContain('match 3 of 3')
    store.press('q')
    expect(screens(store)).toEqual(['workloads', 'workload'])
  })

  it('is as one left it when it is opened again: what was searched, how far one was', () => {
    const store = typed(openPage(), 'panic')
    store.press('w', 'G')
    const before = page(store).view
    store.press('q', 'q', 'enter')
    store.dispatch({ type: 'detailsLoaded', workload, details })
    store.dispatch({ type: 'evidenceFound', workload, evidence })
    expect(page(store.press('z')).view).toEqual(before)
    expect(before).toMatchObject({ query: 'panic', wrap: false })
  })

  it('is shifted to a match that is beyond the right edge', () => {
    const store = openPage().press('z', 'w')
    store.dispatch({ type: 'resized', columns: 60, rows: 30 })
    typed(store, 'container app')
    const { view, lines } = page(store)
    const line = lines.find(({ found }) => found)?.text ?? ''
    expect(line.slice(view.left, view.left + 60)).toContain('container app')
  })
})

describe('selected lines', () => {
  it('are copied alone: from the match on as far as one moves, also upwards', () => {
    const store = typed(openPage(), 'loading prices').press('v', 'j')
    expect(page(store).place).toContain('2 lines selected')
    store.press('y')
    expect(store.effects.at(-1)).toEqual({
      type: 'copy',
      text: '   loading prices\n   panic: price cache is empty\n',
      what: '2 lines',
    })
    expect(page(store).view.selected).toBeNull()
    store.press('v', 'k', 'y')
    expect(store.effects.at(-1)).toMatchObject({
      text: '   starting cart 1.7.2\n   loading prices\n',
    })
  })

  it('stay on the screen while they grow, and reach both ends of the text', () => {
    const store = openPage()
    store.dispatch({ type: 'resized', columns: 80, rows: 15 })
    store.press('z', 'v', 'G')
    const all = page(store).buffer.end
    expect(page(store).place).toContain(`${all} lines selected`)
    expect(page(store).lines.at(-1)?.selected).toBe(true)
    store.press('g')
    expect(page(store).place).toContain('1 line selected')
    expect(page(store).top).toBe(0)
  })

  it('are no longer selected after esc, which then goes back', () => {
    const store = openPage().press('z', 'space', 'esc')
    expect(page(store).view.selected).toBeNull()
    expect(screens(store.press('esc'))).toEqual(['workloads', 'workload'])
  })
})

describe('what is too long for the clipboard', () => {
  const long = () => {
    const lines = Array.from({ length: 400 }, (_, i) => `${i} `.padEnd(400, 'x'))
    const log = { pod: 'cart-6f7d9-x2k4q', container: 'app', previous: true, lines }
    const store = openPage()
    store.dispatch({ type: 'detailsLoaded', workload, details: { ...details, log } })
    return store.press('z')
  }

  it('is not copied, and what to do instead is said', () => {
    const store = long()
    const before = store.effects.length
    store.press('y')
    expect(store.effects).toHaveLength(before)
    expect(store.getState().notice?.text).toMatch(
      /bytes are too many for the clipboard, which takes 75,000 bytes: v selects lines, ctrl-s saves/,
    )
  })

  it('can be copied in part, or saved whole', () => {
    const store = long().press('v', 'ctrl-f', 'y', 'ctrl-s')
    const [copied, saved] = store.effects.slice(-2)
    expect(copied).toMatchObject({ type: 'copy' })
    expect(copied?.type === 'copy' && copied.text.length < mostCopied).toBe(true)
    expect(saved).toMatchObject({ type: 'saveText', name: 'shop-cart-evidence', extension: 'txt' })
    expect(saved?.type === 'saveText' && saved.text.includes('399 xxx')).toBe(true)
  })
})
