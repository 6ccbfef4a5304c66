/** What the commands of a bisect's screen have in common: which bisect, which commit, and whether now. */
import type { Command, Outcome } from './command.ts'
import { acts, asks } from './command.ts'
import type { CommandId } from '../dialog.ts'
import type { Effect } from '../effect.ts'
import { keyOf } from './keymap.ts'
import type { BisectScreen } from '../bisects/bisect-screen.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'

const noBisect = 'no bisect is open'

/** Why there is no commit to judge. */
export function over(state: State): string {
  return `the search is over: ${keyOf(state, 'bisect.undo')} takes the last verdict back`
}

export function onBisect(
  id: CommandId,
  title: string,
  keys: readonly string[],
): Pick<Command, 'id' | 'title' | 'keys' | 'category' | 'screens'> {
  return { id, title, keys, category: 'Bisect', screens: ['bisect'] }
}

export function bisectOf(state: State): BisectScreen | null {
  const screen = currentScreen(state)
  return screen.name === 'bisect' ? screen : null
}

export function idOf(screen: BisectScreen): string {
  return screen.progress.session.id
}

/** The commit that the next verdict is about; null once the search is over. */
export function inHand(screen: BisectScreen): string | null {
  const { step } = screen.progress
  return step.kind === 'probe' ? step.sha : null
}

/** Where a bisect is on the screen. */
export function whenOpen(
  state: State,
  check: (screen: BisectScreen) => true | string = () => true,
): true | string {
  const screen = bisectOf(state)
  return screen === null ? noBisect : check(screen)
}

/** Where no command judges its commits. */
export function whenIdle(
  state: State,
  check: (screen: BisectScreen) => true | string = () => true,
): true | string {
  return whenOpen(state, (screen) =>
    screen.running
      ? `a command is judging commits: ${keyOf(state, 'task.cancel')} stops it`
      : check(screen),
  )
}

/** Where a commit is in hand that the user may judge. */
export function whenProbing(state: State): true | string {
  return whenIdle(state, (screen) => inHand(screen) !== null || over(state))
}

/** Asks for something about the bisect on the screen; for nothing where `effect` gives null. */
export function asksFor(
  state: State,
  effect: (session: string, screen: BisectScreen) => Effect | null,
): Outcome {
  const screen = bisectOf(state)
  const asked = screen === null ? null : effect(idOf(screen), screen)
  return asked === null ? acts() : asks(asked)
}
