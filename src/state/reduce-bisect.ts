/** What happened to the bisect on the screen. */
import type { Progress } from '../bisect/session.ts'
import type { Action } from './action.ts'
import { firstRow } from './cursor.ts'
import type { BisectScreen, Screen, State } from './state.ts'

type BisectAction = Extract<
  Action,
  {
    type:
      | 'bisectOpened'
      | 'bisectAdvanced'
      | 'bisectClosed'
      | 'bisectsListed'
      | 'worktreePrepared'
      | 'probeStarted'
      | 'probeOutput'
      | 'runRequested'
      | 'runEnded'
  }
>

const keptLines = 500

export function reduceBisect(state: State, action: BisectAction): State {
  switch (action.type) {
    case 'bisectOpened':
      return opened(state, action.progress)
    case 'bisectAdvanced':
      return onBisect(state, action.progress.session.id, (screen) => advanced(screen, action))
    case 'bisectClosed': {
      const screens = state.screens
        .filter((screen) => screen.name !== 'bisect' || idOf(screen) !== action.session)
        .map((screen) =>
          screen.name === 'bisects' && screen.sessions !== null
            ? {
                ...screen,
                sessions: screen.sessions.filter((s) => s.session.id !== action.session),
              }
            : screen,
        )
      return { ...state, screens }
    }
    case 'bisectsListed': {
      const { sessions } = action
      const screens = state.screens.map((screen) =>
        screen.name === 'bisects' ? { ...screen, sessions } : screen,
      )
      return { ...state, screens }
    }
    case 'worktreePrepared': {
      const { sha, path } = action
      return onBisect(state, action.session, (screen) => ({ ...screen, worktree: { sha, path } }))
    }
    case 'probeStarted':
      return onBisect(state, action.session, (screen) => ({
        ...screen,
        running: true,
        probing: action.sha,
        output: [],
      }))
    case 'probeOutput':
      return onBisect(state, action.session, (screen) => ({
        ...screen,
        output: [...screen.output, ...action.lines].slice(-keptLines),
      }))
    case 'runRequested': {
      const screens = state.screens.map((screen): Screen =>
        screen.name === 'bisect' ? { ...screen, running: true, output: [] } : screen,
      )
      return { ...state, screens }
    }
    case 'runEnded':
      return onBisect(state, action.session, (screen) => ({
        ...screen,
        running: false,
        probing: null,
      }))
  }
}

/** Shows the bisect: on its screen if it is open, else on a new one above the screen shown. */
function opened(state: State, progress: Progress): State {
  const at = state.screens.findIndex((screen) => screen.name === 'bisect')
  const old = state.screens[at]
  if (old?.name === 'bisect' && idOf(old) === progress.session.id) {
    const screens = [...state.screens.slice(0, at), advanced(old, { progress })]
    return { ...state, screens, dialog: null }
  }
  const screen: BisectScreen = {
    name: 'bisect',
    progress,
    cursor: cursorOn(progress),
    pane: paneFor(progress),
    scroll: 0,
    showExcluded: false,
    worktree: null,
    running: false,
    probing: null,
    output: [],
  }
  const below = at < 0 ? state.screens : state.screens.slice(0, at)
  return { ...state, screens: [...below, screen], dialog: null }
}

/** The cursor goes to the commit in hand whenever another one is in hand. */
function advanced(
  screen: BisectScreen,
  { progress }: { readonly progress: Progress },
): BisectScreen {
  const same =
    inFocus(progress) === inFocus(screen.progress) &&
    progress.step.kind === screen.progress.step.kind
  if (same) return { ...screen, progress }
  return { ...screen, progress, cursor: cursorOn(progress), pane: paneFor(progress), scroll: 0 }
}

/** While searching, the commits; once it is over, the probes that prove it. */
function paneFor({ step }: Progress): BisectScreen['pane'] {
  return step.kind === 'probe' ? 'graph' : 'log'
}

function cursorOn(progress: Progress): BisectScreen['cursor'] {
  const sha = inFocus(progress)
  return sha === null ? firstRow : { ...firstRow, id: sha }
}

function inFocus({ step }: Progress): string | null {
  return step.kind === 'indeterminate' ? (step.candidates[0] ?? null) : step.sha
}

function idOf(screen: BisectScreen): string {
  return screen.progress.session.id
}

function onBisect(
  state: State,
  session: string,
  change: (screen: BisectScreen) => BisectScreen,
): State {
  const screens = state.screens.map((screen) =>
    screen.name === 'bisect' && idOf(screen) === session ? change(screen) : screen,
  )
  return { ...state, screens }
}
