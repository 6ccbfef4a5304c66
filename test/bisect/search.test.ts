import { array, assert, integer, property, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verdictOfExitCode } from '../../src/bisect/exit-code.ts'
import { mark, redo, setFirstParent, undo } from '../../src/bisect/mark.ts'
import { commitStates, nextStep } from '../../src/bisect/next-step.ts'
import type { Search, Verdict } from '../../src/bisect/search.ts'
import { remaining, splitRequest } from '../../src/bisect/split.ts'
import { candidates, frontier } from '../../src/bisect/standing.ts'
import { marked, planned, possibleCulprits, searchOf, verdictOn } from '../support/bisect-search.ts'
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

/**
 * 0 ─ 1 ─ 2 ─── 5 ─ 6 ─ 7
 *      └─ 3 ─ 4 ┘
 */
const fork = [[], [0], [1], [1], [3], [2, 4], [5], [6]].map((parents) => ({ parents }))

describe('a search over any history', () => {
  test('names the culprit that brute force names, and never holds more or fewer candidates', () => {
    assert(
      property(histories(), ({ plan, good, bad, culprit }) => {
        let search = planned(plan, good, bad)
        const verdicts: [number, Verdict][] = []
        for (;;) {
          const possible = possibleCulprits(plan, good, bad, verdicts)
          expect(new Set(candidates(search).map(placeOf))).toEqual(possible)
          expect(remaining(search).candidates).toBe(possible.size)
          const step = nextStep(search, null)
          if (step.kind !== 'probe') break
          const place = placeOf(step.sha)
          const verdict = ancestorsOf(plan, place).has(culprit) ? 'bad' : 'good'
          verdicts.push([place, verdict])
          search = marked(search, [place, verdict])
        }
        const end = nextStep(search, null)
        expect(end).toEqual({ kind: 'found', sha: shaOf(culprit), skipped: [] })
      }),
      { numRuns: 1000, seed: 20_250_101 },
    )
  })

  test('stays exact with skips and with verdicts on candidates that were not proposed', () => {
    const chances = array(tuple(integer({ min: 0, max: 99 }), integer({ min: 0, max: 99 })), {
      minLength: 60,
      maxLength: 60,
    })
    assert(
      property(histories(), chances, ({ plan, good, bad, culprit }, rolls) => {
        let search = planned(plan, good, bad)
        const verdicts: [number, Verdict][] = []
        for (const [skips, chooses] of rolls) {
          const step = nextStep(search, null)
          if (step.kind !== 'probe') break
          const open = candidates(search).map(placeOf)
          const settled = new Set([placeOf(frontier(search).after), ...verdicts.map(([at]) => at)])
          const others = open.filter((at) => !settled.has(at))
          const place = chooses < 30 ? (others[chooses % others.length] ?? -1) : placeOf(step.sha)
          const verdict =
            skips < 30 ? 'skip' : ancestorsOf(plan, place).has(culprit) ? 'bad' : 'good'
          verdicts.push([place, verdict])
          search = marked(search, [place, verdict])
          expect(new Set(candidates(search).map(placeOf))).toEqual(
            possibleCulprits(plan, good, bad, verdicts),
          )
        }
        const end = nextStep(search, null)
        const left = candidates(search)
        expect(left).toContain(shaOf(culprit))
        const skipped = verdicts
          .filter(([, verdict]) => verdict === 'skip')
          .map(([at]) => shaOf(at))
        expect(left.filter((sha) => !skipped.includes(sha))).toEqual([frontier(search).after])
        expect(end).toEqual(
          left.length === 1
            ? { kind: 'found', sha: shaOf(culprit), skipped }
            : { kind: 'indeterminate', why: 'skips', candidates: left },
        )
      }),
      { numRuns: 1000, seed: 20_250_102 },
    )
  })

  test('goes on with the commit that splits the candidates most evenly', () => {
    assert(
      property(histories(), ({ plan, good, bad, culprit }) => {
        let search = planned(plan, good, bad)
        for (;;) {
          const left = candidates(search).map(placeOf)
          const balance = (place: number): number => {
            const inside = ancestorsOf(plan, place)
            const below = left.filter((at) => inside.has(at)).length
            return Math.min(below, left.length - below)
          }
          const step = nextStep(search, null)
          if (step.kind !== 'probe') break
          const place = placeOf(step.sha)
          expect(balance(place)).toBe(Math.max(...left.map(balance)))
          search = marked(search, [place, ancestorsOf(plan, place).has(culprit) ? 'bad' : 'good'])
        }
      }),
      { numRuns: 300, seed: 20_250_104 },
    )
  })

  test('ignores a suggestion that would not narrow it', () => {
    const search = marked(planned(line(10), 0, 9), [5, 'skip'], [7, 'bad'])
    for (const place of [5, 7, 8, 0, 99]) {
      const step = nextStep(search, shaOf(place))
      expect(step).toMatchObject({ kind: 'probe', why: 'split' })
      expect(step).not.toMatchObject({ sha: shaOf(place) })
    }
    expect(nextStep(search, shaOf(2))).toMatchObject({ sha: shaOf(2) })
  })

  test('takes 11 probes on 2,000 commits and stays workable on 80,000', () => {
    for (const [length, most] of [
      [2001, 11],
      [80_001, 17],
    ] as const) {
      const range = plannedRange(line(length), 0, length - 1)
      let search = searchOf(range)
      let probes = 0
      let slowest = 0
      for (;;) {
        const before = process.threadCpuUsage()
        const step = nextStep(search, null)
        // Of the processor's time: what else the machine does is no part of it.
        const { user, system } = process.threadCpuUsage(before)
        slowest = Math.max(slowest, (user + system) / 1000)
        if (step.kind !== 'probe') break
        probes++
        search = value(
          mark(search, verdictOn(step.sha, placeOf(step.sha) >= 1234 ? 'bad' : 'good')),
        )
      }
      expect(nextStep(search, null)).toMatchObject({ kind: 'found', sha: shaOf(1234) })
      expect(probes).toBeLessThanOrEqual(most)
      expect(slowest).toBeLessThan(3000)
    }
  })
})

describe('what git is asked to split', () => {
  test('is what is open, and which of it was skipped', () => {
    const search = marked(planned(line(10), 0, 9), [2, 'skip'], [6, 'skip'], [7, 'bad'])
    const asked = { after: shaOf(7), before: [shaOf(0)], firstParent: false }
    expect(splitRequest(search)).toEqual({ ...asked, skipped: [2, 6].map(shaOf) })
    expect(splitRequest(marked(search, [6, 'bad'], [3, 'good']))).toEqual({
      ...{ after: shaOf(6), before: [0, 3].map(shaOf), skipped: [], firstParent: false },
    })
  })

  test('is the mainline where it comes first, and nothing where one commit is left to test', () => {
    const search = setFirstParent(planned(fork, 0, 7), true)
    expect(splitRequest(search)).toMatchObject({ firstParent: true })
    expect(splitRequest(marked(search, [5, 'bad'], [1, 'good']))).toBeNull()
    expect(splitRequest(marked(planned(line(4), 0, 3), [2, 'bad']))).toBeNull()
    expect(splitRequest(planned(line(4), 0, 3))).toMatchObject({ after: shaOf(3) })
  })

  test('is nothing while ends are to be tested, after one did not hold, or where git cannot know', () => {
    const search = planned(line(10), 0, 9)
    const verified = searchOf(plannedRange(line(10), 0, 9), true)
    const tiers = new Map([[shaOf(4), 'built' as const]])
    const testable = { only: 'any', tiers, unbuilt: new Set<string>(), asks: false } as const
    for (const other of [
      verified,
      marked(verified, [9, 'bad'], [0, 'bad']),
      { ...search, testable: { ...testable, beside: new Map() } },
      { ...search, flaky: { confidence: 0.9, failRate: null, falseFailRate: null } },
    ])
      expect(splitRequest(other)).toBeNull()
    expect(splitRequest(search)).not.toBeNull()
  })
})

describe('undo and redo', () => {
  test('undo is the search without its last mark, redo brings the mark back', () => {
    assert(
      property(histories(), ({ plan, good, bad, culprit }) => {
        const steps: Search[] = [planned(plan, good, bad)]
        for (;;) {
          const search = steps.at(-1)!
          const step = nextStep(search, null)
          if (step.kind !== 'probe') break
          const isBad = ancestorsOf(plan, placeOf(step.sha)).has(culprit)
          steps.push(marked(search, [placeOf(step.sha), isBad ? 'bad' : 'good']))
        }
        let now = steps.at(-1)!
        for (const earlier of steps.slice(0, -1).toReversed()) {
          const before = now
          now = undo(now)!
          expect(now.marks).toEqual(earlier.marks)
          expect(nextStep(now, null)).toEqual(nextStep(earlier, null))
          expect(redo(now)!.marks).toEqual(before.marks)
        }
        expect(undo(now)).toBeNull()
      }),
      { numRuns: 1000, seed: 20_250_103 },
    )
  })

  test('a new verdict ends what could be redone', () => {
    const search = marked(planned(line(10), 0, 9), [5, 'bad'])
    expect(redo(search)).toBeNull()
    expect(redo(marked(undo(search)!, [4, 'good']))).toBeNull()
  })
})

describe('a verdict that cannot be', () => {
  const search = marked(planned(fork, 0, 7), [2, 'good'], [5, 'bad'])

  test.each<[string, number, Verdict, string]>([
    ['good above a bad commit', 6, 'good', '0000006 good contradicts 0000005 bad'],
    ['bad below a good commit', 1, 'bad', '0000001 bad contradicts 0000002 good'],
    ['good on the bad commit itself', 5, 'good', '0000005 good contradicts 0000005 bad'],
    ['bad on a good commit itself', 2, 'bad', '0000002 bad contradicts 0000002 good'],
    ['good on the bad end', 7, 'good', '0000007 good contradicts 0000005 bad'],
    ['bad on the good end', 0, 'bad', '0000000 bad contradicts 0000000 good (the good end)'],
    ['bad above a bad commit', 6, 'bad', '0000006 bad adds nothing to 0000005 bad'],
    ['good below a good commit', 1, 'good', '0000001 good adds nothing to 0000002 good'],
    ['skip on a settled commit', 1, 'skip', '0000001 skip adds nothing to 0000002 good'],
    [
      'a commit from elsewhere',
      99,
      'bad',
      '0000063 is not between 0000000 good (the good end) and 0000007 bad (the bad end)',
    ],
  ])('is refused with both marks named: %s', (_, place, verdict, message) => {
    const refused = failure(mark(search, verdictOn(shaOf(place), verdict)))
    expect(refused).toMatchObject({ kind: 'usage', message })
    expect(refused.next).not.toBeNull()
  })

  test('leaves a search that goes on', () => {
    mark(search, verdictOn(shaOf(6), 'good'))
    expect(nextStep(marked(search, [4, 'good']), null)).toMatchObject({
      kind: 'found',
      sha: shaOf(5),
    })
  })

  test('is refused on a branch that is no longer searched, though nothing contradicts it', () => {
    const side = marked(planned(fork, 0, 7), [4, 'bad'])
    expect(failure(mark(side, verdictOn(shaOf(2), 'good'))).message).toBe(
      '0000002 good adds nothing to 0000004 bad',
    )
  })

  test('is a second skip, but a skipped commit can still be judged', () => {
    const skipped = marked(planned(line(10), 0, 9), [5, 'skip'])
    expect(failure(mark(skipped, verdictOn(shaOf(5), 'skip'))).message).toContain('adds nothing')
    expect(candidates(marked(skipped, [5, 'bad']))).toEqual([5, 4, 3, 2, 1].map(shaOf))
  })
})

describe('ends that are verified', () => {
  const range = plannedRange(line(10), 0, 9)

  test('come first, bad then good, and then the search proper', () => {
    let search = searchOf(range, true)
    expect(nextStep(search, null)).toEqual({
      kind: 'probe',
      sha: shaOf(9),
      phase: 'verify',
      why: 'verify-bad',
    })
    expect(remaining(search)).toEqual({ candidates: 9, least: 5, most: 6 })
    search = marked(search, [9, 'bad'])
    expect(nextStep(search, null)).toEqual({
      kind: 'probe',
      sha: shaOf(0),
      phase: 'verify',
      why: 'verify-good',
    })
    search = marked(search, [0, 'good'])
    expect(nextStep(search, null)).toMatchObject({ kind: 'probe', phase: 'search', why: 'split' })
    expect(remaining(search)).toEqual({ candidates: 9, least: 3, most: 4 })
  })

  test.each<[number, Verdict, string]>([
    [9, 'good', 'bad-end-good'],
    [0, 'bad', 'good-end-bad'],
    [9, 'skip', 'end-untestable'],
    [0, 'skip', 'end-untestable'],
  ])('abort the bisect where they do not hold: %i is %s', (place, verdict, why) => {
    const search = marked(searchOf(range, true), [place, verdict])
    expect(nextStep(search, null)).toEqual({ kind: 'aborted', why, sha: shaOf(place) })
    expect(remaining(search)).toEqual({ candidates: 9, least: 0, most: 0 })
    expect(failure(mark(search, verdictOn(shaOf(5), 'good'))).message).toContain('was aborted by')
    expect(nextStep(undo(search)!, null)).toMatchObject({ kind: 'probe', phase: 'verify' })
  })

  test('can be verified after a candidate was marked, which keeps its verdict', () => {
    const search = marked(searchOf(range, true), [5, 'bad'], [9, 'bad'], [0, 'good'])
    expect(candidates(search)).toEqual([5, 4, 3, 2, 1].map(shaOf))
  })
})

describe('a good end on another branch', () => {
  const range = { ...plannedRange(fork, 2, 4), mergeBases: [shaOf(1)] }

  test('has the merge base tested first', () => {
    const search = searchOf(range)
    expect(nextStep(search, null)).toEqual({
      kind: 'probe',
      sha: shaOf(1),
      phase: 'search',
      why: 'merge-base',
    })
    expect(candidates(marked(search, [1, 'good']))).toEqual([4, 3].map(shaOf))
  })

  test('has a state for the merge base as soon as it has a verdict', () => {
    const stateOf = (now: Search) => {
      const { range } = now
      return commitStates(now, { kind: 'found', sha: range.bad, skipped: [] }).get(shaOf(1))
    }
    const search = searchOf(range)
    expect([search, marked(search, [1, 'good']), marked(search, [1, 'skip'])].map(stateOf)).toEqual(
      [undefined, 'good', 'skipped'],
    )
  })

  test('aborts where the merge base is bad: it was mended on the good side', () => {
    const search = marked(searchOf(range), [1, 'bad'])
    expect(nextStep(search, null)).toEqual({
      kind: 'aborted',
      why: 'merge-base-bad',
      sha: shaOf(1),
    })
  })

  test('goes on where the merge base cannot be tested', () => {
    expect(nextStep(marked(searchOf(range), [1, 'skip']), null)).toMatchObject({ why: 'split' })
  })
})

describe('a search limited to a path', () => {
  test('has the commits that touch it as candidates, and the bad end until another is bad', () => {
    const search = searchOf(plannedRange(line(10), 0, 9, new Set([2, 5, 7].map(shaOf))))
    expect(candidates(search)).toEqual([9, 7, 5, 2].map(shaOf))
    expect(candidates(marked(search, [7, 'bad']))).toEqual([7, 5, 2].map(shaOf))
    expect(nextStep(marked(search, [7, 'bad'], [5, 'good']), null)).toMatchObject({
      kind: 'found',
      sha: shaOf(7),
    })
  })

  test('ends with what is left where no commit that touches it is bad', () => {
    const search = searchOf(plannedRange(line(10), 0, 9, new Set([2, 5, 7].map(shaOf))))
    expect(nextStep(marked(search, [7, 'good']), null)).toEqual({
      kind: 'indeterminate',
      why: 'path',
      candidates: [9, 8].map(shaOf),
    })
  })
})

test('every commit has a state that says how it stands', () => {
  const touching = new Set([2, 3, 4, 5, 6, 7, 8, 9, 11, 12].map(shaOf))
  const search = marked(
    searchOf(plannedRange(line(13), 0, 12, touching)),
    [10, 'bad'],
    [3, 'good'],
    [7, 'skip'],
  )
  const states = commitStates(search, nextStep(search, shaOf(6)))
  expect(Object.fromEntries([...states].map(([sha, state]) => [placeOf(sha), state]))).toEqual({
    0: 'good',
    1: 'implied-good',
    2: 'implied-good',
    3: 'good',
    4: 'candidate',
    5: 'candidate',
    6: 'in-hand',
    7: 'skipped',
    8: 'candidate',
    9: 'candidate',
    10: 'bad',
    11: 'implied-bad',
    12: 'bad',
  })
  const side = marked(planned(fork, 0, 7), [4, 'bad'])
  expect(commitStates(side, nextStep(side, null)).get(shaOf(2))).toBe('excluded')
  const narrow = searchOf(plannedRange(line(4), 0, 3, new Set([shaOf(3)])))
  expect(commitStates(narrow, nextStep(narrow, null)).get(shaOf(2))).toBe('excluded')
})

test('the probes left are exact on a straight history and never below none', () => {
  for (let length = 2; length <= 40; length++)
    for (let culprit = 1; culprit < length; culprit++) {
      let search = planned(line(length), 0, length - 1)
      const { least, most } = remaining(search)
      let probes = 0
      for (;;) {
        const step = nextStep(search, null)
        if (step.kind !== 'probe') break
        probes++
        search = marked(search, [placeOf(step.sha), placeOf(step.sha) >= culprit ? 'bad' : 'good'])
      }
      expect(probes).toBeGreaterThanOrEqual(least)
      expect(probes).toBeLessThanOrEqual(most)
      expect(remaining(search)).toEqual({ candidates: 1, least: 0, most: 0 })
    }
})

test('exit codes mean what git bisect run takes them for', () => {
  expect([0, 1, 124, 125, 126, 127, 128, 255, -1].map(verdictOfExitCode)).toEqual([
    'good',
    'bad',
    'bad',
    'skip',
    'bad',
    'bad',
    'abort',
    'abort',
    'abort',
  ])
})
