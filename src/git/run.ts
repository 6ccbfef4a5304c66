/** Running git: short questions through simple-git, long work in a process group that can be killed. */
import { spawn } from 'node:child_process'
import { GitError, simpleGit } from 'simple-git'
import type { Failure, FailureKind } from '../model/failure.ts'
import { failed } from '../model/failure.ts'
import { cleanLine } from '../model/text.ts'
import type { Environment } from './environment.ts'
import { queryEnvironment, queryVariables } from './environment.ts'

/** How git ended. `exitCode` is -1 where it was killed or could not be started. */
export interface Answer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Asks git one question in one folder. A non-zero exit is an answer like any other. */
export type Query = (...args: readonly string[]) => Promise<Answer>

const cancelled: Answer = { exitCode: -1, stdout: '', stderr: 'cancelled' }

class AnsweredError extends GitError {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(undefined, answer.stderr)
    this.answer = answer
  }
}

/** Questions to the repository at `folder`, which has to exist. They read only and use no network. */
export function queryIn(folder: string, env: Environment, signal: AbortSignal): Query {
  const git = simpleGit({
    baseDir: folder,
    abort: signal,
    // The default also takes `exit` for the end, which can cut a large output short.
    completion: { onClose: true, onExit: false },
    allowEnvironment: queryVariables,
    unsafe: { allowUnsafeConfigPaths: true },
    // Left alone, simple-git takes a non-zero exit with an empty stderr for a success.
    errors: (error, { exitCode, stdOut, stdErr }) =>
      exitCode === 0 && error === undefined
        ? undefined
        : new AnsweredError({
            exitCode: exitCode > 0 ? exitCode : -1,
            stdout: Buffer.concat(stdOut).toString(),
            stderr: error instanceof Error ? error.message : Buffer.concat(stdErr).toString(),
          }),
  }).env(queryEnvironment(env))
  return async (...args) => {
    try {
      return { exitCode: 0, stdout: await git.raw([...args]), stderr: '' }
    } catch (error) {
      if (signal.aborted) return cancelled
      if (error instanceof AnsweredError) return error.answer
      throw error
    }
  }
}

export interface LongRun {
  readonly folder: string
  readonly env: Record<string, string>
  readonly signal: AbortSignal
  /** One cleaned line at a time, as git writes it: `Receiving objects:  42% (4/9)`. */
  readonly onProgress: (line: string) => void
  /** Git is stopped after so many characters of output: the reader wants no more. */
  readonly mostOutput?: number
  /** Gets the output as it comes, instead of the answer: nothing has to hold all of it. */
  readonly onOutput?: (text: string) => void
}

/** Without a sign of life for so long, a transfer is given up. */
const silenceMs = 120_000
const graceMs = 400

/**
 * Runs git in a process group of its own, without a terminal to prompt on. When the signal aborts,
 * the whole group ends, helpers such as ssh included.
 */
export function runLong(args: readonly string[], run: LongRun): Promise<Answer> {
  if (run.signal.aborted) return Promise.resolve(cancelled)
  const { mostOutput = Infinity } = run
  return new Promise((resolve) => {
    const child = spawn('git', args, {
      cwd: run.folder,
      env: run.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    let problem = ''
    let killing: NodeJS.Timeout | undefined
    const kill = (): void => {
      signalGroup(child.pid, 'SIGTERM')
      killing ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs)
    }
    const silence = setTimeout(() => {
      problem = `no answer for ${silenceMs / 1000} seconds`
      kill()
    }, silenceMs)
    run.signal.addEventListener('abort', kill, { once: true })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      silence.refresh()
      if (run.onOutput === undefined) stdout += text
      else run.onOutput(text)
      if (stdout.length > mostOutput) kill()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      silence.refresh()
      const lines = (stderr + text).split(/[\r\n]+/)
      for (const line of lines.slice(0, -1))
        if (isProgress(line)) run.onProgress(cleanLine(line.trim()))
      // Progress goes to the screen alone; what stays is what git has to say at the end.
      const said = lines.filter((line, at) => at === lines.length - 1 || !isProgress(line))
      stderr = said.join('\n').slice(-8192)
    })
    child.on('error', (error) => {
      problem = error.message
    })
    child.on('close', (code) => {
      clearTimeout(silence)
      clearTimeout(killing)
      run.signal.removeEventListener('abort', kill)
      if (run.signal.aborted) {
        // What outlived git itself, such as an ssh that ignores the first signal.
        signalGroup(child.pid, 'SIGKILL')
        return resolve(cancelled)
      }
      return resolve({
        exitCode: stdout.length > mostOutput ? 0 : code !== null && code >= 0 ? code : -1,
        stdout,
        stderr: problem || stderr,
      })
    })
  })
}

/** A failure with what git said, free of the passwords that a remote's URL can hold. */
export function gitFailed(
  message: string,
  answer: Answer,
  rest: { kind?: FailureKind; next?: string | null } = {},
): { readonly ok: false; readonly failure: Failure } {
  if (answer === cancelled) return failed('cancelled', `${message}: cancelled`)
  const said = answer.stderr.trim().replaceAll(/(\/\/)[^/@\s]+@/g, '$1')
  return failed(rest.kind ?? 'git', message, {
    cause: said === '' ? `git ended with exit code ${answer.exitCode}` : cleanLine(said),
    next: rest.next ?? null,
  })
}

function isProgress(line: string): boolean {
  return /\d+%|: +\d+(, done\.)?\s*$/.test(line)
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has ended by itself.
  }
}
