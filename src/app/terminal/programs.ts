/** Programs that get the whole terminal for a while: an editor, a pager, a shell, k9s. */
import { spawn } from 'node:child_process'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { withoutInterrupts } from './lend-terminal.ts'
import { note } from '../output.ts'
import type { Lend } from './suspend.ts'
import { withTerminal } from './suspend.ts'

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env: NodeJS.ProcessEnv
  /** What it reads from stdin in place of the keyboard. */
  readonly input?: string
  /** The exit code that says that there is no such program. */
  readonly missing?: number
  /** Printed before it starts. */
  readonly hint?: string
  /** Where it is not installed. */
  readonly next: string
}

/** Resolves when the program ends, whatever its exit code; fails where it cannot be started. */
export function runProgram(lend: Lend, program: Program): Promise<Result<void>> {
  return withTerminal(lend, () => {
    if (program.hint !== undefined) note(`${program.hint}\n`)
    return withoutInterrupts(() => started(program))
  })
}

function started({
  command,
  args,
  cwd,
  env,
  input,
  missing,
  next,
}: Program): Promise<Result<void>> {
  return new Promise((settle) => {
    const child = spawn(command, [...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env,
      stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
    })
    child.on('error', (error) =>
      settle(failed('config', `cannot start ${command}`, { cause: error.message, next })),
    )
    child.on('close', (code) =>
      settle(
        missing !== undefined && code === missing
          ? failed('config', `cannot start ${args[2] ?? command}`, { next })
          : ok(undefined),
      ),
    )
    // A pager that is left before it has read everything closes the pipe.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

/** As git has it: the variable is a shell's words, the file is not. */
export function editorOn(file: string, env: NodeJS.ProcessEnv): Program {
  const editor = env['VISUAL'] || env['EDITOR'] || 'vi'
  return throughShell(editor, [file], env)
}

export function pagerOn(text: string, env: NodeJS.ProcessEnv): Program {
  const pager = env['PAGER'] || 'less'
  return { ...throughShell(pager, [], { LESS: 'R', ...env }), input: text }
}

export function shellIn(folder: string, hint: string, env: NodeJS.ProcessEnv): Program {
  const command = env['SHELL'] || '/bin/sh'
  return { command, args: [], cwd: folder, env, hint, next: 'set SHELL to a shell' }
}

export function k9sOn(
  workload: {
    readonly context: string
    readonly namespace: string
    readonly kind: string
    readonly name: string
  },
  kubeconfig: string | null,
  env: NodeJS.ProcessEnv,
): Program {
  const { context, namespace, kind, name } = workload
  const file = kubeconfig === null ? [] : ['--kubeconfig', kubeconfig]
  const place = ['--context', context, '--namespace', namespace]
  return {
    command: 'k9s',
    args: [...file, ...place, '--command', `${kind.toLowerCase()}s /${name}`],
    env,
    next: 'install k9s, https://k9scli.io, or put it on the PATH',
  }
}

function throughShell(words: string, args: readonly string[], env: NodeJS.ProcessEnv): Program {
  return {
    command: 'sh',
    args: ['-c', `${words} "$@"`, words, ...args],
    env,
    missing: 127,
    next: 'set EDITOR and PAGER to programs that are installed',
  }
}
