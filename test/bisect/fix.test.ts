import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mark } from '../../src/bisect/mark.ts'
import { commitStates, nextStep } from '../../src/bisect/next-step.ts'
import type { Verdict } from '../../src/bisect/search.ts'
import { candidates } from '../../src/bisect/standing.ts'
import { marked, planned, reversed, searchOf, verdictOn } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import {
  ancestorsOf,
  failure,
  line,
  placeOf,
  plannedRange,
  shaOf,
} from '../support/git-repository.ts'

const opposite: Record<Verdict, Verdict> = { good: 'bad', bad: 'good', skip: 'skip' }

describe('where the good end is newer', () => {
  test('the commit that fixed it is found by the very probes that would find a regression', () => {
    assert(
      property(histories(), ({ plan, good, bad, culprit }) => {
        let forward = planned(plan, good, bad)
        let search = searchOf(reversed(plannedRange(plan, good, bad)))
        for (;;) {
          const step = nextStep(search, null)
          expect(step).toEqual(nextStep(forward, null))
          expect(candidates(search)).toEqual(candidates(forward))
          if (step.kind !== 'probe') break
          const place = placeOf(step.sha)
          const verdict = ancestorsOf(plan, place).has(culprit) ? 'good' : 'bad'
          search = marked(search, [place, verdict])
          forward = marked(forward, [place, opposite[verdict]])
        }
        const end = nextStep(search, null)
        expect(end).toEqual({ kind: 'found', sha: shaOf(culprit), skipped: [] })
      }),
      { numRuns: 1000, seed: 20_250_120 },
    )
  })

  test('states stay in the user’s words', () => {
    const search = marked(searchOf(reversed(plannedRange(line(8), 0, 7))), [2, 'bad'], [5, 'good'])
    const states = commitStates(search, nextStep(search, shaOf(4)))
    expect(Object.fromEntries([...states].map(([sha, state]) => [placeOf(sha), state]))).toEqual({
      0: 'bad',
      1: 'implied-bad',
      2: 'bad',
      3: 'candidate',
      4: 'in-hand',
      5: 'good',
      6: 'implied-good',
      7: 'good',
    })
  })

  test('the newer end is verified first, and each can end the search', () => {
    const search = searchOf(reversed(plannedRange(line(8), 0, 7)), true)
    expect(nextStep(search, null)).toMatchObject({ why: 'verify-good', sha: shaOf(7) })
    expect(nextStep(marked(search, [7, 'bad']), null)).toMatchObject({ why: 'good-end-bad' })
    const second = marked(search, [7, 'good'])
    expect(nextStep(second, null)).toMatchObject({ why: 'verify-bad', sha: shaOf(0) })
    expect(nextStep(marked(second, [0, 'good']), null)).toMatchObject({ why: 'bad-end-good' })
  })

  test('a contradiction names both verdicts in the user’s words', () => {
    const search = marked(searchOf(reversed(plannedRange(line(8), 0, 7))), [4, 'bad'])
    expect(failure(mark(search, verdictOn(shaOf(2), 'good')))).toMatchObject({
      message: '0000002 good contradicts 0000004 bad',
      cause: '0000002 is an ancestor of 0000004',
    })
    expect(failure(mark(search, verdictOn(shaOf(7), 'bad'))).message).toBe(
      '0000007 bad contradicts 0000007 good (the good end)',
    )
  })
})
