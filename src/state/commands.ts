/** The one command table: keys, footer, help, palette and the page of keys are all drawn from it. */
import type { Command, Outcome } from './command.ts'
import type { CommandId, Menu } from './dialog.ts'
import { acts } from './command.ts'
import { bisectCommands } from './commands/bisect.ts'
import { bisectListCommands } from './commands/bisect-list.ts'
import { copyCommands } from './commands/copy.ts'
import { generalCommands } from './commands/general.ts'
import { moveCommands } from './commands/move.ts'
import { tableCommands } from './commands/table.ts'
import { verdictCommands } from './commands/verdict.ts'
import { whyCommands } from './commands/why.ts'
import { workloadCommands } from './commands/workload.ts'
import type { ScreenName, State } from './state.ts'

/** In the order in which footer and help show them. */
export const commands: readonly Command[] = [
  ...tableCommands,
  ...workloadCommands,
  ...whyCommands,
  ...verdictCommands,
  ...bisectCommands,
  ...copyCommands,
  ...bisectListCommands,
  ...moveCommands,
  ...generalCommands,
]

export function commandsOf(screen: ScreenName): Command[] {
  return commands.filter(({ screens }) => screens.includes(screen))
}

/** In the menu's order. */
export function menuCommands(menu: Menu): Command[] {
  return commands.filter(({ inMenu }) => inMenu?.menu === menu)
}

/**
 * Runs a command: says why where it is not available, asks where it has a question. `reply` is the
 * answer to that question.
 */
export function execute(state: State, id: CommandId, reply: string | null = null): Outcome {
  const command = commands.find((candidate) => candidate.id === id)
  if (command === undefined) return acts({ type: 'noticed', text: `no command ${id}` })
  const available = command.available(state)
  if (available !== true) return acts({ type: 'noticed', text: `${command.title}: ${available}` })
  const question = reply === null ? (command.ask?.(state) ?? null) : null
  if (question !== null)
    return acts({ type: 'dialogOpened', dialog: { kind: 'ask', command: id, question } })
  return command.run(state, reply)
}
