/** Runs a credential plugin in a process group of its own, or on the terminal while a person answers it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cleanOutput } from '../../model/text.ts'
import { line, record } from '../trim/json.ts'

export interface PluginCommand {
  readonly program: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

export type PluginRun =
  | { readonly ended: 'well'; readonly stdout: string }
  | { readonly ended: 'badly'; readonly exitCode: number | null; readonly said: readonly string[] }
  | { readonly ended: 'unstarted'; readonly why: string }
  | { readonly ended: 'late' | 'flooding' | 'stopped' }

type Stop = Extract<PluginRun, { ended: 'late' | 'flooding' | 'stopped' }>['ended']

const longestStdout = 1 << 20
const keptStderr = 16 << 10
/** How long a background process of the plugin may keep its output open once it has ended. */
const drainMs = 300

/**
 * Without a terminal, without input and for `limitMs` at most; then the whole group is killed.
 * `signal` kills it sooner.
 */
export function runSilently(
  command: PluginCommand,
  limitMs: number,
  signal: AbortSignal,
): Promise<PluginRun> {
  // A session of its own has no terminal: a plugin cannot write past the screen, or read from it.
  const child = start(command, ['ignore', 'pipe', 'pipe'], true)
  return child instanceof Error
    ? Promise.resolve(unstarted(child))
    : follow(child, limitMs, signal, (leader) => process.kill(-leader, 'SIGKILL'))
}

/** On the terminal that kulprit runs on, for as long as the person takes. */
export function runOnTerminal(command: PluginCommand, signal: AbortSignal): Promise<PluginRun> {
  const child = start(command, ['inherit', 'pipe', 'inherit'], false)
  return child instanceof Error
    ? Promise.resolve(unstarted(child))
    : follow(child, null, signal, (pid) => process.kill(pid, 'SIGTERM'))
}

function start(
  { program, args, env }: PluginCommand,
  stdio: ['ignore' | 'inherit', 'pipe', 'pipe' | 'inherit'],
  detached: boolean,
): ChildProcess | Error {
  try {
    return spawn(program, [...args], { env, stdio, detached })
  } catch (error) {
    return error instanceof Error ? error : new Error('unknown reason')
  }
}

function unstarted(error: unknown): PluginRun {
  const code = line(record(error)['code']) ?? ''
  const why =
    { EACCES: 'permission denied', ENOENT: 'its interpreter is missing' }[code] ??
    (code || 'unknown reason')
  return { ended: 'unstarted', why }
}

function follow(
  child: ChildProcess,
  limitMs: number | null,
  signal: AbortSignal,
  kill: (pid: number) => void,
): Promise<PluginRun> {
  return new Promise((resolve) => {
    let stdout = ''
    let stderr = ''
    let stopped: Stop | null = null

    function stop(why: Stop): void {
      stopped ??= why
      try {
        if (child.pid !== undefined) kill(child.pid)
      } catch {
        // It has ended by itself.
      }
    }
    const onAbort = (): void => stop('stopped')
    const onExit = (): void => stop('stopped')
    const timer = limitMs === null ? undefined : setTimeout(() => stop('late'), limitMs)
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    process.once('exit', onExit)

    function settle(run: PluginRun): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      process.off('exit', onExit)
      child.stdout?.destroy()
      child.stderr?.destroy()
      resolve(run)
    }
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      if (stdout.length > longestStdout) stop('flooding')
    })
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-keptStderr)
    })
    child.once('error', (error) => settle(unstarted(error)))
    child.once('exit', (exitCode) => {
      const end = (): void => {
        if (stopped !== null) settle({ ended: stopped })
        else if (exitCode === 0) settle({ ended: 'well', stdout })
        else settle({ ended: 'badly', exitCode, said: linesOf(stderr) })
      }
      child.once('close', end)
      setTimeout(end, drainMs).unref()
    })
  })
}

function linesOf(stderr: string): string[] {
  return cleanOutput(stderr)
    .map((said) => said.trim())
    .filter((said) => said !== '')
}
