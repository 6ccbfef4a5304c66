/** Which commits can be tested, as the journal tells it, and the command that is asked for the rest. */
import type { Testable, Tier } from '../../bisect/search.ts'
import type { Progress, Session } from '../../bisect/session.ts'
import { isPresumed } from '../../bisect/testable.ts'
import { readBeside } from '../../git/builds.ts'
import type { Repository } from '../../git/open.ts'
import type { CommitRange, Sha } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { imageOfForm } from '../../model/version/image-form.ts'
import { runProbe } from '../../probe/run-probe.ts'
import type { Entry } from '../../storage/journal.ts'
import { cancelled } from '../environment.ts'

/** So many answers of "no build" in a row say more about the command than about the commits. */
export const mostAsked = 500

const timeoutMs = 30_000

/** null where any commit can be tested. An answer is only of use while its command is known. */
export async function testableOf(
  repository: Repository,
  range: CommitRange,
  entries: readonly Entry[],
): Promise<Result<Testable | null>> {
  const limit = limitIn(entries)
  if (limit === null) return ok(null)
  const tiers = new Map<Sha, Tier>(limit.tiers)
  const unbuilt = new Set<Sha>()
  for (const entry of entries) {
    if (entry.type !== 'available') continue
    if (!entry.built) unbuilt.add(entry.sha)
    else if (!tiers.has(entry.sha)) tiers.set(entry.sha, 'built')
  }
  const inRange = new Set(range.commits.map(({ sha }) => sha))
  const beside = await readBeside(repository, endsOf(range), inRange, [...tiers.keys()])
  if (!beside.ok) return beside
  const asks = limit.asks !== null
  return ok({ only: limit.only, tiers, unbuilt, asks, beside: beside.value })
}

/** The ends of a range by their place in the history. */
export function endsOf({ good, bad, relation }: CommitRange): {
  readonly older: Sha
  readonly newer: Sha
} {
  return relation === 'reversed' ? { older: bad, newer: good } : { older: good, newer: bad }
}

/** An end, or the commit in hand, where nobody knows whether it has a build. */
export function unknownBuild({ step, search }: Progress): Sha | null {
  const { testable, chosen, range } = search
  if (testable === undefined) return null
  const inHand = step.kind === 'probe' && step.sha !== chosen ? [step.sha] : []
  return [range.bad, range.good, ...inHand].find((sha) => isPresumed(testable, sha)) ?? null
}

export function commandOf(entries: readonly Entry[]): string {
  return limitIn(entries)?.asks ?? ''
}

/** Exit code 0 says that the commit has a build, 1 to 125 that it has none; anything else is a failure. */
export async function askForBuild(
  command: string,
  sha: Sha,
  { imageForm }: Session,
  { options, store }: Repository,
): Promise<Result<boolean>> {
  const outcome = await runProbe({
    command: { kind: 'shell', text: command },
    cwd: store.folder,
    env: {
      ...options.env,
      KULPRIT_SHA: sha,
      KULPRIT_IMAGE: imageForm === null ? '' : imageOfForm(imageForm, sha),
    },
    timeoutMs,
    onOutput: () => undefined,
    signal: options.signal,
  })
  if (outcome.startFailure !== null) return { ok: false, failure: outcome.startFailure }
  if (outcome.cancelled) return cancelled('asking for a build')
  const { exitCode, timedOut, tail } = outcome
  if (!timedOut && exitCode === 0) return ok(true)
  if (!timedOut && exitCode !== null && exitCode < 126) return ok(false)
  return failed('probe', `cannot tell whether ${sha.slice(0, 7)} has a build`, {
    cause: timedOut
      ? `the command took longer than ${timeoutMs / 1000} seconds`
      : (tail.at(-1) ?? `the command ended with ${exitCode ?? outcome.signal}`),
    next: 'the command exits with 0 where the image exists and with 1 where it does not',
  })
}

function limitIn(entries: readonly Entry[]): Extract<Entry, { type: 'testable' }> | null {
  const last = entries.findLast(({ type }) => type === 'testable' || type === 'unlimited')
  return last?.type === 'testable' ? last : null
}
