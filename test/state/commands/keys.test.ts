import { describe, expect, it } from 'vitest'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { edit, insert, textInput, textOf } from '../../../src/state/commands/text-input.ts'
import { paste } from '../../../src/state/commands/keys.ts'
import { currentScreen } from '../../../src/state/state.ts'
import { progress } from '../../support/bisect-fixtures.ts'
import { fleetShown, TestStore } from '../../support/state-fixtures.ts'

describe('the key layer', () => {
  it.each([
    ['jjjj', ['j', 'j', 'j', 'j']],
    ['j\r', ['j', 'enter']],
    ['\u0006\u0006', ['ctrl-f', 'ctrl-f']],
    [':q\r', [':', 'q', 'enter']],
    ['a b\t', ['a', 'space', 'b', 'tab']],
    ['工单', ['工', '单']],
    ['\u007F\u001B', ['backspace', 'esc']],
  ])('reads %j as the keys %j', (text, keys) => {
    expect(keysOf(text)).toEqual(keys)
  })

  it('quits with ctrl-c wherever the keys go', () => {
    for (const keys of [[], ['/'], [':'], ['?'], ['enter']]) {
      const store = new TestStore(...fleetShown).press(...keys, 'ctrl-c')
      expect(store.effects).toContainEqual({ type: 'quit' })
    }
  })

  it('quits with :q and enter on every screen', () => {
    const onBisect = new TestStore(...fleetShown, { type: 'bisectOpened', progress: progress() })
    for (const store of [new TestStore(...fleetShown), onBisect])
      expect(store.press(':', 'q', 'enter').effects).toContainEqual({ type: 'quit' })
  })

  it('goes back with q, and quits from the table only', () => {
    const store = new TestStore(...fleetShown).press('enter', 'q')
    expect(currentScreen(store.getState()).name).toBe('workloads')
    expect(store.effects).not.toContainEqual({ type: 'quit' })
    expect(store.press('q').effects).toContainEqual({ type: 'quit' })
  })

  it('never takes pasted text for keys', () => {
    const store = new TestStore(...fleetShown, { type: 'bisectOpened', progress: progress() })
    expect(paste(store.getState(), 'bgbb')).toEqual({ actions: [], effects: [] })
    store.press('R')
    const { actions } = paste(store.getState(), ' ./test.sh\n--all\u001B[2J ')
    for (const action of actions) store.dispatch(action)
    expect(textOf(store.getState().input)).toBe('./test.sh --all�[2J')
  })
})

describe('what is pasted where a question takes a folder or a URL', () => {
  const asked = (takes?: 'source') =>
    new TestStore(...fleetShown, {
      type: 'questionAsked',
      question: {
        ...{ id: 'question-1', title: 'Clone this repository?', lines: [], error: null },
        input: {
          kind: 'choice',
          choices: [{ value: 'clone', label: 'clone it', key: 'y' }],
          ...(takes === undefined ? {} : { takes }),
        },
      },
    }).getState()

  it.each(['/srv/shop', '~/src/shop', '../shop', 'https://github.com/shop/y', 'git@host:shop'])(
    '%s is the answer',
    (text) => {
      const answer = { type: 'answer', question: 'question-1', value: text }
      expect(paste(asked('source'), ` ${text}\n`)).toEqual({ actions: [], effects: [answer] })
    },
  )

  it('is dropped where it is neither, and where the question takes none', () => {
    expect(paste(asked('source'), 'y')).toEqual({ actions: [], effects: [] })
    expect(paste(asked(), '/srv/shop')).toEqual({ actions: [], effects: [] })
  })
})

describe('a line being typed', () => {
  it.each([
    [['a', 'b', 'space', 'c'], 'ab c', 4],
    [['a', 'b', 'left', 'x'], 'axb', 2],
    [['a', 'b', 'home', 'delete'], 'b', 0],
    [['a', 'b', 'backspace', 'backspace', 'backspace'], '', 0],
    [['a', 'space', 'b', 'ctrl-w'], 'a ', 2],
    [['a', 'b', 'ctrl-u'], '', 0],
    [['a', 'b', 'ctrl-a', 'ctrl-k'], '', 0],
    [['工', '单', 'left', 'backspace'], '单', 0],
  ])('%j gives %j', (keys, text, cursor) => {
    const input = keys.reduce((line, key) => edit(line, key) ?? line, textInput(''))
    expect([textOf(input), input.cursor]).toEqual([text, cursor])
  })

  it('leaves other keys to whoever asked', () => {
    expect(edit(textInput('a'), 'enter')).toBeNull()
    expect(edit(textInput('a'), 'pgdn')).toBeNull()
    expect(textOf(insert(textInput('ab'), 'cd'))).toBe('abcd')
  })
})
