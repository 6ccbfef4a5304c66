/** Ctrl-Z: gives the terminal back, stops like any program, and draws again when brought back. */
import type { SuspendTerminal } from 'ink'
import { setImmediate as turn } from 'node:timers/promises'

/**
 * Ink never stops reading stdin by itself, so what is typed at the shell meanwhile would be lost;
 * an outside SIGTSTP would leave a dead alternate screen, so the program stops itself with SIGSTOP.
 */
export async function suspend(suspendTerminal: SuspendTerminal): Promise<void> {
  await suspendTerminal(async () => {
    await turn()
    process.stdin.pause()
    await turn()
    // Without something to wait for, Node would end once stdin is paused.
    const alive = setInterval(() => undefined, 60_000)
    await new Promise<void>((resolve) => {
      process.once('SIGCONT', resolve)
      process.kill(process.pid, 'SIGSTOP')
    })
    clearInterval(alive)
    process.stdin.resume()
  })
}
