/** Gives the terminal back for a while: to a stop, as by ctrl-z, or to another program. */
import { setImmediate as turn } from 'node:timers/promises'

/** Runs `use` while Ink does without the terminal. */
export type Lend = (use: () => Promise<void>) => Promise<void>

/** Whether something else has the terminal. */
let away = false

/** Stops like any program, and draws again when brought back. */
export async function suspend(lend: Lend): Promise<void> {
  await withTerminal(
    lend,
    () =>
      new Promise<void>((resolve) => {
        process.once('SIGCONT', resolve)
        process.kill(process.pid, 'SIGSTOP')
      }),
  )
}

/**
 * Heeds SIGTSTP and SIGCONT until the answer is called: by itself Node would stop with the alternate screen
 * shown, and come back to a terminal that is not its own any more.
 */
export function followStops(lending: () => Lend | null): () => void {
  const onStop = (): void => {
    const lend = lending()
    // Whoever has the terminal was stopped as well, and the shell waits for both.
    if (away || lend === null) process.kill(process.pid, 'SIGSTOP')
    else void suspend(lend)
  }
  // After a stop that cannot be heeded.
  const onContinue = (): void => {
    const lend = lending()
    if (!away && lend !== null) void withTerminal(lend, () => Promise.resolve())
  }
  process.on('SIGTSTP', onStop)
  process.on('SIGCONT', onContinue)
  return () => {
    process.off('SIGTSTP', onStop)
    process.off('SIGCONT', onContinue)
  }
}

/**
 * Runs `use` while the terminal is as any other program expects it. Ink never stops reading stdin by
 * itself, so what is typed meanwhile would be lost.
 */
export async function withTerminal<T>(lend: Lend, use: () => Promise<T>): Promise<T> {
  let result: { readonly value: T } | null = null
  away = true
  await lend(async () => {
    await turn()
    process.stdin.pause()
    await turn()
    // Without something to wait for, Node would end once stdin is paused.
    const alive = setInterval(() => undefined, 60_000)
    try {
      result = { value: await use() }
    } finally {
      clearInterval(alive)
      process.stdin.resume()
    }
  }).finally(() => (away = false))
  if (result === null) throw new Error('the terminal was not suspended')
  return (result as { readonly value: T }).value
}
