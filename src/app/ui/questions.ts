/** Questions on the screen: asks through the store, and hands the reply to whoever waits for it. */
import { keyOf } from '../../state/commands/keymap.ts'
import type { Asker } from '../ask.ts'
import type { Store } from './store.ts'

export interface ScreenAsker extends Asker {
  /** The `answer` effect. */
  answered(question: string, value: string | null): void
}

export function screenAsker({ dispatch, getState }: Store): ScreenAsker {
  const waiting = new Map<string, (value: string | null) => void>()
  let asked = 0
  const ask: Asker['ask'] = (question, error) => {
    asked += 1
    const id = `question-${asked}`
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      dispatch({ type: 'questionAsked', question: { ...question, id, error } })
    })
  }
  return {
    interactive: true,
    keyOf: (command) => keyOf(getState(), command),
    ask,
    async confirm(title, lines, goOn) {
      const choices = [
        { value: 'yes', label: goOn, key: 'y' },
        { value: 'no', label: 'not now', key: 'n' },
      ]
      return (await ask({ title, lines, input: { kind: 'choice', choices } }, null)) === 'yes'
    },
    tell: (failure) => dispatch({ type: 'failed', failure }),
    answered(question, value) {
      dispatch({ type: 'questionClosed', question })
      waiting.get(question)?.(value)
      waiting.delete(question)
    },
  }
}
