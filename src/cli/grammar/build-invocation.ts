/** Makes the `Invocation` of each command from its words and flags. */
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { startBisect } from './bisect-grammar.ts'
import type { CommandId } from './commands.ts'
import type { ClusterScope, Invocation } from './invocation.ts'
import type { Output } from './output.ts'
import { helpTopics } from './invocation.ts'
import { parseSpan } from './duration.ts'
import type { GivenFlags } from './read-flags.ts'
import { isOn, lastValue, outputOf, scopeOf } from './read-flags.ts'
import { shells } from '../completion/shell-scripts.ts'

interface Given {
  readonly words: readonly string[]
  /** What follows `--`; null where there is none. */
  readonly afterDashes: readonly string[] | null
  readonly flags: GivenFlags
}

type Build = (given: Given) => Result<Invocation>

export const buildInvocation: Readonly<Record<CommandId, Build>> = {
  ui: ({ words, flags }) => {
    const scope = scopeOf(flags)
    if (!scope.ok) return scope
    const config = lastValue(flags, 'config')
    return ok({ command: 'ui', workload: words[0] ?? null, scope: scope.value, config })
  },
  get: (given) =>
    onCluster('get', given, (common) => ({
      command: 'get',
      query: given.words.join(' '),
      ...common,
    })),
  describe: (given) =>
    onCluster('describe', given, ({ scope, config, output }) => ({
      command: 'describe',
      workload: workloadOf(given),
      scope,
      config,
      output,
    })),
  history: (given) =>
    onCluster('history', given, (common) => ({
      command: 'history',
      workload: workloadOf(given),
      ...common,
    })),
  changes: (given) => {
    const since = lastValue(given.flags, 'since')
    const sinceMs = since === null ? dayMs : parseSpan(since)
    if (sinceMs === null)
      return failed('usage', `--since "${since}" is no length of time`, {
        next: 'write --since 2h, 30m, 1d or 1h30m',
      })
    const workload = lastValue(given.flags, 'workload')
    const query = given.words.join(' ')
    return onCluster('changes', given, (common) => ({
      ...{ command: 'changes', query, sinceMs, workload },
      ...common,
    }))
  },
  owners: (given) =>
    onCluster('owners', given, (common) => ({
      command: 'owners',
      query: given.words.join(' '),
      ...common,
    })),
  report: (given) =>
    onCluster('report', given, ({ scope, config, output }) => ({
      command: 'report',
      workload: workloadOf(given),
      file: lastValue(given.flags, 'file'),
      ...{ scope, config, output },
    })),
  'k9s-plugin': () => ok({ command: 'k9s-plugin' }),
  diff: betweenReleases('diff'),
  commits: betweenReleases('commits'),
  bisect: ({ words, afterDashes, flags }) => startBisect(words[0] ?? null, afterDashes, flags),
  'bisect good': verdict('bisect good'),
  'bisect bad': verdict('bisect bad'),
  'bisect skip': verdict('bisect skip'),
  'bisect test': bisectTest,
  'bisect note': bisectNote,
  'bisect export': bisectExport,
  'bisect import': ({ words: [file = ''], flags }) => {
    const output = outputOf(flags, 'bisect import')
    if (!output.ok) return output
    return ok({
      command: 'bisect import',
      file,
      repository: lastValue(flags, 'repo'),
      output: output.value,
    })
  },
  'bisect undo': onSession('bisect undo'),
  'bisect redo': onSession('bisect redo'),
  'bisect status': onSession('bisect status'),
  'bisect log': onSession('bisect log'),
  'bisect reset': onSession('bisect reset'),
  doctor: (given) =>
    onCluster('doctor', given, ({ scope, config, output }) => ({
      command: 'doctor',
      scope,
      config,
      output,
    })),
  'config schema': ({ flags }) =>
    ok({ command: 'config schema', config: lastValue(flags, 'config') }),
  'config path': ({ flags }) => ok({ command: 'config path', config: lastValue(flags, 'config') }),
  'config get': ({ words, flags }) =>
    ok({
      command: 'config get',
      setting: words[0] ?? null,
      config: lastValue(flags, 'config'),
    }),
  'config set': ({ words: [setting = '', value], flags }) =>
    ok({
      command: 'config set',
      setting,
      value: value ?? null,
      config: lastValue(flags, 'config'),
    }),
  'config check': ({ words, flags }) =>
    ok({ command: 'config check', file: words[0] ?? null, config: lastValue(flags, 'config') }),
  demo({ flags }) {
    const [serve, tour] = [isOn(flags, 'serve'), isOn(flags, 'tour')]
    if (serve && tour)
      return failed('usage', '--tour is on the screens, and --serve has none', {
        next: 'leave out one of them',
      })
    return ok({ command: 'demo', serve, tour })
  },
  completion: ({ words: [wanted = ''] }) => completion(wanted),
  help: ({ words }) => help(words.join(' ')),
  version: () => ok({ command: 'version' }),
}

const dayMs = 86_400_000

interface Common {
  readonly scope: ClusterScope
  readonly config: string | null
  readonly output: Output
  readonly noHeaders: boolean
}

function onCluster(
  id: CommandId,
  { flags }: Given,
  build: (common: Common) => Invocation,
): Result<Invocation> {
  const scope = scopeOf(flags)
  if (!scope.ok) return scope
  const output = outputOf(flags, id)
  if (!output.ok) return output
  return ok(
    build({
      scope: scope.value,
      config: lastValue(flags, 'config'),
      output: output.value,
      noHeaders: isOn(flags, 'no-headers'),
    }),
  )
}

function betweenReleases(command: 'diff' | 'commits'): Build {
  return (given) =>
    onCluster(command, given, (common) => ({
      command,
      workload: workloadOf(given),
      from: lastValue(given.flags, 'from'),
      to: lastValue(given.flags, 'to'),
      source: { repository: lastValue(given.flags, 'repo'), path: lastValue(given.flags, 'path') },
      ...common,
    }))
}

/** The grammar has checked that there is one. */
function workloadOf({ words }: Given): string {
  return words[0] ?? ''
}

function verdict(command: 'bisect good' | 'bisect bad' | 'bisect skip'): Build {
  return ({ words, flags }) => {
    const output = outputOf(flags, command)
    if (!output.ok) return output
    const [session, note] = [lastValue(flags, 'session'), lastValue(flags, 'note')]
    return ok({ command, rev: words[0] ?? null, note, session, output: output.value })
  }
}

function bisectTest({ words: [rev = ''], flags }: Given): Result<Invocation> {
  const output = outputOf(flags, 'bisect test')
  if (!output.ok) return output
  const session = lastValue(flags, 'session')
  return ok({ command: 'bisect test', rev, session, output: output.value })
}

/** A lone word is the remark. */
function bisectNote({ words, flags }: Given): Result<Invocation> {
  const output = outputOf(flags, 'bisect note')
  if (!output.ok) return output
  return ok({
    command: 'bisect note',
    rev: words.length > 1 ? (words[0] ?? null) : null,
    text: words.at(-1) ?? '',
    session: lastValue(flags, 'session'),
    output: output.value,
  })
}

function bisectExport({ words, flags }: Given): Result<Invocation> {
  const output = outputOf(flags, 'bisect export')
  if (!output.ok) return output
  const session = lastValue(flags, 'session')
  return ok({ command: 'bisect export', file: words[0] ?? null, session, output: output.value })
}

function onSession(
  command: 'bisect undo' | 'bisect redo' | 'bisect status' | 'bisect log' | 'bisect reset',
): Build {
  return ({ flags }) => {
    const output = outputOf(flags, command)
    if (!output.ok) return output
    return ok({ command, session: lastValue(flags, 'session'), output: output.value })
  }
}

function completion(wanted: string): Result<Invocation> {
  const shell = shells.find((name) => name === wanted)
  return shell === undefined
    ? failed('usage', `no completion for "${wanted}"`, {
        next: `choose one of ${shells.join(', ')}`,
      })
    : ok({ command: 'completion', shell })
}

function help(wanted: string): Result<Invocation> {
  if (wanted === '') return ok({ command: 'help', topic: null })
  const topic = helpTopics.find((name) => name === wanted)
  return ok(
    topic === undefined ? { command: 'help page', page: wanted } : { command: 'help', topic },
  )
}
