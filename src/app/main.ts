/** Where kulprit begins: reads the command line, runs what it asks for, and sets the exit code. */
import type { ExitCode } from '../cli/exit-code.ts'
import { exitCode } from '../cli/exit-code.ts'
import { parseArguments } from '../cli/grammar/grammar.ts'
import type { ConfigCommand, Invocation } from '../cli/grammar/invocation.ts'
import { completionWord } from '../cli/completion/shell-scripts.ts'
import { colourLevel } from '../state/look.ts'
import { failed } from '../model/failure.ts'
import type { SettingsCheck } from '../model/settings/settings.ts'
import type { Environment } from './environment.ts'
import { openEnvironment, version } from './environment.ts'
import { compileInLittleRoom, keepSmall } from './memory.ts'
import { fail, print } from './output.ts'

/** `argv` is what follows the program's name. */
export async function main(argv: readonly string[]): Promise<void> {
  keepSmall()
  const interrupted = new AbortController()
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The terminal is gone: what runs ends as it does by a signal.
    if (error.code === 'EIO') {
      interrupted.abort()
      return
    }
    // `kulprit get | head` closes the pipe early, which is no error.
    if (error.code !== 'EPIPE') throw error
    process.exit(process.exitCode ?? exitCode.success)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interrupted.abort())

  if (argv[0] === completionWord) {
    const { complete } = await import('./commands/completion.ts')
    process.exitCode = await complete(argv.slice(1), process.env, interrupted.signal)
    return
  }
  const invocation = parseArguments(argv)
  const code = invocation.ok
    ? await run(invocation.value, interrupted.signal)
    : fail(invocation.failure)
  process.exitCode = interrupted.signal.aborted ? exitCode.interrupted : code
}

async function run(asked: Invocation, signal: AbortSignal): Promise<ExitCode> {
  switch (asked.command) {
    case 'version':
      print(`${version}\n`)
      return exitCode.success
    case 'help':
    case 'help page':
      return (await import('./commands/help.ts')).help(asked)
    case 'demo': {
      const demo = await import('./commands/demo.ts')
      return asked.serve ? demo.serve(signal) : runDemo(signal, asked.tour)
    }
    case 'k9s-plugin':
      print((await import('../cli/print/k9s-plugin.ts')).k9sPlugin())
      return exitCode.success
    case 'completion':
      return (await import('./commands/completion.ts')).printScript(asked.shell)
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(asked, signal)
    case 'config path':
    case 'config schema':
    case 'config get':
    case 'config set':
    case 'config check':
      return (await import('./commands/config.ts')).config(asked)
    default: {
      const environment = await openEnvironment(
        process.env,
        'config' in asked ? asked.config : null,
        signal,
        asked.command === 'ui' ? await screenSettings() : undefined,
      )
      return environment.ok ? runIn(environment.value, asked) : fail(environment.failure)
    }
  }
}

async function runIn(
  environment: Environment,
  asked: Exclude<
    Invocation,
    | {
        command: 'version' | 'help' | 'help page' | 'demo' | 'doctor' | 'completion' | 'k9s-plugin'
      }
    | ConfigCommand
  >,
): Promise<ExitCode> {
  switch (asked.command) {
    case 'ui':
      return runUi(asked, environment)
    case 'get':
      return (await import('./commands/workloads.ts')).get(asked, environment)
    case 'describe':
      return (await import('./commands/workloads.ts')).describe(asked, environment)
    case 'history':
      return (await import('./commands/workloads.ts')).history(asked, environment)
    case 'changes':
      return (await import('./commands/changes.ts')).changes(asked, environment)
    case 'owners':
      return (await import('./commands/owners.ts')).owners(asked, environment)
    case 'report':
      return (await import('./commands/report.ts')).report(asked, environment)
    case 'diff':
      return (await import('./commands/diff.ts')).diff(asked, environment)
    case 'commits':
      return (await import('./commands/workloads.ts')).commits(asked, environment)
    case 'bisect':
      return (await import('./commands/bisect.ts')).start(asked, environment)
    case 'bisect run':
      return (await import('./commands/bisect.ts')).goOnByCommand(asked, environment)
    case 'bisect import':
      return (await import('./commands/bisect.ts')).importFrom(asked, environment)
    default:
      return (await import('./commands/bisect.ts')).goOn(asked, environment)
  }
}

/** The command table is loaded with the screens only. */
async function screenSettings(): Promise<SettingsCheck> {
  return (await import('./check-settings.ts')).checkAllSettings
}

/**
 * chalk decides on colours when it is loaded, and does not know NO_COLOR. The programs that kulprit
 * runs are to decide for themselves.
 */
async function withColoursKnown<T>(load: () => Promise<T>): Promise<T> {
  const { FORCE_COLOR: before } = process.env
  process.env['FORCE_COLOR'] = String(colourLevel(process.env))
  try {
    return await load()
  } finally {
    if (before === undefined) delete process.env['FORCE_COLOR']
    else process.env['FORCE_COLOR'] = before
  }
}

function screens(): Promise<typeof import('./ui/ui.tsx')> {
  compileInLittleRoom()
  return withColoursKnown(() => import('./ui/ui.tsx'))
}

async function runUi(
  asked: Extract<Invocation, { command: 'ui' }>,
  environment: Environment,
  tour = false,
): Promise<ExitCode> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    return fail(
      failed('usage', 'the screens need a terminal, and this is none', {
        next: 'kulprit get prints the table',
      }).failure,
    )
  const ui = await screens()
  const ended = await ui.runUi({ ...asked, tour }, environment)
  return ended.ok ? exitCode.success : fail(ended.failure)
}

/** The UI as it is on any cluster, pointed at the demo's. */
async function runDemo(signal: AbortSignal, tour: boolean): Promise<ExitCode> {
  const { startServedDemo } = await import('./commands/demo.ts')
  const starting = startServedDemo()
  // While it starts, what follows is loaded.
  if (process.stdout.isTTY) await Promise.all([screens(), screenSettings()])
  const demo = await starting
  if (!demo.ok) return fail(demo.failure)
  try {
    Object.assign(process.env, demo.value.variables)
    const environment = await openEnvironment(process.env, null, signal, await screenSettings())
    if (!environment.ok) return fail(environment.failure)
    const scope = {
      kubeconfig: null,
      contexts: [],
      namespaces: [],
      allNamespaces: true,
      selector: null,
      requestTimeoutMs: null,
      as: null,
      asGroups: [],
    }
    return await runUi(
      { command: 'ui', workload: null, scope, config: null },
      environment.value,
      tour,
    )
  } finally {
    await demo.value.stop()
  }
}
