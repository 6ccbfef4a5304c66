/** The user's settings: their shape, their defaults, and the check that names what is wrong. */
import type { Failure, Result } from '../failure.ts'
import { failed, ok } from '../failure.ts'
import { sameData } from '../same-data.ts'
import type { Check, SettingPath, SettingProblem } from './settings-check.ts'
import { check, list, named, object, onOrOff, optional, required, text } from './settings-check.ts'
import type { TableSettings } from './table-settings.ts'
import type { LookSettings } from './look-settings.ts'
import { defaultLook, lookFields } from './look-settings.ts'
import { defaultTable, tableFields, tableProblems } from './table-settings.ts'
import { patternOf } from '../version/tag-pattern.ts'

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

/** Whose the workloads are that match: `workload` as above, or every one in a `namespace`, a glob too. */
export interface OwnerRule {
  readonly workload?: string
  readonly namespace?: string
  readonly owner: string
  /** Where to reach them, by kind: `chat`, `email`, `pager`, `runbook`, `dashboard`, `docs`. */
  readonly contacts?: Readonly<Record<string, string>>
}

/** What an image tag says, as a regular expression with a group named `version`, `commit`, or both. */
export interface TagRule {
  /** Every workload where it is left out. */
  readonly workload?: string
  readonly tag: string
}

/** What can be said for every context, and for some only. */
export interface Rules {
  /** Labels or annotations that name the owner; asked before those that kulprit knows. */
  readonly ownerKeys: readonly string[]
  readonly versionKeys: readonly string[]
  readonly commitKeys: readonly string[]
  readonly repositoryKeys: readonly string[]
  /** Annotations or labels by the kind of contact that they hold. */
  readonly contactKeys: Readonly<Record<string, string>>
  /** Where people open Argo CD, such as `https://argocd.example.com`; empty where nowhere. */
  readonly argoCd: string
  /** In these lists the first match wins. */
  readonly owners: readonly OwnerRule[]
  readonly tags: readonly TagRule[]
  readonly repositories: readonly RepositoryRule[]
}

export interface Settings extends Rules, TableSettings, LookSettings {
  /** Folders that hold clones; one is found by the URL of its remotes. */
  readonly sourceFolders: readonly string[]
  /** Folders or files with Backstage catalog entities. */
  readonly catalogs: readonly string[]
  /** Whether the Secrets in which Helm keeps its releases may be read; no other Secret ever is. */
  readonly helmSecrets: boolean
  /** Keys of the screens by command id; `b x` is a letter in the menu that `b` opens. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** Rules for some contexts, by a glob over their names; they come before those for all. */
  readonly contexts: Readonly<Record<string, Partial<Rules>>>
}

export const noRules: Rules = {
  ownerKeys: [],
  versionKeys: [],
  commitKeys: [],
  repositoryKeys: [],
  contactKeys: {},
  argoCd: '',
  owners: [],
  tags: [],
  repositories: [],
}

export const defaultSettings: Settings = {
  ...noRules,
  sourceFolders: [],
  catalogs: [],
  helmSecrets: false,
  keys: {},
  contexts: {},
  ...defaultTable,
  ...defaultLook,
}

const aText = text()
const insideRepository = text((path) =>
  path.split('/').includes('..') ? 'a folder inside the repository' : null,
)
const keys = list(aText)
const anUrl = text((url) => (/^https?:\/\/[^\s/]+/.test(url) ? null : 'an http or https URL'))

const ruleFields = {
  repositories: optional(
    list(
      object({
        workload: required(aText),
        repository: required(aText),
        path: optional(emptyOr(insideRepository)),
        probe: optional(aText),
      }),
    ),
  ),
  owners: optional(
    list(
      object(
        {
          workload: optional(aText),
          namespace: optional(aText),
          owner: required(aText),
          contacts: optional(named(aText)),
        },
        ({ workload, namespace }) =>
          (workload === undefined) === (namespace === undefined)
            ? 'a rule with either workload or namespace'
            : null,
      ),
    ),
  ),
  ownerKeys: optional(keys),
  versionKeys: optional(keys),
  commitKeys: optional(keys),
  repositoryKeys: optional(keys),
  contactKeys: optional(named(aText)),
  argoCd: optional(emptyOr(anUrl)),
  tags: optional(list(object({ workload: optional(aText), tag: required(text(patternProblem)) }))),
}

export const settingsCheck = object({
  $schema: optional(aText),
  ...ruleFields,
  sourceFolders: optional(list(aText)),
  catalogs: optional(list(aText)),
  helmSecrets: optional(onOrOff),
  keys: optional(named(list(aText))),
  contexts: optional(named(object(ruleFields))),
  ...tableFields,
  ...lookFields,
})

/** Everything that is wrong with what was read from a settings file; nothing where it is right. */
export function checkSettings(input: unknown): readonly SettingProblem[] {
  const problems = settingsCheck(input, [])
  return problems.some(isSerious) ? problems : [...problems, ...tableProblems(input)]
}

/** Whether nothing of the settings can be used before it is mended. */
export function isSerious({ harmless }: SettingProblem): boolean {
  return harmless !== true
}

/** What of these settings kulprit does without. */
export function leftOut(settings: Settings, check = checkSettings): readonly SettingProblem[] {
  return check(settings).filter((problem) => !isSerious(problem))
}

/** All that is wrong with the content of a settings file. */
export type SettingsCheck = (input: unknown) => readonly SettingProblem[]

/** Where in the file a setting stands, as `:3:14`; empty where that is not known. */
export type Locate = (path: SettingPath) => string

/**
 * Checks what was read from a settings file. `file` is named in the failure, with the path of the
 * offending setting (`repositories[1].workload`). `check` may look at more than `checkSettings` does.
 */
export function parseSettings(
  input: unknown,
  file: string,
  locate?: Locate,
  check: SettingsCheck = checkSettings,
): Result<Settings> {
  const [first, ...others] = check(input).filter(isSerious)
  if (first !== undefined)
    return { ok: false, failure: settingsFailure(first, others.length, file, locate) }
  // Every field was checked, and there are no others.
  return ok({ ...defaultSettings, ...(input as Partial<Settings>) })
}

/** What is in the file when nothing is said twice: settings that have their default are left out. */
export function withoutDefaults(settings: Settings): Partial<Settings> {
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([key, value]) => !sameData(value, defaultSettings[key as keyof Settings]),
    ),
  )
}

export function settingsFailure(
  { path, message, next }: SettingProblem,
  others: number,
  file: string,
  locate: Locate = () => '',
): Failure {
  const { failure } = failed('config', `${file}${locate(path)}: ${message}`, {
    cause: others === 0 ? null : `${others} more: kulprit config check lists them`,
    next: next ?? `correct ${file}, or move it away to start with the defaults`,
  })
  return failure
}

function emptyOr(item: Check): Check {
  return check({ type: 'string' }, (value, path) => (value === '' ? [] : item(value, path)))
}

function patternProblem(pattern: string): string | null {
  const read = patternOf(pattern)
  return read.ok ? null : read.wanted
}
