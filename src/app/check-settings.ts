/** All that can be wrong with a settings file: its shape, and the keys it gives to commands. */
import type { SettingsCheck } from '../model/settings/settings.ts'
import { checkSettings } from '../model/settings/settings.ts'
import { keyProblems } from '../state/bind-keys.ts'

export const checkAllSettings: SettingsCheck = (input) => [
  ...checkSettings(input),
  ...keyProblems(input),
]
