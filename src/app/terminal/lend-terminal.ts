/** Lends the terminal to a credential plugin that a person has to answer, to one at a time. */
import type { PersonsTerminal } from '../../cluster/index.ts'
import { note } from '../output.ts'
import type { Lend } from './suspend.ts'
import { withTerminal } from './suspend.ts'

/** For commands that print and end; null where nobody sits at the terminal. */
export function shellTerminal(): PersonsTerminal | null {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null
  return inTurn((reason, use) => {
    note(`${reason}\n`)
    return use()
  })
}

/** For the screens, which make way as for any other program. */
export function screenTerminal(lending: () => Lend | null): PersonsTerminal {
  return inTurn(async (reason, use) => {
    const lend = lending()
    if (lend === null) return use()
    return withTerminal(lend, () => {
      note(`${reason}\n`)
      return withoutInterrupts(use)
    })
  })
}

function inTurn(lend: PersonsTerminal['lend']): PersonsTerminal {
  let last: Promise<unknown> = Promise.resolve()
  return {
    lend: (reason, use) => {
      const turn = last.then(() => lend(reason, use))
      last = turn.catch(() => {})
      return turn
    },
  }
}

/** Ctrl-C reaches every program on the terminal: it is meant for the one that has it, not for kulprit. */
export async function withoutInterrupts<T>(use: () => Promise<T>): Promise<T> {
  const listeners = process.rawListeners('SIGINT') as NodeJS.SignalsListener[]
  const ignore = (): void => {}
  process.removeAllListeners('SIGINT').on('SIGINT', ignore)
  try {
    return await use()
  } finally {
    for (const listener of listeners) process.on('SIGINT', listener)
    process.off('SIGINT', ignore)
  }
}
