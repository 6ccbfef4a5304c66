import { describe, expect, it } from 'vitest'
import { failed } from '../../../src/model/failure.ts'
import { bisectView } from '../../../src/state/bisects/select-bisect.ts'
import { workloadPage } from '../../../src/state/workload/select-workload.ts'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { currentScreen } from '../../../src/state/state.ts'
import { foundProgress, mark, progress } from '../../support/bisect-fixtures.ts'
import {
  failingCart,
  fleetShown,
  liveStatuses,
  release,
  sha,
  TestStore,
} from '../../support/state-fixtures.ts'

const page = () => new TestStore(...fleetShown).press('enter')
const cartOnly = (cart = failingCart()) =>
  new TestStore(
    { type: 'statusesChanged', statuses: liveStatuses },
    { type: 'workloadsChanged', put: [cart], gone: [] },
  )
const opened = (...change: Parameters<typeof progress>) => {
  const store = page()
  store.dispatch({ type: 'bisectOpened', progress: progress(...change) })
  return store
}

describe('starting a bisect', () => {
  it('takes two keys from the table: the proven release is good, the current one bad', () => {
    expect(page().press('b').effects.at(-1)).toEqual({
      type: 'startBisect',
      workload: 'prod/cart',
      good: 6,
      bad: 7,
      goodWorkload: null,
    })
  })

  it('skips an older release that failed in favour of one that is proven', () => {
    const cart = failingCart({
      releases: [
        release(7, '1.7.2', { current: true }),
        release(6, '1.7.1', { proof: 'bad' }),
        release(5, '1.7.0'),
      ],
    })
    expect(cartOnly(cart).press('enter', 'b').effects.at(-1)).toMatchObject({ good: 5, bad: 7 })
  })

  it('asks before it starts from a release of which nothing shows that it worked', () => {
    const store = page().press('j', 'enter', 'b')
    expect(store.getState().dialog).toMatchObject({
      kind: 'ask',
      question: { title: 'Take 1.7.0 (release 5) as the good end?' },
    })
    expect(store.press('n').effects).not.toContainEqual(
      expect.objectContaining({ type: 'startBisect' }),
    )
    expect(store.press('b', 'y').effects.at(-1)).toMatchObject({ type: 'startBisect', good: 5 })
  })

  it('loads the commits of the ends that the user chooses', () => {
    expect(page().press('j', 'space').effects.at(-1)).toEqual({
      type: 'loadRange',
      workload: 'prod/cart',
      good: 5,
      bad: 7,
    })
  })

  it('says that the code did not change where both releases run the same commit', () => {
    const same = release(6, '1.7.1').commit
    const cart = failingCart({
      releases: [
        release(7, '1.7.1-2', { current: true, commit: same, changes: ['env'] }),
        release(6, '1.7.1', { commit: same }),
      ],
    })
    const store = cartOnly(cart).press('enter', 'b')
    expect(store.getState().notice?.text).toMatch(/same commit 0606060.*look at env/)
    expect(store.effects).not.toContainEqual(expect.objectContaining({ type: 'startBisect' }))
  })

  it('drops commits that were loaded for ends that are no longer chosen', () => {
    const store = page().press('j', 'enter')
    store.dispatch({
      type: 'rangeLoaded',
      workload: 'prod/cart',
      good: 6,
      bad: 7,
      range: failed('git', 'the repository is not known'),
    })
    expect(workloadPage(store.getState())?.range).toBeNull()
  })
})

describe('a bisect', () => {
  it('opens with the cursor on the commit in hand and follows it', () => {
    const store = opened()
    expect(bisectView(store.getState())?.index).toBe(4)
    store.press('j', 'j')
    store.dispatch({
      type: 'bisectAdvanced',
      progress: progress({
        step: { kind: 'probe', sha: sha(3), phase: 'search', why: 'split' },
        marks: [mark(5, 'good')],
      }),
    })
    expect(bisectView(store.getState())?.index).toBe(2)
  })

  it.each([
    ['b', 'bad'],
    ['g', 'good'],
    ['s', 'skip'],
  ])('b and %s marks the commit in hand as %s, wherever the cursor is', (key, verdict) => {
    expect(opened().press('G', 'b', key).effects.at(-1)).toEqual({
      type: 'mark',
      session: 'cart-k3f9',
      sha: sha(5),
      verdict,
    })
  })

  it('skips the selected commit with S', () => {
    expect(opened().press('j', 'b', 'S').effects.at(-1)).toMatchObject({
      sha: sha(6),
      verdict: 'skip',
    })
  })

  it('does not skip a commit that is already judged', () => {
    const store = opened().press('g', 'b', 'S')
    expect(store.getState().notice?.text).toContain('is no candidate')
  })

  it('asks before it forgets the bisect, and keeps it unless the answer is yes', () => {
    const store = opened().press('b', 'r')
    expect(store.getState().dialog?.kind).toBe('ask')
    expect(store.press('enter').effects).not.toContainEqual({ type: 'reset', session: 'cart-k3f9' })
    expect(store.press('b', 'r', 'y').effects.at(-1)).toEqual({
      type: 'reset',
      session: 'cart-k3f9',
    })
  })

  it('takes verdicts back and gives them again', () => {
    expect(opened().press('u').getState().notice?.text).toContain('no verdict to take back')
    const judged = opened({ marks: [mark(4, 'good')], undone: [mark(3, 'bad')] })
    expect(
      judged
        .press('u', 'U')
        .effects.slice(-2)
        .map(({ type }) => type),
    ).toEqual(['undo', 'redo'])
  })

  it('runs the command that was typed, and takes no verdict by hand meanwhile', () => {
    const store = opened().press('R', ...keysOf('make test'), 'enter')
    expect(store.effects.at(-1)).toEqual({
      type: 'run',
      session: 'cart-k3f9',
      command: 'make test',
      jobs: 1,
    })
    store.press('b')
    expect(store.getState().dialog).toBeNull()
    expect(store.getState().notice?.text).toContain('c stops it')
    store.dispatch({
      type: 'taskChanged',
      task: { id: 'run-1', title: 'Testing', progress: '', cancellable: true },
    })
    expect(store.press('c').effects.at(-1)).toEqual({ type: 'cancel', task: 'run-1' })
    store.dispatch({ type: 'runEnded', session: 'cart-k3f9' })
    expect(store.press('b').getState().dialog).toEqual({ kind: 'menu', menu: 'verdict' })
  })

  it('does not run an empty command', () => {
    expect(
      opened()
        .press('R', 'space', 'enter')
        .effects.map(({ type }) => type),
    ).not.toContain('run')
  })

  it('shows counts, with what is skipped and left out', () => {
    const store = opened({ states: { 4: 'skipped', 5: 'in-hand' }, excluded: 1200 })
    expect(bisectView(store.getState())?.counts).toEqual([
      '10 candidates',
      '3–4 probes left',
      '1 skipped',
      '1,200 excluded by path',
    ])
    expect(store.press('W').effects.at(-1)).toEqual({ type: 'widen', session: 'cart-k3f9' })
  })

  it('hides what the path leaves out until e shows it', () => {
    const store = opened({
      excluded: 2,
      leftOut: [3, 4],
      states: { 3: 'excluded', 4: 'implied-bad' },
    })
    expect(bisectView(store.getState())?.rows).toHaveLength(8)
    expect(bisectView(store.press('e').getState())?.rows).toHaveLength(10)
  })

  it('turns to the probes when the commit in hand proves to be the culprit', () => {
    const store = opened({ step: { kind: 'probe', sha: sha(3), phase: 'search', why: 'split' } })
    expect(currentScreen(store.getState())).toMatchObject({ pane: 'graph' })
    store.dispatch({ type: 'bisectAdvanced', progress: foundProgress() })
    expect(currentScreen(store.getState())).toMatchObject({ pane: 'log' })
  })

  it('copies the report, and the commands once the culprit is known', () => {
    const nowhere = opened({ session: { workload: null } })
    expect(nowhere.press('y', 'm').getState().notice?.text).toContain('once the culprit is found')
    const store = opened()
    store.dispatch({ type: 'bisectAdvanced', progress: foundProgress() })
    expect(store.press('y', 'r').effects.at(-1)).toMatchObject({ type: 'copy', what: 'the report' })
    expect(store.press('y', 'm').effects.at(-1)).toEqual({
      type: 'copy',
      what: 'the commands',
      text: [
        `git -C /home/ana/src/shop revert ${sha(3)}`,
        'kubectl --context prod -n shop rollout undo deployment/cart --to-revision=6',
      ].join('\n'),
    })
  })

  it('leaves its screen when it is reset, and stays open when the user goes back', () => {
    const store = opened().press('esc')
    expect(currentScreen(store.getState()).name).toBe('workload')
    store.dispatch({ type: 'bisectOpened', progress: progress() })
    store.dispatch({ type: 'bisectClosed', session: 'cart-k3f9' })
    expect(currentScreen(store.getState()).name).toBe('workload')
  })

  it('is resumed from the list of open bisects', () => {
    const store = new TestStore(...fleetShown).press('B')
    expect(store.effects.at(-1)).toEqual({ type: 'listBisects' })
    const { session } = progress()
    store.dispatch({
      type: 'bisectsListed',
      sessions: [{ session, status: 'probing', verdicts: 2, candidates: null }],
    })
    expect(store.press('enter').effects.at(-1)).toEqual({
      type: 'resumeBisect',
      session: 'cart-k3f9',
    })
  })
})

describe('a question from outside', () => {
  const ask = (error: string | null) =>
    ({
      type: 'questionAsked',
      question: {
        id: 'q1',
        title: 'Where is the source?',
        lines: [],
        input: { kind: 'text', initial: '', placeholder: 'folder or URL' },
        error,
      },
    }) as const

  it('is answered with what was typed, which stays when it is asked again with an error', () => {
    const store = new TestStore(...fleetShown, ask(null)).press(...keysOf('~/shop'), 'enter')
    expect(store.effects).toEqual([{ type: 'answer', question: 'q1', value: '~/shop' }])
    store.dispatch(ask('there is no such folder'))
    expect(store.press('s', 'enter').effects.at(-1)).toMatchObject({ value: '~/shops' })
  })

  it('is refused with esc', () => {
    expect(new TestStore(ask(null)).press('esc').effects).toEqual([
      { type: 'answer', question: 'q1', value: null },
    ])
  })

  it('takes a choice by its letter, or by the arrows and enter', () => {
    const choices = [
      { value: 'clone', label: 'clone it', key: 'c' },
      { value: 'other', label: 'another place', key: 'o' },
    ]
    const question = {
      ...ask(null).question,
      input: { kind: 'choice' as const, choices },
    }
    const asked = () => new TestStore({ type: 'questionAsked', question })
    expect(asked().press('o').effects[0]).toMatchObject({ value: 'other' })
    expect(asked().press('down', 'down', 'enter').effects[0]).toMatchObject({ value: 'other' })
    expect(asked().press('down', 'up', 'enter').effects[0]).toMatchObject({ value: 'clone' })
  })
})

describe('a failure', () => {
  it('stays until esc dismisses it, the newest first', () => {
    const store = new TestStore(...fleetShown)
    for (const message of ['first', 'second', 'first']) {
      const { failure } = failed('git', message)
      store.dispatch({ type: 'failed', failure })
    }
    expect(store.getState().failures.map(({ message }) => message)).toEqual(['second', 'first'])
    expect(store.press('esc', 'esc').getState().failures).toEqual([])
  })
})
