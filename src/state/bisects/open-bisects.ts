/** Which bisects are open. */
import type { State } from '../state.ts'
import type { BisectScreen } from './bisect-screen.ts'

/** The bisect on the screen, or below it; null where none is open. */
export function openBisect(state: State): BisectScreen | null {
  return state.screens.findLast((screen) => screen.name === 'bisect') ?? null
}

/** Every bisect that was opened since kulprit started and not reset. */
export function knownBisects({
  screens,
  left,
}: Pick<State, 'screens' | 'left'>): readonly BisectScreen[] {
  return [...screens.filter((screen) => screen.name === 'bisect'), ...left]
}
