/** Shows what the settings say of the screens: at once, when the file changes, when the terminal tells its background. */
import type { Settings } from '../../model/settings/settings.ts'
import { leftOut, settingsFailure } from '../../model/settings/settings.ts'
import { tableOf } from '../../model/settings/table-settings.ts'
import { keymapOf } from '../../state/commands/bind-keys.ts'
import type { Background } from '../../state/look.ts'
import { lookOf } from '../../state/look.ts'
import { checkAllSettings } from '../check-settings.ts'
import type { Environment } from '../environment.ts'
import type { Store } from './store.ts'

export interface ShownSettings {
  readonly heardBackground: (background: Background) => void
  readonly stop: () => void
}

export function showSettings(
  environment: Environment,
  { getState, dispatch }: Store,
): ShownSettings {
  let background: Background | null = null

  const take = (settings: Settings): void => {
    dispatch({ type: 'tableSettingsRead', table: tableOf(settings) })
    dispatch({ type: 'keysBound', keymap: keymapOf(settings.keys) })
    dispatch({ type: 'lookChosen', look: lookOf(settings, environment.env, background) })
  }
  const tellLeftOut = (settings: Settings): void => {
    const [first, ...others] = leftOut(settings, checkAllSettings)
    if (first === undefined) return
    const { config } = environment.folders
    dispatch({ type: 'failed', failure: settingsFailure(first, others.length, config) })
  }

  take(environment.settings())
  tellLeftOut(environment.settings())
  environment.onSettings(take)
  const stop = environment.followSettings((read) => {
    if (!read.ok) return dispatch({ type: 'failed', failure: read.failure })
    dispatch({ type: 'noticed', text: `settings read again from ${environment.folders.config}` })
    tellLeftOut(read.value)
  })
  return {
    stop,
    heardBackground(answer) {
      background = answer
      const next = lookOf(environment.settings(), environment.env, background)
      if (next.theme !== getState().look.theme) dispatch({ type: 'lookChosen', look: next })
    },
  }
}
