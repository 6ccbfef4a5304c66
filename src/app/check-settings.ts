/** All that can be wrong with a settings file: its shape, the keys of commands, and saved filters. */
import type { SettingsCheck } from '../model/settings/settings.ts'
import { checkSettings } from '../model/settings/settings.ts'
import { filterProblems } from '../state/query/check-filters.ts'
import { keyProblems } from '../state/commands/bind-keys.ts'

export const checkAllSettings: SettingsCheck = (input) => [
  ...checkSettings(input),
  ...keyProblems(input),
  ...filterProblems(input),
]
