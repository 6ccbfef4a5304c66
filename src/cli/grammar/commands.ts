/** Every command: the one table behind the grammar, the help and the reference page. */
import { bisectCommands } from './bisect-commands.ts'
import type { CommandSpec } from './command-spec.ts'
import { noWords, scope, textOutputs } from './command-spec.ts'
import type { Output } from './output.ts'

const oneWorkload = { least: 1, most: 1, name: 'WORKLOAD' }
const tableOutputs: readonly Output[] = ['table', 'json', 'yaml']

const commandTable = {
  ui: {
    forms: ['[WORKLOAD]'],
    summary: 'the terminal UI, open at WORKLOAD if one is given',
    words: { least: 0, most: 1, name: 'WORKLOAD' },
    flags: scope,
    outputs: [],
    example: 'kulprit --context prod -A',
  },
  get: {
    forms: ['[QUERY…]'],
    summary: 'workloads with owner, version, previous version and health',
    words: { least: 0, most: Number.POSITIVE_INFINITY, name: 'QUERY' },
    flags: ['output', 'no-headers', ...scope],
    outputs: ['table', 'wide', 'json', 'yaml', 'name'],
    example: 'kulprit get -A status:failing owner:payments',
  },
  describe: {
    forms: ['WORKLOAD'],
    summary: 'everything known about one workload, and the source of each value',
    words: oneWorkload,
    flags: ['output', ...scope],
    outputs: textOutputs,
    example: 'kulprit describe shop/deploy/cart',
  },
  history: {
    forms: ['WORKLOAD'],
    summary: 'the releases of a workload, newest first',
    words: oneWorkload,
    flags: ['output', 'no-headers', ...scope],
    outputs: tableOutputs,
    example: 'kulprit history deploy/cart -n shop',
  },
  diff: {
    forms: ['WORKLOAD'],
    summary: 'what changed between two releases: image, variables, configuration, resources, code',
    words: oneWorkload,
    flags: ['from', 'to', 'repo', 'path', 'output', ...scope],
    outputs: textOutputs,
    example: 'kulprit diff deploy/checkout --from 1.8.0 --to 1.9.0',
  },
  changes: {
    forms: ['[QUERY…] [--since DURATION]', '--workload WORKLOAD'],
    summary: 'what changed in the fleet, newest first; with --workload what it may fail by',
    words: { least: 0, most: Number.POSITIVE_INFINITY, name: 'QUERY' },
    flags: ['since', 'workload', 'output', 'no-headers', ...scope],
    outputs: tableOutputs,
    example: 'kulprit changes --since 2h owner:payments',
  },
  owners: {
    forms: ['[QUERY…]'],
    summary: 'owners with their workloads, how many of them fail, and how to reach them',
    words: { least: 0, most: Number.POSITIVE_INFINITY, name: 'QUERY' },
    flags: ['output', 'no-headers', ...scope],
    outputs: tableOutputs,
    example: 'kulprit owners status:failing',
  },
  report: {
    forms: ['WORKLOAD'],
    summary: 'the incident report: diagnosis, timeline, versions, owner, bisects, commands',
    words: oneWorkload,
    flags: ['file', 'output', ...scope],
    outputs: textOutputs,
    example: 'kulprit report deploy/cart --file cart.md',
  },
  commits: {
    forms: ['WORKLOAD'],
    summary: 'the commits between two releases',
    words: oneWorkload,
    flags: ['from', 'to', 'repo', 'path', 'output', 'no-headers', ...scope],
    outputs: ['table', 'json', 'yaml', 'name'],
    example: 'kulprit commits deploy/checkout --from 1.8.0 --to 1.9.0',
  },
  ...bisectCommands,
  doctor: {
    forms: [''],
    summary:
      'checks settings, git, repositories, kubeconfig and rights, and how much is known of the fleet',
    words: noWords,
    flags: ['output', ...scope],
    outputs: textOutputs,
    example: 'kulprit doctor -A',
  },
  'config path': {
    forms: [''],
    summary: 'where the settings file is',
    words: noWords,
    flags: ['config'],
    outputs: [],
    example: 'kulprit config path',
  },
  'config get': {
    forms: ['[SETTING]'],
    summary: 'the settings, or one of them, as JSON; a text without its quotes',
    words: { least: 0, most: 1, name: 'SETTING' },
    flags: ['config'],
    outputs: [],
    example: 'kulprit config get repositories[0].path',
  },
  'config set': {
    forms: ['SETTING [VALUE]'],
    summary: 'change one setting: VALUE is JSON or plain text; without it the setting is removed',
    words: { least: 1, most: 2, name: 'SETTING' },
    flags: ['config'],
    outputs: [],
    example: 'kulprit config set sourceFolders \'["~/src"]\'',
  },
  'config schema': {
    forms: [''],
    summary: 'the JSON Schema of the settings file, for editors',
    words: noWords,
    flags: [],
    outputs: [],
    example: 'kulprit config schema > settings.schema.json',
  },
  'config check': {
    forms: ['[FILE]'],
    summary: 'everything that is wrong with the settings file, with line and column',
    words: { least: 0, most: 1, name: 'FILE' },
    flags: ['config'],
    outputs: [],
    example: 'kulprit config check',
  },
  demo: {
    forms: ['[--tour]', '--serve'],
    summary: 'the UI on a simulated cluster with a real git repository',
    words: noWords,
    flags: ['tour', 'serve'],
    outputs: [],
    example: 'kulprit demo',
  },
  completion: {
    forms: ['bash|zsh|fish'],
    summary: 'a script that makes tab complete commands, contexts, workloads and releases',
    words: { least: 1, most: 1, name: 'SHELL' },
    flags: [],
    outputs: [],
    example: 'kulprit completion bash',
  },
  'k9s-plugin': {
    forms: [''],
    summary: 'the plugin file that opens kulprit in k9s on the selected workload',
    words: noWords,
    flags: [],
    outputs: [],
    example: 'kulprit k9s-plugin > ~/.config/k9s/plugins/kulprit.yaml',
  },
  help: {
    forms: ['[TOPIC]'],
    summary: 'help on a command or a topic',
    words: { least: 0, most: 2, name: 'TOPIC' },
    flags: [],
    outputs: [],
    example: 'kulprit help query',
  },
  version: {
    forms: [''],
    summary: 'the version of kulprit',
    words: noWords,
    flags: [],
    outputs: [],
    example: 'kulprit version',
  },
} satisfies Record<string, CommandSpec>

export type CommandId = keyof typeof commandTable

export const commands: Readonly<Record<CommandId, CommandSpec>> = commandTable

export const commandIds = Object.keys(commands) as readonly CommandId[]

/** Words that only stand before another one. */
export const commandGroups: readonly string[] = ['config']

export function isCommandId(text: string): text is CommandId {
  return Object.hasOwn(commands, text)
}

/** As it is typed: `kulprit bisect good`; the terminal UI is `kulprit` alone. */
export function commandLine(id: CommandId): string {
  return id === 'ui' ? 'kulprit' : `kulprit ${id}`
}
