/** What every command needs from the process it runs in: its folders, its settings, its version. */
import { existsSync } from 'node:fs'
import packageJson from '../../package.json' with { type: 'json' }
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { Settings } from '../model/settings.ts'
import type { Folders } from '../storage/folders.ts'
import { folders as findFolders } from '../storage/folders.ts'
import { readSettings } from '../storage/settings.ts'

export const version: string = packageJson.version

export interface Environment {
  readonly env: NodeJS.ProcessEnv
  readonly folders: Folders
  readonly settings: Settings
  /** Aborted on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
}

/**
 * `configFile` is `--config`; without it `KULPRIT_CONFIG`, else the XDG place. A file that was named
 * must exist; the default one need not.
 */
export async function openEnvironment(
  env: NodeJS.ProcessEnv,
  configFile: string | null,
  signal: AbortSignal,
): Promise<Result<Environment>> {
  const found = findFolders(env, configFile)
  if (!found.ok) return found
  if (configFile !== null && !existsSync(configFile))
    return failed('config', `no settings file ${configFile}`, {
      next: 'correct --config, or leave it out to use the defaults',
    })
  const settings = await readSettings(found.value.config)
  if (!settings.ok) return settings
  return ok({ env, folders: found.value, settings: settings.value, signal })
}

/** For work that the user or a signal stopped. */
export function cancelled(what: string): {
  ok: false
  failure: import('../model/failure.ts').Failure
} {
  return failed('cancelled', `${what} was cancelled`)
}
