/** A bisect as scripts read it. */
import type { Sha } from '../../model/commit/commit.ts'
import type { OutsideAction } from '../../state/action.ts'
import { suspectsLeft } from '../../state/bisects/suspects.ts'
import { commitJson, suspectJson } from './commits.ts'

/** A session with all that follows from its verdicts, as state/ knows it. */
export type Progress = Extract<OutsideAction, { type: 'bisectOpened' }>['progress']
type Step = Progress['step']

const statuses = {
  probe: 'probing',
  found: 'found',
  indeterminate: 'indeterminate',
  aborted: 'aborted',
} as const satisfies Record<Step['kind'], string>

/** The fields of `-o json`, as scripts read them: they are only ever added to. */
export function bisectJson(progress: Progress, candidates: readonly Sha[]) {
  const { session, search, step, remaining, commits, builds, posterior, flaky } = progress
  const culprit =
    step.kind === 'found' ? commits.find((commit) => commit.sha === step.sha) : undefined
  return {
    session: session.id,
    status: statuses[step.kind],
    looksFor: session.looksFor,
    good: session.good.sha,
    bad: session.bad.sha,
    firstBadCommit: culprit === undefined ? null : commitJson(culprit),
    candidates:
      step.kind === 'indeterminate'
        ? step.candidates
        : step.kind === 'found'
          ? [step.sha]
          : candidates,
    probes: search.marks.map(({ sha, verdict, phase, at, durationMs, exitCode: code, note }) => ({
      sha,
      verdict,
      phase,
      at,
      durationMs,
      exitCode: code,
      note,
    })),
    inHand: step.kind === 'probe' ? [step.sha] : [],
    remaining: {
      candidates: remaining.candidates,
      least: remaining.least,
      most: remaining.most,
    },
    posterior: posterior ?? null,
    suspects: suspectsLeft(progress)?.map(suspectJson) ?? null,
    flaky: flaky === undefined ? null : flakyJson(flaky),
    testable: builds === undefined ? null : testableJson(builds, step, session.looksFor),
  }
}

function flakyJson({ confidence, unknown, worth, tests }: NonNullable<Progress['flaky']>) {
  return {
    confidence,
    unknownBits: unknown,
    nextTellsBits: worth,
    tests: [...tests].map(([sha, { failed, of }]) => ({ sha, failed, of })),
  }
}

function testableJson(
  { only, assumed, worthBuilding }: NonNullable<Progress['builds']>,
  step: Step,
  looksFor: Progress['session']['looksFor'],
) {
  return {
    only,
    tier: step.kind === 'probe' ? (step.tier ?? null) : null,
    assumed,
    worthBuilding: worthBuilding.map((choice) => ({
      sha: choice.sha,
      ...leftBy(choice, looksFor),
    })),
  }
}

/** How many candidates each verdict on a commit would leave. */
export function leftBy(
  { ifAfter, ifBefore }: NonNullable<Progress['builds']>['worthBuilding'][number],
  looksFor: Progress['session']['looksFor'],
): { readonly ifBad: number; readonly ifGood: number } {
  return looksFor === 'fix'
    ? { ifBad: ifBefore, ifGood: ifAfter }
    : { ifBad: ifAfter, ifGood: ifBefore }
}
