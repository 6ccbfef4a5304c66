/** The one command table: keys, footer, help, palette and the page of keys are all drawn from it. */
import type { Chosen, Command, Layout, Outcome } from './commands/command.ts'
import type { CommandId, Menu } from './dialog.ts'
import { acts } from './commands/command.ts'
import { bisectCommands } from './commands/bisect.ts'
import { bisectListCommands } from './commands/bisect-list.ts'
import { changesCommands } from './commands/changes.ts'
import { copyCommands } from './commands/copy.ts'
import { dialogCommands } from './commands/dialog.ts'
import { generalCommands } from './commands/general.ts'
import { logCommands } from './commands/logs.ts'
import { moveCommands } from './commands/move.ts'
import { searchCommands } from './commands/search.ts'
import { ownerCommands } from './commands/owners.ts'
import { tableCommands } from './commands/table.ts'
import { textCommands } from './commands/text.ts'
import { verdictCommands } from './commands/verdict.ts'
import { viewCommands } from './commands/views.ts'
import { whyCommands } from './commands/why.ts'
import { workloadCommands } from './commands/workload.ts'
import { bindingOf } from './commands/keymap.ts'
import type { PaletteEntry } from './commands/palette.ts'
import { paletteEntries } from './commands/palette.ts'
import type { HelpRow } from './commands/select-help.ts'
import { helpRows } from './commands/select-help.ts'
import type { ScreenName, State } from './state.ts'
import { currentScreen } from './state.ts'

/** In the order in which footer and help show them. */
export const commands: readonly Command[] = [
  ...tableCommands,
  ...workloadCommands,
  ...whyCommands,
  ...changesCommands,
  ...ownerCommands,
  ...verdictCommands,
  ...bisectCommands,
  ...searchCommands,
  ...copyCommands,
  ...bisectListCommands,
  ...textCommands,
  ...logCommands,
  ...moveCommands,
  ...viewCommands,
  ...generalCommands,
  ...dialogCommands(paletteOf),
]

export function commandsOf(screen: ScreenName): Command[] {
  return commands.filter(({ screens }) => screens.includes(screen))
}

/** In the menu's order. */
export function menuCommands(menu: Menu): Command[] {
  return commands.filter(({ inMenu }) => inMenu?.menu === menu)
}

/** As many as one takes in at a glance. */
const footerHints = 5

/** The keys that matter now, and always the way back. */
export function footerOf(state: State): { readonly key: string; readonly hint: string }[] {
  const hints = commandsOf(currentScreen(state).name).flatMap((command) => {
    const { id, hint, urgent = false } = command
    const [key] = bindingOf(state.keymap, command).shown
    const text = typeof hint === 'function' ? hint(state) : hint
    if (key === undefined || text === undefined || text === null) return []
    return command.available(state) === true ? [{ id, key, hint: text, urgent }] : []
  })
  const ordered = [
    ...hints.filter(({ urgent }) => urgent),
    ...hints.filter(({ urgent }) => !urgent),
  ]
  const back = ordered.filter(({ id }) => id === 'app.back' && state.screens.length > 1)
  const others = ordered.filter(({ id }) => id !== 'app.back' || back.length === 0)
  return [...others.slice(0, footerHints - back.length), ...back].map(({ key, hint }) => ({
    key,
    hint,
  }))
}

/** What the palette offers on the current screen. */
export function paletteOf(state: State): PaletteEntry[] {
  return paletteEntries(state, commandsOf(currentScreen(state).name))
}

/** The help of the current screen. */
export function helpOf(state: State): readonly HelpRow[] {
  return helpRows(state, commandsOf(currentScreen(state).name))
}

/**
 * Runs a command: says why where it is not available, asks where it has a question. `reply` is the
 * answer to that question.
 */
export function execute(
  state: State,
  id: CommandId,
  layout: Layout,
  reply: string | null = null,
): Outcome {
  const command = commands.find((candidate) => candidate.id === id)
  if (command === undefined) return acts({ type: 'noticed', text: `no command ${id}` })
  const available = command.available(state)
  if (available !== true) return acts({ type: 'noticed', text: `${command.title}: ${available}` })
  const question = reply === null ? (command.ask?.(state) ?? null) : null
  if (question !== null)
    return acts({ type: 'dialogOpened', dialog: { kind: 'ask', command: id, question } })
  return settle(state, command.run(state, reply, layout), layout)
}

/** Runs what was picked in a dialog after what the dialog itself does. */
export function settle(state: State, { actions, effects, runs }: Chosen, layout: Layout): Outcome {
  if (runs === undefined) return { actions, effects }
  const then = execute(state, runs.command, layout, runs.reply)
  return { actions: [...actions, ...then.actions], effects: [...effects, ...then.effects] }
}
