/** What a verdict that is refused says: the marks that clash, why they do, and what to do. */
import { describe, expect, test } from 'vitest'
import { choose } from '../../src/bisect/choose.ts'
import { annotate, mark, redo, setVerifyEnds, undo } from '../../src/bisect/mark.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import type { Search, Testable, Tier, Verdict } from '../../src/bisect/search.ts'
import { assumedEnds, firstTests } from '../../src/bisect/split.ts'
import { candidates, standingOf } from '../../src/bisect/standing.ts'
import { marked, planned, reversed, searchOf, verdictOn } from '../support/bisect-search.ts'
import { failure, line, plannedRange, shaOf, value } from '../support/git-repository.ts'

const undoIt = 'if the earlier verdict is wrong, take it back with undo'
const another = 'mark one of the candidates'

/** 0 ─ 1 ─ 2 ─── 5 ─ 6 ─ 7, and 1 ─ 3 ─ 4 ─ 5 */
const fork = [[], [0], [1], [1], [3], [2, 4], [5], [6]].map((parents) => ({ parents }))

function refusal(search: Search, place: number, verdict: Verdict) {
  const { kind, message, cause, next } = failure(mark(search, verdictOn(shaOf(place), verdict)))
  return [kind, message, cause, next]
}

describe('a refused verdict', () => {
  const search = marked(planned(fork, 0, 7), [2, 'good'], [5, 'bad'])

  test.each<[number, Verdict, string, string, string]>([
    [
      6,
      'good',
      '0000006 good contradicts 0000005 bad',
      '0000005 is an ancestor of 0000006',
      undoIt,
    ],
    [1, 'bad', '0000001 bad contradicts 0000002 good', '0000001 is an ancestor of 0000002', undoIt],
    [5, 'good', '0000005 good contradicts 0000005 bad', 'it is the same commit', undoIt],
    [5, 'bad', '0000005 bad adds nothing to 0000005 bad', 'it is the same commit', another],
    [5, 'skip', '0000005 skip adds nothing to 0000005 bad', 'it is the same commit', another],
    [
      ...([0, 'bad'] as const),
      '0000000 bad contradicts 0000000 good (the good end)',
      'it is the same commit',
      undoIt,
    ],
    [
      ...([0, 'good'] as const),
      '0000000 good adds nothing to 0000000 good (the good end)',
      'it is the same commit',
      another,
    ],
    [
      ...([1, 'good'] as const),
      '0000001 good adds nothing to 0000002 good',
      '0000001 is no candidate since that verdict',
      another,
    ],
  ])('%i %s', (place, verdict, message, cause, next) => {
    expect(refusal(search, place, verdict)).toEqual(['usage', message, cause, next])
  })

  test('on a commit from elsewhere names the ends', () => {
    const [, message, , next] = refusal(search, 99, 'good')
    expect(message).toContain('0000063 is not between 0000000 good (the good end)')
    expect(next).toBe(another)
  })

  test('after an end did not hold names that end, and how to take it back', () => {
    const over = marked(setVerifyEnds(planned(line(5), 0, 4), true), [4, 'good'])
    const why = 'the bisect was aborted by 0000004 good (the bad end)'
    const next = 'take that verdict back with undo, or start again with other ends'
    expect(refusal(over, 2, 'bad')).toEqual([
      'usage',
      `0000002 bad changes nothing: ${why}`,
      null,
      next,
    ])
    expect(failure(choose(over, shaOf(2)))).toMatchObject({ kind: 'usage', message: why, next })
  })

  test('in a search for a fix uses the words of the user', () => {
    const fix = marked(searchOf(reversed(plannedRange(line(9), 0, 8))), [4, 'good'])
    expect(refusal(fix, 6, 'bad').slice(1, 3)).toEqual([
      '0000006 bad contradicts 0000004 good',
      '0000004 is an ancestor of 0000006',
    ])
  })

  test('names the branch that has settled it', () => {
    const both = marked(planned(fork, 0, 7), [2, 'good'], [4, 'good'])
    expect(refusal(both, 3, 'bad')[1]).toBe('0000003 bad contradicts 0000004 good')
    expect(refusal(both, 3, 'good')[1]).toBe('0000003 good adds nothing to 0000004 good')
    expect(refusal(both, 1, 'bad')[1]).toBe('0000001 bad contradicts 0000002 good')
  })

  test('a note without a verdict says to give one first', () => {
    expect(failure(annotate(search, shaOf(4), 'slow'))).toMatchObject({
      ...{ kind: 'usage', next: 'give the verdict first' },
    })
  })

  test('nothing can be taken back before the first verdict, or brought back before an undo', () => {
    const begun = planned(fork, 0, 7)
    expect([undo(begun), redo(begun)]).toEqual([null, null])
    const twice = undo(undo(search)!)!
    expect(redo(redo(twice)!)!.marks).toEqual(search.marks)
    expect(redo(redo(redo(twice)!)!)).toBeNull()
  })
})

describe('a merge base', () => {
  const diverged = searchOf({ ...plannedRange(fork, 2, 4), mergeBases: [shaOf(1)] })

  test('takes one verdict, and another one is refused', () => {
    expect(refusal(marked(diverged, [1, 'good']), 1, 'bad').slice(1, 3)).toEqual([
      '0000001 bad contradicts 0000001 good',
      'it is the same commit',
    ])
    expect(refusal(marked(diverged, [1, 'good']), 1, 'good')[1]).toContain('adds nothing')
    expect(refusal(marked(diverged, [1, 'skip']), 1, 'bad')[1]).toContain('adds nothing')
  })

  test('can be chosen until it has a verdict', () => {
    expect(value(choose(diverged, shaOf(1))).chosen).toBe(shaOf(1))
    expect(choose(marked(diverged, [1, 'good']), shaOf(1)).ok).toBe(false)
  })
})

describe('where only some commits can be tested', () => {
  const testable = (places: readonly number[], rest: Partial<Testable> = {}): Testable => ({
    only: 'built',
    tiers: new Map(places.map((at): [string, Tier] => [shaOf(at), 'built'])),
    ...{ unbuilt: new Set(), asks: false, beside: new Map(), ...rest },
  })
  // 6 is built from 3, beside the range.
  const plan = [...line(6), { parents: [3] }]
  const beside = new Map([[shaOf(6), [shaOf(3)]]])
  const begun: Search = { ...planned(plan, 0, 5), testable: testable([2, 4, 6], { beside }) }

  test('a verdict that a build settled is refused, and names it', () => {
    const good = marked(begun, [6, 'good'])
    expect(refusal(good, 6, 'good')[1]).toBe(
      '0000006 good adds nothing to 0000000 good (the good end)',
    )
    expect(refusal(good, 2, 'bad').slice(1, 3)).toEqual([
      '0000002 bad contradicts 0000006 good',
      '0000002 is an ancestor of 0000006',
    ])
    expect(refusal(good, 2, 'skip')[1]).toBe('0000002 skip adds nothing to 0000006 good')
    const bad = marked(begun, [6, 'bad'])
    expect(refusal(bad, 6, 'good')[1]).toContain('contradicts')
    expect(refusal(bad, 4, 'bad')[1]).toContain('adds nothing')
    expect(candidates(bad)).toEqual([3, 2, 1].map(shaOf))
  })

  test('a second skip of a build is refused, a verdict after a skip is not', () => {
    const skipped = marked(begun, [6, 'skip'])
    expect(refusal(skipped, 6, 'skip')[1]).toContain('adds nothing')
    expect(standingOf(skipped).informative).toEqual([4, 2].map(shaOf))
    expect(mark(skipped, verdictOn(shaOf(6), 'good')).ok).toBe(true)
  })

  test('only what separates candidates can be chosen', () => {
    const good = marked(begun, [6, 'good'])
    expect(value(choose(good, shaOf(4))).chosen).toBe(shaOf(4))
    for (const place of [2, 6]) expect(choose(good, shaOf(place)).ok).toBe(false)
  })

  test('ends without a build are assumed, and those with one are tested', () => {
    const verified = setVerifyEnds({ ...begun, testable: testable([5, 2]) }, true)
    expect(firstTests(verified)).toEqual([shaOf(5)])
    expect(assumedEnds(verified)).toEqual([shaOf(0)])
    expect(assumedEnds(planned(line(4), 0, 3))).toEqual([])
    expect(nextStep(verified, null)).toMatchObject({ why: 'verify-bad' })
  })

  test('skipped builds alone end it as skips, missing ones as builds', () => {
    const all = { ...begun, testable: testable([1, 2, 3, 4, 5]) }
    const skips = marked(all, [1, 'skip'], [2, 'skip'], [3, 'skip'], [4, 'skip'])
    expect(nextStep(skips, null)).toMatchObject({ kind: 'indeterminate', why: 'skips' })
    const few = marked({ ...begun, testable: testable([2]) }, [2, 'good'])
    expect(nextStep(few, null)).toMatchObject({ kind: 'indeterminate', why: 'builds' })
  })
})
