/** The key layer: what a key does on the current screen, dialog or question. */
import { cleanLine } from '../model/text.ts'
import type { Question } from './question.ts'
import type { Outcome } from './command.ts'
import { acts, asks, nothing } from './command.ts'
import { commandsOf, execute, menuCommands } from './commands.ts'
import { paletteEntries } from './palette.ts'
import { visibleWorkloads } from './select-workloads.ts'
import type { State } from './state.ts'
import type { Dialog } from './dialog.ts'
import { currentScreen } from './state.ts'
import { edit, insert, textOf } from './text-input.ts'

/**
 * The keys in a piece of text as a terminal sends it: `jjjj` is four keys, `j\r` is `j` and `enter`.
 * Control characters are named (`ctrl-f`), all others stand for themselves.
 */
export function keysOf(text: string): string[] {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (character === '\r' || character === '\n') return 'enter'
    if (character === '\t') return 'tab'
    if (character === ' ') return 'space'
    if (character === '\u001B') return 'esc'
    if (code === 8 || code === 127) return 'backspace'
    return code > 0 && code < 27 ? `ctrl-${String.fromCodePoint(code + 96)}` : character
  })
}

/** What one key does now. Ask again with the new state for the next one. */
export function press(state: State, key: string): Outcome {
  if (key === 'ctrl-c') return execute(state, 'app.quit')
  if (key === 'ctrl-z') return execute(state, 'app.suspend')
  const [question] = state.questions
  if (question !== undefined)
    return answer(state, question, key, (value) =>
      asks({ type: 'answer', question: question.id, value }),
    )
  if (state.dialog !== null) return pressInDialog(state, state.dialog, key)
  const command = commandsOf(currentScreen(state).name).find(({ keys }) => keys.includes(key))
  return command === undefined ? nothing : execute(state, command.id)
}

/** Pasted text goes into what is being typed; anywhere else it is dropped, never taken for keys. */
export function paste(state: State, text: string): Outcome {
  const input = insert(state.input, cleanLine(text.trim()))
  const [question] = state.questions
  if (question !== undefined)
    return question.input.kind === 'text' ? acts({ type: 'inputEdited', input }) : nothing
  const { dialog } = state
  if (dialog?.kind === 'filter') return edited(input)
  const typing =
    dialog?.kind === 'palette' || (dialog?.kind === 'ask' && dialog.question.input.kind === 'text')
  return typing ? acts({ type: 'inputEdited', input }) : nothing
}

function pressInDialog(state: State, dialog: Dialog, key: string): Outcome {
  switch (dialog.kind) {
    case 'filter':
      return pressInFilter(state, dialog.before, key)
    case 'palette':
      return pressInPalette(state, key)
    case 'help':
      return pressInHelp(key)
    case 'menu': {
      const command = menuCommands(dialog.menu).find(({ inMenu }) => inMenu?.key === key)
      if (command !== undefined) return closing(execute(state, command.id))
      return key === 'esc' || key === 'q' ? acts({ type: 'dialogClosed' }) : nothing
    }
    case 'ask':
      return answer(state, dialog.question, key, (value) =>
        closing(value === null ? nothing : execute(state, dialog.command, value)),
      )
  }
}

/** How many lines each key scrolls the help. */
const helpSteps: ReadonlyMap<string, number> = new Map([
  ['j', 1],
  ['down', 1],
  ['k', -1],
  ['up', -1],
  ['ctrl-f', 10],
  ['pgdn', 10],
  ['ctrl-b', -10],
  ['pgup', -10],
])

/** The filter works while it is typed; ctrl-n and ctrl-p still move through the rows. */
function pressInFilter(state: State, before: string, key: string): Outcome {
  switch (key) {
    case 'enter':
      // A query that cannot be read stays open, with its error in place.
      return visibleWorkloads(state).ok ? keptFilter(state) : nothing
    case 'esc':
      return acts({ type: 'filterChanged', text: before }, { type: 'dialogClosed' })
    case 'up':
      return acts({ type: 'filterRecalled', by: 1 })
    case 'down':
      return acts({ type: 'filterRecalled', by: -1 })
    case 'ctrl-p':
      return execute(state, 'list.up')
    case 'ctrl-n':
      return execute(state, 'list.down')
    default: {
      const input = edit(state.input, key)
      return input === null ? nothing : edited(input)
    }
  }
}

function keptFilter({ filter }: State): Outcome {
  const text = filter.trim()
  return {
    actions: [{ type: 'filterKept' }],
    effects: text === '' ? [] : [{ type: 'rememberFilter', filter: text }],
  }
}

function edited(input: State['input']): Outcome {
  return acts({ type: 'inputEdited', input }, { type: 'filterChanged', text: textOf(input) })
}

function pressInPalette(state: State, key: string): Outcome {
  const entries = paletteEntries(state)
  switch (key) {
    case 'enter': {
      const chosen = entries[Math.min(state.choice, entries.length - 1)]
      return closing(chosen === undefined ? nothing : execute(state, chosen.command.id))
    }
    case 'esc':
      return acts({ type: 'dialogClosed' })
    case 'up':
    case 'down':
      return moveChoice(state, key, entries.length)
    default: {
      const input = edit(state.input, key)
      return input === null ? nothing : acts({ type: 'inputEdited', input })
    }
  }
}

function pressInHelp(key: string): Outcome {
  const by = helpSteps.get(key)
  if (by !== undefined) return acts({ type: 'choiceMoved', by })
  return ['esc', 'q', '?', 'enter'].includes(key) ? acts({ type: 'dialogClosed' }) : nothing
}

function answer(
  state: State,
  question: Question,
  key: string,
  reply: (value: string | null) => Outcome,
): Outcome {
  if (key === 'esc') return reply(null)
  if (question.input.kind === 'text') {
    if (key === 'enter') return reply(textOf(state.input))
    const input = edit(state.input, key)
    return input === null ? nothing : acts({ type: 'inputEdited', input })
  }
  const { choices } = question.input
  const picked =
    key === 'enter'
      ? choices[Math.min(state.choice, choices.length - 1)]
      : choices.find((choice) => choice.key === key)
  if (picked !== undefined) return reply(picked.value)
  if (key === 'up' || key === 'k') return moveChoice(state, 'up', choices.length)
  return key === 'down' || key === 'j' ? moveChoice(state, 'down', choices.length) : nothing
}

function moveChoice(state: State, key: 'up' | 'down', length: number): Outcome {
  const at = Math.min(state.choice, length - 1)
  if (key === 'up') return acts({ type: 'choiceMoved', by: at - 1 - state.choice })
  return at < length - 1 ? acts({ type: 'choiceMoved', by: at + 1 - state.choice }) : nothing
}

function closing({ actions, effects }: Outcome): Outcome {
  return { actions: [{ type: 'dialogClosed' }, ...actions], effects }
}
