/** How app/ puts a question to the user; the screen and the command line each bring their own way. */
import { createInterface } from 'node:readline/promises'
import type { Failure } from '../model/failure.ts'
import type { CommandId } from '../state/dialog.ts'
import type { Question } from '../state/question.ts'
import { endProgress, fail, note } from './output.ts'

type Asked = Omit<Question, 'id' | 'error'>

export interface Asker {
  /** False where nobody can answer: the caller then fails with the flag to pass instead. */
  readonly interactive: boolean
  /** The key of a command, for whoever reads on a screen what to do next; null where flags say it. */
  readonly keyOf: ((command: CommandId) => string) | null
  /** The reply, or null for "never mind". `error` says why the last reply was refused. */
  ask(question: Asked, error: string | null): Promise<string | null>
  /** Says something that the user may want to stop for; only the screen waits for the reply. */
  confirm(title: string, lines: readonly string[], goOn: string): Promise<boolean>
  /** Something failed that does not stop the work. */
  tell(failure: Failure): void
}

/** For pipes and scripts: nobody is there to answer. */
export const nobody: Asker = {
  interactive: false,
  keyOf: null,
  ask: () => Promise.resolve(null),
  confirm: mention,
  tell: fail,
}

/** Asks on the terminal's stderr, so that stdout stays the result alone. */
export function terminalAsker(signal: AbortSignal): Asker {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return nobody
  return {
    interactive: true,
    keyOf: null,
    confirm: mention,
    tell: fail,
    async ask(question, error) {
      const lines = [question.title, ...question.lines, ...(error === null ? [] : [error])]
      const choices = question.input.kind === 'choice' ? question.input.choices : []
      for (const choice of choices) lines.push(`  ${choice.key}  ${choice.label}`)
      process.stderr.write(`${lines.join('\n')}\n`)
      const prompt = createInterface({ input: process.stdin, output: process.stderr })
      try {
        const reply = (await prompt.question('> ', { signal })).trim()
        if (reply === '') return null
        if (question.input.kind === 'text') return reply
        return (
          choices.find((choice) => choice.key === reply || choice.value === reply)?.value ?? null
        )
      } catch {
        return null
      } finally {
        prompt.close()
      }
    },
  }
}

/** A command that was asked for goes on: scripts run in terminals, too. */
function mention(title: string, lines: readonly string[]): Promise<boolean> {
  endProgress()
  note(`${title}\n${lines.map((line) => `  ${line}\n`).join('')}`)
  return Promise.resolve(true)
}
