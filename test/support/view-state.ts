/** One state of a screen: what was done to get there, and what it must say, the next step among it. */
import type { Action } from '../../src/state/action.ts'

export interface ScreenState {
  /** As in `state-NAME.txt`. */
  readonly name: string
  /** For the list of them, after "the screen". */
  readonly what: string
  /** Facts from outside, and keys by their names. */
  readonly steps: readonly (Action | string)[]
  /** With each run of blanks and line ends as one blank. */
  readonly says: RegExp
}

export function state(
  name: string,
  what: string,
  steps: ScreenState['steps'],
  says: RegExp,
): ScreenState {
  return { name, what, steps, says }
}
