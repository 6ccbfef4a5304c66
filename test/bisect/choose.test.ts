import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choose } from '../../src/bisect/choose.ts'
import { gitBisectLog } from '../../src/bisect/git-log.ts'
import { annotate, mark, redo, setVerifyEnds, undo } from '../../src/bisect/mark.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import { candidates, standingOf } from '../../src/bisect/standing.ts'
import { splitRequest } from '../../src/bisect/split.ts'
import { marked, planned, searchOf, verdictOn } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import {
  ancestorsOf,
  failure,
  line,
  placeOf,
  plannedRange,
  shaOf,
  value,
} from '../support/git-repository.ts'

describe('a chosen commit', () => {
  const search = planned(line(20), 0, 19)

  test('is in hand, whatever git would split, until its verdict', () => {
    const chosen = value(choose(search, shaOf(3)))
    expect(splitRequest(chosen)).toBeNull()
    expect(nextStep(chosen, shaOf(9))).toEqual({
      kind: 'probe',
      sha: shaOf(3),
      phase: 'search',
      why: 'chosen',
    })
    expect(nextStep(marked(chosen, [3, 'good']), shaOf(9))).toMatchObject({
      sha: shaOf(9),
      why: 'split',
    })
  })

  test('is let go by a verdict on another commit, and by undo and redo', () => {
    const chosen = value(choose(marked(search, [15, 'bad']), shaOf(3)))
    for (const other of [marked(chosen, [10, 'bad']), undo(chosen)!, redo(undo(chosen)!)!])
      expect(nextStep(other, null)).toMatchObject({ why: 'split' })
  })

  test('can be a skipped one, to try it again', () => {
    const skipped = marked(search, [9, 'skip'])
    expect(nextStep(value(choose(skipped, shaOf(9))), null)).toMatchObject({ sha: shaOf(9) })
  })

  test('can be an end, which then is tested though ends are not verified', () => {
    const chosen = value(choose(search, shaOf(19)))
    expect(nextStep(chosen, null)).toMatchObject({ phase: 'verify', why: 'chosen' })
    expect(nextStep(value(choose(search, shaOf(0))), null)).toMatchObject({ phase: 'verify' })
    expect(nextStep(marked(chosen, [19, 'bad']), null)).toMatchObject({ why: 'split' })
    expect(nextStep(marked(chosen, [19, 'good']), null)).toMatchObject({ why: 'bad-end-good' })
    expect(mark(search, verdictOn(shaOf(19), 'bad')).ok).toBe(false)
  })

  test.each([
    ['known good', 3],
    ['known bad', 12],
    ['already marked bad', 10],
    ['outside the range', 77],
  ])('is refused where it is %s', (_, place) => {
    const refused = failure(choose(marked(search, [5, 'good'], [10, 'bad']), shaOf(place)))
    expect(refused.message).toBe(
      `${shaOf(place).slice(0, 7)} is no candidate: testing it would add nothing`,
    )
    expect(refused.kind).toBe('usage')
    expect(refused.next).toContain('choose one of the candidates')
  })

  test('is refused once an end did not hold', () => {
    const aborted = marked(searchOf(plannedRange(line(5), 0, 4), true), [4, 'good'])
    expect(failure(choose(aborted, shaOf(2))).message).toContain('was aborted by 0000004 good')
  })

  test('leads to the same culprit in whatever order candidates are chosen', () => {
    assert(
      property(histories(), ({ plan, good, bad, culprit }) => {
        let search = planned(plan, good, bad)
        for (let turn = 0; standingOf(search).informative.length > 0; turn++) {
          const { informative } = standingOf(search)
          const sha = informative[(turn * 7) % informative.length]!
          search = value(choose(search, sha))
          const step = nextStep(search, null)
          expect(step).toMatchObject({ sha, why: 'chosen' })
          const isBad = ancestorsOf(plan, placeOf(sha)).has(culprit)
          search = marked(search, [placeOf(sha), isBad ? 'bad' : 'good'])
          expect(search.chosen).toBeNull()
        }
        expect(candidates(search)).toEqual([shaOf(culprit)])
      }),
      { numRuns: 1000, seed: 20_250_110 },
    )
  })
})

describe('a note', () => {
  const search = marked(planned(line(9), 0, 8), [4, 'skip'])

  test('stays with the newest verdict on a commit, through undo and redo, and is clean', () => {
    const again = marked(search, [4, 'bad'])
    const noted = value(annotate(again, shaOf(4), ' took 3 tries\u001B[2J '))
    expect(noted.marks.map(({ note }) => note)).toEqual([null, 'took 3 tries�[2J'])
    expect(redo(undo(noted)!)!.marks).toEqual(noted.marks)
    expect(value(annotate(noted, shaOf(4), '')).marks).toEqual(again.marks)
  })

  test('changes nothing that follows from the verdicts', () => {
    const noted = value(annotate(search, shaOf(4), 'flaky'))
    expect(nextStep(noted, null)).toEqual(nextStep(search, null))
  })

  test('is refused where there is no verdict', () => {
    expect(failure(annotate(search, shaOf(5), 'why')).message).toBe(
      '0000005 has no verdict to keep a note with',
    )
  })

  test('is a comment in the log for git', () => {
    const noted = value(annotate(search, shaOf(4), 'flaky'))
    const ends = { good: { sha: shaOf(0), label: 'v1' }, bad: { sha: shaOf(8), label: 'v2' } }
    expect(gitBisectLog({ ...ends, path: null }, noted)).toContain(
      `# skip: [${shaOf(4)}]\n# note: flaky\ngit bisect skip ${shaOf(4)}\n`,
    )
  })
})

test('verifying the ends can be asked for and dropped at any time', () => {
  const search = marked(planned(line(9), 0, 8), [4, 'bad'])
  const verified = setVerifyEnds(search, true)
  expect(nextStep(verified, null)).toMatchObject({ why: 'verify-bad', sha: shaOf(8) })
  expect(nextStep(marked(verified, [8, 'bad']), null)).toMatchObject({ why: 'verify-good' })
  expect(nextStep(setVerifyEnds(verified, false), null)).toMatchObject({ why: 'split' })
})
