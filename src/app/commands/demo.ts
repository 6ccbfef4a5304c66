/** `kulprit demo`: the ordinary UI on a simulated cluster, which a process of its own serves. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ExitCode } from '../../cli/exit-code.ts'
import { exitCode } from '../../cli/exit-code.ts'
import { startDemo } from '../../demo/demo.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { commandLine } from '../../state/report/shell.ts'
import { fail, print } from '../output.ts'

/** Serves until stopped: by a signal, or by the end of the process that reads its stdout. */
export async function serve(signal: AbortSignal): Promise<ExitCode> {
  const dir = await mkdtemp(join(tmpdir(), 'kulprit-demo-'))
  try {
    const demo = await startDemo({ dir, churn: true })
    if (!demo.ok) return fail(demo.failure)
    const { kubeconfig, config, workload, probe } = demo.value
    const variables = {
      KUBECONFIG: kubeconfig,
      KULPRIT_CONFIG: config,
      KULPRIT_DEMO_WORKLOAD: workload,
      KULPRIT_DEMO_PROBE: probe,
    }
    for (const [name, value] of Object.entries(variables))
      print(`export ${name}=${commandLine([value])}\n`)
    await stopped(signal)
    await demo.value.stop()
    return exitCode.success
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Given as the demo's stdin, so that it ends with its parent even where that is killed. */
const parentFlag = 'KULPRIT_DEMO_PARENT'

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve())
    if (process.env[parentFlag] === undefined) return
    process.stdin.once('end', resolve)
    process.stdin.resume()
  })
}

export interface ServedDemo {
  /** The variables that `demo --serve` prints. */
  readonly variables: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Starts `demo --serve` and waits until it answers. */
export async function startServedDemo(): Promise<Result<ServedDemo>> {
  const launcher = process.argv[1] ?? ''
  const child = spawn(process.execPath, [launcher, 'demo', '--serve'], {
    env: { ...process.env, [parentFlag]: String(process.pid) },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C is for the UI; the demo ends when the UI does.
    detached: true,
  })
  let complaint = ''
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()))
  const variables: Record<string, string> = {}
  for await (const line of createInterface(child.stdout)) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    variables[name] = unquoted(value)
    if (name === 'KULPRIT_DEMO_PROBE') return ok({ variables, stop: () => stop(child) })
  }
  return failed('cluster', 'the demo did not start', { cause: complaint.trim() || null })
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.stdin?.end()
  })
}

function unquoted(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll(`'\\''`, "'") : text
}
