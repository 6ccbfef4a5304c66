import { describe, expect, it } from 'vitest'
import { defaultKeymap, keyProblems } from '../../../src/state/commands/bind-keys.ts'
import { categories } from '../../../src/state/commands/command.ts'
import { commands, menuCommands } from '../../../src/state/commands.ts'
import { bindingOf } from '../../../src/state/commands/keymap.ts'
import { layout } from '../../../src/view/parts/pane-text.ts'
import { stateAfter } from '../../support/state-fixtures.ts'

describe('the command table', () => {
  it('has each id once, in one of the categories, with a title and a sentence of help', () => {
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length)
    for (const command of commands) {
      expect(categories.filter((category) => category === command.category)).toHaveLength(1)
      expect(command.id).toMatch(/^[a-z]+\.[a-zA-Z][a-zA-Z0-9]*$/)
      expect(command.title).toMatch(/^[A-Z]/)
      expect(command.help).toMatch(/^[A-Z].*\.$/)
      expect([...command.screens, ...(command.dialogs ?? [])]).not.toEqual([])
    }
  })

  it('has no key with two meanings on a screen, in a dialog or in a menu', () => {
    // Naming every command with the keys it has makes the check look at all of them.
    const keys = Object.fromEntries(
      commands.map((command) => [command.id, bindingOf(defaultKeymap, command).shown]),
    )
    expect(keyProblems({ keys })).toEqual([])
  })

  it('has no letter with two meanings in the verdict menu, which is lazygit’s', () => {
    expect(menuCommands('verdict').map(({ inMenu }) => inMenu?.key)).toEqual([
      'b',
      'g',
      's',
      'S',
      'r',
    ])
  })

  it('can be reached: every command has a key or is in the menu', () => {
    for (const command of commands) expect(bindingOf(defaultKeymap, command).shown).not.toEqual([])
  })

  it('binds nothing to the keys that delete or kill in other tools', () => {
    const keys = commands.flatMap((command) => command.keys)
    expect(keys).not.toContain('ctrl-d')
    expect(keys).not.toContain('ctrl-k')
  })

  it('says why a command is not available instead of failing', () => {
    const empty = stateAfter()
    const reasons = commands.map((command) => command.available(empty))
    for (const reason of reasons.filter((available) => available !== true))
      expect(reason).toMatch(/^[a-z].{5}/)
    for (const command of commands) expect(() => command.run(empty, null, layout)).not.toThrow()
  })
})
