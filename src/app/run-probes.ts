/** Lets a command judge commit after commit, by git's exit-code contract, until the bisect ends. */
import { verdictOfExitCode } from '../bisect/exit-code.ts'
import type { Progress } from '../bisect/session.ts'
import { addWorktree } from '../git/worktree.ts'
import type { Worktree } from '../git/worktree.ts'
import type { Sha } from '../model/commit.ts'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import { imageOfForm } from '../model/image-form.ts'
import type { ProbeCommand, ProbeOutcome } from '../probe/run-probe.ts'
import { runProbe } from '../probe/run-probe.ts'
import { workloadPath } from './choose-ends.ts'
import type { OpenBisect } from './open-bisect.ts'
import { cancelled } from './environment.ts'

export interface RunOptions {
  readonly command: ProbeCommand
  /** A probe that takes longer is stopped and its commit skipped; null for no limit. */
  readonly timeoutMs: number | null
  /** How often a failing commit is tried again; it is bad only where every try fails. */
  readonly retries: number
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly onProbe: (sha: Sha) => void
  readonly onOutput: (lines: readonly string[]) => void
  readonly onProgress: (progress: Progress) => void
}

/** Resolves with the last progress: found, indeterminate or aborted. */
export function runProbes(bisect: OpenBisect, options: RunOptions): Promise<Result<Progress>> {
  return bisect.hold(async () => {
    const worktree = await addWorktree(bisect.repository, bisect.session.id)
    if (!worktree.ok) return worktree
    try {
      return await probeUntilDone(bisect, worktree.value, options)
    } finally {
      await worktree.value.remove()
    }
  })
}

async function probeUntilDone(
  bisect: OpenBisect,
  worktree: Worktree,
  options: RunOptions,
): Promise<Result<Progress>> {
  for (;;) {
    const { step, search } = bisect.progress
    if (step.kind !== 'probe') return ok(bisect.progress)
    options.onProbe(step.sha)
    const outcome = await probeWithRetries(bisect, worktree, step.sha, options)
    if (!outcome.ok) return outcome
    const { exitCode, durationMs, timedOut } = outcome.value
    if (!timedOut && isMissingCommand(exitCode) && search.marks.length === 0) {
      const missing = await isMissingEverywhere(bisect, worktree, options)
      if (!missing.ok) return missing
      if (missing.value)
        return failed('probe', `the probe's command cannot be run: it exits with ${exitCode}`, {
          cause: outcome.value.tail.at(-1) ?? null,
          next: 'check the command’s name and that it is executable; no verdict was recorded',
        })
    }
    const verdict = timedOut ? 'skip' : verdictOfExitCode(exitCode ?? 128)
    if (verdict === 'abort') return stopped(step.sha, outcome.value)
    const marked = await bisect.mark(step.sha, verdict, {
      phase: step.phase,
      durationMs,
      exitCode,
      note: null,
    })
    if (!marked.ok) return marked
    options.onProgress(marked.value)
  }
}

/** Only a failure is doubted: one pass shows that the commit can pass. */
async function probeWithRetries(
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

async function isMissingEverywhere(
  bisect: OpenBisect,
  worktree: Worktree,
  options: RunOptions,
): Promise<Result<boolean>> {
  const atGood = await probeCommit(bisect, worktree, bisect.session.good.sha, options)
  return atGood.ok ? ok(isMissingCommand(atGood.value.exitCode)) : atGood
}

function stopped(sha: Sha, outcome: ProbeOutcome): Result<never> {
  const how =
    outcome.signal === null ? `exited with ${outcome.exitCode}` : `was killed by ${outcome.signal}`
  return failed('probe', `the probe ${how} at ${sha.slice(0, 10)}, which stops the bisect`, {
    cause: outcome.tail.at(-1) ?? null,
    next: 'codes of 128 and above mean that it cannot go on: mend the command and run it again',
  })
}
