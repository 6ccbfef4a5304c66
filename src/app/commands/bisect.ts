/** `kulprit bisect` and its verbs: starts, goes on with, shows and ends bisects from any shell. */
import { basename } from 'node:path'
import { gitBisectLog } from '../../bisect/git-log.ts'
import { candidates } from '../../bisect/standing.ts'
import type { Progress } from '../../bisect/session.ts'
import {
  bisectExitCode,
  pitfallText,
  pointlessText,
  printBisect,
  probingText,
} from '../../cli/print/bisect.ts'
import type { ExitCode } from '../../cli/exit-code.ts'
import { exitCode } from '../../cli/exit-code.ts'
import type {
  BisectRun,
  BisectStart,
  Invocation,
  ProbeCommand,
} from '../../cli/grammar/invocation.ts'
import type { Output } from '../../cli/grammar/output.ts'
import { resolveCommit } from '../../git/resolve.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { cleanLine } from '../../model/text.ts'
import type { Workload } from '../../model/workload.ts'
import type { ProbeCommand as ProbeToRun } from '../../probe/run-probe.ts'
import { exportBisect, parseHandOver } from '../../storage/hand-over.ts'
import { readGiven, writeTo } from '../../storage/given-file.ts'
import { terminalAsker } from '../ask.ts'
import { workloadPath } from '../bisects/choose-ends.ts'
import type { Environment } from '../environment.ts'
import { linesOf, readCrashLog } from '../bisects/find-suspects.ts'
import type { OpenBisect } from '../bisects/open-bisect.ts'
import type { StoredBisect } from '../../storage/journal.ts'
import { findSession, forgetBisect, receiveBisect, resumeBisect } from '../bisects/open-session.ts'
import { endProgress, fail, note, print, showProgress } from '../output.ts'
import { runProbes } from '../bisects/run-probes.ts'
import { startBisect } from '../bisects/start-bisect.ts'
import { traceCulprit } from '../bisects/trace-culprit.ts'
import { readDetailsOf, readWorkload } from './workloads.ts'

type Verb = Exclude<Extract<Invocation, { session: string | null }>, BisectRun>
type Import = Extract<Invocation, { command: 'bisect import' }>

/** Starts a bisect; with a probe, runs it to the end. */
export async function start(asked: BisectStart, environment: Environment): Promise<ExitCode> {
  let workload: Workload | null = null
  let goodWorkload: Workload | null = null
  let crash: readonly string[] | undefined
  if (asked.crashLog !== null) {
    const given = await readCrashLog(asked.crashLog)
    if (!given.ok) return fail(given.failure)
    crash = given.value
  }
  if (asked.workload !== null) {
    const read = await readWorkload(asked.scope, asked.workload, environment)
    if (!read.ok) return fail(read.failure)
    workload = read.value.workload
    crash ??= linesOf(workload, await readDetailsOf(read.value, environment))
    if (asked.goodContext !== null) {
      const scope = { ...asked.scope, contexts: [asked.goodContext] }
      const other = await readWorkload(scope, workloadPath(workload), environment)
      if (!other.ok) return fail(other.failure)
      goodWorkload = other.value.workload
    }
  }
  const bisect = await startBisect(
    { workload, goodWorkload, good: asked.good, bad: asked.bad, given: asked.source },
    {
      verifyEnds: asked.verifyEnds,
      firstParent: asked.firstParent,
      ...(asked.flaky === null ? {} : { flaky: asked.flaky }),
      ...(asked.builds === null ? {} : { builds: asked.builds }),
      ...(crash === undefined ? {} : { crash }),
    },
    environment,
    terminalAsker(environment.signal),
    { signal: environment.signal, onProgress: showProgress },
  )
  endProgress()
  if (!bisect.ok) return fail(bisect.failure)
  if (workload !== null) note(pitfallText(workload))
  return asked.probe === null
    ? show(bisect.value, asked.output)
    : run(bisect.value, asked.probe, asked, environment)
}

async function run(
  bisect: OpenBisect,
  probe: ProbeCommand,
  asked: Pick<BisectStart, 'timeoutMs' | 'retries' | 'jobs' | 'output'>,
  environment: Environment,
): Promise<ExitCode> {
  const ended = await runProbes(bisect, {
    command: probeToRun(probe),
    timeoutMs: asked.timeoutMs === 0 ? null : asked.timeoutMs,
    retries: asked.retries,
    jobs: asked.jobs,
    env: environment.env,
    signal: environment.signal,
    onProbe: (sha) => note(probingText(bisect.progress, sha)),
    onOutput: (lines) => note(lines.map((line) => `  ${line}\n`).join('')),
    onProgress: () => undefined,
    onEnded: (sha, how) => note(how === 'verdict' ? '' : pointlessText(bisect.progress, sha, how)),
  })
  if (ended.ok) return show(bisect, asked.output)
  const code = fail(ended.failure)
  note(`go on with kulprit bisect --session ${bisect.session.id} --run CMD\n`)
  return code
}

/** `kulprit bisect --session ID --run CMD`. */
export async function goOnByCommand(asked: BisectRun, environment: Environment): Promise<ExitCode> {
  const bisect = await open(asked.session, environment)
  return bisect.ok ? run(bisect.value, asked.probe, asked, environment) : fail(bisect.failure)
}

/** The verbs that go on with a bisect, or look at it. */
export async function goOn(asked: Verb, environment: Environment): Promise<ExitCode> {
  if (asked.command === 'bisect reset') return forget(asked.session, environment)
  const opened = await open(asked.session, environment)
  if (!opened.ok) return fail(opened.failure)
  const bisect = opened.value
  switch (asked.command) {
    case 'bisect status':
      return show(bisect, asked.output)
    case 'bisect log':
      print(gitBisectLog(bisect.session, bisect.progress.search))
      return exitCode.success
    case 'bisect export':
      return exportTo(asked.file, bisect, environment)
    case 'bisect undo':
      return showResult(await bisect.undo(), bisect, asked.output)
    case 'bisect redo':
      return showResult(await bisect.redo(), bisect, asked.output)
    case 'bisect test': {
      const sha = await resolveCommit(bisect.repository, asked.rev)
      return sha.ok
        ? showResult(await bisect.choose(sha.value), bisect, asked.output)
        : fail(sha.failure)
    }
    case 'bisect note':
      return showResult(await annotate(bisect, asked), bisect, asked.output)
    case 'bisect good':
    case 'bisect bad':
    case 'bisect skip':
      return showResult(await mark(bisect, asked), bisect, asked.output)
  }
}

async function storedSession(
  id: string | null,
  environment: Environment,
): Promise<Result<StoredBisect>> {
  const stored = await findSession(id, environment, showProgress)
  endProgress()
  return stored
}

async function open(id: string | null, environment: Environment): Promise<Result<OpenBisect>> {
  const stored = await storedSession(id, environment)
  if (!stored.ok) return stored
  const opened = await resumeBisect(stored.value, environment, terminalAsker(environment.signal), {
    signal: environment.signal,
    onProgress: showProgress,
  })
  endProgress()
  return opened
}

/** Also where the bisect cannot be opened any more. */
async function forget(id: string | null, environment: Environment): Promise<ExitCode> {
  const stored = await storedSession(id, environment)
  if (!stored.ok) return fail(stored.failure)
  const { session } = stored.value
  const done = await forgetBisect(session.id, environment)
  if (!done.ok) return fail(done.failure)
  note(`bisect ${session.id} is forgotten\n`)
  return exitCode.success
}

async function exportTo(
  file: string | null,
  { session: { id } }: OpenBisect,
  environment: Environment,
): Promise<ExitCode> {
  const stored = await storedSession(id, environment)
  if (!stored.ok) return fail(stored.failure)
  const text = exportBisect(stored.value)
  if (file === null) {
    print(text)
    return exitCode.success
  }
  const written = await writeTo(file, text)
  if (!written.ok) return fail(written.failure)
  note(`a colleague goes on with kulprit bisect import ${basename(file)}\n`)
  return exitCode.success
}

/** `kulprit bisect import FILE`: nothing is kept unless the source is found and the verdicts fit it. */
export async function importFrom(asked: Import, environment: Environment): Promise<ExitCode> {
  const text = await readGiven(asked.file)
  if (!text.ok) return fail(text.failure)
  const stored = parseHandOver(text.value, asked.file === '-' ? 'stdin' : asked.file)
  if (!stored.ok) return fail(stored.failure)
  const arrived = await receiveBisect(
    stored.value,
    asked.repository,
    environment,
    terminalAsker(environment.signal),
    { signal: environment.signal, onProgress: showProgress },
  )
  endProgress()
  return arrived.ok ? show(arrived.value, asked.output) : fail(arrived.failure)
}

async function annotate(
  bisect: OpenBisect,
  { rev, text }: Extract<Verb, { command: 'bisect note' }>,
): Promise<Result<Progress>> {
  const last = bisect.progress.search.marks.at(-1)
  if (rev === null && last === undefined)
    return failed('usage', `bisect ${bisect.session.id} has no verdict to keep a note with`, {
      next: 'give a verdict first: kulprit bisect good|bad|skip --note TEXT',
    })
  const sha = rev === null ? ok(last?.sha ?? '') : await resolveCommit(bisect.repository, rev)
  return sha.ok ? bisect.annotate(sha.value, text) : sha
}

async function mark(
  bisect: OpenBisect,
  asked: Extract<Verb, { note: string | null }>,
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
  return bisect.mark(sha.value, verdict, {
    phase,
    durationMs: null,
    exitCode: null,
    note: asked.note === null ? null : cleanLine(asked.note).trim() || null,
  })
}

/** Whoever reads the text wants to know more of the culprit; a script has asked for what it needs. */
async function show(bisect: OpenBisect, output: Output): Promise<ExitCode> {
  const { progress } = bisect
  const { step, commits, search } = progress
  const culprit = step.kind === 'found' ? commits.find(({ sha }) => sha === step.sha) : undefined
  const trace =
    culprit === undefined || output !== 'text' ? null : await traceCulprit(bisect, culprit, [])
  print(printBisect(progress, candidates(search), output, trace))
  return bisectExitCode(step)
}

function showResult(
  changed: Result<Progress>,
  bisect: OpenBisect,
  output: Output,
): Promise<ExitCode> {
  return changed.ok ? show(bisect, output) : Promise.resolve(fail(changed.failure))
}

function probeToRun(probe: ProbeCommand): ProbeToRun {
  if (probe.kind === 'shell') return { kind: 'shell', text: probe.line }
  const [program = '', ...words] = probe.words
  return { kind: 'argv', argv: [program, ...words] }
}
