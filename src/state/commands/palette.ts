/** The commands that the palette offers for what is typed. */
import Fuse from 'fuse.js'
import type { Command } from './command.ts'
import { bindingOf } from './keymap.ts'
import type { State } from '../state.ts'
import { textOf } from './text-input.ts'

export interface PaletteEntry {
  readonly command: Command
  /** Its keys as they are shown. */
  readonly keys: readonly string[]
  /** Why it cannot run now; null where it can. */
  readonly reason: string | null
}

/**
 * Of the commands that are offered, the best match first: a command's own word (`q`), its title and its
 * id outrank its key, then come titles that begin with the text, titles with it, and every resemblance.
 * Of those that match alike, what cannot run now comes after what can.
 */
export function paletteEntries(state: State, commands: readonly Command[]): PaletteEntry[] {
  const typed = textOf(state.input).trim()
  const text = typed.toLowerCase()
  const entries = commands
    .filter(({ id }) => id !== 'app.palette')
    .map((command): PaletteEntry => {
      const available = command.available(state)
      const { shown } = bindingOf(state.keymap, command)
      return { command, keys: shown, reason: available === true ? null : available }
    })
  if (text === '') return runnableFirst(entries)
  const named = entries.filter(({ command: { words = [], title, id } }) =>
    [title.toLowerCase(), id.toLowerCase(), ...words].includes(text),
  )
  const onKey = entries.filter(({ keys }) => keys.includes(typed))
  const found = new Fuse(entries, {
    keys: [
      { name: 'command.title', weight: 3 },
      { name: 'command.words', weight: 3 },
      { name: 'command.id', weight: 2 },
      { name: 'command.help', weight: 1 },
    ],
    threshold: 0.4,
    ignoreLocation: true,
  }).search(text)
  const alike = found.map(({ item }) => item)
  const titled = alike.filter(({ command }) => command.title.toLowerCase().includes(text))
  const begun = titled.filter(({ command }) => command.title.toLowerCase().startsWith(text))
  return [...new Set([...[named, onKey, begun, titled].flatMap(runnableFirst), ...alike])]
}

function runnableFirst(entries: readonly PaletteEntry[]): PaletteEntry[] {
  return [
    ...entries.filter(({ reason }) => reason === null),
    ...entries.filter(({ reason }) => reason !== null),
  ]
}
