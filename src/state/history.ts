/** Where the user has been: the views before and after this one, each as it was left. */
import type { Direction, Screen, State, View } from './state.ts'
import type { PaneScreen, TextScreen } from './text/text-screens.ts'
import type { WorkloadScreen } from './workload/workload-screen.ts'
import { noLines } from './text/line-buffer.ts'
import { knownBisects } from './bisects/open-bisects.ts'

/** Nobody goes back further than this. */
const longest = 50

/** `after` with the view of `before` in its history, where that was another one. */
export function visited(before: State, after: State): State {
  if (before.screens === after.screens || pathOf(before.screens) === pathOf(after.screens))
    return after
  const left = kept(before.screens)
  const past = [...before.history.past, left].slice(-longest)
  // Who has found another view needs no hints any more, and what was said on the other one is past.
  return { ...after, hints: false, notice: null, history: { past, future: [], last: left } }
}

/** The view there as it is now; null where there is none. */
export function viewAt(state: State, to: Direction): View | null {
  const { past, future, last } = state.history
  const view = to === 'last' ? last : to === 'back' ? past.at(-1) : future[0]
  if (view === null || view === undefined) return null
  return view.flatMap((screen) => revived(state, screen))
}

/** The screen as it was left; a bisect as it has gone on since, and nothing where that was reset. */
function revived(state: State, screen: Screen): Screen[] {
  if (screen.name === 'workloads') return state.screens.slice(0, 1)
  if (screen.name !== 'bisect') return [screen]
  return knownBisects(state).filter((known) => keyOfScreen(known) === keyOfScreen(screen))
}

export function moved(state: State, to: Direction): State {
  const screens = viewAt(state, to)
  if (screens === null) return state
  const { past, future } = state.history
  const left = knownBisects(state).filter((bisect) => !screens.includes(bisect))
  const shown = { ...state, screens, left, dialog: null, notice: null }
  const here = kept(state.screens)
  switch (to) {
    case 'last':
      return visited(state, shown)
    case 'back':
      return {
        ...shown,
        history: {
          past: past.slice(0, -1),
          future: [here, ...future],
          last: here,
        },
      }
    case 'forward':
      return {
        ...shown,
        history: { past: [...past, here], future: future.slice(1), last: here },
      }
  }
}

/** Logs are read again, so that their many lines need not be remembered. */
function kept(view: View): View {
  return view.map((screen) =>
    screen.name === 'logs' ? { ...screen, lines: noLines, sources: [] } : screen,
  )
}

/** How a workload's page was left when it was last open; null where it was not. */
export function leftPage({ history: { past, future } }: State, id: string): WorkloadScreen | null {
  const pages = [...future, ...past].flat().filter((screen) => screen.name === 'workload')
  return pages.findLast(({ workload }) => workload === id) ?? null
}

/** How a text that would open on this view was left when it was last open there; null where it was not. */
export function leftText(
  { screens, history: { past, future } }: State,
  text: TextScreen | PaneScreen,
): TextScreen | PaneScreen | null {
  const path = pathOf([...screens, text])
  const left = [...future, ...past].findLast((view) => pathOf(view) === path)?.at(-1)
  if (left?.name !== 'text' && left?.name !== 'pane') return null
  return { ...left, view: { ...left.view, selected: null } }
}

function pathOf(view: View): string {
  return view.map(keyOfScreen).join('\n')
}

function keyOfScreen(screen: Screen): string {
  switch (screen.name) {
    case 'workload':
      return `workload ${screen.workload}`
    case 'logs':
      return `logs ${screen.workload}`
    case 'text':
      return `${screen.form} ${screen.workload}`
    case 'pane':
      return `pane ${screen.of}`
    case 'diff':
      return `diff ${screen.workload} ${screen.from} ${screen.to}`
    case 'changes':
      return `changes ${screen.workload ?? ''}`
    case 'owner':
      return `owner ${screen.owner ?? ''}`
    case 'bisect':
      return `bisect ${screen.progress.session.id}`
    default:
      return screen.name
  }
}
