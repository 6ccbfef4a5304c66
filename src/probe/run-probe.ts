/** Runs the command that judges one commit, in a process group of its own, and leaves nothing behind. */
import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Failure } from '../model/failure.ts'
import { failed } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import { readOutput } from './output.ts'
import { endGroup, signalGroup } from './process-group.ts'

/** `shell` goes to `sh -c`, `argv` is run as it is. */
export type ProbeCommand =
  | { readonly kind: 'shell'; readonly text: string }
  | { readonly kind: 'argv'; readonly argv: readonly [string, ...string[]] }

export interface ProbeOptions {
  readonly command: ProbeCommand
  /** The commit's worktree. */
  readonly cwd: string
  /** All of the environment, PATH included. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** null for as long as it takes. */
  readonly timeoutMs: number | null
  /** Cleaned lines of both streams, about every 50 ms. */
  readonly onOutput: (lines: string[]) => void
  readonly signal: AbortSignal
}

export interface ProbeOutcome {
  /** null where a signal ended the command, or it never started. */
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly cancelled: boolean
  /** Why the command could not be started. */
  readonly startFailure: Failure | null
  readonly durationMs: number
  /** The last 200 lines of output, cleaned. */
  readonly tail: string[]
}

type Child = ChildProcessByStdio<null, Readable, Readable>

/** How long output may still come in once every process of the group is gone. */
const drainMs = 200

/**
 * Resolves when the command and whatever it started in its group have ended; a background process
 * that outlives the command is ended too, since its worktree goes away.
 */
export async function runProbe(options: ProbeOptions): Promise<ProbeOutcome> {
  const startedAt = performance.now()
  const outcome = (rest: Partial<ProbeOutcome>): ProbeOutcome => ({
    exitCode: null,
    signal: null,
    timedOut: false,
    cancelled: false,
    startFailure: null,
    tail: [],
    ...rest,
    durationMs: Math.round(performance.now() - startedAt),
  })
  if (options.signal.aborted) return outcome({ cancelled: true })
  const child = await start(options)
  if ('failure' in child) return outcome({ startFailure: child.failure })
  const leader = child.pid
  if (leader === undefined) return outcome({ startFailure: cannotRun(options, 'no process') })

  const output = readOutput([child.stdout, child.stderr], options.onOutput)
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const exited = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })),
  )
  const stopped = stopOnTimeoutOrAbort(options, leader)
  const killWithUs = (): void => void signalGroup(leader, 'SIGKILL')
  process.once('exit', killWithUs)

  const ended = await exited
  const why = stopped.settle()
  await endGroup(leader)
  process.off('exit', killWithUs)
  await Promise.race([closed, wait(drainMs)])
  // A process that left the group can hold the pipes open for ever.
  child.stdout.destroy()
  child.stderr.destroy()
  output.end()
  return outcome({
    ...ended,
    timedOut: why === 'timeout',
    cancelled: why === 'abort',
    tail: output.tail(),
  })
}

/** Resolves once the command runs, or with the reason why it cannot. */
function start(options: ProbeOptions): Promise<Child | { readonly failure: Failure }> {
  const { command, cwd, env } = options
  const [program, ...args] =
    command.kind === 'shell' ? (['sh', '-c', command.text] as const) : command.argv
  return new Promise((resolve) => {
    const refuse = (error: unknown): void =>
      resolve({ failure: cannotRun(options, error instanceof Error ? error.message : 'unknown') })
    try {
      const child = spawn(program, args, {
        cwd,
        env,
        // A session of its own: no terminal to write to or to ask questions on.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.once('error', refuse)
      child.once('spawn', () => resolve(child))
    } catch (error) {
      refuse(error)
    }
  })
}

/** Ends the group at the time limit or on cancel; `settle` tells which of them came first, if any. */
function stopOnTimeoutOrAbort(options: ProbeOptions, leader: number) {
  let why: 'timeout' | 'abort' | null = null
  const stop = (reason: 'timeout' | 'abort') => (): void => {
    if (why !== null) return
    why = reason
    void endGroup(leader)
  }
  const onAbort = stop('abort')
  const timer = options.timeoutMs === null ? null : setTimeout(stop('timeout'), options.timeoutMs)
  options.signal.addEventListener('abort', onAbort)
  if (options.signal.aborted) onAbort()
  return {
    settle: (): 'timeout' | 'abort' | null => {
      if (timer !== null) clearTimeout(timer)
      options.signal.removeEventListener('abort', onAbort)
      return why
    },
  }
}

function cannotRun({ command, cwd }: ProbeOptions, cause: string): Failure {
  const name = command.kind === 'shell' ? 'sh' : cleanLine(command.argv[0])
  if (!existsSync(cwd))
    return failed('probe', `cannot run the probe: the worktree ${cwd} is gone`, {
      next: 'try the commit again; its worktree is made anew',
    }).failure
  return failed('probe', `cannot run ${name}`, {
    cause: cleanLine(cause),
    next: 'check that the command exists, may be executed and is on the PATH',
  }).failure
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
