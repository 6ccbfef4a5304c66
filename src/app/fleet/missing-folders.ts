/** Folders that the settings name and that are not there: no error, since disks come and go. */
import { existsSync } from 'node:fs'
import { parseSource } from '../../git/source.ts'
import type { Settings } from '../../model/settings/settings.ts'
import type { SettingPath, SettingProblem } from '../../model/settings/settings-check.ts'

export function missingFolders(settings: Settings, env: NodeJS.ProcessEnv): SettingProblem[] {
  const sections = [
    { at: [], repositories: settings.repositories },
    ...Object.entries(settings.contexts).map(([name, { repositories = [] }]) => ({
      at: ['contexts', name],
      repositories,
    })),
  ]
  return [
    ...listed(['sourceFolders'], settings.sourceFolders, env),
    ...listed(['catalogs'], settings.catalogs, env),
    ...sections.flatMap(({ at, repositories }) =>
      repositories.flatMap(({ repository }, i) =>
        missing([...at, 'repositories', i, 'repository'], repository, env),
      ),
    ),
  ]
}

function listed(
  at: SettingPath,
  folders: readonly string[],
  env: NodeJS.ProcessEnv,
): SettingProblem[] {
  return folders.flatMap((folder, i) => missing([...at, i], folder, env))
}

function missing(path: SettingPath, text: string, env: NodeJS.ProcessEnv): SettingProblem[] {
  const source = parseSource(text, env)
  if (!source.ok) return [{ path, message: source.failure.message, next: source.failure.next }]
  if (source.value.kind === 'url' || existsSync(source.value.path)) return []
  return [{ path, message: `no folder ${source.value.path}`, next: null }]
}
