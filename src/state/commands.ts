/** The one command table: keys, footer, help, palette and the page of keys are all drawn from it. */
import type { Command, Outcome } from './command.ts'
import type { CommandId } from './dialog.ts'
import { acts } from './command.ts'
import { bisectCommands } from './commands/bisect.ts'
import { generalCommands } from './commands/general.ts'
import { moveCommands } from './commands/move.ts'
import { tableCommands } from './commands/table.ts'
import { workloadCommands } from './commands/workload.ts'
import type { ScreenName, State } from './state.ts'

/** In the order in which footer and help show them. */
export const commands: readonly Command[] = [
  ...tableCommands,
  ...workloadCommands,
  ...bisectCommands,
  ...moveCommands,
  ...generalCommands,
]

export function commandsOf(screen: ScreenName): Command[] {
  return commands.filter(({ screens }) => screens.includes(screen))
}

/** The commands of the verdict menu, in its order. */
export const verdictCommands: readonly Command[] = commands.filter(
  ({ menuKey }) => menuKey !== undefined,
)

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
