/** What every command needs from the process it runs in: its folders, its settings, its version. */
import { existsSync } from 'node:fs'
import packageJson from '../../package.json' with { type: 'json' }
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { sameData } from '../model/same-data.ts'
import type { Settings, SettingsCheck } from '../model/settings/settings.ts'
import { checkSettings } from '../model/settings/settings.ts'
import type { Folders } from '../storage/folders.ts'
import { folders as findFolders } from '../storage/folders.ts'
import { changeSettings, readSettings } from '../storage/settings.ts'
import { fileState, watchSettings } from '../storage/settings-watch.ts'

export const version: string = packageJson.version

/** A folder or URL, and the folder in it. */
export interface NamedSource {
  readonly repository: string
  readonly path: string | null
}

export interface Environment {
  readonly env: NodeJS.ProcessEnv
  readonly folders: Folders
  /** As they are now: an answer that is remembered takes effect at once. */
  readonly settings: () => Settings
  /** Writes the settings file; the listeners hear of it. */
  readonly changeSettings: (change: (settings: Settings) => Settings) => Promise<Result<Settings>>
  readonly onSettings: (listener: (settings: Settings) => void) => void
  /**
   * Takes over what others change in the file, until the answer is called. `heard` is told of each
   * change; one that is not right leaves the settings as they are.
   */
  readonly followSettings: (heard: (read: Result<Settings>) => void) => () => void
  /**
   * Where the user said that source is without having it remembered: for this run, by the workload as a settings
   * rule would name it.
   */
  readonly namedForNow: Map<string, NamedSource>
  /** Aborted on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
}

/**
 * `configFile` is `--config`; without it `KULPRIT_CONFIG`, else the XDG place. A file that was named
 * must exist; the default one need not. What shows screens has `check` look at their keys, too.
 */
export async function openEnvironment(
  env: NodeJS.ProcessEnv,
  configFile: string | null,
  signal: AbortSignal,
  check: SettingsCheck = checkSettings,
): Promise<Result<Environment>> {
  const found = findFolders(env, configFile)
  if (!found.ok) return found
  if (configFile !== null && !existsSync(configFile))
    return failed('config', `no settings file ${configFile}`, {
      next: 'correct --config, or leave it out to use the defaults',
    })
  const seen = await fileState(found.value.config)
  const read = await readSettings(found.value.config, check)
  if (!read.ok) return read
  let settings = read.value
  const listeners = new Set<(settings: Settings) => void>()
  function take(next: Settings): void {
    settings = next
    for (const listener of listeners) listener(settings)
  }
  return ok({
    env,
    folders: found.value,
    signal,
    settings: () => settings,
    namedForNow: new Map(),
    onSettings: (listener) => void listeners.add(listener),
    async changeSettings(change) {
      const changed = await changeSettings(found.value.config, change)
      if (!changed.ok) return changed
      take(changed.value)
      return changed
    },
    followSettings: (heard) =>
      watchSettings(found.value.config, seen, check, (read) => {
        // What kulprit wrote itself is in effect already.
        if (read.ok && sameData(read.value, settings)) return
        if (read.ok) take(read.value)
        heard(read)
      }),
  })
}

/** For work that the user or a signal stopped. */
export function cancelled(what: string): {
  ok: false
  failure: import('../model/failure.ts').Failure
} {
  return failed('cancelled', `${what} was cancelled`)
}
