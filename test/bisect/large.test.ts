/** Ranges so large that weighing every commit against every other would take seconds. */
import { describe, expect, test } from 'vitest'
import { worthBuilding } from '../../src/bisect/build.ts'
import { contentsOf, sizeOf } from '../../src/bisect/contents.ts'
import { graphOf } from '../../src/bisect/graph.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import type { Search } from '../../src/bisect/search.ts'
import { sections } from '../../src/bisect/section.ts'
import { splitRequest } from '../../src/bisect/split.ts'
import { marked, planned, searchOf } from '../support/bisect-search.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import { line, placeOf, plannedRange, shaOf } from '../support/git-repository.ts'

describe('a range of ten thousand commits', () => {
  const search = planned(line(10_001), 0, 10_000)

  test('is split in the middle without asking git, which would take long', () => {
    expect(splitRequest(search)).toBeNull()
    expect(splitRequest(planned(line(8194), 0, 8193))).toBeNull()
    const half = planned(line(8193), 0, 8192)
    expect(splitRequest(half)).toEqual({
      ...{ after: shaOf(8192), before: [shaOf(0)], skipped: [], firstParent: false },
    })
    const step = nextStep(search, null)
    expect(step.kind === 'probe' ? placeOf(step.sha) : 0).toBe(5000)
  })

  test('is split in the middle where skips and a path leave gaps', () => {
    const touching = new Set(
      Array.from({ length: 10_001 }, (_, at) => at)
        .filter((at) => at < 9000 && at % 3 === 0)
        .map(shaOf),
    )
    const narrow = searchOf(plannedRange(line(10_001), 0, 10_000, touching))
    const skipped = marked(narrow, [4500, 'skip'])
    for (const one of [narrow, skipped]) {
      const step = nextStep(one, null)
      if (step.kind !== 'probe') throw new Error(step.kind)
      expect(touching).toContain(step.sha)
      expect(step.sha).not.toBe(one === skipped ? shaOf(4500) : '')
      expect(Math.abs(placeOf(step.sha) - 4500)).toBeLessThanOrEqual(6)
    }
  })

  test('is split well where it is two branches side by side', () => {
    // Odd and even commits are branches of their own, joined by the last.
    const plan: PlannedCommit[] = [{ parents: [] }]
    for (let at = 1; at < 10_000; at++) plan.push({ parents: [Math.max(0, at - 2)] })
    plan.push({ parents: [9999, 9998] })
    const step = nextStep(planned(plan, 0, 10_000), null)
    if (step.kind !== 'probe') throw new Error(step.kind)
    // Neither branch holds more than half, so its newest commits split best.
    expect(placeOf(step.sha)).toBeGreaterThan(9000)
  })

  test('is split well where branches from its beginning were merged late', () => {
    // 5,000 in a line; then nine branches of 600, each from the first commit and merged on its own.
    const plan: PlannedCommit[] = line(5001)
    let main = 5000
    for (let branch = 0; branch < 9; branch++) {
      for (let i = 0; i < 600; i++) plan.push({ parents: [i === 0 ? 0 : plan.length - 1] })
      main = plan.push({ parents: [main, plan.length - 1] }) - 1
    }
    const step = nextStep(planned(plan, 0, main), null)
    if (step.kind !== 'probe') throw new Error(step.kind)
    expect(placeOf(step.sha)).toBeGreaterThan(4500)
    expect(placeOf(step.sha)).toBeLessThanOrEqual(5000)
  })

  test('has the same contents, all at once or walked for one by one', () => {
    const { shas } = graphOf(search.range)
    const graph = graphOf(search.range)
    const all = shas.map((_, at) => at)
    const few = all.filter((at) => at % 100 === 0)
    const heads = (sha: string) => [graph.positions.get(sha)!]
    const places = [1, 31, 32, 33, 4999, 10_000]
    // 10,000² bits fit; 13,000² do not.
    const size = (candidates: readonly number[], of: typeof graph, at: number) =>
      sizeOf(contentsOf({ graph: of, candidates, heads }, [shaOf(at)]).get(shaOf(at))!)
    for (const at of places) {
      expect(size(all, graph, at)).toBe(at)
      expect(size(few, graph, at)).toBe(Math.floor(at / 100))
    }
    const larger = graphOf(planned(line(13_001), 0, 13_000).range)
    const own = (sha: string) => [larger.positions.get(sha)!]
    for (const at of [...places, 13_000]) {
      const everything = { graph: larger, candidates: larger.shas.map((_, i) => i), heads: own }
      const row = contentsOf(everything, [shaOf(at)]).get(shaOf(at))!
      expect(sizeOf(row)).toBe(at)
    }
  })

  test('is cut into even parts by several tests at once', () => {
    const places = sections(search, 3, []).map(placeOf)
    expect(places).toHaveLength(3)
    const sorted = places.toSorted((a, b) => a - b)
    for (const [i, at] of sorted.entries())
      expect(Math.abs(at - (i + 1) * 2500)).toBeLessThanOrEqual(60)
  })

  test('names the build that would split it best, out of a sample', () => {
    const testable: Search['testable'] = {
      ...{ only: 'built', tiers: new Map(), unbuilt: new Set() },
      ...{ asks: false, beside: new Map() },
    }
    const [best] = worthBuilding({ ...search, testable }, 1)
    expect(best?.ifAfter).toBeGreaterThan(4990)
    expect(best?.ifBefore).toBeGreaterThan(4990)
    expect(best!.ifAfter + best!.ifBefore).toBe(10_000)
  })
})
