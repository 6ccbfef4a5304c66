/** What happened to a bisect, on the screen or left. */
import type { Progress } from '../../bisect/session.ts'
import type { Action } from '../action.ts'
import { firstRow } from '../table/cursor.ts'
import { conclusion } from './mend.ts'
import { keyOf } from '../commands/keymap.ts'
import { reduceDialog } from '../reduce-dialog.ts'
import { withSummary } from './select-sessions.ts'
import type { BisectScreen } from './bisect-screen.ts'
import type { Screen, State } from '../state.ts'
import { knownBisects } from './open-bisects.ts'
import { currentScreen } from '../state.ts'

type BisectAction = Extract<
  Action,
  {
    type:
      | 'bisectOpened'
      | 'bisectAdvanced'
      | 'bisectClosed'
      | 'bisectsListed'
      | 'bisectReturned'
      | 'worktreePrepared'
      | 'commitLoaded'
      | 'culpritTraced'
      | 'probeStarted'
      | 'probeEnded'
      | 'jobsChosen'
      | 'probeOutput'
      | 'runRequested'
      | 'runEnded'
  }
>

const keptLines = 500
const keptPointless = 20

export function reduceBisect(state: State, action: BisectAction): State {
  switch (action.type) {
    case 'bisectOpened': {
      const { progress } = action
      const known = findBisect(state, progress.session.id)
      const screen = known === null ? newScreen(progress) : advanced(known, progress)
      return { ...shown(state, screen), sessions: withSummary(state.sessions, progress) }
    }
    case 'bisectAdvanced': {
      const { progress } = action
      const next = onBisect(state, progress.session.id, (screen) => advanced(screen, progress))
      return { ...next, sessions: withSummary(state.sessions, progress) }
    }
    case 'bisectReturned': {
      const known = findBisect(state, action.session)
      return known === null ? state : shown(state, known)
    }
    case 'bisectClosed':
      return {
        ...without(state, action.session),
        sessions: state.sessions?.filter(({ session }) => session.id !== action.session) ?? null,
      }
    case 'bisectsListed':
      return { ...state, sessions: action.sessions }
    case 'worktreePrepared': {
      const { sha, path } = action
      return onBisect(state, action.session, (screen) => ({ ...screen, worktree: { sha, path } }))
    }
    case 'commitLoaded': {
      const { sha, detail } = action
      return onBisect(state, action.session, (screen) => ({ ...screen, loaded: { sha, detail } }))
    }
    case 'culpritTraced':
      return onBisect(state, action.session, (screen) => ({ ...screen, trace: action.trace }))
    case 'probeStarted':
      return onBisect(state, action.session, (screen) => ({
        ...screen,
        running: true,
        probing: [...screen.probing, { sha: action.sha, since: state.now }],
        output: screen.probing.length === 0 ? [] : screen.output,
      }))
    case 'probeEnded': {
      const { sha, how } = action
      return onBisect(state, action.session, (screen) => ({
        ...screen,
        probing: screen.probing.filter((one) => one.sha !== sha),
        pointless:
          how === 'verdict'
            ? screen.pointless
            : [{ sha, how }, ...screen.pointless].slice(0, keptPointless),
      }))
    }
    case 'jobsChosen': {
      const screen = currentScreen(state)
      return screen.name === 'bisect'
        ? onBisect(state, idOf(screen), (bisect) => ({ ...bisect, jobs: action.jobs }))
        : state
    }
    case 'probeOutput':
      return onBisect(state, action.session, (screen) => ({
        ...screen,
        output: [...screen.output, ...action.lines].slice(-keptLines),
      }))
    case 'runRequested': {
      const screen = currentScreen(state)
      return screen.name === 'bisect'
        ? onBisect(state, idOf(screen), (bisect) => ({
            ...bisect,
            running: true,
            pointless: [],
            output: [],
          }))
        : state
    }
    case 'runEnded': {
      const next = onBisect(state, action.session, (screen) => ({
        ...screen,
        running: false,
        probing: [],
      }))
      return announced(next, action.session)
    }
  }
}

/** A run that ends out of sight says so. */
function announced(state: State, session: string): State {
  const screen = currentScreen(state)
  const ended = findBisect(state, session)
  if (ended === null || (screen.name === 'bisect' && idOf(screen) === session)) return state
  const text = `bisect ${session}: ${conclusion(ended.progress)} ${keyOf(state, 'bisect.list')} opens it.`
  return reduceDialog(state, { type: 'noticed', text })
}

function findBisect(state: State, session: string): BisectScreen | null {
  return knownBisects(state).find((screen) => idOf(screen) === session) ?? null
}

/** Shows the bisect above whatever is open; another one that was there is left. */
function shown(state: State, bisect: BisectScreen): State {
  const below = state.screens.filter(({ name }) => name !== 'bisect')
  const left = knownBisects(state).filter((other) => idOf(other) !== idOf(bisect))
  return { ...state, screens: [...below, bisect], left, dialog: null }
}

function without(state: State, session: string): State {
  return {
    ...state,
    screens: state.screens.filter((screen) => screen.name !== 'bisect' || idOf(screen) !== session),
    left: state.left.filter((screen) => idOf(screen) !== session),
  }
}

function newScreen(progress: Progress): BisectScreen {
  return {
    name: 'bisect',
    progress,
    cursor: cursorOn(progress),
    pane: paneFor(progress),
    scroll: 0,
    showExcluded: false,
    worktree: null,
    loaded: null,
    trace: null,
    running: false,
    jobs: 1,
    probing: [],
    pointless: [],
    output: [],
  }
}

/** The cursor goes to the commit in hand whenever another one is in hand. */
function advanced(screen: BisectScreen, progress: Progress): BisectScreen {
  const same =
    inFocus(progress) === inFocus(screen.progress) &&
    progress.step.kind === screen.progress.step.kind
  if (same) return { ...screen, progress }
  return {
    ...screen,
    progress,
    trace: null,
    cursor: cursorOn(progress),
    // Whoever watches a command's output goes on watching it.
    ...(screen.running && progress.step.kind === 'probe'
      ? {}
      : { pane: paneFor(progress), scroll: 0 }),
  }
}

/** While searching, the commits; once it is over, the probes that prove it, where there are any. */
function paneFor({ step, search }: Progress): BisectScreen['pane'] {
  return step.kind === 'probe' || search.marks.length === 0 ? 'graph' : 'log'
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
  const changed = <T extends Screen>(screen: T): T | BisectScreen =>
    screen.name === 'bisect' && idOf(screen) === session ? change(screen) : screen
  return {
    ...state,
    screens: state.screens.map(changed),
    left: state.left.map(changed),
  }
}
