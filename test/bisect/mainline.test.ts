import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choose } from '../../src/bisect/choose.ts'
import { setFirstParent } from '../../src/bisect/mark.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import type { Search } from '../../src/bisect/search.ts'
import { sections } from '../../src/bisect/section.ts'
import { remaining } from '../../src/bisect/split.ts'
import { candidates } from '../../src/bisect/standing.ts'
import { marked, planned, searchOf } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import { ancestorsOf, placeOf, plannedRange, shaOf, value } from '../support/git-repository.ts'

/** Places on the first-parent line of `start`, written the plainest way. */
function mainlineOf(plan: readonly PlannedCommit[], start: number): Set<number> {
  const line = new Set<number>()
  for (let at: number | undefined = start; at !== undefined; at = plan[at]?.parents[0]) line.add(at)
  return line
}

const mainlineFirst = (search: Search): Search => setFirstParent(search, true)

/**
 * 0 ── 3 ────── 6 ── 7 ── 9      the first parents
 *  └1─2┘ └ 4─5 ─┘ └── 8 ──┘
 */
const merges: PlannedCommit[] = [[], [0], [1], [0, 2], [3], [4], [3, 5], [6], [6], [7, 8]].map(
  (parents) => ({ parents }),
)

describe('with the mainline first', () => {
  test('merges are proposed before anything inside them, and then the inside of the guilty one', () => {
    let search = mainlineFirst(planned(merges, 0, 9))
    const proposed: [number, string][] = []
    const inside: number[] = []
    for (;;) {
      const step = nextStep(search, null)
      if (step.kind !== 'probe') break
      const place = placeOf(step.sha)
      proposed.push([place, step.why])
      search = marked(search, [place, ancestorsOf(merges, place).has(4) ? 'bad' : 'good'])
      if (place === 3) inside.push(...candidates(search).map(placeOf))
    }
    expect(proposed.filter(([, why]) => why === 'mainline').map(([place]) => place)).toEqual([6, 3])
    expect(inside).toEqual([6, 5, 4])
    expect(nextStep(search, null)).toMatchObject({ kind: 'found', sha: shaOf(4) })
  })

  test('over any history the same culprit is named, and the phases never mix', () => {
    assert(
      property(histories(), ({ plan, good, bad, culprit }) => {
        const mainline = mainlineOf(plan, bad)
        const steps: {
          readonly place: number
          readonly why: string
          readonly left: Set<number>
        }[] = []
        let search = mainlineFirst(planned(plan, good, bad))
        for (;;) {
          const { least, most } = remaining(search)
          expect(least).toBeLessThanOrEqual(most)
          const step = nextStep(search, null)
          if (step.kind !== 'probe') break
          const place = placeOf(step.sha)
          steps.push({ place, why: step.why, left: new Set(candidates(search).map(placeOf)) })
          const isBad = ancestorsOf(plan, place).has(culprit)
          search = marked(search, [place, isBad ? 'bad' : 'good'])
        }
        expect(nextStep(search, null)).toEqual({ kind: 'found', sha: shaOf(culprit), skipped: [] })

        const firstInside = steps.findIndex(({ why }) => why === 'split')
        const onMainline = firstInside === -1 ? steps : steps.slice(0, firstInside)
        const inside = firstInside === -1 ? [] : steps.slice(firstInside)
        expect(
          onMainline.every(({ place, why }) => why === 'mainline' && mainline.has(place)),
        ).toBe(true)
        expect(inside.every(({ place, why }) => why === 'split' && !mainline.has(place))).toBe(true)
        // Exactly what the guilty merge brought into the mainline.
        const guilty = Math.min(...[...mainline].filter((at) => ancestorsOf(plan, at).has(culprit)))
        const earlier = new Set([
          ...ancestorsOf(plan, good),
          ...ancestorsOf(plan, plan[guilty]?.parents[0] ?? guilty),
        ])
        const brought = new Set([...ancestorsOf(plan, guilty)].filter((at) => !earlier.has(at)))
        expect(inside[0]?.left ?? brought).toEqual(brought)
      }),
      { numRuns: 1000, seed: 20_250_130 },
    )
  })

  test('a path counts what merges bring in, though no merge touches it itself', () => {
    const touching = new Set([1, 4, 8].map(shaOf))
    const search = mainlineFirst(searchOf(plannedRange(merges, 0, 9, touching)))
    const step = nextStep(search, null)
    expect(step).toMatchObject({ why: 'mainline', sha: shaOf(6) })
    expect(nextStep(marked(search, [6, 'bad'], [3, 'good']), null)).toMatchObject({
      why: 'split',
      sha: shaOf(4),
    })
  })

  test('it can be dropped at any time, and a commit can still be chosen', () => {
    const search = mainlineFirst(planned(merges, 0, 9))
    expect(nextStep(setFirstParent(search, false), shaOf(5))).toMatchObject({ why: 'split' })
    expect(nextStep(value(choose(search, shaOf(5))), null)).toMatchObject({ sha: shaOf(5) })
  })

  test('a skipped merge leaves the rest of the mainline to test, then the candidates', () => {
    const search = marked(mainlineFirst(planned(merges, 0, 9)), [6, 'skip'])
    const step = nextStep(search, null)
    expect(step).toMatchObject({ why: 'mainline' })
    expect([3, 7].map(shaOf)).toContain('sha' in step ? step.sha : '')
    expect(nextStep(marked(search, [7, 'bad'], [3, 'good']), null)).toMatchObject({ why: 'split' })
  })

  test('the tests left are those of the mainline and of the inside of one merge', () => {
    // 2, 4 and 6 are merges of one commit each.
    const plan = [[], [0], [0, 1], [2], [2, 3], [4], [4, 5]].map((parents) => ({ parents }))
    expect(remaining(mainlineFirst(planned(plan, 0, 6)))).toEqual({
      ...{ candidates: 6, least: 2, most: 3 },
    })
    const search = mainlineFirst(planned(merges, 0, 9))
    expect(remaining(search)).toEqual({ candidates: 9, least: 2, most: 4 })
    // What was skipped is no work left.
    const skipped = marked(search, [1, 'skip'], [2, 'skip'], [4, 'skip'])
    expect(remaining(skipped)).toEqual({ candidates: 9, least: 2, most: 3 })
  })

  test('a merge that brings in nothing of the path, or all of it, is not tested', () => {
    const search = mainlineFirst(searchOf(plannedRange(merges, 0, 9, new Set([shaOf(4)]))))
    expect(nextStep(search, null)).toMatchObject({ why: 'split', sha: shaOf(4) })
  })

  test('a bad commit inside a merge leaves the mainline that it grew from', () => {
    const search = marked(mainlineFirst(planned(merges, 0, 9)), [5, 'bad'])
    expect(sections(search, 9, [])).toEqual([shaOf(3)])
    expect(nextStep(marked(search, [3, 'good']), null)).toMatchObject({ sha: shaOf(4) })
    // 5 merges the branch 3, 4 that grew beside 2.
    const beside = [[], [0], [1], [1], [3], [2, 4]].map((parents) => ({ parents }))
    const branch = marked(mainlineFirst(planned(beside, 0, 5)), [4, 'bad'])
    expect(sections(branch, 9, [])).toEqual([shaOf(1)])
  })

  test('a merge is tested where it parts commits of the path that cannot be', () => {
    const search = mainlineFirst(searchOf(plannedRange(merges, 0, 9, new Set([1, 4].map(shaOf)))))
    const skipped = marked(search, [1, 'skip'], [4, 'skip'])
    expect(nextStep(skipped, null)).toMatchObject({ why: 'mainline', sha: shaOf(3) })
    expect(nextStep(setFirstParent(skipped, false), null)).toMatchObject({ why: 'skips' })
  })
})
