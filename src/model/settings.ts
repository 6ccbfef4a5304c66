/** The user's settings: their shape, their defaults, and the check that names what is wrong. */
import type { Failure, Result } from './failure.ts'
import { failed, ok } from './failure.ts'

/** Where the source of the workloads that match is. */
export interface RepositoryRule {
  /** A glob over `name`, `namespace/name`, `namespace/kind/name` or `context/namespace/kind/name`. */
  readonly workload: string
  /** A local folder or a URL (https or ssh). */
  readonly repository: string
  /** The service's folder inside a monorepo. */
  readonly path?: string
  /** The shell command that tells a good commit from a bad one, offered when a bisect runs one. */
  readonly probe?: string
}

export interface Settings {
  /** First match wins. */
  readonly repositories: readonly RepositoryRule[]
  /** Folders that hold clones; one is found by the URL of its remotes. */
  readonly sourceFolders: readonly string[]
}

export const defaultSettings: Settings = { repositories: [], sourceFolders: [] }

/** For the settings reference: every setting, its type, its default and what it does. */
export const settingsReference: readonly {
  readonly key: string
  readonly type: string
  readonly fallback: string
  readonly help: string
}[] = [
  {
    key: 'repositories',
    type: 'list of {workload, repository, path?, probe?}',
    fallback: '[]',
    help: 'Which folder or URL holds the source of which workloads. `workload` is a glob over `name`, `namespace/name`, `namespace/kind/name` or `context/namespace/kind/name`; `path` is the service’s folder inside a monorepo; `probe` is the shell command that judges a commit (exit 0 good, 125 cannot tell, else bad), offered when a bisect runs a command. The first match wins.',
  },
  {
    key: 'sourceFolders',
    type: 'list of folders',
    fallback: '[]',
    help: 'Folders that hold your clones. Where a workload names its repository by URL, the clone whose remote has that URL is used instead of cloning again.',
  },
]

/**
 * Checks what was read from a settings file. `file` is named in the failure, with the path of the
 * offending setting (`repositories[1].workload`).
 */
export function parseSettings(input: unknown, file: string): Result<Settings> {
  if (!isRecord(input)) return wrong(file, 'the file', 'an object { … }', input)
  for (const key of Object.keys(input)) {
    if (!settingsReference.some((setting) => setting.key === key))
      return failed('config', `${file}: unknown setting "${key}"`, {
        next: `known settings: ${settingsReference.map((setting) => setting.key).join(', ')}`,
      })
  }
  const rules: RepositoryRule[] = []
  const rawRules = input['repositories'] ?? []
  if (!Array.isArray(rawRules)) return wrong(file, 'repositories', 'a list [ … ]', rawRules)
  for (const [i, raw] of rawRules.entries()) {
    const at = `repositories[${i}]`
    if (!isRecord(raw)) return wrong(file, at, 'an object { … }', raw)
    for (const key of Object.keys(raw))
      if (!['workload', 'repository', 'path', 'probe'].includes(key))
        return failed('config', `${file}: unknown setting "${at}.${key}"`, {
          next: 'a rule has workload, repository and, where useful, path and probe',
        })
    const { workload, repository, path, probe } = raw
    if (typeof workload !== 'string' || workload === '')
      return wrong(file, `${at}.workload`, 'a text', workload)
    if (typeof repository !== 'string' || repository === '')
      return wrong(file, `${at}.repository`, 'a text', repository)
    if (path !== undefined && typeof path !== 'string')
      return wrong(file, `${at}.path`, 'a text', path)
    if (path?.split('/').includes('..'))
      return wrong(file, `${at}.path`, 'a folder inside the repository', path)
    if (probe !== undefined && (typeof probe !== 'string' || probe === ''))
      return wrong(file, `${at}.probe`, 'a command', probe)
    rules.push({
      workload,
      repository,
      ...(path === undefined ? {} : { path }),
      ...(probe === undefined ? {} : { probe }),
    })
  }
  const folders = input['sourceFolders'] ?? []
  if (!Array.isArray(folders)) return wrong(file, 'sourceFolders', 'a list [ … ]', folders)
  for (const [i, folder] of folders.entries())
    if (typeof folder !== 'string') return wrong(file, `sourceFolders[${i}]`, 'a text', folder)
  return ok({ repositories: rules, sourceFolders: folders as string[] })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(
  file: string,
  at: string,
  wanted: string,
  found: unknown,
): { readonly ok: false; readonly failure: Failure } {
  return failed('config', `${file}: ${at} must be ${wanted}, found ${describe(found)}`, {
    next: `correct ${file}, or move it away to start with the defaults`,
  })
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`
}
