/** The first line on the terminal, before anything else is loaded: loading takes longer than starting. */
import { fstatSync, writeSync } from 'node:fs'

const stdout = 1
let painted = false

/**
 * For the commands that open the screens. One line without a mode that would have to be undone: whatever
 * happens next, it is written over.
 */
export function paintFirst(argv: readonly string[]): void {
  const opensScreens = argv.length === 0 || (argv.length === 1 && argv[0] === 'demo')
  if (!opensScreens || process.env['TERM'] === 'dumb') return
  try {
    // Asking whether it is a terminal would load as much again; a device loses nothing by a line.
    if (!fstatSync(stdout).isCharacterDevice()) return
    writeSync(stdout, ' kulprit is starting\r')
    painted = true
    process.once('exit', clearFirst)
  } catch {
    // A terminal that is gone, or cannot take it now, is noticed by whoever needs it.
  }
}

/** Before anything else is written. */
export function clearFirst(): void {
  if (!painted) return
  painted = false
  try {
    writeSync(stdout, '\r\u001B[2K')
  } catch {
    // As above.
  }
}
