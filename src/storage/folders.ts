/** Where kulprit keeps its own files: the XDG base folders. */
import { isAbsolute, join, resolve } from 'node:path'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'

export interface Folders {
  /** The settings file. */
  readonly config: string
  /** Folder for what can be fetched or computed again. */
  readonly cache: string
  /** Folder for what must survive a reboot: the bisect journals. */
  readonly state: string
}

/**
 * `configFile` is what `--config` names; it wins over KULPRIT_CONFIG, and that over XDG_CONFIG_HOME.
 * As the XDG base directory specification asks, a relative folder in an XDG variable is ignored.
 */
export function folders(
  env: Readonly<Record<string, string | undefined>>,
  configFile: string | null = null,
): Result<Folders> {
  const home = absolute(env['HOME'])
  const folder = (variable: string, below: string): string | null =>
    absolute(env[variable]) ?? (home === null ? null : join(home, below))
  const named = configFile ?? (env['KULPRIT_CONFIG'] || null)
  const config = named === null ? settingsIn(folder('XDG_CONFIG_HOME', '.config')) : resolve(named)
  const cache = folder('XDG_CACHE_HOME', '.cache')
  const state = folder('XDG_STATE_HOME', join('.local', 'state'))
  if (config === null || cache === null || state === null)
    return failed('config', `no home folder: HOME is ${describe(env['HOME'])}`, {
      next: 'set HOME, or XDG_CONFIG_HOME, XDG_CACHE_HOME and XDG_STATE_HOME, to absolute folders',
    })
  return ok({ config, cache: join(cache, 'kulprit'), state: join(state, 'kulprit') })
}

function settingsIn(folder: string | null): string | null {
  return folder === null ? null : join(folder, 'kulprit', 'settings.json')
}

function absolute(folder: string | undefined): string | null {
  return folder !== undefined && isAbsolute(folder) ? folder : null
}

function describe(value: string | undefined): string {
  if (value === undefined) return 'not set'
  return value === '' ? 'empty' : `"${value}", which is not an absolute path`
}
