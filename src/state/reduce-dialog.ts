/** Questions, dialogs, tasks and messages: whatever stands in front of a screen. */
import type { Action } from './action.ts'
import type { State } from './state.ts'
import type { Dialog } from './dialog.ts'
import type { TextInput } from './commands/text-input.ts'
import { textInput } from './commands/text-input.ts'

type DialogAction = Extract<
  Action,
  {
    type:
      | 'questionAsked'
      | 'questionClosed'
      | 'taskChanged'
      | 'taskEnded'
      | 'failed'
      | 'failureDismissed'
      | 'noticed'
      | 'noticePassed'
      | 'dialogOpened'
      | 'dialogClosed'
      | 'helpSearched'
      | 'firstStarted'
      | 'hintsDismissed'
      | 'inputEdited'
      | 'choiceMoved'
  }
>

/** As long as it takes to find and to read. */
const noticeMilliseconds = 5000
const millisecondsACharacter = 60

export function reduceDialog(state: State, action: DialogAction): State {
  switch (action.type) {
    case 'questionAsked': {
      const { question } = action
      const known = state.questions.some(({ id }) => id === question.id)
      const questions = known
        ? state.questions.map((old) => (old.id === question.id ? question : old))
        : [...state.questions, question]
      // Asked again after a reply that was refused, it keeps what the user typed.
      return known || questions.length > 1
        ? { ...state, questions }
        : { ...state, questions, dialog: null, ...typing(inputFor(question)) }
    }
    case 'questionClosed': {
      const questions = state.questions.filter(({ id }) => id !== action.question)
      const next = questions[0]
      return next === undefined || next === state.questions[0]
        ? { ...state, questions }
        : { ...state, questions, ...typing(inputFor(next)) }
    }
    case 'taskChanged': {
      const { task } = action
      const tasks = state.tasks.some(({ id }) => id === task.id)
        ? state.tasks.map((old) => (old.id === task.id ? task : old))
        : [...state.tasks, task]
      return { ...state, tasks }
    }
    case 'taskEnded':
      return { ...state, tasks: state.tasks.filter(({ id }) => id !== action.task) }
    case 'failed': {
      const others = state.failures.filter(({ message }) => message !== action.failure.message)
      return { ...state, failures: [...others, action.failure] }
    }
    case 'failureDismissed':
      return { ...state, failures: state.failures.slice(0, -1) }
    case 'noticed':
      return { ...state, notice: { text: action.text, until: state.now + timeToRead(action.text) } }
    case 'noticePassed':
      return { ...state, notice: null }
    case 'dialogOpened':
      return { ...state, dialog: action.dialog, ...typing(dialogInput(state, action.dialog)) }
    case 'dialogClosed':
      return { ...state, dialog: null }
    case 'firstStarted':
      return { ...state, hints: true }
    case 'hintsDismissed':
      return { ...state, hints: false }
    case 'helpSearched':
      return { ...state, dialog: { kind: 'help', searching: false } }
    case 'inputEdited':
      return { ...state, input: action.input, choice: 0 }
    case 'choiceMoved':
      return { ...state, choice: Math.max(0, state.choice + action.by) }
  }
}

function timeToRead(text: string): number {
  return Math.max(noticeMilliseconds, text.length * millisecondsACharacter)
}

function typing(input: TextInput): Pick<State, 'input' | 'choice'> {
  return { input, choice: 0 }
}

function dialogInput(state: State, dialog: Dialog): TextInput {
  if (dialog.kind === 'filter') return textInput(state.filter)
  if (dialog.kind === 'ask') return inputFor(dialog.question)
  return textInput('')
}

function inputFor({ input }: State['questions'][number]): TextInput {
  return textInput(input.kind === 'text' ? input.initial : '')
}
