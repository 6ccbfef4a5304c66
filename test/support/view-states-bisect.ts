/** The states of a bisect and of the list of them. */
import { failed, ok } from '../../src/model/failure.ts'
import type { Progress } from '../../src/bisect/session.ts'
import type { Action } from '../../src/state/action.ts'
import { builtProgress, flakyProgress, phasedProgress, searched, suspects } from './bisect-modes.ts'
import {
  commitDetail,
  fixProgress,
  foundProgress,
  mark,
  progress,
  trace,
} from './bisect-fixtures.ts'
import { fleetShown, now, sha } from './state-fixtures.ts'
import { state } from './view-state.ts'

const session = 'cart-k3f9'

function bisect(opened: Progress, ...then: readonly (Action | string)[]): (Action | string)[] {
  return [...fleetShown, 'enter', { type: 'bisectOpened', progress: opened }, ...then]
}

function started(n: number): Action {
  return { type: 'probeStarted', session, sha: sha(n) }
}

const read: Action = { type: 'commitLoaded', session, sha: sha(5), detail: ok(commitDetail) }
const running: readonly Action[] = [
  { type: 'runRequested' },
  started(5),
  {
    type: 'probeOutput',
    session,
    lines: ['starting cart', 'ok 1 basket is priced', 'not ok 2 refund'],
  },
]

const everyState = progress({
  marks: [mark(2, 'bad'), mark(9, 'good'), mark(4, 'skip', { note: 'does not build' })],
  states: {
    ...{ 1: 'implied-bad', 2: 'bad', 3: 'candidate', 4: 'skipped', 5: 'in-hand', 6: 'candidate' },
    ...{ 7: 'excluded', 8: 'excluded', 9: 'good', 10: 'implied-good' },
  },
  excluded: 2,
  remaining: { candidates: 5, least: 2, most: 3 },
})

const verifying = progress({
  step: { kind: 'probe', sha: sha(1), phase: 'verify', why: 'verify-bad' },
  states: { 1: 'in-hand' },
  session: { verifyEnds: true },
})

const undecided = progress({
  step: { kind: 'indeterminate', candidates: [sha(3), sha(4)], why: 'skips' },
  marks: [mark(2, 'bad'), mark(3, 'skip'), mark(4, 'skip'), mark(5, 'good')],
  remaining: { candidates: 2, least: 0, most: 0 },
})

const aborted = progress({
  step: { kind: 'aborted', why: 'bad-end-good', sha: sha(1) },
  marks: [mark(1, 'good', { phase: 'verify' })],
})

const summaries: Action = {
  type: 'bisectsListed',
  sessions: [
    { session: progress().session, status: 'probing', verdicts: 3, candidates: 4 },
    {
      ...{ session: { ...progress().session, id: 'checkout-7mqd' }, status: 'found' },
      ...{ verdicts: 6, candidates: 1 },
    },
  ],
}

export const bisectStates = [
  state('bisect', 'a commit in hand', bisect(progress()), /Test 0505050, then b and: g no failure/),
  state(
    'bisect-every-sign',
    'commits in every state',
    bisect(everyState),
    /5 candidates · 2–3 probes left · 1 skipped · 2 excluded/,
  ),
  state('bisect-ends', 'the ends are tested first', bisect(verifying), /b and:/),
  state(
    'bisect-checked-out',
    'the commit in hand, checked out',
    bisect(progress(), {
      type: 'worktreePrepared',
      session,
      sha: sha(5),
      path: '/home/ana/.cache/kulprit/w/cart-k3f9',
    }),
    /cd \/home\/ana/,
  ),
  state(
    'bisect-commit-reading',
    'a commit that is being read',
    bisect(progress(), 'tab'),
    /Reading the commit/,
  ),
  state(
    'bisect-commit',
    'a commit: message, files, diff',
    bisect(progress(), 'tab', read),
    /Support could not tell baskets apart/,
  ),
  state(
    'bisect-commit-failed',
    'a commit that cannot be read',
    bisect(progress(), 'tab', {
      ...{ type: 'commitLoaded', session, sha: sha(5) },
      detail: failed('git', 'commit 0505050 cannot be read', {
        next: 'fetch it: git fetch --unshallow',
      }),
    }),
    /→ fetch it/,
  ),
  state(
    'bisect-untested',
    'no probes so far',
    bisect(progress(), 'tab', 'tab'),
    /No commit was tested yet/,
  ),
  state(
    'bisect-running',
    'a command tests a commit',
    bisect(progress(), ...running),
    /testing 0505050/,
  ),
  state(
    'bisect-output',
    'the output of a test',
    bisect(progress(), 'tab', 'tab', ...running),
    /OUTPUT of 0505050/,
  ),
  state(
    'bisect-output-text',
    'the output of a test, read as a text',
    bisect(progress(), 'tab', 'tab', ...running, 'z'),
    /Probes and output · wrapped/,
  ),
  state(
    'bisect-parallel',
    'several tests at once',
    bisect(
      progress(),
      ...['tab', 'tab'],
      { type: 'runRequested' },
      started(8),
      started(5),
      { type: 'clockTicked', now: now + 42_000 },
      started(3),
      { type: 'probeEnded', session, sha: sha(8), how: 'stopped' },
      { type: 'probeOutput', session, lines: ['0505050 warming up', '0303030 checking out'] },
    ),
    /RUNNING 2/,
  ),
  state(
    'bisect-flaky',
    'a flaky symptom',
    bisect(flakyProgress()),
    /the next test tells \d+% of what is unknown/,
  ),
  state(
    'bisect-phases',
    'tests in phases',
    bisect(phasedProgress([6, 'good'])),
    /✓ 2 released → ◆ 2 tagged → · 6 any commit/,
  ),
  state(
    'bisect-builds',
    'few commits have a build',
    bisect(builtProgress()),
    /3 of 10 commits have a build/,
  ),
  state(
    'bisect-build-one',
    'no build separates what is left',
    bisect(builtProgress([4, 'bad'], [9, 'good'])),
    /Build one of these/,
  ),
  state(
    'bisect-suspects',
    'its suspects',
    bisect(searched({ suspects }), 'tab'),
    /71 0303030 Cache prices per request/,
  ),
  state(
    'culprit',
    'the culprit',
    bisect(foundProgress(), { type: 'culpritTraced', session, trace }),
    /0303030 is the culprit/,
  ),
  state(
    'culprit-untraced',
    'the culprit, while releases are looked up',
    bisect(foundProgress(), 'tab'),
    /Looking for the releases that contain it/,
  ),
  state(
    'culprit-releases',
    'the releases with the culprit',
    bisect(foundProgress(), { type: 'culpritTraced', session, trace }, 'tab'),
    /✗ has it/,
  ),
  state('bisect-fix', 'a search for the fix', bisect(fixProgress(mark(5, 'bad'))), /looking for/),
  state(
    'bisect-undecided',
    'candidates that cannot be told apart',
    bisect(undecided),
    /u takes the last verdict back/,
  ),
  state(
    'bisect-aborted',
    'an end that is not what was said',
    bisect(aborted),
    /take the last verdict back with u/,
  ),
  state('bisects', 'the open bisects', [...fleetShown, summaries, 'B'], /cart-k3f9.*checkout-7mqd/),
  state(
    'bisects-reading',
    'the open bisects, while they are read',
    [...fleetShown, 'B'],
    /Reading the journals/,
  ),
  state(
    'bisects-none',
    'no open bisect',
    [...fleetShown, { type: 'bisectsListed', sessions: [] }, 'B'],
    /press b to start one/,
  ),
]
