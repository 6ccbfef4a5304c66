/** What is read of logs and texts, and how they are looked at. */
import type { Action } from '../action.ts'
import { sameData } from '../../model/same-data.ts'
import { leftText } from '../history.ts'
import { added, noLines } from './line-buffer.ts'
import type { Screen, State } from '../state.ts'
import type { LogsScreen, PaneScreen, TextScreen } from './text-screens.ts'
import { currentScreen } from '../state.ts'
import { atEnd, fromTop } from './text-view.ts'

type TextAction = Extract<
  Action,
  {
    type:
      | 'logsOpened'
      | 'logsAsked'
      | 'logsStarted'
      | 'logSourcesChanged'
      | 'logsRead'
      | 'textOpened'
      | 'textRead'
      | 'paneOpened'
      | 'textViewed'
      | 'moreToggled'
  }
>

export function reduceText(state: State, action: TextAction): State {
  const screen = currentScreen(state)
  switch (action.type) {
    case 'logsOpened':
      return opened(state, {
        name: 'logs',
        workload: action.workload,
        wanted: action.wanted,
        sources: [],
        unread: 0,
        containers: [],
        pods: [],
        lines: noLines,
        view: atEnd,
        showTimes: false,
      })
    case 'logsAsked':
      return screen.name === 'logs' ? shown(state, { ...screen, wanted: action.wanted }) : state
    case 'logsStarted': {
      const { sources, unread, containers, pods } = action
      return onLogs(state, action.workload, (logs) => ({
        ...logs,
        sources,
        unread,
        containers,
        pods,
        lines: noLines,
        view: { ...logs.view, follow: true, match: null },
      }))
    }
    case 'logSourcesChanged': {
      const { containers, pods } = action
      return onLogs(state, action.workload, (logs) =>
        sameData(logs.pods, pods) && sameData(logs.containers, containers)
          ? logs
          : { ...logs, containers, pods },
      )
    }
    case 'logsRead':
      return onLogs(state, action.workload, (logs) => ({
        ...logs,
        sources: action.sources,
        unread: action.unread,
        lines: added(logs.lines, action.lines, action.gone),
      }))
    case 'textOpened': {
      const { workload, form } = action
      const text: TextScreen = {
        ...{ name: 'text', workload, form, text: null, view: fromTop, showAll: false },
      }
      const before = leftText(state, text)
      return opened(
        state,
        before?.name === 'text' ? { ...text, view: before.view, showAll: before.showAll } : text,
      )
    }
    case 'paneOpened':
      return opened(state, action.pane)
    case 'textRead':
      return {
        ...state,
        screens: state.screens.map((each) =>
          each.name === 'text' && each.workload === action.workload && each.form === action.form
            ? { ...each, text: action.text }
            : each,
        ),
      }
    case 'textViewed':
      return 'view' in screen ? shown(state, { ...screen, view: action.view }) : state
    case 'moreToggled':
      return moreToggled(state, screen)
  }
}

function moreToggled(state: State, screen: Screen): State {
  if (screen.name === 'logs') return shown(state, { ...screen, showTimes: !screen.showTimes })
  if (screen.name !== 'text') return state
  return shown(state, { ...screen, showAll: !screen.showAll, view: fromTop })
}

function opened(state: State, screen: LogsScreen | TextScreen | PaneScreen): State {
  return { ...state, screens: [...state.screens, screen], dialog: null }
}

function shown(state: State, screen: LogsScreen | TextScreen | PaneScreen): State {
  return { ...state, screens: [...state.screens.slice(0, -1), screen] }
}

/** Only the logs on the screen are read: what still comes of others is dropped. */
function onLogs(state: State, workload: string, change: (logs: LogsScreen) => LogsScreen): State {
  const screen = currentScreen(state)
  if (screen.name !== 'logs' || screen.workload !== workload) return state
  const changed = change(screen)
  return changed === screen ? state : shown(state, changed)
}
