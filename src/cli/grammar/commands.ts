/** Every command: the one table behind the grammar, the help and the reference page. */
import type { FlagName } from './flags.ts'
import type { Output } from './output.ts'

export interface CommandSpec {
  /** The words after the command; one form a line. */
  readonly forms: readonly string[]
  readonly summary: string
  /** How many words it takes, and what a missing one is called. */
  readonly words: { readonly least: number; readonly most: number; readonly name: string }
  readonly flags: readonly FlagName[]
  /** Allowed values of `-o`; the first is the default. */
  readonly outputs: readonly Output[]
  readonly example: string
}

const scope: readonly FlagName[] = [
  'context',
  'namespace',
  'all-namespaces',
  'selector',
  'kubeconfig',
  'as',
  'as-group',
  'as-uid',
  'as-user-extra',
  'request-timeout',
  'config',
]

const none = { least: 0, most: 0, name: '' }
const optionalRev = { least: 0, most: 1, name: 'REV' }
const oneWorkload = { least: 1, most: 1, name: 'WORKLOAD' }
const table: readonly Output[] = ['table', 'json', 'yaml']
const text: readonly Output[] = ['text', 'json', 'yaml']

function verdict(word: 'good' | 'bad' | 'skip', summary: string): CommandSpec {
  return {
    forms: ['[REV]'],
    summary,
    words: optionalRev,
    flags: ['note', 'session', 'output'],
    outputs: text,
    example: `kulprit bisect ${word}`,
  }
}

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
    outputs: text,
    example: 'kulprit describe shop/deploy/cart',
  },
  history: {
    forms: ['WORKLOAD'],
    summary: 'the releases of a workload, newest first',
    words: oneWorkload,
    flags: ['output', 'no-headers', ...scope],
    outputs: table,
    example: 'kulprit history deploy/cart -n shop',
  },
  diff: {
    forms: ['WORKLOAD'],
    summary: 'what changed between two releases: image, variables, configuration, resources, code',
    words: oneWorkload,
    flags: ['from', 'to', 'repo', 'path', 'output', ...scope],
    outputs: text,
    example: 'kulprit diff deploy/checkout --from 1.8.0 --to 1.9.0',
  },
  changes: {
    forms: ['[QUERY…] [--since DURATION]', '--workload WORKLOAD'],
    summary: 'what changed in the fleet, newest first; with --workload what it may fail by',
    words: { least: 0, most: Number.POSITIVE_INFINITY, name: 'QUERY' },
    flags: ['since', 'workload', 'output', 'no-headers', ...scope],
    outputs: table,
    example: 'kulprit changes --since 2h owner:payments',
  },
  owners: {
    forms: ['[QUERY…]'],
    summary: 'owners with their workloads, how many of them fail, and how to reach them',
    words: { least: 0, most: Number.POSITIVE_INFINITY, name: 'QUERY' },
    flags: ['output', 'no-headers', ...scope],
    outputs: table,
    example: 'kulprit owners status:failing',
  },
  report: {
    forms: ['WORKLOAD'],
    summary: 'the incident report: diagnosis, timeline, versions, owner, bisects, commands',
    words: oneWorkload,
    flags: ['file', 'output', ...scope],
    outputs: text,
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
  bisect: {
    forms: [
      'WORKLOAD [--good REV] [--bad REV] [-- COMMAND…]',
      '--repo DIR --good REV --bad REV',
      '--session ID --run CMD',
    ],
    summary: 'find the commit that broke it, between two releases or two revisions',
    words: { least: 0, most: 1, name: 'WORKLOAD' },
    flags: [
      'good',
      'bad',
      'run',
      'timeout',
      'retries',
      'jobs',
      'verify',
      'no-verify',
      'first-parent',
      'flaky',
      'confidence',
      'fail-rate',
      'false-fail-rate',
      'only',
      'images',
      'image-command',
      'crash-log',
      'good-context',
      'repo',
      'path',
      'session',
      'output',
      ...scope,
    ],
    outputs: text,
    example: 'kulprit bisect deploy/checkout --run "make test"',
  },
  'bisect good': verdict('good', 'the commit in hand, or REV, works'),
  'bisect bad': verdict('bad', 'the commit in hand, or REV, fails'),
  'bisect skip': verdict('skip', 'the commit in hand, or REV, cannot be tested'),
  'bisect test': {
    forms: ['REV'],
    summary: 'take REV in hand next, whatever would split best',
    words: { least: 1, most: 1, name: 'REV' },
    flags: ['session', 'output'],
    outputs: text,
    example: 'kulprit bisect test v1.9.0',
  },
  'bisect note': {
    forms: ['[REV] TEXT'],
    summary: 'keep a remark with the last verdict, or with that on REV; an empty one removes it',
    words: { least: 1, most: 2, name: 'TEXT' },
    flags: ['session', 'output'],
    outputs: text,
    example: 'kulprit bisect note "slow, but it works"',
  },
  'bisect undo': {
    forms: [''],
    summary: 'take the last verdict back',
    words: none,
    flags: ['session', 'output'],
    outputs: text,
    example: 'kulprit bisect undo',
  },
  'bisect redo': {
    forms: [''],
    summary: 'give the verdict that was taken back again',
    words: none,
    flags: ['session', 'output'],
    outputs: text,
    example: 'kulprit bisect redo',
  },
  'bisect status': {
    forms: [''],
    summary: 'how far the bisect is: the commit in hand, or the culprit',
    words: none,
    flags: ['session', 'output'],
    outputs: text,
    example: 'kulprit bisect status -o json',
  },
  'bisect log': {
    forms: [''],
    summary: 'the verdicts so far, in the form that git bisect replay reads',
    words: none,
    flags: ['session'],
    outputs: text,
    example: 'kulprit bisect log > bisect.log',
  },
  'bisect export': {
    forms: ['[FILE]'],
    summary: 'the whole bisect as one file for a colleague, to stdout without FILE',
    words: { least: 0, most: 1, name: 'FILE' },
    flags: ['session'],
    outputs: text,
    example: 'kulprit bisect export checkout.kulprit',
  },
  'bisect import': {
    forms: ['FILE'],
    summary: 'go on with a bisect that a colleague exported; - reads stdin',
    words: { least: 1, most: 1, name: 'FILE' },
    flags: ['repo', 'output'],
    outputs: text,
    example: 'kulprit bisect import checkout.kulprit --repo ~/src/shop',
  },
  'bisect reset': {
    forms: [''],
    summary: 'end the bisect and remove what it left on disk',
    words: none,
    flags: ['session'],
    outputs: text,
    example: 'kulprit bisect reset',
  },
  doctor: {
    forms: [''],
    summary:
      'checks settings, git, repositories, kubeconfig and rights, and how much is known of the fleet',
    words: none,
    flags: ['output', ...scope],
    outputs: text,
    example: 'kulprit doctor -A',
  },
  'config path': {
    forms: [''],
    summary: 'where the settings file is',
    words: none,
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
    words: none,
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
    words: none,
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
    words: none,
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
    words: none,
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
