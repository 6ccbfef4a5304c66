/** Carries out what the screens ask to be kept for the next run: filters and columns. */
import type { Settings } from '../../model/settings/settings.ts'
import type { FilterNumber, SavedFilter } from '../../model/settings/table-settings.ts'
import type { Action } from '../../state/action.ts'
import type { Effect } from '../../state/effect.ts'
import { withFilter } from '../../state/query/reduce-filter.ts'
import type { FilterHistory } from '../../storage/filter-history.ts'
import type { Environment } from '../environment.ts'

type KeepingEffect = Extract<Effect, { type: 'saveFilter' | 'saveColumns' | 'rememberFilter' }>

export function keepingPerformer(
  environment: Environment,
  filters: FilterHistory,
  dispatch: (action: Action) => void,
): (effect: KeepingEffect) => Promise<void> {
  async function saveFilter(number: FilterNumber, filter: SavedFilter | null): Promise<void> {
    const saved = await environment.changeSettings((settings) => {
      const { [number]: _, ...others } = settings.filters
      return { ...settings, filters: filter === null ? others : { ...others, [number]: filter } }
    })
    dispatch(
      saved.ok
        ? {
            type: 'noticed',
            text: filter === null ? `forgot filter ${number}` : `${number} shows this filter now`,
          }
        : { type: 'failed', failure: saved.failure },
    )
  }

  async function saveColumns(columns: Settings['columns']): Promise<void> {
    const saved = await environment.changeSettings((settings) => ({ ...settings, columns }))
    if (!saved.ok) dispatch({ type: 'failed', failure: saved.failure })
  }

  let told = false
  async function rememberFilter(filter: string): Promise<void> {
    const kept = await filters.change((earlier) => withFilter(earlier, filter))
    if (kept.ok || told) return
    // Once is enough: filters work without being remembered.
    told = true
    dispatch({ type: 'failed', failure: kept.failure })
  }

  return (effect) => {
    switch (effect.type) {
      case 'saveFilter':
        return saveFilter(effect.number, effect.filter)
      case 'saveColumns':
        return saveColumns(effect.columns)
      case 'rememberFilter':
        return rememberFilter(effect.filter)
    }
  }
}
