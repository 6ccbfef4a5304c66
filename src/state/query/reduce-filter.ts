/** Which rows are wanted: the filter while it is typed, earlier ones, and the limits on a key. */
import type { Action } from '../action.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'
import { firstRow, locate } from '../table/cursor.ts'
import { visibleIds } from '../table/select-workloads.ts'
import { textInput, textOf } from '../commands/text-input.ts'

type FilterAction = Extract<
  Action,
  {
    type:
      | 'filterChanged'
      | 'filterCompleted'
      | 'filterRecalled'
      | 'filterKept'
      | 'filtersRecalled'
      | 'failingOnlyToggled'
      | 'changedWithinCycled'
      | 'limitsCleared'
      | 'tableSettingsRead'
  }
>

const minute = 60_000
/** The lengths of time that one key goes through. */
const spans = [15 * minute, 60 * minute, 120 * minute, 24 * 60 * minute]

/** Of the filters that were in use, on the screen and on disk. */
const filtersRemembered = 100

export function reduceFilter(state: State, action: FilterAction): State {
  switch (action.type) {
    case 'filterChanged': {
      const { text } = action
      const { dialog } = state
      return selected({
        ...state,
        filter: text,
        dialog:
          dialog?.kind === 'filter'
            ? { ...dialog, typed: text, recalled: 0, completing: null }
            : dialog,
      })
    }
    case 'filterCompleted': {
      const { input, completing } = action
      const { dialog } = state
      if (dialog?.kind !== 'filter') return state
      const text = textOf(input)
      return selected({
        ...state,
        input,
        filter: text,
        dialog: { ...dialog, typed: text, recalled: 0, completing },
      })
    }
    case 'filterRecalled':
      return recalled(state, action.by)
    case 'filterKept':
      return {
        ...state,
        earlierFilters: withFilter(state.earlierFilters, state.filter.trim()),
        dialog: null,
      }
    case 'filtersRecalled':
      return { ...state, earlierFilters: action.filters }
    case 'failingOnlyToggled':
      return { ...state, failingOnly: !state.failingOnly }
    case 'changedWithinCycled':
      return {
        ...state,
        changedWithin: spans.find((span) => span > (state.changedWithin ?? 0)) ?? null,
      }
    case 'limitsCleared':
      return {
        ...state,
        filter: '',
        failingOnly: false,
        changedWithin: null,
        markedOnly: false,
        pickedColumn: null,
      }
    case 'tableSettingsRead':
      return { ...state, table: action.table }
  }
}

/** The newest first, each once. */
export function withFilter(filters: readonly string[], filter: string): readonly string[] {
  if (filter === '') return filters
  return [filter, ...filters.filter((other) => other !== filter)].slice(0, filtersRemembered)
}

function recalled(state: State, by: 1 | -1): State {
  const { dialog } = state
  if (dialog?.kind !== 'filter') return state
  const earlier = state.earlierFilters.filter((filter) => filter !== dialog.typed.trim())
  const at = Math.max(0, Math.min(dialog.recalled + by, earlier.length))
  const text = earlier[at - 1] ?? dialog.typed
  return selected({
    ...state,
    filter: text,
    input: textInput(text),
    dialog: { ...dialog, recalled: at, completing: null },
  })
}

/** The row that was selected before stays so while it matches; otherwise it is the one that leads. */
function selected(state: State): State {
  const screen = currentScreen(state)
  if (screen.name !== 'workloads') return state
  const { cursor } = state.dialog?.kind === 'filter' ? state.dialog : screen
  const ids = visibleIds(state)
  const stays = cursor.id === null || ids.at(locate(cursor, ids)) === cursor.id
  return { ...state, screens: [{ ...screen, cursor: stays ? cursor : firstRow }] }
}
