/** Several probes at once, each in a worktree of its own; what a verdict makes pointless is stopped. */
import { verdictOfExitCode } from '../bisect/exit-code.ts'
import { isOpen, sections } from '../bisect/section.ts'
import type { Progress } from '../bisect/session.ts'
import type { Worktree } from '../git/worktree.ts'
import { addWorktree } from '../git/worktree.ts'
import type { Sha } from '../model/commit.ts'
import type { Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import type { ProbeOutcome } from '../probe/run-probe.ts'
import type { OpenBisect } from './open-bisect.ts'
import type { RunOptions } from './probe-commit.ts'
import { probeWithRetries, refuseMissing, stopped } from './probe-commit.ts'

interface Running {
  readonly sha: Sha
  readonly worktree: Worktree
  readonly stop: AbortController
  readonly ended: Promise<Ended>
}

interface Ended {
  readonly running: Running
  readonly outcome: Result<ProbeOutcome>
}

/** Resolves with the last progress, when every probe has ended and every worktree is gone. */
export async function probeInParallel(
  bisect: OpenBisect,
  jobs: number,
  options: RunOptions,
): Promise<Result<Progress>> {
  const free: Worktree[] = []
  const made: Worktree[] = []
  const running = new Set<Running>()
  try {
    for (let i = 1; i <= jobs; i++) {
      const worktree = await addWorktree(bisect.repository, `${bisect.session.id}.${i}`)
      if (!worktree.ok) return worktree
      made.push(worktree.value)
      free.push(worktree.value)
    }
    for (;;) {
      const { step, search } = bisect.progress
      for (const { sha, stop } of running) if (!isOpen(search, sha)) stop.abort()
      if (step.kind !== 'probe') return ok(bisect.progress)
      const tested = [...running].map(({ sha }) => sha).filter((sha) => isOpen(search, sha))
      const chosen = search.chosen === null ? sections(search, free.length, tested) : [step.sha]
      const next = chosen.length + tested.length > 0 ? chosen : [step.sha]
      for (const sha of next) {
        if (tested.includes(sha)) continue
        const worktree = free.pop()
        if (worktree === undefined) break
        options.onProbe(sha)
        running.add(start(bisect, worktree, sha, options))
      }
      const { running: done, outcome } = await Promise.race([...running].map(({ ended }) => ended))
      running.delete(done)
      free.push(done.worktree)
      if (done.stop.signal.aborted) continue
      if (!outcome.ok) return outcome
      const merged = await merge(bisect, done, outcome.value, options)
      if (!merged.ok) return merged
    }
  } finally {
    for (const { stop } of running) stop.abort()
    await Promise.all([...running].map(({ ended }) => ended))
    for (const worktree of made) await worktree.remove()
  }
}

function start(bisect: OpenBisect, worktree: Worktree, sha: Sha, options: RunOptions): Running {
  const stop = new AbortController()
  const named = (lines: readonly string[]): void =>
    options.onOutput(lines.map((line) => `${sha.slice(0, 7)} ${line}`))
  const signal = AbortSignal.any([options.signal, stop.signal])
  const probe = probeWithRetries(bisect, worktree, sha, { ...options, signal, onOutput: named })
  const running: Running = {
    sha,
    worktree,
    stop,
    ended: probe.then((outcome) => ({ running, outcome })),
  }
  return running
}

/** A verdict that came too late to tell anything is let go. */
async function merge(
  bisect: OpenBisect,
  { sha, worktree }: Running,
  outcome: ProbeOutcome,
  options: RunOptions,
): Promise<Result<null>> {
  const { search } = bisect.progress
  if (!isOpen(search, sha)) return ok(null)
  const missing = await refuseMissing(bisect, worktree, outcome, options)
  if (missing !== null) return missing
  const { exitCode, durationMs, timedOut } = outcome
  const verdict = timedOut ? 'skip' : verdictOfExitCode(exitCode ?? 128)
  if (verdict === 'abort') return stopped(sha, outcome)
  const isEnd = sha === search.range.good || sha === search.range.bad
  const phase = isEnd ? 'verify' : 'search'
  const marked = await bisect.mark(sha, verdict, { phase, durationMs, exitCode, note: null })
  if (!marked.ok) return marked
  options.onProgress(marked.value)
  return ok(null)
}
