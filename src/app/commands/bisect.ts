/** `kulprit bisect` and its verbs: starts, goes on with, shows and ends bisects from any shell. */
import { gitBisectLog } from '../../bisect/git-log.ts'
import { candidates } from '../../bisect/standing.ts'
import type { Progress } from '../../bisect/session.ts'
import { bisectExitCode, printBisect, probingText } from '../../cli/bisect.ts'
import type { ExitCode } from '../../cli/exit-code.ts'
import { exitCode } from '../../cli/exit-code.ts'
import type { BisectRun, BisectStart, Invocation, ProbeCommand } from '../../cli/invocation.ts'
import type { Output } from '../../cli/output.ts'
import { resolveCommit } from '../../git/resolve.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import type { Workload } from '../../model/workload.ts'
import type { ProbeCommand as ProbeToRun } from '../../probe/run-probe.ts'
import { terminalAsker } from '../ask.ts'
import type { Environment } from '../environment.ts'
import type { OpenBisect } from '../open-bisect.ts'
import { findSession, resumeBisect } from '../open-session.ts'
import { endProgress, fail, note, print, showProgress } from '../output.ts'
import { runProbes } from '../run-probes.ts'
import { startBisect } from '../start-bisect.ts'
import { readWorkload } from './workloads.ts'

type Verb = Exclude<Extract<Invocation, { session: string | null }>, BisectRun>

/** Starts a bisect; with a probe, runs it to the end. */
export async function start(asked: BisectStart, environment: Environment): Promise<ExitCode> {
  let workload: Workload | null = null
  if (asked.workload !== null) {
    const read = await readWorkload(asked.scope, asked.workload, environment)
    if (!read.ok) return fail(read.failure)
    workload = read.value.workload
  }
  const bisect = await startBisect(
    {
      workload,
      good: asked.good,
      bad: asked.bad,
      given: asked.source,
      // Somebody who judges by hand has seen both ends; a command has not.
      verifyEnds: asked.probe !== null && asked.verifyEnds,
    },
    environment,
    terminalAsker(environment.signal),
    { signal: environment.signal, onProgress: showProgress },
  )
  endProgress()
  if (!bisect.ok) return fail(bisect.failure)
  return asked.probe === null
    ? show(bisect.value.progress, asked.output)
    : run(bisect.value, asked.probe, asked, environment)
}

async function run(
  bisect: OpenBisect,
  probe: ProbeCommand,
  asked: Pick<BisectStart, 'timeoutMs' | 'output'>,
  environment: Environment,
): Promise<ExitCode> {
  const ended = await runProbes(bisect, {
    command: probeToRun(probe),
    timeoutMs: asked.timeoutMs === 0 ? null : asked.timeoutMs,
    env: environment.env,
    signal: environment.signal,
    onProbe: () => note(probingText(bisect.progress)),
    onOutput: (lines) => note(lines.map((line) => `  ${line}\n`).join('')),
    onProgress: () => undefined,
  })
  if (ended.ok) return show(ended.value, asked.output)
  const code = fail(ended.failure)
  note(`go on with kulprit bisect --session ${bisect.session.id} --run CMD\n`)
  return code
}

/** `kulprit bisect --session ID --run CMD`. */
export async function goOnByCommand(asked: BisectRun, environment: Environment): Promise<ExitCode> {
  const bisect = await open(asked.session, environment)
  return bisect.ok ? run(bisect.value, asked.probe, asked, environment) : fail(bisect.failure)
}

/** `good`, `bad`, `skip`, `undo`, `redo`, `status`, `log` and `reset`. */
export async function goOn(asked: Verb, environment: Environment): Promise<ExitCode> {
  const opened = await open(asked.session, environment)
  if (!opened.ok) return fail(opened.failure)
  const bisect = opened.value
  switch (asked.command) {
    case 'bisect status':
      return show(bisect.progress, asked.output)
    case 'bisect log':
      print(gitBisectLog(bisect.session, bisect.progress.search))
      return exitCode.success
    case 'bisect reset': {
      const done = await bisect.reset()
      if (!done.ok) return fail(done.failure)
      note(`bisect ${bisect.session.id} is forgotten\n`)
      return exitCode.success
    }
    case 'bisect undo':
      return showResult(await bisect.undo(), asked.output)
    case 'bisect redo':
      return showResult(await bisect.redo(), asked.output)
    case 'bisect good':
    case 'bisect bad':
    case 'bisect skip':
      return showResult(await mark(bisect, asked), asked.output)
  }
}

async function open(id: string | null, environment: Environment): Promise<Result<OpenBisect>> {
  const stored = await findSession(id, environment)
  if (!stored.ok) return stored
  const opened = await resumeBisect(stored.value, environment, terminalAsker(environment.signal), {
    signal: environment.signal,
    onProgress: showProgress,
  })
  endProgress()
  return opened
}

async function mark(
  bisect: OpenBisect,
  asked: Extract<Verb, { rev: string | null }>,
): Promise<Result<Progress>> {
  const verdict =
    asked.command === 'bisect good' ? 'good' : asked.command === 'bisect bad' ? 'bad' : 'skip'
  const { step } = bisect.progress
  const inHand = step.kind === 'probe' ? step : null
  if (asked.rev === null && inHand === null)
    return failed('usage', `bisect ${bisect.session.id} has ended: no commit is in hand`, {
      next: 'kulprit bisect undo takes the last verdict back',
    })
  const sha =
    asked.rev === null ? ok(inHand?.sha ?? '') : await resolveCommit(bisect.repository, asked.rev)
  if (!sha.ok) return sha
  const phase = inHand?.sha === sha.value ? inHand.phase : 'search'
  return bisect.mark(sha.value, verdict, { phase, durationMs: null, exitCode: null })
}

function show(progress: Progress, output: Output): ExitCode {
  print(printBisect(progress, candidates(progress.search), output))
  return bisectExitCode(progress.step)
}

function showResult(result: Result<Progress>, output: Output): ExitCode {
  return result.ok ? show(result.value, output) : fail(result.failure)
}

function probeToRun(probe: ProbeCommand): ProbeToRun {
  if (probe.kind === 'shell') return { kind: 'shell', text: probe.line }
  const [program = '', ...words] = probe.words
  return { kind: 'argv', argv: [program, ...words] }
}
