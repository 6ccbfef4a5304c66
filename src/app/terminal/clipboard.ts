/** The clipboard of the terminal the user sits at, also through ssh and tmux: OSC 52. */
import { execFile } from 'node:child_process'
import { copyObstacle } from '../../state/text/clipboard.ts'
import type { Action } from '../../state/action.ts'

/** Copies and says `said`, or why not. Whether the terminal took it, no terminal tells. */
export async function copy(
  text: string,
  said: string,
  dispatch: (action: Action) => void,
): Promise<void> {
  const obstacle = copyObstacle(text)
  if (obstacle !== null) return dispatch({ type: 'noticed', text: `not copied: ${obstacle}` })
  if (process.env['TMUX'] === undefined || !(await taken(text))) process.stdout.write(osc52(text))
  return dispatch({ type: 'noticed', text: said })
}

/**
 * Whether tmux took it into its own buffer and told its terminal, which `-w` does (3.2 and later)
 * unless set-clipboard is off. A sequence from within tmux is dropped by its usual settings.
 */
function taken(text: string): Promise<boolean> {
  return new Promise((settle) => {
    const tmux = execFile('tmux', ['load-buffer', '-w', '-'], (error) => settle(error === null))
    // Where it cannot be started or ends early, its pipe is closed.
    tmux.stdin?.on('error', () => {})
    tmux.stdin?.end(text)
  })
}

function osc52(text: string): string {
  const sequence = `\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`
  // An older tmux hands a sequence on only where it is wrapped for it.
  return process.env['TMUX'] === undefined
    ? sequence
    : `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`
}
