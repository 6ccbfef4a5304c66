/** Follows the size of the terminal, and draws all of it again where its window comes back as it was. */
import type { Store } from '../ui/store.ts'
import type { Screen } from './screen.ts'

/** Until the answer is called. */
export function followWindow(stdout: NodeJS.WriteStream, screen: Screen | null, store: Store) {
  let resized = false
  const onResize = (): void => {
    resized = true
    screen?.forget()
    store.dispatch({ type: 'resized', columns: stdout.columns, rows: stdout.rows })
  }
  // Node hears the signal first, and tells of another size only. tmux sends it for the same one, too, when
  // it shows a window again that something else may have drawn on.
  const onSignal = (): void => {
    if (!resized) screen?.redraw()
    resized = false
  }
  stdout.on('resize', onResize)
  process.on('SIGWINCH', onSignal)
  return (): void => {
    stdout.off('resize', onResize)
    process.off('SIGWINCH', onSignal)
  }
}
