/** One commit's probe: checked out, tried again where it fails, and what its end means for the bisect. */
import { verdictOfExitCode } from '../../bisect/exit-code.ts'
import type { Progress } from '../../bisect/session.ts'
import type { Worktree } from '../../git/worktree.ts'
import type { Sha } from '../../model/commit/commit.ts'
import type { Failure, Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { imageOfForm } from '../../model/version/image-form.ts'
import type { ProbeCommand, ProbeOutcome } from '../../probe/run-probe.ts'
import { runProbe } from '../../probe/run-probe.ts'
import { workloadPath } from './choose-ends.ts'
import type { OpenBisect } from './open-bisect.ts'
import { cancelled } from '../environment.ts'

type ProbeEnd = 'verdict' | 'stopped' | 'late'

export interface RunOptions {
  readonly command: ProbeCommand
  /** A probe that takes longer is stopped and its commit skipped; null for no limit. */
  readonly timeoutMs: number | null
  /** How often a failing commit is tried again; it is bad only where every try fails. */
  readonly retries: number
  /** How many commits are tested at once; one where absent. */
  readonly jobs?: number
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly onProbe: (sha: Sha) => void
  /** A probe is over: with a verdict, stopped as it had become pointless, or too late to tell anything. */
  readonly onEnded: (sha: Sha, how: ProbeEnd) => void
  readonly onOutput: (lines: readonly string[]) => void
  readonly onProgress: (progress: Progress) => void
}

/** Only a failure is doubted: one pass shows that the commit can pass. */
export async function probeWithRetries(
  bisect: OpenBisect,
  worktree: Worktree,
  sha: Sha,
  options: RunOptions,
): Promise<Result<ProbeOutcome>> {
  let durationMs = 0
  for (let tried = 0; ; tried++) {
    const outcome = await probeCommit(bisect, worktree, sha, options)
    if (!outcome.ok) return outcome
    durationMs += outcome.value.durationMs
    const { exitCode, timedOut } = outcome.value
    const failing = !timedOut && verdictOfExitCode(exitCode ?? 128) === 'bad'
    if (!failing || tried === options.retries || isMissingCommand(exitCode))
      return ok({ ...outcome.value, durationMs })
    options.onOutput([
      `failed with exit code ${exitCode}: try ${tried + 2} of ${options.retries + 1}`,
    ])
  }
}

async function probeCommit(
  bisect: OpenBisect,
  worktree: Worktree,
  sha: Sha,
  options: RunOptions,
): Promise<Result<ProbeOutcome>> {
  const checkedOut = await worktree.checkout(sha, options.signal)
  if (!checkedOut.ok) return checkedOut
  const { workload, imageForm } = bisect.session
  const outcome = await runProbe({
    command: options.command,
    cwd: worktree.path,
    env: {
      ...options.env,
      KULPRIT_SHA: sha,
      KULPRIT_IMAGE: imageForm === null ? '' : imageOfForm(imageForm, sha),
      KULPRIT_WORKTREE: worktree.path,
      KULPRIT_WORKLOAD: workload === null ? '' : workloadPath(workload),
    },
    timeoutMs: options.timeoutMs,
    onOutput: options.onOutput,
    signal: options.signal,
  })
  if (outcome.startFailure !== null) return { ok: false, failure: outcome.startFailure }
  return outcome.cancelled ? cancelled('the probe') : ok(outcome)
}

/** The shell's codes for "not executable" and "not found", which git re-checks on the good end. */
function isMissingCommand(exitCode: number | null): boolean {
  return exitCode === 126 || exitCode === 127
}

/** Before the first verdict: whether the command is missing on the good end too, so that nothing is to blame. */
export async function refuseMissing(
  bisect: OpenBisect,
  worktree: Worktree,
  { timedOut, exitCode, tail }: ProbeOutcome,
  options: RunOptions,
): Promise<{ readonly ok: false; readonly failure: Failure } | null> {
  const { marks } = bisect.progress.search
  if (timedOut || !isMissingCommand(exitCode) || marks.length > 0) return null
  const missing = await isMissingEverywhere(bisect, worktree, options)
  if (!missing.ok) return missing
  if (!missing.value) return null
  return failed('probe', `the probe's command cannot be run: it exits with ${exitCode}`, {
    cause: tail.at(-1) ?? null,
    next: 'check the command’s name and that it is executable; no verdict was recorded',
  })
}

async function isMissingEverywhere(
  bisect: OpenBisect,
  worktree: Worktree,
  options: RunOptions,
): Promise<Result<boolean>> {
  const atGood = await probeCommit(bisect, worktree, bisect.session.good.sha, options)
  return atGood.ok ? ok(isMissingCommand(atGood.value.exitCode)) : atGood
}

export function stopped(sha: Sha, outcome: ProbeOutcome): Result<never> {
  const how =
    outcome.signal === null ? `exited with ${outcome.exitCode}` : `was killed by ${outcome.signal}`
  return failed('probe', `the probe ${how} at ${sha.slice(0, 10)}, which stops the bisect`, {
    cause: outcome.tail.at(-1) ?? null,
    next: 'codes of 128 and above mean that it cannot go on: mend the command and run it again',
  })
}
