/** What the user did on a screen: moved, filtered, sorted, opened and left. */
import type { CommitDetail } from '../model/commit/commit.ts'
import type { Action } from './action.ts'
import type { Cursor } from './table/cursor.ts'
import { firstRow } from './table/cursor.ts'
import { leftPage } from './history.ts'
import { chosenEnds } from './workload/select-workload.ts'
import type { BisectScreen } from './bisects/bisect-screen.ts'
import type { Screen, State } from './state.ts'
import type { WorkloadScreen } from './workload/workload-screen.ts'
import { currentScreen } from './state.ts'

type ScreenAction = Extract<
  Action,
  {
    type:
      | 'rowChosen'
      | 'workloadOpened'
      | 'bisectListOpened'
      | 'screenLeft'
      | 'endChosen'
      | 'goodFromChosen'
      | 'paneChosen'
      | 'paneScrolled'
      | 'excludedToggled'
  }
>

export function reduceScreens(state: State, action: ScreenAction): State {
  const screen = currentScreen(state)
  switch (action.type) {
    case 'rowChosen':
      if ('view' in screen) return state
      // Another commit's diff is read from its top.
      return screen.name === 'bisect' && screen.pane === 'commit'
        ? withScreen(state, { ...screen, cursor: action.cursor, scroll: 0 })
        : withScreen(state, { ...screen, cursor: action.cursor })
    case 'workloadOpened': {
      const before = leftPage(state, action.workload)
      return pushed(state, {
        name: 'workload',
        workload: action.workload,
        cursor: before?.cursor ?? onGoodEnd(state, action.workload),
        good: before?.good ?? null,
        bad: before?.bad ?? null,
        goodFrom: before?.goodFrom ?? null,
        pane: before?.pane ?? 'evidence',
        scroll: before?.scroll ?? 0,
        details: null,
        evidence: null,
        range: null,
      })
    }
    case 'bisectListOpened':
      return pushed(
        { ...state, screens: state.screens.filter(({ name }) => name !== 'bisects') },
        { name: 'bisects', cursor: firstRow },
      )
    case 'screenLeft':
      return state.screens.length > 1
        ? {
            ...state,
            screens: state.screens.slice(0, -1),
            left: screen.name === 'bisect' ? [...state.left, screen] : state.left,
            dialog: null,
          }
        : state
    case 'endChosen':
      return screen.name === 'workload'
        ? withScreen(state, {
            ...screen,
            [action.end]: action.release,
            goodFrom: action.end === 'good' ? null : screen.goodFrom,
          })
        : state
    case 'goodFromChosen':
      return screen.name === 'workload'
        ? withScreen(state, { ...screen, goodFrom: action.workload, good: action.release })
        : state
    case 'paneChosen':
      return 'pane' in screen
        ? withScreen(state, { ...screen, pane: action.pane, scroll: 0 })
        : state
    case 'paneScrolled':
      return 'pane' in screen
        ? withScreen(state, { ...screen, scroll: scrolledBy(screen, action.by) })
        : state
    case 'excludedToggled':
      return screen.name === 'bisect'
        ? withScreen(state, { ...screen, showExcluded: !screen.showExcluded })
        : state
  }
}

/** How far a diff reaches is known here, so that nobody scrolls on below its end. */
function scrolledBy(screen: WorkloadScreen | BisectScreen, by: number): number {
  const detail = screen.name === 'bisect' ? (screen.loaded?.detail ?? null) : null
  const isDiff = screen.pane === 'commit' && detail !== null && detail.ok
  const most = isDiff ? detail.value.diff.length + aboveDiff(detail.value) : Infinity
  return Math.max(0, Math.min(screen.scroll + by, most))
}

/** More than the message and the names of the files can take. */
function aboveDiff({ message, diff }: CommitDetail): number {
  const files = diff.filter((line) => line.startsWith('diff ')).length
  return files + 3 * message.length
}

function withScreen(state: State, screen: Screen): State {
  return { ...state, screens: [...state.screens.slice(0, -1), screen] }
}

function pushed(state: State, screen: Screen): State {
  return { ...state, screens: [...state.screens, screen], dialog: null }
}

/** A page opens with the cursor on the release that a bisect would start from. */
function onGoodEnd(state: State, id: string): Cursor {
  const workload = state.workloads.get(id)
  const good = workload === undefined ? null : chosenEnds(workload, { good: null, bad: null }).good
  return good === null ? firstRow : { ...firstRow, id: String(good.release) }
}
