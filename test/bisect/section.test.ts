import { array, assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextStep } from '../../src/bisect/next-step.ts'
import { setFirstParent, setVerifyEnds } from '../../src/bisect/mark.ts'
import type { Search, Testable } from '../../src/bisect/search.ts'
import { isOpen, sections } from '../../src/bisect/section.ts'
import { marked, planned } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import { ancestorsOf, line, placeOf, shaOf } from '../support/git-repository.ts'

/** Tests in flight end in the order that `dice` says; each verdict is merged as it comes. */
function runParallel(
  search: Search,
  workers: number,
  isBad: (at: number) => boolean,
  dice: readonly number[],
): { readonly found: string | null; readonly merged: number } {
  let now = search
  let running: string[] = []
  for (let merged = 0; ; merged++) {
    const step = nextStep(now, null)
    if (step.kind !== 'probe') return { found: step.kind === 'found' ? step.sha : null, merged }
    running = running.filter((sha) => isOpen(now, sha))
    running.push(...sections(now, workers - running.length, running))
    const sha = running[(dice[merged % dice.length] ?? 0) % running.length] ?? ''
    running = running.filter((other) => other !== sha)
    now = marked(now, [placeOf(sha), isBad(placeOf(sha)) ? 'bad' : 'good'])
  }
}

/** Rounds where all tests of a round end together. */
function roundsOf(commits: number, workers: number): number {
  let most = 0
  for (let culprit = 1; culprit <= commits; culprit += Math.ceil(commits / 40)) {
    let now = planned(line(commits + 1), 0, commits)
    let rounds = 0
    for (; nextStep(now, null).kind === 'probe'; rounds++)
      for (const sha of sections(now, workers, []))
        if (isOpen(now, sha))
          now = marked(now, [placeOf(sha), placeOf(sha) >= culprit ? 'bad' : 'good'])
    most = Math.max(most, rounds)
  }
  return most
}

describe('several tests at once', () => {
  test('name the culprit that one at a time names, in whichever order they end', () => {
    const dice = array(integer({ min: 0, max: 99 }), { minLength: 40, maxLength: 40 })
    assert(
      property(histories(), dice, integer({ min: 2, max: 6 }), (history, rolls, workers) => {
        const { plan, good, bad, culprit } = history
        const isBad = (at: number): boolean => ancestorsOf(plan, at).has(culprit)
        const search = planned(plan, good, bad)
        const serial = runParallel(search, 1, isBad, [0])
        expect(placeOf(serial.found ?? '')).toBe(culprit)
        expect(runParallel(search, workers, isBad, rolls).found).toBe(serial.found)
      }),
      { numRuns: 1000, seed: 9 },
    )
  })

  test.each([
    [500, 1, 9],
    [500, 2, 6],
    [500, 3, 5],
    [500, 7, 3],
    [2000, 4, 5],
  ])('%i commits take with %i at once at most %i rounds', (commits, workers, most) => {
    expect(roundsOf(commits, workers)).toBeLessThanOrEqual(most)
  })
})

describe('what is under test at the same time', () => {
  test('are the ends first, all at once, and nothing else until they hold', () => {
    const search = setVerifyEnds(planned(line(20), 0, 19), true)
    expect(sections(search, 4, []).map(placeOf)).toEqual([19, 0])
    expect(sections(search, 1, []).map(placeOf)).toEqual([19])
    expect(sections(search, 4, [shaOf(19)]).map(placeOf)).toEqual([0])
    expect(sections(marked(search, [19, 'bad'], [0, 'good']), 3, []).map(placeOf)).toHaveLength(3)
    expect(isOpen(search, shaOf(0))).toBe(true)
  })

  test('is nothing more where none is asked for, none is left, or an end did not hold', () => {
    const search = planned(line(20), 0, 19)
    for (const none of [0, -1]) {
      expect(sections(search, none, [])).toEqual([])
      expect(sections(setVerifyEnds(search, true), none, [])).toEqual([])
    }
    expect(sections(planned(line(2), 0, 1), 3, [])).toEqual([])
    const over = marked(setVerifyEnds(search, true), [19, 'good'])
    expect(sections(over, 3, [])).toEqual([])
    expect(isOpen(over, shaOf(9))).toBe(false)
    expect(isOpen(over, shaOf(0))).toBe(false)
  })

  test('splits into even parts, given what runs already', () => {
    const search = planned(line(33), 0, 32)
    expect(
      sections(search, 3, [])
        .map(placeOf)
        .toSorted((a, b) => a - b),
    ).toEqual([8, 16, 24])
    expect(
      sections(search, 2, [shaOf(16)])
        .map(placeOf)
        .toSorted((a, b) => a - b),
    ).toEqual([8, 24])
    // The first of them alone would be in the middle.
    const two = sections(planned(line(34), 0, 33), 2, []).map(placeOf)
    expect(two.toSorted((a, b) => a - b)).toEqual([11, 22])
    expect(sections(search, 40, [])).toHaveLength(31)
    expect(roundsOf(63, 3)).toBe(3)
  })

  test('is never what a verdict has settled or a skip has left out', () => {
    const search = marked(planned(line(33), 0, 32), [16, 'bad'], [8, 'skip'])
    expect(isOpen(search, shaOf(9))).toBe(true)
    for (const place of [8, 16, 20, 32]) expect(isOpen(search, shaOf(place))).toBe(false)
    expect(sections(search, 40, []).map(placeOf)).not.toContain(8)
    expect(sections(search, 40, [])).toHaveLength(14)
  })

  test('are the merges of the mainline, where it comes first', () => {
    const merges = [[], [0], [1], [0, 2], [3], [4], [3, 5], [6]].map((parents) => ({ parents }))
    const search = setFirstParent(planned(merges, 0, 7), true)
    expect(
      sections(search, 9, [])
        .map(placeOf)
        .toSorted((a, b) => a - b),
    ).toEqual([3, 6])
  })

  test('is of the first tier that has any, and asked about one by one', () => {
    const testable: Testable = {
      ...{ only: 'any', unbuilt: new Set(), asks: false, beside: new Map() },
      tiers: new Map([
        [shaOf(5), 'deployed'],
        [shaOf(9), 'deployed'],
        [shaOf(12), 'tagged'],
      ]),
    }
    const search: Search = { ...planned(line(20), 0, 19), testable }
    expect(
      sections(search, 4, [])
        .map(placeOf)
        .toSorted((a, b) => a - b),
    ).toEqual([5, 9])
    expect(isOpen(search, shaOf(12))).toBe(true)
    const rest = marked(search, [5, 'good'], [9, 'good'])
    expect(sections(rest, 4, []).map(placeOf)).toEqual([12])
    const single = marked(rest, [12, 'good'], [13, 'good'])
    expect(sections(single, 1, []).map(placeOf)).toEqual([16])
    const asking: Testable = { ...testable, only: 'built', tiers: new Map(), asks: true }
    expect(sections({ ...search, testable: asking }, 4, [])).toEqual([])
    const known = { ...asking, tiers: new Map([[shaOf(4), 'built' as const]]) }
    expect(sections({ ...search, testable: known }, 4, [])).toEqual([shaOf(4)])
  })
})
