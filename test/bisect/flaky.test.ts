import { describe, expect, test } from 'vitest'
import { posterior } from '../../src/bisect/flaky.ts'
import { commitStates, nextStep } from '../../src/bisect/next-step.ts'
import type { Flaky, Search } from '../../src/bisect/search.ts'
import { marked, planned, searchOf } from '../support/bisect-search.ts'
import { line, placeOf, plannedRange, shaOf } from '../support/git-repository.ts'

/** Each of 500 runs weighs 100 commits some dozens of times. */
const timeout = 240_000

/** mulberry32: a seeded source of chance. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function simulate(flaky: Flaky, runs: number, fails: number, falseFails: number) {
  let [right, tests] = [0, 0]
  for (let seed = 1; seed <= runs; seed++) {
    const random = chance(seed)
    const culprit = 1 + Math.floor(random() * 100)
    let search: Search = { ...planned(line(101), 0, 100), flaky }
    for (;;) {
      const step = nextStep(search, null)
      if (step.kind !== 'probe') {
        if (step.kind === 'found' && placeOf(step.sha) === culprit) right++
        break
      }
      const place = placeOf(step.sha)
      const failing = random() < (place >= culprit ? fails : falseFails)
      search = marked(search, [place, failing ? 'bad' : 'good'])
      tests++
    }
  }
  return { right: right / runs, tests: tests / runs }
}

describe('a flaky symptom', () => {
  test('with given rates the confidence asked for holds over 500 runs', { timeout }, () => {
    const flaky = { confidence: 0.95, failRate: 0.5, falseFailRate: 0.05 }
    const { right, tests } = simulate(flaky, 500, 0.5, 0.05)
    expect(right).toBeGreaterThanOrEqual(0.95)
    expect(tests).toBeLessThan(40)
  })

  test('with learned rates, too', { timeout }, () => {
    const flaky = { confidence: 0.95, failRate: null, falseFailRate: null }
    const { right } = simulate(flaky, 500, 0.5, 0.05)
    expect(right).toBeGreaterThanOrEqual(0.95)
  })

  test('what the path excludes is never tested', () => {
    const flaky = { confidence: 0.95, failRate: 0.6, falseFailRate: 0.1 }
    const touching = new Set([2, 5, 9, 12].map(shaOf))
    let search: Search = { ...searchOf(plannedRange(line(15), 0, 14, touching)), flaky }
    const random = chance(3)
    for (let step = nextStep(search, null); step.kind === 'probe';) {
      expect(touching).toContain(step.sha)
      const at = placeOf(step.sha)
      search = marked(search, [at, random() < (at >= 9 ? 0.6 : 0.1) ? 'bad' : 'good'])
      step = nextStep(search, null)
    }
    expect(nextStep(search, null)).toMatchObject({ kind: 'found', sha: shaOf(9) })
  })

  test('verdicts on one commit are evidence, in whichever order, and add up', () => {
    const flaky = { confidence: 0.95, failRate: null, falseFailRate: null }
    const search: Search = { ...planned(line(9), 0, 8), flaky }
    const one = posterior(marked(search, [4, 'bad'], [4, 'good'], [6, 'bad']))
    const other = posterior(marked(search, [6, 'bad'], [4, 'good'], [4, 'bad']))
    expect(one).toEqual(other)
    expect(one.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9)
  })

  test('every commit stays a candidate whatever its tests say, until one is found', () => {
    const flaky = { confidence: 0.95, failRate: 0.9, falseFailRate: 0.05 }
    const search = marked(
      { ...planned(line(9), 0, 8), flaky },
      [5, 'bad'],
      [4, 'good'],
      [6, 'skip'],
    )
    const stateAt = (now: Search) => {
      const states = commitStates(now, nextStep(now, null))
      return (place: number) => states.get(shaOf(place))
    }
    expect([8, 7, 6, 5, 0].map(stateAt(search))).toEqual([
      ...['bad', 'candidate', 'skipped', 'candidate', 'good'],
    ])
    const found = marked(search, [5, 'bad'], [4, 'good'], [4, 'good'], [5, 'bad'], [4, 'good'])
    expect([8, 7, 5, 4].map(stateAt(found))).toEqual(['bad', 'candidate', 'bad', 'candidate'])
  })
})
