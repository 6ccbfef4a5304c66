/** Which keys each command has now: those of the command table, or those that the settings give it. */
import type { CommandId } from '../dialog.ts'

export interface Binding {
  readonly keys: readonly string[]
  /** Its letter in its menu; null where it is in none. */
  readonly letter: string | null
  /** All of them as they are shown: `b g` is `b` and then `g`. */
  readonly shown: readonly string[]
}

/** It has every command of the table. */
export type Keymap = ReadonlyMap<CommandId, Binding>

const none: Binding = { keys: [], letter: null, shown: [] }

export function bindingOf(keymap: Keymap, { id }: { readonly id: CommandId }): Binding {
  return keymap.get(id) ?? none
}

/** The first of a command's keys, for a sentence about it; `:bisect.undo`, for the palette, where the settings took all away. */
export function keyOf({ keymap }: { readonly keymap: Keymap }, id: CommandId): string {
  const [key] = keymap.get(id)?.shown ?? []
  return key ?? `:${id}`
}
