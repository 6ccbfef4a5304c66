/** Notices that the settings file was changed, by whatever program. */
import { stat } from 'node:fs/promises'
import type { Result } from '../model/failure.ts'
import type { Settings, SettingsCheck } from '../model/settings/settings.ts'
import { readSettings } from './settings.ts'

const lookEveryMs = 500

/** What tells a file from what it was before; the same for each file that cannot be looked at. */
export type FileState = string

/** Through links. Asked for before the file is read, it misses no change after that. */
export async function fileState(file: string): Promise<FileState> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return ''
  }
}

/**
 * `listener` hears what the file holds after each change since it was as `seen` says, be it made in
 * place, by renaming another file over it, by making it or by removing it. Looking at the file now and
 * then sees all of these, through links too, which watching it through the system does not. Until the
 * answer is called.
 */
export function watchSettings(
  file: string,
  seen: FileState,
  check: SettingsCheck,
  listener: (read: Result<Settings>) => void,
): () => void {
  let before = seen
  let stopped = false
  let timer: NodeJS.Timeout | null = null

  async function look(): Promise<void> {
    const now = await fileState(file)
    if (now !== before) {
      before = now
      const read = await readSettings(file, check)
      if (!stopped) listener(read)
    }
    if (!stopped) timer = setTimeout(() => void look(), lookEveryMs).unref()
  }
  void look()
  return () => {
    stopped = true
    if (timer !== null) clearTimeout(timer)
  }
}
