import { array, assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { worthBuilding } from '../../src/bisect/build.ts'
import { mark, setFirstParent, setVerifyEnds } from '../../src/bisect/mark.ts'
import { commitStates, nextStep } from '../../src/bisect/next-step.ts'
import type { Search, Testable, Tier } from '../../src/bisect/search.ts'
import { remaining } from '../../src/bisect/split.ts'
import { candidates, standingOf } from '../../src/bisect/standing.ts'
import { marked, planned, searchOf, verdictOn } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import {
  ancestorsOf,
  failure,
  line,
  placeOf,
  plannedRange,
  shaOf,
} from '../support/git-repository.ts'

function testableOf(places: readonly number[], rest: Partial<Testable> = {}): Testable {
  return {
    only: 'built',
    tiers: new Map(places.map((at): [string, Tier] => [shaOf(at), 'built'])),
    unbuilt: new Set(),
    asks: false,
    beside: new Map(),
    ...rest,
  }
}

/** The newest commits of the range below a commit beside it: the oracle's own way. */
function entriesOf(
  plan: readonly PlannedCommit[],
  at: number,
  range: ReadonlySet<number>,
): string[] {
  const inside = [...ancestorsOf(plan, at)].filter((place) => range.has(place))
  return inside
    .filter((place) =>
      inside.every((other) => other === place || !ancestorsOf(plan, other).has(place)),
    )
    .map(shaOf)
}

/** Runs to the end; the verdicts, as places, and how it ended. */
function runTo(search: Search, isBad: (place: number) => boolean) {
  const tested: number[] = []
  for (let now = search; ;) {
    const step = nextStep(now, null)
    if (step.kind !== 'probe') return { tested, step, end: now }
    const place = placeOf(step.sha)
    tested.push(place)
    now = marked(now, [place, isBad(place) ? 'bad' : 'good'])
  }
}

describe('where only some commits can be tested', () => {
  test('what is left is exactly what every build together leaves, on 1,500 histories', () => {
    const dice = array(integer({ min: 0, max: 99 }), { minLength: 130, maxLength: 130 })
    assert(
      property(
        histories({ largest: 60 }),
        dice,
        integer({ min: 0, max: 100 }),
        (history, rolls, share) => {
          // From the first commit on: the largest range there is.
          const { bad, culprit } = history
          const good = 0
          // Branches beside the range: each forks from any commit, and some grow.
          const plan = [...history.plan]
          for (let i = 0; i < 8; i++)
            plan.push({
              parents: [
                ...new Set([
                  (rolls[60 + i] ?? 0) % plan.length,
                  (rolls[80 + i] ?? 0) % plan.length,
                ]),
              ],
            })
          const inGood = ancestorsOf(plan, good)
          const range = new Set([...ancestorsOf(plan, bad)].filter((at) => !inGood.has(at)))
          const built = plan.map((_, at) => at).filter((at) => (rolls[at] ?? 0) < share)
          const beside = new Map(
            built
              .filter((at) => !range.has(at) && at >= history.plan.length)
              .map((at) => [shaOf(at), entriesOf(plan, at, range)]),
          )
          const usable = built.filter((at) => range.has(at) || beside.has(shaOf(at)))
          const isBad = (at: number): boolean => ancestorsOf(plan, at).has(culprit)
          const search = {
            ...planned(history.plan, good, bad),
            testable: testableOf(usable, { beside }),
          }
          const { tested, step, end } = runTo(search, isBad)
          const consistent = [...range].filter((suspect) =>
            usable.every((at) => ancestorsOf(plan, at).has(suspect) === isBad(at)),
          )
          expect(new Set(candidates(end).map(placeOf))).toEqual(new Set(consistent))
          expect(tested.every((at) => usable.includes(at))).toBe(true)
          expect(step).toMatchObject(
            consistent.length === 1
              ? { kind: 'found', sha: shaOf(culprit) }
              : { kind: 'indeterminate', why: 'builds' },
          )
        },
      ),
      { numRuns: 1500, seed: 7 },
    )
  })

  test('where all can be tested it takes no more tests than the ordinary search, on the mean', () => {
    let [own, ordinary] = [0, 0]
    assert(
      property(histories({ largest: 60 }), ({ plan, bad, culprit }) => {
        const isBad = (at: number): boolean => ancestorsOf(plan, at).has(culprit)
        const search = planned(plan, 0, bad)
        const everything = { ...search, testable: testableOf([], { only: 'any' }) }
        own += runTo(everything, isBad).tested.length
        ordinary += runTo(search, isBad).tested.length
      }),
      { numRuns: 1000, seed: 8 },
    )
    expect(own).toBeLessThanOrEqual(1.05 * ordinary)
  })

  test('released versions come first, then tags, then images, then single commits', () => {
    const tiers = new Map<string, Tier>([
      [shaOf(8), 'deployed'],
      [shaOf(4), 'tagged'],
      [shaOf(6), 'built'],
    ])
    const search = { ...planned(line(13), 0, 12), testable: testableOf([], { only: 'any', tiers }) }
    const tried: string[] = []
    for (let now: Search = search; ;) {
      const step = nextStep(now, null)
      if (step.kind !== 'probe') break
      tried.push(`${step.phase} ${step.why} ${step.tier}`)
      now = marked(now, [placeOf(step.sha), placeOf(step.sha) >= 8 ? 'bad' : 'good'])
    }
    expect(tried).toEqual(
      ['deployed', 'tagged', 'built', 'any'].map((tier) => `search split ${tier}`),
    )
  })

  test('without a build to separate them, it says which to build and how far each would split', () => {
    const search = { ...planned(line(9), 0, 8), testable: testableOf([2]) }
    const { end, step } = runTo(search, (at) => at >= 5)
    expect(step).toMatchObject({ kind: 'indeterminate', why: 'builds' })
    expect(worthBuilding(end, 2)).toEqual([
      { sha: shaOf(5), ifAfter: 3, ifBefore: 3 },
      { sha: shaOf(6), ifAfter: 4, ifBefore: 2 },
    ])
    // 5 commits can be built, but the newest of them contains every candidate.
    expect(worthBuilding(end, 9).map(({ sha }) => placeOf(sha))).toEqual([5, 6, 4, 7, 3])
    // Where any commit can be tested, none has to be built.
    expect(worthBuilding(planned(line(9), 0, 8), 9)).toEqual([])
    // It was built meanwhile: its verdict counts like any other.
    expect(candidates(marked(end, [5, 'bad'])).map(placeOf)).toEqual([5, 4, 3])
  })

  test('the culprit is shown as such, though it has no build that was tested itself', () => {
    const beside = new Map([[shaOf(4), [shaOf(2)]]])
    const search = {
      ...planned([...line(4), { parents: [2] }], 0, 3),
      testable: testableOf([1, 4], { beside }),
    }
    const end = marked(search, [4, 'bad'], [1, 'good'])
    const step = nextStep(end, null)
    expect(step).toMatchObject({ kind: 'found', sha: shaOf(2) })
    expect(commitStates(end, step).get(shaOf(2))).toBe('bad')
  })

  test('a build that was skipped does not hide that others are missing', () => {
    const search = { ...planned(line(9), 0, 8), testable: testableOf([3, 6]) }
    const end = marked(search, [6, 'bad'], [3, 'skip'])
    expect(nextStep(end, null)).toMatchObject({ kind: 'indeterminate', why: 'builds' })
    expect(worthBuilding(end, 1)).toEqual([{ sha: shaOf(4), ifAfter: 4, ifBefore: 2 }])
  })

  test('what a build beside the range rules out is excluded, what none tests has no build', () => {
    // 6 is a branch off 2 that 5 merges; 7 was built from 6, beside the range.
    const plan = [...line(5), { parents: [2] }, { parents: [4, 5] }, { parents: [5] }]
    const beside = new Map([[shaOf(7), [shaOf(5)]]])
    const search = { ...planned(plan, 0, 6), testable: testableOf([7], { beside }) }
    const after = marked(search, [7, 'bad'])
    const states = commitStates(after, nextStep(after, null))
    expect([...states].map(([sha, state]) => [placeOf(sha), state])).toEqual([
      [6, 'bad'],
      [5, 'no-build'],
      [4, 'excluded'],
      [3, 'excluded'],
      [2, 'no-build'],
      [1, 'no-build'],
      [0, 'good'],
      [7, 'bad'],
    ])
    // Before its test, the build has no line.
    expect(commitStates(search, nextStep(search, null)).get(shaOf(7))).toBe('in-hand')
    const skipped = marked(search, [7, 'skip'])
    expect(commitStates(skipped, nextStep(skipped, null)).get(shaOf(7))).toBe('skipped')
  })

  test('a verdict that contradicts a build beside the range names both', () => {
    const plan = [...line(6), { parents: [3] }]
    const beside = new Map([[shaOf(6), [shaOf(3)]]])
    const search = { ...planned(plan, 0, 5), testable: testableOf([6], { beside }) }
    const after = marked(search, [6, 'good'])
    expect(failure(mark(after, verdictOn(shaOf(2), 'bad'))).message).toContain('contradicts')
    expect(candidates(after).map(placeOf)).toEqual([5, 4])
  })

  test('what comes later than the last tier asked for is not tested, and nothing is asked about', () => {
    const tiers = new Map<string, Tier>([
      [shaOf(3), 'deployed'],
      [shaOf(5), 'tagged'],
      [shaOf(6), 'built'],
    ])
    const tested = (only: Tier) => {
      const testable = testableOf([], { only, tiers, asks: true, unbuilt: new Set([shaOf(7)]) })
      return standingOf({ ...planned(line(9), 0, 8), testable }).informative.map(placeOf)
    }
    expect(tested('deployed')).toEqual([3])
    expect(tested('tagged')).toEqual([5, 3])
    // Of any other commit but 7 it is worth asking whether it has a build: it counts as built.
    const testable = testableOf([], { asks: true })
    expect(nextStep({ ...planned(line(9), 0, 8), testable }, null)).toMatchObject({ tier: 'built' })
    expect(tested('built')).toEqual([6, 5, 4, 3, 2, 1])
    expect(tested('any')).toEqual([7, 6, 5, 4, 3, 2, 1])
  })

  test('a commit that the path excludes is tested only where it has a build', () => {
    const touching = new Set([2, 4, 6].map(shaOf))
    const search = searchOf(plannedRange(line(9), 0, 8, touching))
    const tiers = new Map([[shaOf(5), 'built' as const]])
    const testable = testableOf([], { only: 'any', tiers })
    expect(standingOf({ ...search, testable }).informative.map(placeOf)).toEqual([6, 5, 4, 2])
  })

  test('the newest commit in a bad build stays a candidate, though it does not touch the path', () => {
    const plan = [...line(7), { parents: [5] }]
    const beside = new Map([[shaOf(7), [shaOf(5)]]])
    const search = {
      ...searchOf(plannedRange(plan, 0, 6, new Set([1, 2].map(shaOf)))),
      testable: testableOf([7], { beside }),
    }
    expect(candidates(marked(search, [7, 'bad'])).map(placeOf)).toEqual([5, 2, 1])
  })

  test('a bad build that merges two branches before the range does leaves the commits of both', () => {
    // 3 and 4 are branches that 5 merges; 6 was built from both of them.
    const plan = [[], [0], [1], [2], [2], [3, 4], [3, 4]].map((parents) => ({ parents }))
    const beside = new Map([[shaOf(6), [shaOf(3), shaOf(4)]]])
    const search = { ...planned(plan, 0, 5), testable: testableOf([1, 6], { beside }) }
    const bad = marked(search, [6, 'bad'])
    expect(candidates(bad).map(placeOf)).toEqual([4, 3, 2, 1])
    expect(candidates(marked(bad, [1, 'good'])).map(placeOf)).toEqual([4, 3, 2])
  })

  test('the tests left are never more than the candidates need, however many builds there are', () => {
    const beside = new Map([9, 10, 11, 12].map((at) => [shaOf(at), [shaOf(2)]]))
    const plan = [...line(9), ...[9, 10, 11, 12].map(() => ({ parents: [2] }))]
    const places = [1, 2, 3, 9, 10, 11, 12]
    const search = { ...planned(plan, 0, 8), testable: testableOf(places, { beside }) }
    expect(remaining(search)).toEqual({ candidates: 8, least: 3, most: 3 })
    const narrowed = marked(search, [3, 'bad'])
    expect(remaining(narrowed)).toEqual({ candidates: 3, least: 1, most: 2 })
  })

  test('a good end that turns out bad leaves the candidates as they were', () => {
    const search = { ...planned(line(9), 0, 8), testable: testableOf([0, 4, 8]) }
    const over = marked(setVerifyEnds(search, true), [0, 'bad'])
    expect(nextStep(over, null)).toMatchObject({ kind: 'aborted', why: 'good-end-bad' })
    expect(candidates(over)).toHaveLength(8)
  })

  test('merges come first only where any commit can be tested', () => {
    const merges = [[], [0], [1], [0, 2], [3], [4], [3, 5], [6]].map((parents) => ({ parents }))
    const search = { ...setFirstParent(planned(merges, 0, 7), true), testable: testableOf([]) }
    expect(nextStep(search, null)).toMatchObject({ kind: 'indeterminate', why: 'builds' })
  })
})
