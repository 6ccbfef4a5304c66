/** From Ink's input events to key names. */
import type { Key } from 'ink'
import { keysOf } from '../state/commands/key-names.ts'

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pgup'],
  ['pageDown', 'pgdn'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const

/** Elsewhere shift makes no difference. */
const sideways: ReadonlySet<string> = new Set(['left', 'right'])

/**
 * The keys of one event, in order: Ink hands over several typed characters at once. An escape with a
 * character right behind it arrives as meta and that character; kulprit has no meta keys, so it is
 * what it was: two keys.
 */
export function inputKeys(input: string, key: Key): string[] {
  if (key.eventType === 'release') return []
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab']
  const name = named.find(([flag]) => key[flag])?.[1]
  if (name !== undefined) return [key.shift && sideways.has(name) ? `shift-${name}` : name]
  if (key.ctrl) return input === '' ? [] : [`ctrl-${input === ' ' ? 'space' : input}`]
  return key.meta ? ['esc', ...keysOf(input)] : keysOf(input)
}
