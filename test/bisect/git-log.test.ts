import { array, assert, integer, property } from 'fast-check'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gitBisectLog } from '../../src/bisect/git-log.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import type { Search } from '../../src/bisect/search.ts'
import { candidates } from '../../src/bisect/standing.ts'
import { marked, planned } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import type { PlannedCommit } from '../support/git-repository.ts'
import {
  ancestorsOf,
  git,
  gitStatus,
  line,
  makeRepository,
  placeOf,
  shaOf,
  temporaryFolder,
} from '../support/git-repository.ts'

const timeout = 240_000

/** The log, with the repository's own hashes; `replay` gives what git is left with, as places. */
function replayed(folder: string, plan: readonly PlannedCommit[], search: Search) {
  const shas = makeRepository(folder, plan)
  git(folder, 'reset', '--quiet', '--hard')
  const { good, bad } = search.range
  const text = gitBisectLog(
    { good: { sha: good, label: 'v1' }, bad: { sha: bad, label: 'v2' }, path: null },
    search,
  ).replaceAll(/\b[0-9a-f]{7}f{33}\b/g, (sha) => shas[placeOf(sha)] ?? '')
  const file = join(folder, '.git', 'log')
  writeFileSync(file, text)
  const { code, text: said } = gitStatus(folder, 'bisect', 'replay', file)
  const limits = git(folder, 'for-each-ref', '--format=%(refname:strip=2)', 'refs/bisect')
  const goods = limits.split('\n').filter((name) => name.startsWith('good-'))
  const left = git(
    folder,
    'rev-list',
    'refs/bisect/bad',
    ...goods.map((name) => `^refs/bisect/${name}`),
  )
  return {
    code,
    said,
    text,
    candidates: new Set(left.split('\n').map((sha) => shas.indexOf(sha))),
  }
}

describe('the log for git bisect replay', () => {
  test('says of builds beside the range what they say about the range', { timeout }, () => {
    const dice = array(integer({ min: 0, max: 99 }), { minLength: 60, maxLength: 60 })
    assert(
      property(histories({ largest: 25 }), dice, ({ plan: main, bad, culprit }, rolls) => {
        const plan = [...main]
        for (let i = 0; i < 5; i++) plan.push({ parents: [(rolls[i] ?? 0) % plan.length] })
        const range = new Set([...ancestorsOf(plan, bad)].filter((at) => at !== 0))
        const entriesOf = (at: number): string[] => {
          const inside = [...ancestorsOf(plan, at)].filter((place) => range.has(place))
          return inside
            .filter((one) => inside.every((o) => o === one || !ancestorsOf(plan, o).has(one)))
            .map(shaOf)
        }
        const besides = plan.map((_, at) => at).filter((at) => at > bad && entriesOf(at).length > 0)
        const built = [...range].filter((at) => (rolls[20 + at] ?? 0) < 40)
        let search: Search = {
          ...planned(main, 0, bad),
          testable: {
            only: 'built',
            tiers: new Map([...besides, ...built].map((at) => [shaOf(at), 'built'])),
            unbuilt: new Set(),
            asks: false,
            beside: new Map(besides.map((at) => [shaOf(at), entriesOf(at)])),
          },
        }
        for (let tests = (rolls[10] ?? 0) % 5; tests >= 0; tests--) {
          const step = nextStep(search, null)
          if (step.kind !== 'probe') break
          const place = placeOf(step.sha)
          search = marked(search, [place, ancestorsOf(plan, place).has(culprit) ? 'bad' : 'good'])
        }
        const folder = temporaryFolder()
        const { code, candidates: left, said } = replayed(folder, plan, search)
        rmSync(folder, { recursive: true, force: true })
        expect(code, said).toBe(0)
        const own = candidates(search).map(placeOf)
        // Git counts its bad commit; branches that no candidate joins it cannot be told about.
        expect(own.every((at) => left.has(at))).toBe(true)
        const joined = own.filter((at) => own.every((other) => ancestorsOf(plan, at).has(other)))
        expect(left).toEqual(joined.length > 0 ? new Set(own) : left)
      }),
      { numRuns: 40, seed: 11 },
    )
  })

  test(
    'of a flaky symptom nothing is proven until one commit is probable enough',
    { timeout },
    () => {
      const flaky = { confidence: 0.95, failRate: 0.9, falseFailRate: 0.05 }
      const plan = line(9)
      let search: Search = { ...planned(plan, 0, 8), flaky }
      search = marked(search, [5, 'bad'], [5, 'good'], [5, 'bad'])
      const begun = replayed(temporaryFolder(), plan, search)
      expect(begun.code, begun.said).toBe(0)
      expect(begun.candidates.size).toBe(8)
      expect(begun.text).toContain('# tested good: [')
      search = marked(search, [5, 'bad'], [4, 'good'], [4, 'good'], [5, 'bad'], [4, 'good'])
      expect(nextStep(search, null)).toMatchObject({ kind: 'found', sha: shaOf(5) })
      const ended = replayed(temporaryFolder(), plan, search)
      expect(ended.said).toContain('is the first bad commit')
      expect(ended.candidates).toEqual(new Set([5]))
    },
  )
})
