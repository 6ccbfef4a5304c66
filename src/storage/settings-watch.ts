/** Notices that the settings file was changed, by whatever program. */
import { unwatchFile, watchFile } from 'node:fs'
import type { Result } from '../model/failure.ts'
import type { Settings, SettingsCheck } from '../model/settings/settings.ts'
import { readSettings } from './settings.ts'

const lookEveryMs = 500

/**
 * `listener` hears what the file holds after each change, be it made in place, by renaming another
 * file over it, by making it or by removing it. Looking at the file now and then sees all of these,
 * through links too, which watching it through the system does not. Until the answer is called.
 */
export function watchSettings(
  file: string,
  check: SettingsCheck,
  listener: (read: Result<Settings>) => void,
): () => void {
  let changes = 0
  const onChange = async (): Promise<void> => {
    const change = ++changes
    const read = await readSettings(file, check)
    if (change === changes) listener(read)
  }
  const changed = (): void => void onChange()
  watchFile(file, { interval: lookEveryMs, persistent: false }, changed)
  return () => {
    changes = Number.NaN
    unwatchFile(file, changed)
  }
}
