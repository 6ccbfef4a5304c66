import { describe, expect, test } from 'vitest'
import type { AroundTime } from '../../../src/model/timeline/around-time.ts'
import { ok } from '../../../src/model/failure.ts'
import type { Effect } from '../../../src/state/effect.ts'
import { press } from '../../../src/state/commands/keys.ts'
import { reduce } from '../../../src/state/reduce.ts'
import type { State } from '../../../src/state/state.ts'
import { currentScreen } from '../../../src/state/state.ts'
import { templateDiff } from '../../../src/state/changes/template-lines.ts'
import { nextFrame } from '../../../src/view/frame.ts'
import { layout } from '../../../src/view/parts/pane-text.ts'
import { container, template } from '../../support/model-objects.ts'
import { before, failingCart, release, stateAfter, workload } from '../../support/state-fixtures.ts'

const pod = (image: string) => template({ containers: [container({ image })] })
const cart = failingCart({
  releases: [
    release(7, '1.7.2', { releasedAt: before(13), current: true, template: pod('cart:1.7.2') }),
    release(6, '1.7.1', { releasedAt: before(900), current: false, template: pod('cart:1.7.1') }),
  ],
  contacts: [{ kind: 'chat', value: '#payments', source: 'a8r.io/chat' }],
})
const web = workload('web', {
  owner: { value: 'storefront', source: 'label', confidence: 'certain' },
  releases: [release(3, '2.0.0', { releasedAt: before(5) })],
})
const table = stateAfter({ type: 'workloadsChanged', put: [cart, web], gone: [] })

/** Presses keys and answers the state with the effects of the last one. */
function after(state: State, ...keys: readonly string[]) {
  let effects: readonly Effect[] = []
  for (const key of keys) {
    const outcome = press(state, key, layout)
    state = outcome.actions.reduce(reduce, state)
    effects = outcome.effects
  }
  return { state, effects }
}

function screen(state: State): string {
  return nextFrame(null, { ...state, columns: 140, rows: 30 })
    .lines.map((line) =>
      line
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n')
}

const around: AroundTime = { context: 'prod', events: [], nodes: [], configs: [], unread: [] }

test('a StatefulSet that is scaled while one looks on is among the changes', () => {
  const db = (desired: number) =>
    workload('db', {
      ...{ kind: 'StatefulSet', releases: [] },
      replicas: { desired, ready: 3, updated: 3, available: 3 },
    })
  const put = (state: State, desired: number) =>
    reduce(state, { type: 'workloadsChanged', put: [db(desired)], gone: [] })
  const { state } = after([3, 3, 5].reduce(put, table), 'H')
  expect(screen(state)).toMatch(/scaling +shop +db .*scaled 3 → 5/)
  expect(screen(state)).not.toContain('3 → 3')
})

describe('what changed in the fleet', () => {
  test('opens newest first, reads the rest, and says what failed after which change', () => {
    const { state, effects } = after(table, 'H')
    expect(effects).toEqual([{ type: 'openChanges' }])
    const shown = screen(state)
    expect(shown).toContain('Reading events and ConfigMaps')
    expect(shown).toMatch(/5m +▲ release +shop +web/)
    expect(shown).toMatch(/13m +▲ release +shop +cart .*cart failed/)
    expect(shown.indexOf('web')).toBeLessThan(shown.indexOf('cart failed'))
  })

  test('what may not be read is named', () => {
    const message = 'configmaps is forbidden'
    const status = {
      ...{ context: 'prod', resource: 'configmaps', namespace: null, state: 'forbidden' as const },
      ...{ reason: 'Forbidden', message, since: before(0), asOf: null, count: 0 },
    }
    const { state } = after(table, 'H')
    const read = reduce(state, { type: 'aroundRead', around: [{ ...around, unread: [status] }] })
    expect(screen(read)).toContain(`! configmaps of prod: ${message}`)
    expect(screen(read)).not.toContain('Reading events')
  })

  test('the filter narrows it as it does the table', () => {
    const filtered = reduce(table, { type: 'filterChanged', text: 'owner:storefront' })
    const shown = screen(after(filtered, 'H').state)
    expect(shown).toContain('web')
    expect(shown).not.toContain('cart')
  })

  test('enter opens the workload, D compares the release with the one before it', () => {
    const { state } = after(table, 'H', 'j')
    const opened = after(state, 'j', 'enter').state
    expect(currentScreen(opened)).toMatchObject({ name: 'workload', workload: cart.id })
    const compared = after(state, 'j', 'D')
    expect(compared.effects).toEqual([{ type: 'loadDiff', workload: cart.id, from: 6, to: 7 }])
  })

  test('leaving it ends the reading', () => {
    expect(after(table, 'H', 'q').effects).toEqual([{ type: 'closeChanges' }])
  })
})

test('on a failing workload’s page it is what the workload may fail by, with the reasons', () => {
  const page = reduce(table, { type: 'workloadOpened', workload: cart.id })
  const shown = screen(after(page, 'H').state)
  expect(shown).toContain('what it may fail by')
  expect(shown).toMatch(/release +shop +cart .*before it began to fail; its own/)
})

describe('the difference of two releases', () => {
  const page = reduce(table, { type: 'workloadOpened', workload: cart.id })
  const { state, effects } = after(page, 'D')

  test('says first whether it is the code', () => {
    expect(effects).toEqual([{ type: 'loadDiff', workload: cart.id, from: 6, to: 7 }])
    const shown = screen(state)
    expect(shown).toContain('release 6 (1.7.1) → release 7 (1.7.2)')
    expect(shown).toContain('The code changed, and nothing else')
    expect(shown).toContain('image 1.7.1 → 1.7.2')
    expect(shown).toContain('Reading the commits')
  })

  test('the commits come with authors, owners and requests', () => {
    const commit = {
      ...{ sha: 'a'.repeat(40), parents: [], author: 'Ada', email: 'a@x', date: before(99) },
      ...{ subject: 'Round half to even', files: ['a.js'], owners: ['@shop/cart'] },
      ...{ pullRequest: { number: '12', url: null }, url: null },
    }
    const commits = {
      ...{ repository: '/src/shop', from: 'b', to: 'a', takenBack: false, excluded: 2 },
      items: [commit],
    }
    const read = reduce(state, {
      ...{ type: 'diffRead', workload: cart.id, from: 6, to: 7 },
      context: { commits: ok(commits), configTimes: [], problems: [] },
    })
    expect(screen(read)).toMatch(/aaaaaaa +\w+ +Ada +@shop\/cart +#12 +1 +Round half to even/)
    expect(screen(read)).toContain('1 commit in /src/shop, and 2 others outside its path')
  })

  test('y shows the pod templates line by line, and scrolls from their top', () => {
    const shown = screen(after(state, 'j', 'y').state)
    expect(shown).toContain('-     image: cart:1.7.1')
    expect(shown).toContain('+     image: cart:1.7.2')
  })
})

test('two templates line by line: equal lines once, changed ones before and after', () => {
  const env = (level: string) =>
    template({
      containers: [
        container({ env: { LEVEL: { kind: 'literal', text: level } }, image: 'cart:1' }),
      ],
    })
  const lines = templateDiff(env('info'), env('no')).map(({ mark, text }) => mark + text)
  expect(lines).toEqual([
    ' containers:',
    '   - name: cart',
    '     image: cart:1',
    '     env:',
    '-      LEVEL: info',
    '+      LEVEL: "no"',
  ])
})

describe('owners', () => {
  test('W opens the page of the owner, with contacts, what fails, and releases', () => {
    const shown = screen(after(table, 'W').state)
    expect(shown).toContain('owner payments')
    expect(shown).toContain('1 workload, 1 failing')
    expect(shown).toContain('#payments')
    expect(shown).toMatch(/▲ cart 1\.7\.1 → 1\.7\.2/)
  })
  test('the list leads to each of them, and from there to the workload', () => {
    const { state } = after(table, 'ctrl-t')
    expect(screen(state)).toMatch(/payments +1 +✗ 1/)
    const owner = after(state, 'j', 'enter').state
    expect(currentScreen(owner)).toMatchObject({ name: 'owner', owner: 'storefront' })
    expect(currentScreen(after(owner, 'enter').state)).toMatchObject({ workload: web.id })
  })
  test('m copies a message for their channel', () => {
    const [effect] = after(table, 'm').effects
    expect(effect).toMatchObject({ type: 'copy', what: 'a message for #payments' })
    expect(effect).toMatchObject({ text: expect.stringContaining('shop/cart in prod is failing') })
  })
})

test('L opens a page of the workload, each once, and nothing that is no page', () => {
  const linked = failingCart({
    contacts: [
      { kind: 'runbook', value: 'https://wiki/cart', source: 'a', url: 'https://wiki/cart' },
      { kind: 'docs', value: 'https://wiki/cart', source: 'b', url: 'https://wiki/cart' },
      { kind: 'email', value: 'cart@example', source: 'c', url: 'mailto:cart@example' },
      { kind: 'chat', value: '#cart', source: 'd', url: null },
    ],
  })
  const state = stateAfter({ type: 'workloadsChanged', put: [linked], gone: [] })
  const asked = after(state, 'L').state
  expect(screen(asked)).toMatch(/1 +runbook: https:\/\/wiki\/cart/)
  expect(screen(asked)).not.toMatch(/mailto|docs:/)
  expect(after(asked, '1').effects).toEqual([{ type: 'browse', url: 'https://wiki/cart' }])
})

describe('next steps and the report', () => {
  test('n offers commands, on a page for a roll-back to the release under the cursor', () => {
    expect(after(table, 'n').effects).toEqual([
      { type: 'offerSteps', workload: cart.id, release: null },
    ])
    const page = reduce(table, { type: 'workloadOpened', workload: cart.id })
    expect(after(page, 'g', 'j', 'n').effects).toEqual([
      { type: 'offerSteps', workload: cart.id, release: 6 },
    ])
  })
  test.each([
    ['c', 'clipboard'],
    ['f', 'file'],
  ])('I and %s hand the report to the %s', (key, to) => {
    expect(after(table, 'I', key).effects).toEqual([
      { type: 'reportWorkload', workload: cart.id, to },
    ])
  })
})
