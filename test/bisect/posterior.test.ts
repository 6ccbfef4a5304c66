/** The search for a flaky symptom, held against Bayes' rule written the plainest way. */
import { array, assert, boolean, constantFrom, integer, pre, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flakyStanding } from '../../src/bisect/flaky-standing.ts'
import { flakyRemaining, posterior } from '../../src/bisect/flaky.ts'
import { mark } from '../../src/bisect/mark.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import { priorOf } from '../../src/bisect/prior.ts'
import type { Flaky, Search, Testable, Verdict } from '../../src/bisect/search.ts'
import { candidates } from '../../src/bisect/standing.ts'
import { marked, planned, reversed, searchOf, verdictOn } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import {
  ancestorsOf,
  line,
  placeOf,
  plannedRange,
  shaOf,
  value,
} from '../support/git-repository.ts'

const half: Flaky = { confidence: 0.95, failRate: 0.5, falseFailRate: 0.05 }
const learning: Flaky = { confidence: 0.95, failRate: null, falseFailRate: null }

interface Tested {
  readonly place: number
  readonly durationMs: number | null
  /** Whether it is what commits with the culprit do, now and then. */
  readonly shows: boolean
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}

function beta(a: number, b: number): number {
  return (factorial(a - 1) * factorial(b - 1)) / factorial(a + b - 1)
}

/** How often it showed, and did not, on commits with the culprit and on those without. */
function countsOf(plan: readonly PlannedCommit[], culprit: number, tests: readonly Tested[]) {
  const having = tests.filter(({ place }) => ancestorsOf(plan, place).has(culprit))
  const lacking = tests.filter((one) => !having.includes(one))
  const shown = (of: readonly Tested[]) => of.filter(({ shows }) => shows).length
  return {
    after: { shown: shown(having), hidden: having.length - shown(having) },
    before: { shown: shown(lacking), hidden: lacking.length - shown(lacking) },
  }
}

type Counts = ReturnType<typeof countsOf>

function likelihood(flaky: Flaky, { after, before }: Counts): number {
  const given = (rate: number, { shown, hidden }: Counts['after']) =>
    rate ** shown * (1 - rate) ** hidden
  return (
    (flaky.failRate === null
      ? beta(1 + after.shown, 1 + after.hidden)
      : given(flaky.failRate, after)) *
    (flaky.falseFailRate === null
      ? beta(1 + before.shown, 9 + before.hidden)
      : given(flaky.falseFailRate, before))
  )
}

/** The mean of what is known of both rates. */
function ratesOf(flaky: Flaky, { after, before }: Counts) {
  return {
    after: flaky.failRate ?? (1 + after.shown) / (2 + after.shown + after.hidden),
    before: flaky.falseFailRate ?? (1 + before.shown) / (10 + before.shown + before.hidden),
  }
}

function bits(p: number): number {
  return [p, 1 - p].reduce((sum, one) => (one <= 0 ? sum : sum - one * Math.log2(one)), 0)
}

/** What each of `places` is expected to tell about the culprit, in bits. */
function gains(
  plan: readonly PlannedCommit[],
  places: readonly number[],
  flaky: Flaky,
  tests: readonly Tested[],
) {
  const counts = new Map(places.map((place) => [place, countsOf(plan, place, tests)]))
  const weights = places.map((place) => likelihood(flaky, counts.get(place)!))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const probabilities = weights.map((weight) => weight / total)
  const expected = places.map((tested) => {
    const rates = places.map((culprit) => {
      const rate = ratesOf(flaky, counts.get(culprit)!)
      return ancestorsOf(plan, tested).has(culprit) ? rate.after : rate.before
    })
    const shown = rates.reduce((sum, rate, i) => sum + probabilities[i]! * rate, 0)
    const noise = rates.reduce((sum, rate, i) => sum + probabilities[i]! * bits(rate), 0)
    return { place: tested, gain: bits(shown) - noise }
  })
  return { probabilities, expected }
}

/** What a test of `place` will take: as long as before where that is far from usual. */
function secondsFor(place: number, tests: readonly Tested[]): number {
  const mean = (of: readonly Tested[]) =>
    of.reduce((sum, { durationMs }) => sum + durationMs! / 1000, 0) / of.length
  const timed = tests.filter(({ durationMs }) => durationMs !== null)
  if (timed.length === 0) return 1
  const own = timed.filter((one) => one.place === place)
  const usual = mean(timed)
  const isUnusual = own.length > 0 && (mean(own) > 2 * usual || mean(own) < usual / 2)
  return isUnusual ? mean(own) : usual
}

function maxOf(values: readonly number[]): { readonly at: number; readonly value: number } {
  const value = Math.max(...values)
  return { at: values.indexOf(value), value }
}

const flakies = constantFrom<Flaky[]>(
  half,
  learning,
  { ...half, failRate: null },
  { ...half, falseFailRate: null },
)

describe('any tests of any history', () => {
  test('leave the probabilities of Bayes’ rule, and lead to the test that tells the most in its time', () => {
    const durationMs = constantFrom(null, 100, 1000, 30_000)
    const tests = array(
      record({ at: integer({ min: 0, max: 999 }), shows: boolean(), durationMs }),
      {
        maxLength: 12,
      },
    )
    assert(
      property(
        histories({ largest: 14 }),
        tests,
        flakies,
        boolean(),
        ({ plan, good, bad }, rolls, flaky, isFix) => {
          const range = plannedRange(plan, good, bad)
          let search: Search = { ...searchOf(isFix ? reversed(range) : range), flaky }
          const places = candidates(search).map(placeOf)
          const tested = rolls.map(({ at, ...test }) => ({
            ...test,
            place: places[at % places.length]!,
          }))
          for (const { place, shows, durationMs } of tested) {
            const verdict = verdictOn(shaOf(place), shows === isFix ? 'good' : 'bad')
            search = value(mark(search, { ...verdict, durationMs }))
          }
          const { probabilities, expected } = gains(plan, places, flaky, tested)
          for (const [i, { sha, probability }] of posterior(search).entries()) {
            expect(placeOf(sha)).toBe(places[i])
            expect(probability).toBeCloseTo(probabilities[i]!, 9)
          }
          const step = nextStep(search, null)
          const worth = expected.map(({ place, gain }) => gain / secondsFor(place, tested))
          const [likeliest, telling] = [maxOf(probabilities), maxOf(worth)]
          // Where nothing tells anything, chance decides what is proposed.
          pre(likeliest.value >= 0.95 || telling.value > 1e-6)
          const at = step.kind === 'probe' ? places.indexOf(placeOf(step.sha)) : -1
          expect(at < 0 ? step : { ...step, sha: '', worth: worth[at]!.toFixed(6) }).toEqual(
            likeliest.value >= 0.95
              ? { kind: 'found', sha: shaOf(places[likeliest.at]!), skipped: [] }
              : {
                  ...{ kind: 'probe', sha: '', phase: 'search', why: 'split' },
                  worth: telling.value.toFixed(6),
                },
          )
          const told = at < 0 ? null : expected[at]!.gain.toFixed(6)
          expect(step.kind === 'probe' ? step.worth?.toFixed(6) : null).toBe(told)
        },
      ),
      { numRuns: 400, seed: 31 },
    )
  })
})

describe('a flaky search', () => {
  const begun: Search = { ...planned(line(9), 0, 8), flaky: half }

  test('ends undecided where many tests settle nothing, with the probable ones', () => {
    let search: Search = { ...planned(line(3), 0, 2), flaky: half }
    let tests = 0
    // As often as would be between the two.
    for (let step = nextStep(search, null); step.kind === 'probe'; step = nextStep(search, null)) {
      expect(flakyRemaining(search).most).toBe(300 - tests)
      const showing = search.marks.filter(({ verdict }) => verdict === 'bad').length
      const { probability } = posterior(search).at(-1)!
      search = value(mark(search, verdictOn(shaOf(1), probability < 0.5 ? 'bad' : 'good')))
      expect(showing).toBeLessThanOrEqual(++tests)
    }
    expect(tests).toBe(300)
    expect(nextStep(search, null)).toMatchObject({
      ...{ kind: 'indeterminate', why: 'flaky' },
      candidates: expect.arrayContaining([shaOf(1), shaOf(2)]),
    })
    expect(flakyRemaining(search)).toEqual({ candidates: 2, least: 1, most: 1 })
  })

  test('counts what is left: the fewest commits that together are probable enough', () => {
    expect(flakyRemaining(begun).candidates).toBe(8)
    const later = marked(begun, [6, 'bad'], [6, 'bad'], [6, 'bad'], [2, 'good'], [2, 'good'])
    const sorted = posterior(later)
      .map(({ probability }) => probability)
      .toSorted((a, b) => b - a)
    let [sum, count] = [0, 0]
    while (sum < 0.95) sum += sorted[count++]!
    const { candidates: left, least, most } = flakyRemaining(later)
    expect(left).toBe(count)
    expect(least).toBeGreaterThanOrEqual(1)
    expect(most).toBe(500 - 5)
    // Three bits are unknown at first, of which confidence asks for nearly all.
    expect(flakyRemaining(begun)).toMatchObject({ least: 3, most: 500 })
  })

  test('that has found it has nothing left to test', () => {
    const sure: Verdict[] = ['bad', 'bad', 'bad', 'bad']
    const search = marked(
      { ...begun, flaky: { ...half, falseFailRate: 0.001 } },
      ...sure.map((verdict): [number, Verdict] => [1, verdict]),
    )
    expect(nextStep(search, null)).toEqual({ kind: 'found', sha: shaOf(1), skipped: [] })
    expect(flakyRemaining(search)).toEqual({ candidates: 1, least: 0, most: 0 })
  })

  test('passes by what was skipped, and names it at the end', () => {
    const first = nextStep(begun, null)
    if (first.kind !== 'probe') throw new Error(first.kind)
    const skipped = marked(begun, [placeOf(first.sha), 'skip'])
    expect(posterior(skipped)).toEqual(posterior(begun))
    const second = nextStep(skipped, null)
    expect(second).toMatchObject({ kind: 'probe' })
    expect(second).not.toMatchObject({ sha: first.sha })
    const settled = marked(
      { ...skipped, flaky: { ...half, falseFailRate: 0.001 } },
      ...Array.from({ length: 4 }, (): [number, Verdict] => [1, 'bad']),
    )
    expect(nextStep(settled, null)).toMatchObject({ kind: 'found', skipped: [first.sha] })
  })

  test('tests what is chosen, however little that tells', () => {
    const chosen = { ...begun, chosen: shaOf(8) }
    expect(nextStep(chosen, null)).toEqual({
      ...{ kind: 'probe', sha: shaOf(8), phase: 'search', why: 'chosen' },
      worth: 0,
    })
  })

  test('tests only what has a build', () => {
    const testable: Testable = {
      ...{ only: 'built', unbuilt: new Set(), asks: false, beside: new Map() },
      tiers: new Map([
        [shaOf(2), 'built'],
        [shaOf(7), 'built'],
      ]),
    }
    const step = nextStep({ ...begun, testable }, null)
    expect([shaOf(2), shaOf(7)]).toContain(step.kind === 'probe' ? step.sha : null)
    expect(nextStep({ ...begun, testable: { ...testable, tiers: new Map() } }, null)).toMatchObject(
      {
        ...{ kind: 'indeterminate', why: 'flaky' },
      },
    )
  })

  test('takes tests that took no time for as long as each other', () => {
    const now = (place: number, verdict: Verdict) => ({
      ...verdictOn(shaOf(place), verdict),
      durationMs: 0,
    })
    const quick = value(mark(value(mark(begun, now(4, 'bad'))), now(2, 'good')))
    const untimed = nextStep(marked(begun, [4, 'bad'], [2, 'good']), null)
    expect(nextStep(quick, null)).toEqual(untimed)
  })

  test('begins near the middle of a range too large to weigh every commit of it', () => {
    const large = nextStep({ ...planned(line(3001), 0, 3000), flaky: half }, null)
    if (large.kind !== 'probe') throw new Error(large.kind)
    // Some more commits with the symptom than without tell the most, since it shows every other time.
    expect(placeOf(large.sha)).toBeGreaterThan(1200)
    expect(placeOf(large.sha)).toBeLessThan(1800)
    expect(large.worth).toBeGreaterThan(0.2)
  })

  test('is not led astray for good by a rate that is given as certain', () => {
    const certain: Search = { ...begun, flaky: { confidence: 0.95, failRate: 1, falseFailRate: 0 } }
    const search = marked(certain, [4, 'bad'], [4, 'good'])
    for (const { probability } of posterior(search)) expect(probability).toBeGreaterThan(0)
    expect(nextStep(search, null)).toMatchObject({ kind: 'probe' })
  })
})

describe('what is known before any test', () => {
  const search = planned(line(5), 0, 4)

  test('is the same of all commits, or half of it goes by the place in the ranking', () => {
    const shas = [4, 3, 2, 1].map(shaOf)
    expect(priorOf(search, shas)).toEqual([0.25, 0.25, 0.25, 0.25])
    const suspects = [
      { sha: shaOf(2), score: 90 },
      { sha: shaOf(4), score: 40 },
      { sha: shaOf(1), score: 40 },
    ].map((one) => ({ ...one, reasons: [] }))
    const total = 1 + 1 / 2 + 1 / 3 + 1 / 4
    const shared = (1 / 2 + 1 / 3) / 2
    const expected = [shared, 1 / 4, 1, shared].map((weight) => 0.125 + (0.5 * weight) / total)
    for (const [i, prior] of priorOf({ ...search, suspects }, shas).entries())
      expect(prior).toBeCloseTo(expected[i]!, 12)
  })
})

test('the standing of a flaky search tells what was tested, and what is still unknown', () => {
  const begun: Search = { ...planned(line(9), 0, 8), flaky: half }
  const search = marked(begun, [4, 'bad'], [4, 'good'], [4, 'bad'], [2, 'good'], [6, 'skip'])
  const step = nextStep(search, null)
  const standing = flakyStanding(search, half, step)
  expect([...standing.tests]).toEqual([
    [shaOf(4), { failed: 2, of: 3 }],
    [shaOf(2), { failed: 0, of: 1 }],
  ])
  expect(standing.confidence).toBe(0.95)
  expect(standing.worth).toBe(step.kind === 'probe' ? step.worth : Number.NaN)
  const all = posterior(search)
  const likeliest = all.toSorted((a, b) => b.probability - a.probability)[0]
  expect(standing.likeliest).toEqual(likeliest)
  const unknown = all.reduce((sum, { probability: p }) => sum - p * Math.log2(p), 0)
  expect(standing.unknown).toBeCloseTo(unknown, 12)
  expect(flakyStanding(begun, half, nextStep(begun, null)).unknown).toBeCloseTo(3, 12)
  const end = { kind: 'indeterminate', why: 'flaky', candidates: [] } as const
  expect(flakyStanding(search, half, end).worth).toBeNull()
})
