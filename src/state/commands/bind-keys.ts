/** Makes the keymap from the command table and the settings, and says what is wrong with the latter. */
import Fuse from 'fuse.js'
import type { SettingProblem } from '../../model/settings/settings-check.ts'
import { isRecord } from '../../model/settings/settings-check.ts'
import type { Command } from './command.ts'
import { everyScreen, menuOpeners, screenTitles } from './command.ts'
import { commands } from '../commands.ts'
import type { CommandId } from '../dialog.ts'
import { dialogKinds } from '../dialog.ts'
import { isText, keyProblem } from './key-names.ts'
import type { Binding, Keymap } from './keymap.ts'

/** Keys by command id, as the settings give them: `x`, or `b x` for a letter in the menu that `b` opens. */
export type KeySettings = Readonly<Record<string, readonly string[]>>

export const defaultKeymap: Keymap = keymapOf({})

/** For settings without a problem. What they do not name keeps its keys, and in a menu its letter. */
export function keymapOf(settings: KeySettings): Keymap {
  const direct = new Map(
    commands.map(({ id, keys }) => [id, settings[id]?.filter((key) => !isPair(key)) ?? keys]),
  )
  return new Map(
    commands.map(({ id, inMenu }): [CommandId, Binding] => {
      const keys = direct.get(id) ?? []
      if (inMenu === undefined) return [id, { keys, letter: null, shown: keys }]
      const own = settings[id]?.find(isPair)?.split(' ')[1]
      const letter = own ?? inMenu.key
      const openers = direct.get(menuOpeners[inMenu.menu]) ?? []
      const through = openers[0] === undefined ? [] : [`${openers[0]} ${letter}`]
      return [id, { keys, letter, shown: [...keys, ...through] }]
    }),
  )
}

/**
 * What is wrong with the `keys` of a settings file, each with both commands where two want one key.
 * Takes the whole file; its shape is checked elsewhere, so what is no list of texts is passed over.
 */
export function keyProblems(file: unknown): SettingProblem[] {
  const given = isRecord(file) && isRecord(file['keys']) ? file['keys'] : {}
  const lists = Object.entries(given).flatMap(([id, keys]) =>
    isListOfTexts(keys) ? [[id, keys] as const] : [],
  )
  const problems = lists.flatMap(([id, keys]) => {
    const command = commands.find((candidate) => candidate.id === id)
    return command === undefined ? [unknownCommand(id)] : problemsOf(command, keys)
  })
  // A key that is none would be reported again as a conflict or a lack.
  if (problems.length > 0) return problems
  const keymap = keymapOf(Object.fromEntries(lists))
  const pairs = lists.flatMap(([id, keys]) => pairProblems(id, keys, keymap))
  return [...pairs, ...lackingKeys(keymap, given), ...conflicts(keymap, given)]
}

function unknownCommand(id: string): SettingProblem {
  const [nearest] = new Fuse(commands, { keys: ['id', 'title'], threshold: 0.5 }).search(id)
  return {
    path: ['keys', id],
    message: `no command has the id "${id}"`,
    next: `${nearest === undefined ? '' : `did you mean ${nearest.item.id}? `}kulprit help keys lists them`,
  }
}

function problemsOf({ id, inMenu }: Command, keys: readonly string[]): SettingProblem[] {
  return keys.flatMap((key, i): SettingProblem[] => {
    const path = ['keys', id, i]
    if (isPair(key) && inMenu === undefined)
      return [
        {
          path,
          message: `"${key}" is two keys, and ${id} is in no menu`,
          next: 'give it one key',
        },
      ]
    const wrong = isPair(key)
      ? key.split(' ').flatMap((part) => keyProblem(part) ?? [])
      : [keyProblem(key)].flatMap((problem) => problem ?? [])
    return wrong.map((problem) => ({ path, ...problem }))
  })
}

/** Of `b x`, the first has to open the menu and the second has to be a letter. */
function pairProblems(id: string, keys: readonly string[], keymap: Keymap): SettingProblem[] {
  const inMenu = commands.find((candidate) => candidate.id === id)?.inMenu
  if (inMenu === undefined) return []
  const opener = menuOpeners[inMenu.menu]
  const openers = keymap.get(opener)?.keys ?? []
  return keys.flatMap((key, i): SettingProblem[] => {
    const [first = '', second = ''] = key.split(' ')
    if (!isPair(key)) return []
    const path = ['keys', id, i]
    if (!openers.includes(first))
      return [
        {
          path,
          message: `${first} does not open the menu that ${id} is in`,
          next: `${opener} has ${openers.join(', ') || 'no key'}`,
        },
      ]
    return isText(second)
      ? []
      : [{ path, message: `"${key}": a menu takes letters only`, next: 'give it a letter' }]
  })
}

/** Without these there would be no way on or out; while a text is typed, letters are part of it. */
const needed: readonly CommandId[] = ['app.palette', 'app.quit', 'dialog.accept', 'dialog.cancel']

function lackingKeys(keymap: Keymap, given: Readonly<Record<string, unknown>>): SettingProblem[] {
  return needed
    .filter((id) => id in given)
    .flatMap((id): SettingProblem[] => {
      const keys = keymap.get(id)?.keys ?? []
      const inTexts = id.startsWith('dialog.')
      if (keys.some((key) => !inTexts || !isText(key))) return []
      return [
        {
          path: ['keys', id],
          message: `${titled(id)} needs a key${inTexts ? ' that is no letter, since texts are typed in dialogs' : ''}`,
          next: `give it one, such as ${commands.find((command) => command.id === id)?.keys[0]}`,
        },
      ]
    })
}

interface Scope {
  /** `on the table of workloads` */
  readonly where: string
  /** Each command there with the keys that reach it. */
  readonly entries: readonly (readonly [CommandId, readonly string[]])[]
}

function scopesOf(keymap: Keymap): Scope[] {
  const keysOf = ({ id }: Command) => [id, keymap.get(id)?.keys ?? []] as const
  const menus = Object.keys(menuOpeners) as (keyof typeof menuOpeners)[]
  return [
    ...everyScreen.map((screen) => ({
      where: `on ${screenTitles[screen]}`,
      entries: commands.filter(({ screens }) => screens.includes(screen)).map(keysOf),
    })),
    ...dialogKinds.map((kind) => ({
      where: 'in dialogs',
      entries: commands.filter(({ dialogs = [] }) => dialogs.includes(kind)).map(keysOf),
    })),
    ...menus.map((menu) => ({
      where: `in the ${menu} menu`,
      entries: commands
        .filter(({ inMenu }) => inMenu?.menu === menu)
        .map(({ id }) => [id, [keymap.get(id)?.letter ?? '']] as const),
    })),
  ]
}

/** Each pair of commands once, at the setting that is the cause. */
function conflicts(keymap: Keymap, given: Readonly<Record<string, unknown>>): SettingProblem[] {
  const found = new Map<string, SettingProblem>()
  for (const { where, entries } of scopesOf(keymap)) {
    const owners = new Map<string, CommandId>()
    for (const [id, keys] of entries)
      for (const key of keys) {
        const other = owners.get(key)
        owners.set(key, other ?? id)
        // The table itself is held to this by a test.
        if (other === undefined || !(id in given || other in given)) continue
        const [cause, holder] = id in given ? [id, other] : [other, id]
        const name = `${key} ${cause} ${holder}`
        if (!found.has(name)) found.set(name, conflict(key, cause, holder, where))
      }
  }
  return [...found.values()]
}

function conflict(key: string, id: CommandId, holder: CommandId, where: string): SettingProblem {
  return {
    path: ['keys', id],
    message: `${titled(id)} cannot have ${key}: ${where} it is ${titled(holder)} already`,
    next: `give one of them another key, for example "${holder}": []`,
  }
}

/** `"Undo" (bisect.undo)` */
function titled(id: CommandId): string {
  return `"${commands.find((command) => command.id === id)?.title ?? id}" (${id})`
}

function isPair(key: string): boolean {
  return key.length > 1 && key.includes(' ')
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
