import { describe, expect, test } from 'vitest'
import type { Progress } from '../../src/bisect/session.ts'
import type { Action } from '../../src/state/action.ts'
import { nextFrame } from '../../src/view/frame.ts'
import {
  builtProgress,
  flaky,
  flakyProgress,
  phasedProgress,
  searched,
  suspects,
} from '../support/bisect-modes.ts'
import { progress } from '../support/bisect-fixtures.ts'
import { fleetShown, now, sha, TestStore } from '../support/state-fixtures.ts'

const session = 'cart-k3f9'

describe.each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
])('a bisect at $columns×$rows', ({ columns, rows }) => {
  function shown(opened: Progress, keys: readonly string[] = [], ...actions: readonly Action[]) {
    const store = new TestStore(
      ...fleetShown,
      { type: 'resized', columns, rows },
      { type: 'bisectOpened', progress: opened },
      ...actions,
    ).press(...keys)
    const lines = nextFrame(null, store.getState()).lines
    return `${lines
      .map((line) =>
        line
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      )
      .join('\n')}\n`
  }

  test('of a flaky symptom: bars, what each commit’s tests said, what the next is worth', () => {
    const screen = shown(flakyProgress())
    expect(screen).toMatch(/0303030 (?:candidate|in hand) +█+\S* +\d+% 2 of 3 failed/)
    expect(screen).toMatch(/the next test tells \d+% of what is unknown/)
    expect(screen).toMatch(/\d+% sure of 0303030 after 6 tests, 95% asked for/)
  })

  test('of a flaky symptom that was found: how sure it is', () => {
    const times = (n: number, verdict: 'good' | 'bad', count: number) =>
      Array.from({ length: count }, () => [n, verdict] as const)
    const found = searched({ flaky }, [...times(3, 'bad', 5), ...times(4, 'good', 9)])
    expect(shown(found)).toMatch(/0303030 is the culprit, \d\d% sure\./)
  })

  test('in phases: which one is in hand, which are done, and how many commits each has', () => {
    const screen = shown(phasedProgress([6, 'good']))
    expect(screen).toContain('✓ 2 released → ◆ 2 tagged → · 6 any commit')
    expect(screen).toContain('of those tagged')
  })

  test('where few commits have a build: rows without one say so, and so does the good end', () => {
    const screen = shown(builtProgress())
    expect(screen).toContain('3 of 10 commits have a build')
    expect(screen).toMatch(/□ +0505050 no build/)
  })

  test('where no build separates the rest: the exact candidates, and what to build', () => {
    const screen = shown(builtProgress([4, 'bad'], [9, 'good']))
    expect(screen).toContain('One of 5 commits is the culprit: no build separates them.')
    expect(screen).toMatch(/Build one of these:\n +\w{7} bad leaves \d, good leaves \d/)
  })

  test('several at once: what runs with its time, and what told nothing', () => {
    const started = (n: number): Action => ({ type: 'probeStarted', session, sha: sha(n) })
    const screen = shown(
      progress(),
      ['tab', 'tab'],
      { type: 'runRequested' },
      started(8),
      started(5),
      { type: 'clockTicked', now: now + 42_000 },
      started(3),
      { type: 'probeEnded', session, sha: sha(8), how: 'stopped' },
      { type: 'probeOutput', session, lines: ['0505050 warming up', '0303030 checking out'] },
    )
    expect(screen).toMatch(/RUNNING 2\n.*0505050 42s +Log the basket id\n.*0303030 0s/)
    expect(screen).toContain('stopped: no need')
  })

  test('its suspects, with what makes them so', () => {
    const screen = shown(searched({ suspects }), ['tab'])
    expect(screen).toContain('71  0303030 Cache prices per request')
    expect(shown(searched({ suspects }))).toMatch(/0303030 .*suspect 1 Cache/)
  })
})
