import { array, assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextStep } from '../../src/bisect/next-step.ts'
import type { Search } from '../../src/bisect/search.ts'
import { isOpen, sections } from '../../src/bisect/section.ts'
import { marked, planned } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import { ancestorsOf, line, placeOf } from '../support/git-repository.ts'

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
