/** Every flag: the one table behind the grammar, the help and the reference page. */

export interface FlagSpec {
  readonly short: string | null
  /** What stands for the value in help; null for a flag that is on or off. */
  readonly value: string | null
  readonly repeatable: boolean
  readonly help: string
}

function onOff(help: string, short: string | null = null): FlagSpec {
  return { short, value: null, repeatable: false, help }
}

function valued(value: string, help: string, short: string | null = null): FlagSpec {
  return { short, value, repeatable: false, help }
}

function repeated(value: string, help: string, short: string | null = null): FlagSpec {
  return { short, value, repeatable: true, help }
}

const flagTable = {
  kubeconfig: valued('FILE', 'the kubeconfig to read instead of $KUBECONFIG or ~/.kube/config'),
  context: repeated('NAME', 'a context of the kubeconfig; several are shown in one table'),
  namespace: repeated('NAME', 'a namespace', 'n'),
  'all-namespaces': onOff('all namespaces', 'A'),
  selector: valued('SELECTOR', 'only workloads with these labels, e.g. app=cart,tier!=test', 'l'),
  'request-timeout': valued(
    'DURATION',
    'how long one request to a cluster may take: 10s, 1m, plain seconds; 0 for no limit',
  ),
  as: valued('USER', 'the user to impersonate'),
  'as-group': repeated('GROUP', 'a group to impersonate, with --as'),
  'as-uid': valued('UID', 'the uid to impersonate, with --as'),
  'as-user-extra': repeated('KEY=VALUE', 'extra information on the user to impersonate, with --as'),
  config: valued('FILE', 'the settings file to use instead of $KULPRIT_CONFIG or the default one'),
  output: valued('FORMAT', 'the output format', 'o'),
  'no-headers': onOff('leave out the header line of a table'),
  since: valued('DURATION', 'how far back: 30m, 2h, 1d (default: 24h)'),
  from: valued('RELEASE', 'the older release, version or commit (default: the previous release)'),
  to: valued('RELEASE', 'the newer release, version or commit (default: the current release)'),
  good: valued('REV', 'a release, version or commit that works (default: the previous release)'),
  bad: valued('REV', 'a release, version or commit that fails (default: the current release)'),
  workload: valued('WORKLOAD', 'only the changes that this failing workload may fail by, ranked'),
  file: valued('FILE', 'write to this new file instead of stdout'),
  repo: valued('DIR|URL', 'where the source is'),
  path: valued('PATH', 'the folder inside the repository that the search is limited to'),
  run: valued(
    'CMD',
    'judge every commit with this shell command: exit 0 good, 125 skip, 128 and up stop, others bad',
  ),
  timeout: valued('DURATION', 'how long the command may take for one commit; 0 for no limit'),
  retries: valued('N', 'try a failing commit up to N times more; one pass makes it good'),
  jobs: valued('N', 'test up to N commits at once, each in a worktree of its own', 'j'),
  verify: onOff('test both ends before the search (the default with a command)'),
  'no-verify': onOff('do not test both ends before the search (the default by hand)'),
  'first-parent': onOff(
    'search the mainline first, then inside the merge that made the difference',
  ),
  flaky: onOff('the symptom does not always show: repeat tests and weigh them by Bayes’ rule'),
  confidence: valued('P', 'with --flaky, how probable the culprit has to be (default: 0.95)'),
  'fail-rate': valued('P', 'with --flaky, how often a bad commit fails (default: learned)'),
  'false-fail-rate': valued('P', 'with --flaky, how often a good commit fails (default: learned)'),
  only: valued(
    'KIND',
    'test only commits that are deployed (have a release), tagged (or deployed), built (have an image, or are deployed), or any of them in this order',
  ),
  images: valued('FILE', 'the images or commits that are built, one a line; - reads stdin'),
  'image-command': valued(
    'CMD',
    'a shell command that exits with 0 where the image of $KULPRIT_SHA exists, and with 1 where not',
  ),
  'crash-log': valued('FILE', 'the log of the crash, to rank the commits by; - reads stdin'),
  'good-context': valued('CONTEXT', 'the good end is what the same workload runs in this context'),
  note: valued('TEXT', 'what to remember of the commit, kept with its verdict'),
  session: valued('ID', 'the bisect to continue, where several are open'),
  tour: onOff('go through the main job step by step'),
  serve: onOff('serve the simulated cluster for other programs, until stopped'),
  help: onOff('help on this command', 'h'),
  version: onOff('the version of kulprit'),
} satisfies Record<string, FlagSpec>

export type FlagName = keyof typeof flagTable

export const flags: Readonly<Record<FlagName, FlagSpec>> = flagTable

export const flagNames = Object.keys(flags) as readonly FlagName[]

export function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(flags, name)
}

/** As it is written in messages and help: `-n, --namespace NAME`. */
export function flagForm(name: FlagName): string {
  const { short, value } = flags[name]
  return `${short === null ? '' : `-${short}, `}--${name}${value === null ? '' : ` ${value}`}`
}
