/** The key layer: what a key does on the current screen, dialog or question. */
import { cleanLine } from '../../model/text.ts'
import type { Command, Layout, Outcome } from './command.ts'
import { acts, asks, nothing } from './command.ts'
import { commands, commandsOf, execute, menuCommands, settle } from '../commands.ts'
import { choicesOf, closing, questionOf, reply } from './dialog.ts'
import { dialogKindOf, isTyping } from '../dialog.ts'
import { bindingOf } from './keymap.ts'
import { looksLikeSource } from '../question.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'
import { edit, insert, textOf } from './text-input.ts'

/** What one key does now. Ask again with the new state for the next one. */
export function press(state: State, key: string, layout: Layout): Outcome {
  if (isTyping(state) && !ticks(state, key)) {
    const input = edit(state.input, key)
    if (input !== null) return typed(state, input)
  }
  const picked = pick(state, key, layout)
  if (picked !== null) return passing(state, picked)
  const command = commandsNow(state).find((one) => bindingOf(state.keymap, one).keys.includes(key))
  if (command === undefined) return nothing
  const outcome = execute(state, command.id, layout)
  return command.category === 'Move' ? outcome : passing(state, outcome)
}

/** What was said of the key before is past, now that another one has done something. */
function passing({ notice }: State, { actions, effects }: Outcome): Outcome {
  return { actions: notice === null ? actions : [{ type: 'noticePassed' }, ...actions], effects }
}

/**
 * Pasted text goes into what is being typed, and answers a question that takes such a text; anywhere else it is
 * dropped, never taken for keys.
 */
export function paste(state: State, text: string): Outcome {
  const line = cleanLine(text.trim())
  if (isTyping(state)) return typed(state, insert(state.input, line))
  const [question] = state.questions
  const answers =
    question?.input.kind === 'choice' && question.input.takes === 'source' && looksLikeSource(line)
  return answers ? asks({ type: 'answer', question: question.id, value: line }) : nothing
}

/** Names have no spaces: in their list the key adds one to those that are shown. */
function ticks(state: State, key: string): boolean {
  return key === 'space' && dialogKindOf(state) === 'places'
}

/** Those that keys reach: the screen's, or those of what stands in front of it. */
function commandsNow(state: State): readonly Command[] {
  const kind = dialogKindOf(state)
  return kind === null
    ? commandsOf(currentScreen(state).name)
    : commands.filter(({ dialogs = [] }) => dialogs.includes(kind))
}

/** The letters that a menu or a question brings along. */
function pick(state: State, key: string, layout: Layout): Outcome | null {
  const { dialog } = state
  if (dialogKindOf(state) === 'choice') {
    const choice = choicesOf(questionOf(state)).find((one) => one.key === key)
    return choice === undefined ? null : settle(state, reply(state, choice.value), layout)
  }
  if (dialogKindOf(state) !== 'menu' || dialog?.kind !== 'menu') return null
  const command = menuCommands(dialog.menu).find(
    (one) => bindingOf(state.keymap, one).letter === key,
  )
  return command === undefined ? null : settle(state, closing(command.id), layout)
}

/** The filter works while it is typed; what was said of it before is no longer about this one. */
function typed(state: State, input: State['input']): Outcome {
  const edited = { type: 'inputEdited', input } as const
  if (dialogKindOf(state) !== 'filter') return acts(edited)
  const text = textOf(input)
  const outcome = acts(edited, { type: 'filterChanged', text })
  return text === state.filter ? outcome : passing(state, outcome)
}
