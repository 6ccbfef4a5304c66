/** The next state after a fact; the one place where state changes. */
import type { Action } from './action.ts'
import { moved, visited } from './history.ts'
import { flashesAt } from './table/flash.ts'
import { reduceBisect } from './bisects/reduce-bisect.ts'
import { reduceChanges } from './changes/reduce-changes.ts'
import { reduceCluster } from './reduce-cluster.ts'
import { reduceColumns } from './table/reduce-columns.ts'
import { reduceDialog } from './reduce-dialog.ts'
import { reduceFilter } from './query/reduce-filter.ts'
import { reduceMarks } from './table/reduce-marks.ts'
import { reducePlaces } from './table/reduce-places.ts'
import { reduceScreens } from './reduce-screens.ts'
import { reduceText } from './text/reduce-text.ts'
import type { State } from './state.ts'
import { toured } from './commands/tour.ts'

export function reduce(state: State, action: Action): State {
  return action.type === 'historyMoved'
    ? moved(state, action.to)
    : toured(visited(state, reduced(state, action)))
}

function reduced(state: State, action: Exclude<Action, { type: 'historyMoved' }>): State {
  switch (action.type) {
    case 'clockTicked': {
      const { now } = action
      const over = state.notice !== null && state.notice.until <= now
      const flashes = flashesAt(state.flashes, now)
      return { ...state, now, flashes, notice: over ? null : state.notice }
    }
    case 'tourSet':
      return { ...state, tour: { step: action.step }, hints: false }
    case 'keysBound':
      return { ...state, keymap: action.keymap }
    case 'lookChosen':
      return { ...state, look: action.look }
    case 'resized':
      return { ...state, columns: action.columns, rows: action.rows }
    case 'workloadsChanged':
    case 'statusesChanged':
    case 'detailsLoaded':
    case 'evidenceFound':
    case 'rangeLoaded':
      return reduceCluster(state, action)
    case 'bisectOpened':
    case 'bisectAdvanced':
    case 'bisectClosed':
    case 'bisectsListed':
    case 'worktreePrepared':
    case 'commitLoaded':
    case 'culpritTraced':
    case 'probeStarted':
    case 'probeEnded':
    case 'jobsChosen':
    case 'probeOutput':
    case 'runRequested':
    case 'runEnded':
    case 'bisectReturned':
      return reduceBisect(state, action)
    case 'filterChanged':
    case 'filterCompleted':
    case 'filterRecalled':
    case 'filterKept':
    case 'filtersRecalled':
    case 'failingOnlyToggled':
    case 'changedWithinCycled':
    case 'limitsCleared':
    case 'tableSettingsRead':
      return reduceFilter(state, action)
    case 'namespacesChosen':
    case 'contextsListed':
    case 'placeToggled':
      return reducePlaces(state, action)
    case 'rowsMarked':
    case 'markedOnlyToggled':
      return reduceMarks(state, action)
    case 'sortChosen':
    case 'columnPicked':
    case 'columnsPartChosen':
    case 'columnsArranged':
    case 'columnsRestored':
    case 'groupingChosen':
    case 'groupsFolded':
      return reduceColumns(state, action)
    case 'rowChosen':
    case 'workloadOpened':
    case 'bisectListOpened':
    case 'screenLeft':
    case 'endChosen':
    case 'goodFromChosen':
    case 'paneChosen':
    case 'paneScrolled':
    case 'excludedToggled':
      return reduceScreens(state, action)
    case 'logsOpened':
    case 'logsAsked':
    case 'logsStarted':
    case 'logSourcesChanged':
    case 'logsRead':
    case 'textOpened':
    case 'textRead':
    case 'paneOpened':
    case 'textViewed':
    case 'moreToggled':
      return reduceText(state, action)
    case 'aroundRead':
    case 'diffRead':
    case 'changesOpened':
    case 'diffOpened':
    case 'templatesToggled':
    case 'diffScrolled':
    case 'ownersOpened':
    case 'ownerOpened':
      return reduceChanges(state, action)
    case 'questionAsked':
    case 'questionClosed':
    case 'taskChanged':
    case 'taskEnded':
    case 'failed':
    case 'failureDismissed':
    case 'noticed':
    case 'noticePassed':
    case 'dialogOpened':
    case 'dialogClosed':
    case 'helpSearched':
    case 'firstStarted':
    case 'hintsDismissed':
    case 'inputEdited':
    case 'choiceMoved':
      return reduceDialog(state, action)
  }
}
