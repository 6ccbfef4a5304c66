import { describe, expect, it, test } from 'vitest'
import type { LogSource } from '../../../src/model/logs/log-reading.ts'
import { bufferOf } from '../../../src/state/text/line-buffer.ts'
import { textPage } from '../../../src/state/text/select-text.ts'
import { lineText } from '../../../src/view/drawing/line.ts'
import { layout } from '../../../src/view/parts/pane-text.ts'
import { panelLines } from '../../../src/view/parts/panel.ts'
import { fleetShown, TestStore } from '../../support/state-fixtures.ts'

const source = (pod: string, parts: Partial<LogSource> = {}): LogSource => ({
  pod,
  short: pod.slice('cart-'.length),
  container: 'cart',
  state: 'reading',
  message: null,
  ...parts,
})

const written = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({
    text: `line ${from + i}${(from + i) % 50 === 7 ? ' Error' : ''}`,
    source: (from + i) % 2,
    at: '2025-03-14T11:00:00.250Z',
  }))

/** The logs of two pods in 100 columns and 30 rows, of which 27 are lines. */
const logs = (n = 200) => {
  const store = new TestStore(...fleetShown).press('l')
  const sources = [source('cart-a'), source('cart-b')]
  const started = {
    workload: 'prod/cart',
    sources,
    containers: ['cart', 'proxy'],
    pods: ['cart-a', 'cart-b'],
  }
  store.dispatch({ type: 'logsStarted', unread: 0, ...started })
  store.dispatch({
    type: 'logsRead',
    unread: 0,
    gone: 0,
    workload: 'prod/cart',
    lines: written(0, n),
    sources,
  })
  return store
}
const page = (store: TestStore) => {
  const found = textPage(store.getState(), layout)
  if (found === null) throw new Error('no text is shown')
  return found
}
const first = (store: TestStore) => page(store).lines[0]?.text
const last = (store: TestStore) => page(store).lines.at(-1)?.text
const typed = (store: TestStore, text: string) => store.press('/', ...text.split(''), 'enter')

describe('logs', () => {
  it('follow their end while lines come, until one moves up, and again from the end on', () => {
    const store = logs()
    expect(last(store)).toBe('line 199')
    const more = {
      workload: 'prod/cart',
      sources: page(store).screen.name === 'logs' ? [source('cart-a'), source('cart-b')] : [],
    }
    store.dispatch({ type: 'logsRead', unread: 0, gone: 0, lines: written(200, 210), ...more })
    expect(last(store)).toBe('line 209')
    store.press('k')
    expect(last(store)).toBe('line 208')
    store.dispatch({ type: 'logsRead', unread: 0, gone: 0, lines: written(210, 220), ...more })
    expect(last(store)).toBe('line 208')
    store.press('G')
    store.dispatch({ type: 'logsRead', unread: 0, gone: 0, lines: written(220, 230), ...more })
    expect(last(store)).toBe('line 229')
    store.press('f')
    store.dispatch({ type: 'logsRead', unread: 0, gone: 0, lines: written(230, 240), ...more })
    expect(last(store)).toBe('line 229')
  })

  it('are gone through line by line, page by page, and from end to end', () => {
    const store = logs()
    store.press('g')
    expect(first(store)).toBe('line 0')
    store.press('k', 'j', 'j')
    expect(first(store)).toBe('line 2')
    store.press('ctrl-f')
    expect(first(store)).toBe('line 29')
    store.press('ctrl-b', 'ctrl-b')
    expect(first(store)).toBe('line 0')
  })

  it('name the pod before each line, and its time where one wants it', () => {
    const store = logs().press('g')
    expect(page(store).lines[1]).toMatchObject({ pod: 'b ', time: '', text: 'line 1' })
    store.press('t')
    expect(page(store).lines[0]).toMatchObject({ pod: 'a ', time: '11:00:00.250 ' })
  })

  it('are searched: n goes to the next match, N to the one before, round and round', () => {
    const store = typed(logs(100).press('g'), 'error')
    expect(page(store)).toMatchObject({
      view: { match: 7 },
      place: expect.stringContaining('match 1 of 2'),
    })
    store.press('n')
    expect(page(store).view.match).toBe(57)
    expect(
      page(store)
        .lines.filter(({ found }) => found)
        .map(({ text }) => text),
    ).toEqual(['line 57 Error'])
    store.press('n')
    expect(page(store).view.match).toBe(7)
    store.press('N')
    expect(page(store).view.match).toBe(57)
    typed(store, 'ERROR')
    expect(store.getState().notice?.text).toBe('no line has “ERROR”')
  })

  it('wrap: the end stays in sight, and going down a page leaves no line out', () => {
    const store = logs(0)
    const sources = [source('cart-a'), source('cart-b')]
    const lines = Array.from({ length: 60 }, (_, i) => ({
      text: `${i} `.padEnd(200, 'x'),
      source: 0,
      at: null,
    }))
    store.dispatch({ type: 'logsRead', unread: 0, gone: 0, workload: 'prod/cart', lines, sources })
    store.press('w')
    expect(page(store).top).toBe(51)
    store.press('g')
    const seen = new Set<number>()
    for (let i = 0; i < 12; i++) {
      const { top } = page(store)
      // Three rows to a line, in 27 rows.
      for (let n = top; n < top + 9; n++) seen.add(n)
      store.press('ctrl-f')
    }
    expect(seen.size).toBe(60)
  })

  it('that were left are read again: their lines are not remembered', () => {
    const store = logs().press('q', '-')
    expect(page(store)).toMatchObject({ screen: { name: 'logs' }, lines: [] })
  })

  it('that are too long can be shifted, unless they are wrapped', () => {
    const store = logs().press('right')
    expect(page(store).view.left).toBe(20)
    store.press('left', 'left')
    expect(page(store).view.left).toBe(0)
    store.press('w', 'right')
    expect(page(store).view.left).toBe(0)
    expect(store.getState().notice?.text).toContain('lines are wrapped')
  })

  it('are asked for anew: another container, one pod, since when, before the restart', () => {
    const store = logs().press('o', '2').press('a', '2').press('s', '2').press('p')
    expect(page(store).screen).toMatchObject({
      wanted: { container: 'proxy', pod: 'cart-b', since: 300, previous: true },
    })
  })

  it('are copied and saved with their times and pods', () => {
    const store = logs(2).press('y', 'ctrl-s')
    const text = '2025-03-14T11:00:00.250Z cart-a line 0\n2025-03-14T11:00:00.250Z cart-b line 1\n'
    expect(store.effects).toEqual([
      { type: 'copy', text, what: '2 lines' },
      { type: 'saveText', name: 'shop-cart-logs', extension: 'log', text, what: '2 lines' },
    ])
    const long = logs(3000).press('y')
    expect(long.effects).toMatchObject([{ what: 'the last 1,780 lines' }])
  })
})

describe('a text', () => {
  const yaml = () => {
    const store = new TestStore(...fleetShown).press('y')
    expect(store.effects).toEqual([{ type: 'readText', workload: 'prod/cart', form: 'yaml' }])
    return store
  }
  const read = (store: TestStore, all: readonly string[] | null) => {
    const lines = bufferOf(['kind: Deployment', 'metadata:', '  name: cart'])
    const text = { ok: true, value: { lines, all: all === null ? null : bufferOf(all) } } as const
    store.dispatch({ type: 'textRead', workload: 'prod/cart', form: 'yaml', text })
    return store
  }

  it('says that it is read until it is there', () => {
    const store = yaml()
    expect(page(store).notes).toEqual([{ kind: 'calm', text: 'Reading …' }])
    expect(page(read(store, null)).lines.map(({ text }) => text)).toEqual([
      'kind: Deployment',
      'metadata:',
      '  name: cart',
    ])
  })

  it('hides managed fields until one wants them', () => {
    const store = read(yaml(), ['kind: Deployment', 'managedFields: []'])
    expect(page(store.press('m')).lines.at(-1)?.text).toBe('managedFields: []')
    expect(page(store.press('m')).lines.at(-1)?.text).toBe('  name: cart')
  })

  it('says why it could not be read, and what to do', () => {
    const store = yaml()
    const failure = {
      kind: 'cluster',
      message: 'shop/cart could not be read',
      cause: 'forbidden',
      next: 'ask',
    } as const
    store.dispatch({
      type: 'textRead',
      workload: 'prod/cart',
      form: 'yaml',
      text: { ok: false, failure },
    })
    expect(page(store).notes).toEqual([
      { kind: 'problem', text: 'shop/cart could not be read' },
      { kind: 'cause', text: 'forbidden' },
      { kind: 'next', text: 'ask' },
    ])
  })

  it('is left with q, to where it was opened', () => {
    const store = new TestStore(...fleetShown).press('enter', 'd')
    expect(page(store).screen).toMatchObject({ name: 'text', form: 'describe' })
    store.press('q')
    expect(store.getState().screens.at(-1)).toMatchObject({ name: 'workload' })
  })
})

test('a choice that is longer than the screen is wide is shown whole once it is highlighted', () => {
  const long = `${'word '.repeat(30)}end`
  const store = logs()
  store.dispatch({
    ...{ type: 'logsStarted', workload: 'prod/cart', unread: 0, sources: [source('cart-00')] },
    ...{ pods: [long, 'cart-b'], containers: ['cart'] },
  })
  const lines = (...keys: string[]) =>
    panelLines(store.press(...keys).getState(), 80).map((line) => lineText(line).trimEnd())
  expect(lines('a', 'down').filter((line) => line.includes('word'))).toHaveLength(3)
  expect(lines().join('\n')).toContain('end')
  expect(lines('down').filter((line) => line.includes('word'))).toHaveLength(1)
})

describe('a choice of many pods', () => {
  const pods = Array.from({ length: 40 }, (_, i) => `cart-${String(i).padStart(2, '0')}`)
  const choosing = () => {
    const store = logs()
    const sources = [source('cart-00')]
    store.dispatch({
      ...{ type: 'logsStarted', workload: 'prod/cart', unread: 0 },
      ...{ sources, pods, containers: ['cart'] },
    })
    return store.press('a')
  }
  const shown = (store: TestStore) => panelLines(store.getState(), 100).map(lineText)

  it('scrolls through all of them, and picks by digit as far as digits go', () => {
    const store = choosing()
    expect(shown(store).length).toBeLessThanOrEqual(15)
    expect(shown(store).join('\n')).toContain('1  cart-00')
    expect(shown(store).at(-1)).toContain('1 of 41')
    const last = choosing().press(...Array.from({ length: 50 }, () => 'down'))
    expect(shown(last).join('\n')).toMatch(/▌ {4}cart-39/)
    expect(shown(last).at(-1)).toContain('41 of 41')
    last.press('enter')
    expect(page(last).screen).toMatchObject({ wanted: { pod: 'cart-39' } })
    expect(page(choosing().press('9')).screen).toMatchObject({ wanted: { pod: 'cart-08' } })
  })
})
