/** Several probes at once, each in a worktree of its own; what a verdict makes pointless is stopped. */
import { setTimeout as delay } from 'node:timers/promises'
import { verdictOfExitCode } from '../../bisect/exit-code.ts'
import { isOpen, sections } from '../../bisect/section.ts'
import type { Progress } from '../../bisect/session.ts'
import type { Worktree } from '../../git/worktree.ts'
import { addWorktree } from '../../git/worktree.ts'
import type { Sha } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { ProbeOutcome } from '../../probe/run-probe.ts'
import type { OpenBisect } from './open-bisect.ts'
import type { RunOptions } from './probe-commit.ts'
import { probeWithRetries, refuseMissing, stopped } from './probe-commit.ts'

/**
 * Tests that began together end almost together: a part of their usual time is waited for the others
 * before new commits are chosen, since all verdicts of a round choose better than the first one.
 */
const patience = 0.25

interface Running {
  readonly sha: Sha
  /** Milliseconds since 1970. */
  readonly since: number
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
  const round = newRound()
  try {
    const names = Array.from({ length: jobs }, (_, i) => `${bisect.session.id}.${i + 1}`)
    for (const worktree of await Promise.all(
      names.map((name) => addWorktree(bisect.repository, name)),
    )) {
      if (!worktree.ok) return worktree
      made.push(worktree.value)
      free.push(worktree.value)
    }
    for (;;) {
      const { step, search } = bisect.progress
      for (const { sha, stop } of running) if (!isOpen(search, sha)) stop.abort()
      if (step.kind !== 'probe') return ok(bisect.progress)
      const open = [...running].filter(({ sha }) => isOpen(search, sha))
      const tested = open.map(({ sha }) => sha)
      const waits = round.waitsFor(open)
      const chosen = search.chosen === null ? sections(search, free.length, tested) : [step.sha]
      const next = chosen.length + tested.length > 0 ? chosen : [step.sha]
      for (const sha of waits > 0 ? [] : next) {
        if (tested.includes(sha)) continue
        const worktree = free.pop()
        if (worktree === undefined) break
        options.onProbe(sha)
        running.add(start(bisect, worktree, sha, options))
      }
      const ended = await firstOf(
        [...running].map(({ ended }) => ended),
        waits,
      )
      if (ended === null) continue
      const { running: done, outcome } = ended
      running.delete(done)
      free.push(done.worktree)
      if (done.stop.signal.aborted) {
        options.onEnded(done.sha, 'stopped')
        continue
      }
      if (!outcome.ok) return outcome
      round.ended(Date.now() - done.since)
      const merged = await merge(bisect, done, outcome.value, options)
      if (!merged.ok) return merged
    }
  } finally {
    for (const { stop } of running) stop.abort()
    await Promise.all([...running].map(({ ended }) => ended))
    await Promise.all(made.map((worktree) => worktree.remove()))
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
    since: Date.now(),
    worktree,
    stop,
    ended: probe.then((outcome) => ({ running, outcome })),
  }
  return running
}

interface Round {
  /** A test that took so many milliseconds gave a verdict. */
  readonly ended: (ms: number) => void
  /** How many milliseconds to wait for those of `open` that are about to end; 0 for none. */
  readonly waitsFor: (open: readonly Running[]) => number
}

function newRound(): Round {
  let usual = 0
  let until = 0
  return {
    ended(ms) {
      usual = usual === 0 ? ms : (usual + ms) / 2
      // The wait begins with the first verdict of a round.
      if (Date.now() > until) until = Date.now() + usual * patience
    },
    waitsFor(open) {
      const now = Date.now()
      const due = open.some(({ since }) => now - since >= usual * (1 - patience))
      return due ? Math.max(0, until - now) : 0
    },
  }
}

/** null where none has ended in so many milliseconds; 0 waits for as long as it takes. */
async function firstOf(ended: readonly Promise<Ended>[], ms: number): Promise<Ended | null> {
  if (ms === 0) return Promise.race(ended)
  const timer = new AbortController()
  try {
    return await Promise.race([...ended, delay(ms, null, { signal: timer.signal })])
  } finally {
    timer.abort()
  }
}

/** A verdict that came too late to tell anything is let go. */
async function merge(
  bisect: OpenBisect,
  { sha, worktree }: Running,
  outcome: ProbeOutcome,
  options: RunOptions,
): Promise<Result<null>> {
  const { search } = bisect.progress
  if (!isOpen(search, sha)) {
    options.onEnded(sha, 'late')
    return ok(null)
  }
  const missing = await refuseMissing(bisect, worktree, outcome, options)
  if (missing !== null) return missing
  const { exitCode, durationMs, timedOut } = outcome
  const verdict = timedOut ? 'skip' : verdictOfExitCode(exitCode ?? 128)
  if (verdict === 'abort') return stopped(sha, outcome)
  const isEnd = sha === search.range.good || sha === search.range.bad
  const phase = isEnd ? 'verify' : 'search'
  const marked = await bisect.mark(sha, verdict, { phase, durationMs, exitCode, note: null })
  if (!marked.ok) return marked
  options.onEnded(sha, 'verdict')
  options.onProgress(marked.value)
  return ok(null)
}
