/** Lets a command judge commit after commit, by git's exit-code contract, until the bisect ends. */
import { verdictOfExitCode } from '../../bisect/exit-code.ts'
import type { Progress } from '../../bisect/session.ts'
import { addWorktree } from '../../git/worktree.ts'
import type { Worktree } from '../../git/worktree.ts'
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { OpenBisect } from './open-bisect.ts'
import type { RunOptions } from './probe-commit.ts'
import { probeWithRetries, refuseMissing, stopped } from './probe-commit.ts'
import { probeInParallel } from './run-parallel.ts'

/** Resolves with the last progress: found, indeterminate or aborted. */
export function runProbes(bisect: OpenBisect, options: RunOptions): Promise<Result<Progress>> {
  const { jobs = 1 } = options
  return bisect.hold(async () => {
    if (jobs > 1) return probeInParallel(bisect, jobs, options)
    const worktree = await addWorktree(bisect.repository, bisect.session.id)
    if (!worktree.ok) return worktree
    try {
      return await probeUntilDone(bisect, worktree.value, options)
    } finally {
      await worktree.value.remove()
    }
  }, jobs > 1)
}

async function probeUntilDone(
  bisect: OpenBisect,
  worktree: Worktree,
  options: RunOptions,
): Promise<Result<Progress>> {
  for (;;) {
    const { step } = bisect.progress
    if (step.kind !== 'probe') return ok(bisect.progress)
    options.onProbe(step.sha)
    const outcome = await probeWithRetries(bisect, worktree, step.sha, options)
    if (!outcome.ok) return outcome
    const { exitCode, durationMs, timedOut } = outcome.value
    const missing = await refuseMissing(bisect, worktree, outcome.value, options)
    if (missing !== null) return missing
    const verdict = timedOut ? 'skip' : verdictOfExitCode(exitCode ?? 128)
    if (verdict === 'abort') return stopped(step.sha, outcome.value)
    const marked = await bisect.mark(step.sha, verdict, {
      phase: step.phase,
      durationMs,
      exitCode,
      note: null,
    })
    if (!marked.ok) return marked
    options.onEnded(step.sha, 'verdict')
    options.onProgress(marked.value)
  }
}
