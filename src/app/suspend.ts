/** Ctrl-Z: gives the terminal back, stops like any program, and draws again when brought back. */
import { setImmediate as turn } from 'node:timers/promises'

/** Runs `use` while Ink does without the terminal. */
export type Lend = (use: () => Promise<void>) => Promise<void>

/** An outside SIGTSTP would leave a dead alternate screen, so the program stops itself with SIGSTOP. */
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
 * Runs `use` while the terminal is as any other program expects it. Ink never stops reading stdin by
 * itself, so what is typed meanwhile would be lost.
 */
export async function withTerminal<T>(lend: Lend, use: () => Promise<T>): Promise<T> {
  let result: { readonly value: T } | null = null
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
  })
  if (result === null) throw new Error('the terminal was not suspended')
  return (result as { readonly value: T }).value
}
