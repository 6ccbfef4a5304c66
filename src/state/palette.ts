/** The commands that the palette offers for what is typed. */
import Fuse from 'fuse.js'
import type { Command } from './command.ts'
import { commandsOf } from './commands.ts'
import type { State } from './state.ts'
import { currentScreen } from './state.ts'
import { textOf } from './text-input.ts'

export interface PaletteEntry {
  readonly command: Command
  /** Why it cannot run now; null where it can. */
  readonly reason: string | null
}

/** Best match first; a command's own word (`q`) outranks every resemblance. */
export function paletteEntries(state: State): PaletteEntry[] {
  const text = textOf(state.input).trim().toLowerCase()
  const offered = commandsOf(currentScreen(state).name).filter(({ id }) => id !== 'app.palette')
  const exact = offered.filter(({ words, title }) =>
    [title.toLowerCase(), ...(words ?? [])].includes(text),
  )
  const fuse = new Fuse(offered, {
    keys: ['title', 'words', 'id'],
    threshold: 0.4,
    ignoreLocation: true,
  })
  const found = text === '' ? offered : fuse.search(text).map(({ item }) => item)
  return [...new Set([...exact, ...found])].map((command) => {
    const available = command.available(state)
    return { command, reason: available === true ? null : available }
  })
}
