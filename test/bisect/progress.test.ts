/** All that a screen shows of a search, for each kind of search. */
import { describe, expect, test } from 'vitest'
import { nextStep } from '../../src/bisect/next-step.ts'
import { progressFor } from '../../src/bisect/progress.ts'
import type { Search, Testable, Tier } from '../../src/bisect/search.ts'
import type { Session } from '../../src/bisect/session.ts'
import type { Commit } from '../../src/model/commit/commit.ts'
import { marked, searchOf } from '../support/bisect-search.ts'
import { line, placeOf, plannedRange, shaOf } from '../support/git-repository.ts'

const session = { id: 'cart-k3f9' } as Session
const touching = new Set([1, 2, 3, 5, 8].map(shaOf))
const narrow = searchOf(plannedRange(line(9), 0, 8, touching))
const whole = searchOf(plannedRange(line(9), 0, 8))

function progress(search: Search) {
  const commits = search.range.commits as readonly Commit[]
  return progressFor(session, commits, search, nextStep(search, null))
}

test('an ordinary search tells how far it is, and how many commits the path excludes', () => {
  const { remaining, excluded, states, builds, flaky, posterior } = progress(narrow)
  expect(remaining).toEqual({ candidates: 5, least: 2, most: 3 })
  expect(excluded).toBe(3)
  expect([...states].filter(([, state]) => state === 'in-hand')).toHaveLength(1)
  expect({ builds, flaky, posterior }).toEqual({})
  expect(progress(whole)).toMatchObject({ excluded: 0, session, search: whole })
})

describe('where only some commits can be tested', () => {
  const testable = (places: readonly number[], rest: Partial<Testable> = {}): Testable => ({
    only: 'built',
    tiers: new Map(places.map((at): [string, Tier] => [shaOf(at), 'tagged'])),
    ...{ unbuilt: new Set(), asks: false, beside: new Map(), ...rest },
  })

  test('it tells which, and which ends nobody can test', () => {
    const beside = new Map([[shaOf(20), [shaOf(3)]]])
    const { builds } = progress({ ...narrow, testable: testable([2, 4, 20], { beside }) })
    expect([...builds!.tiers]).toEqual([
      [shaOf(4), 'tagged'],
      [shaOf(2), 'tagged'],
    ])
    expect(builds).toMatchObject({ only: 'built', beside: 1, asks: false, worthBuilding: [] })
    expect(builds!.assumed).toEqual([8, 0].map(shaOf))
  })

  test('what may have a build counts, but for what the path excludes', () => {
    const { builds } = progress({ ...narrow, testable: testable([], { asks: true }) })
    expect([...builds!.tiers.keys()].map(placeOf)).toEqual([8, 5, 3, 2, 1])
    expect(builds).toMatchObject({ asks: true, assumed: [] })
  })

  test('where it is stuck, it names the three builds that would help most', () => {
    const stuck = marked({ ...whole, testable: testable([1]) }, [1, 'good'])
    expect(progress(stuck).builds!.worthBuilding.map(({ sha }) => placeOf(sha))).toEqual([5, 4, 6])
  })
})

test('a flaky search tells how probable each commit is', () => {
  const rates = { confidence: 0.95, failRate: 0.5, falseFailRate: 0.05 }
  const { posterior, flaky, remaining } = progress({ ...whole, flaky: rates })
  expect(posterior!.map(({ probability }) => probability)).toEqual(Array(8).fill(1 / 8))
  expect(flaky).toMatchObject({ confidence: 0.95 })
  expect(remaining).toEqual({ candidates: 8, least: 3, most: 500 })
})
