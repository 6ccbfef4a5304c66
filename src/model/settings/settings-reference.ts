/** What each setting is for, in words: for the settings reference, and for editors as a JSON Schema. */
import { lookReference } from './look-settings.ts'
import type { Schema } from './settings-check.ts'
import type { Settings } from './settings.ts'
import { settingsCheck } from './settings.ts'
import { tableReference } from './table-settings.ts'

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
