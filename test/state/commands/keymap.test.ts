import { describe, expect, it } from 'vitest'
import { keymapOf, keyProblems } from '../../../src/state/commands/bind-keys.ts'
import { footerOf, helpOf, paletteOf } from '../../../src/state/commands.ts'
import type { Action } from '../../../src/state/action.ts'
import { keysOf } from '../../../src/state/commands/key-names.ts'
import { currentScreen } from '../../../src/state/state.ts'
import { progress } from '../../support/bisect-fixtures.ts'
import { fleetShown, TestStore } from '../../support/state-fixtures.ts'

type Keys = Record<string, string[]>

const bound = (keys: Keys, ...actions: readonly Action[]) =>
  new TestStore({ type: 'keysBound', keymap: keymapOf(keys) }, ...fleetShown, ...actions)
const onBisect = (keys: Keys) => bound(keys, { type: 'bisectOpened', progress: progress() })
const problems = (keys: Keys) => keyProblems({ keys }).map(({ message }) => message)

describe('keys from the settings', () => {
  it('replace those of the command, and of no other', () => {
    const store = bound({ 'table.failing': ['ctrl-x'] }).press('F')
    expect(store.getState().failingOnly).toBe(false)
    expect(store.press('ctrl-x').getState().failingOnly).toBe(true)
    expect(currentScreen(store.press('enter').getState()).name).toBe('workload')
  })

  it('reach a command of a menu at once, and still in its menu', () => {
    const marked = expect.objectContaining({ type: 'mark', verdict: 'bad' })
    const keys = { 'bisect.markBad': ['x'] }
    expect(onBisect(keys).press('x').effects).toContainEqual(marked)
    expect(onBisect(keys).press('b', 'b').effects).toContainEqual(marked)
  })

  it('change a letter in a menu, and follow the key that opens it', () => {
    const marked = expect.objectContaining({ type: 'mark', verdict: 'bad' })
    const store = onBisect({ 'bisect.markBad': ['V x'], 'bisect.verdict': ['V'] })
    expect(store.press('V', 'b').effects).not.toContainEqual(marked)
    expect(store.press('x').effects).toContainEqual(marked)
  })

  it('are what footer, help, palette and sentences show', () => {
    const keys = { 'table.failing': ['ctrl-x'], 'bisect.undo': ['Z'], 'bisect.verdict': ['V'] }
    const state = bound(keys).getState()
    expect(footerOf(state)).toContainEqual({ key: 'ctrl-x', hint: 'failing' })
    expect(helpOf(state)).toContainEqual(expect.objectContaining({ keys: 'ctrl-x' }))
    expect(paletteOf(state)).toContainEqual(expect.objectContaining({ keys: ['ctrl-x'] }))
    const bisect = onBisect(keys).getState()
    expect(helpOf(bisect)).toContainEqual(expect.objectContaining({ keys: 'V b', title: 'Bad' }))
  })

  it('can be those of dialogs, which take letters for text while one is typed', () => {
    const store = bound({ 'dialog.cancel': ['ctrl-g', 'x'] }).press('/', 'x')
    expect(store.getState().filter).toBe('x')
    expect(store.press('ctrl-g').getState().dialog).toBeNull()
    expect(store.press('?', 'x').getState().dialog).toBeNull()
  })

  it('leave a command without any to the palette', () => {
    const store = bound({ 'table.failing': [] }).press('F')
    expect(store.getState().failingOnly).toBe(false)
    expect(store.press(':', ...keysOf('failing only'), 'enter').getState().failingOnly).toBe(true)
  })
})

describe('keys that are refused', () => {
  it('a key that another command of the screen has, with both names', () => {
    expect(problems({ 'bisect.markBad': ['u'] })).toEqual([
      '"Bad" (bisect.markBad) cannot have u: on a bisect it is "Undo" (bisect.undo) already',
    ])
    const [first] = keyProblems({ keys: { 'bisect.markBad': ['u'] } })
    expect(first?.path).toEqual(['keys', 'bisect.markBad'])
    expect(first?.next).toContain('"bisect.undo": []')
  })

  it('not a key that is free where the other command was given another', () => {
    expect(problems({ 'bisect.markBad': ['u'], 'bisect.undo': ['Z'] })).toEqual([])
  })

  it('not the same key on two screens that have nothing in common', () => {
    expect(problems({ 'bisect.choose': ['F'] })).toEqual([])
  })

  it('two commands of a menu with one letter', () => {
    expect(problems({ 'bisect.markBad': ['b g'] })).toEqual([
      expect.stringMatching(/"Bad" .*cannot have g: in the verdict menu it is "Good"/),
    ])
  })

  it.each<[string, Keys, RegExp]>([
    ['an unknown command', { 'bisect.markbad': ['x'] }, /no command has the id "bisect.markbad"/],
    ['an unknown key', { 'bisect.undo': ['C-x'] }, /"C-x" is no key that a terminal sends/],
    ['a key that is another one', { 'bisect.undo': ['ctrl-m'] }, /sends "ctrl-m" as enter/],
    ['two keys outside of menus', { 'bisect.undo': ['b u'] }, /bisect.undo is in no menu/],
    ['a key that opens no menu', { 'bisect.skip': ['v s'] }, /v does not open the menu/],
    ['no way to commands', { 'app.palette': [] }, /"Command palette" .*needs a key/],
    ['no way out of a text', { 'dialog.cancel': ['x'] }, /needs a key that is no letter/],
  ])('%s', (_, keys, message) => {
    expect(problems(keys)).toEqual([expect.stringMatching(message)])
  })

  it('and the nearest command is named', () => {
    const [problem] = keyProblems({ keys: { 'bisect.markbad': ['x'] } })
    expect(problem?.next).toBe('did you mean bisect.markBad? kulprit help keys lists them')
  })
})

describe('the help', () => {
  it('shows what has every word that is searched for, and all again with esc', () => {
    const store = new TestStore(...fleetShown).press('?', '/', ...keysOf('sort own'), 'enter')
    const titles = () =>
      helpOf(store.getState()).flatMap((row) => (row.kind === 'command' ? [row.title] : []))
    expect(titles()).toEqual(['Sort by owner (team)'])
    expect(store.press('esc').getState().dialog).toEqual({ kind: 'help', searching: false })
    expect(titles().length).toBeGreaterThan(15)
    expect(store.press('esc').getState().dialog).toBeNull()
  })

  it('scrolls no further than it has lines', () => {
    const store = new TestStore(...fleetShown).press('?', ...Array<string>(30).fill('pgdn'))
    const end = store.getState().choice
    expect(end).toBeLessThan(helpOf(store.getState()).length)
    expect(store.press('k').getState().choice).toBe(end - 1)
  })
})
