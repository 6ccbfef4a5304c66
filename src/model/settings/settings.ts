/** The user's settings: their shape, their defaults, and the check that names what is wrong. */
import type { Failure, Result } from '../failure.ts'
import { failed, ok } from '../failure.ts'
import { sameData } from '../same-data.ts'
import type { Check, Schema, SettingPath, SettingProblem } from './settings-check.ts'
import { check, list, named, object, onOrOff, optional, required, text } from './settings-check.ts'
import type { TableSettings } from './table-settings.ts'
import type { LookSettings } from './look-settings.ts'
import { defaultLook, lookFields, lookReference } from './look-settings.ts'
import { defaultTable, tableFields, tableProblems, tableReference } from './table-settings.ts'
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

const glob =
  '`workload` is a glob over `name`, `namespace/name`, `namespace/kind/name` or `context/namespace/kind/name`'

/** For the settings reference: every setting, its type, its default and what it does. */
export const settingsReference: readonly {
  readonly key: keyof Settings
  readonly type: string
  readonly fallback: string
  readonly help: string
}[] = [
  {
    key: 'repositories',
    type: 'list of {workload, repository, path?, probe?}',
    fallback: '[]',
    help: `Which folder or URL holds the source of which workloads. ${glob}; \`path\` is the service’s folder inside a monorepo; \`probe\` is the shell command that judges a commit (exit 0 good, 125 cannot tell, else bad), offered when a bisect runs a command. The first match wins.`,
  },
  {
    key: 'sourceFolders',
    type: 'list of folders',
    fallback: '[]',
    help: 'Folders that hold your clones. Where a workload names its repository by URL, the clone whose remote has that URL is used instead of cloning again.',
  },
  {
    key: 'owners',
    type: 'list of {workload or namespace, owner, contacts?}',
    fallback: '[]',
    help: `Whose a workload is. ${glob}; \`namespace\`, a glob too, stands for everything in it. \`contacts\` are texts by kind: chat, email, pager, runbook, dashboard, docs, or a name of your own. The first match wins.`,
  },
  {
    key: 'ownerKeys',
    type: 'list of keys',
    fallback: '[]',
    help: 'Annotations or labels of yours that name the owner. They are asked before those that kulprit knows, on the pod template, the workload, its Services, its namespace and its Argo CD Application.',
  },
  {
    key: 'versionKeys',
    type: 'list of keys',
    fallback: '[]',
    help: 'Annotations or labels of yours that hold the version; asked on the pod template, then on the workload.',
  },
  {
    key: 'commitKeys',
    type: 'list of keys',
    fallback: '[]',
    help: 'Annotations or labels of yours that hold the commit of the source.',
  },
  {
    key: 'repositoryKeys',
    type: 'list of keys',
    fallback: '[]',
    help: 'Annotations or labels of yours that hold the URL of the source.',
  },
  {
    key: 'contactKeys',
    type: '{key: kind}',
    fallback: '{}',
    help: 'Annotations or labels of yours that hold a contact, with its kind, such as `{"example.com/slack": "chat"}`.',
  },
  {
    key: 'argoCd',
    type: 'URL',
    fallback: '""',
    help: 'Where you open Argo CD in the browser. Workloads that an Application manages then have a link to it among their contacts.',
  },
  {
    key: 'tags',
    type: 'list of {workload?, tag}',
    fallback: '[]',
    help: `How your image tags are read: \`tag\` is a regular expression (JavaScript’s) over the whole tag, with a group named \`version\`, one named \`commit\`, or both. ${glob}. The first that matches wins.`,
  },
  {
    key: 'catalogs',
    type: 'list of folders or files',
    fallback: '[]',
    help: 'Where Backstage catalog files are: `catalog-info.yaml` and other YAML files with catalog entities, in or below a folder.',
  },
  {
    key: 'helmSecrets',
    type: 'true or false',
    fallback: 'false',
    help: 'Whether kulprit may read the Secrets in which Helm keeps its releases (label `owner=helm`). They tell of releases that the cluster has pruned, and which of them failed; they also hold the values of each release, of which kulprit keeps nothing.',
  },
  {
    key: 'keys',
    type: '{command: keys}',
    fallback: '{}',
    help: 'Other keys for commands, by the id that `kulprit help keys` lists, such as `{"bisect.markBad": ["x", "b x"]}`: `b x` is a letter in the menu that `b` opens, `[]` takes a command’s keys away. Two commands of one screen with one key are an error.',
  },
  {
    key: 'contexts',
    type: '{context: rules}',
    fallback: '{}',
    help: 'Rules for some contexts only, by a glob over their names: any of the settings above except `sourceFolders`, `catalogs`, `helmSecrets` and `keys`. They come before those for all contexts.',
  },
  ...tableReference,
  ...lookReference,
]

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

const settingsCheck = object({
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

/** For editors that complete and check as one types. */
export function settingsSchema(): Schema {
  const { properties } = settingsCheck.schema as { readonly properties: Record<string, Schema> }
  const described = settingsReference.map(({ key, help }) => [
    key,
    { description: help, ...properties[key] },
  ])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Settings of kulprit',
    ...settingsCheck.schema,
    properties: { ...properties, ...Object.fromEntries(described) },
  }
}

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
