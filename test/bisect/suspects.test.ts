import { array, assert, constantFrom, integer, property, record, string } from 'fast-check'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { posterior } from '../../src/bisect/flaky.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import type { Flaky, Search } from '../../src/bisect/search.ts'
import { candidates } from '../../src/bisect/standing.ts'
import { suspectsOf } from '../../src/bisect/suspects.ts'
import { readChanges } from '../../src/git/changes.ts'
import { readRange } from '../../src/git/range.ts'
import { cluesIn } from '../../src/model/commit/clues.ts'
import type { ChangedFile, CommitChange } from '../../src/model/commit/commit.ts'
import { ranked } from '../../src/model/commit/suspect.ts'
import { cleanLines } from '../../src/model/text.ts'
import { marked, planned } from '../support/bisect-search.ts'
import { histories } from '../support/git-history.ts'
import type { Incident } from '../support/bisect-incidents.ts'
import { chance, incidents, planOf } from '../support/bisect-incidents.ts'
import {
  ancestorsOf,
  line,
  makeRepository,
  openFolder,
  placeOf,
  shaOf,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

const timeout = 120_000

/** The culprit's place in the ranking, 1 for the first, and what it and the first are suspected for. */
async function rankOf(incident: Incident) {
  const folder = temporaryFolder()
  const { plan, culprit } = planOf(incident)
  const shas = makeRepository(folder, plan)
  const repository = await openFolder(folder, join(folder, 'cache'))
  const [good, bad] = [shas[0] ?? '', shas.at(-1) ?? '']
  const range = value(await readRange(repository, good, bad, null))
  const commits = value(await readChanges(repository, range))
  const clues = cluesIn(cleanLines(incident.log))
  const { path } = incident
  const facts = { commits, clues, path, owner: null, ownersOf: () => [] }
  const order = ranked(suspectsOf(facts))
  const at = order.findIndex(({ sha }) => sha === shas[culprit])
  rmSync(folder, { recursive: true, force: true })
  return { rank: at + 1, of: order.length, top: order.slice(0, 6), own: order[at], commits, clues }
}

describe('suspects', () => {
  test(
    'of twenty incidents, the culprit is among the first five at least fifteen times',
    { timeout },
    async () => {
      const ranks = await Promise.all(
        incidents.map(async (incident) => ({ name: incident.name, ...(await rankOf(incident)) })),
      )
      if (process.env['KULPRIT_RANKS'] !== undefined) print(ranks)
      expect(incidents).toHaveLength(20)
      expect(Math.min(...ranks.map(({ of }) => of))).toBeGreaterThanOrEqual(40)
      expect(ranks.filter(({ rank }) => rank <= 5).length).toBeGreaterThanOrEqual(15)
    },
  )

  test('none is ever left out, and the same commit is found with them as without', () => {
    assert(
      property(
        histories({ largest: 40 }),
        array(change, { minLength: 41, maxLength: 41 }),
        crash,
        (history, changes, log) => {
          const { plan, good, bad, culprit } = history
          const search = planned(plan, good, bad)
          const commits = search.range.commits.map(({ sha }, at): CommitChange => ({
            ...changes[at]!,
            sha,
          }))
          const facts = {
            commits,
            clues: cluesIn(log),
            path: 'services/cart',
            owner: 'shop',
            ownersOf: () => ['@acme/shop'],
          }
          const suspects = suspectsOf(facts)
          expect(suspects.map(({ sha }) => sha)).toEqual(commits.map(({ sha }) => sha))
          for (const { score } of suspects) {
            expect(score).toBeGreaterThanOrEqual(0)
            expect(score).toBeLessThanOrEqual(100)
          }
          const isBad = (at: number): boolean => ancestorsOf(plan, at).has(culprit)
          expect(runTo({ ...search, suspects }, isBad)).toEqual(runTo(search, isBad))
          const flaky = { confidence: 0.95, failRate: 0.5, falseFailRate: 0.05 }
          const begun = posterior({ ...search, suspects, flaky })
          expect(new Set(begun.map(({ sha }) => sha))).toEqual(new Set(candidates(search)))
          for (const { probability } of begun)
            expect(probability).toBeGreaterThanOrEqual(0.5 / begun.length - 1e-9)
        },
      ),
      { numRuns: 500, seed: 12 },
    )
  })

  test('each reason is said in words', () => {
    const files: ChangedFile[] = [
      { path: 'services/cart/src/price.ts', how: 'changed', added: 90, removed: 30 },
    ]
    const quiet: CommitChange = {
      sha: shaOf(1),
      subject: 'Tidy up',
      body: '',
      files: [{ path: 'README.md', how: 'changed', added: 1, removed: 0 }],
    }
    const loud: CommitChange = { sha: shaOf(2), subject: 'Cache the price list', body: '', files }
    const bump: CommitChange = {
      sha: shaOf(3),
      subject: 'Bump pg from 8.11.3 to 8.12.0',
      body: '',
      files: [{ path: 'package-lock.json', how: 'changed', added: 4, removed: 4 }],
    }
    const clues = cluesIn([
      'Error: price list is empty',
      '    at Client.query (/app/node_modules/pg/lib/client.js:526:17)',
      '    at loadPrices (/app/services/cart/dist/price.js:41:9)',
    ])
    const order = ranked(
      suspectsOf({
        commits: [quiet, loud, bump],
        clues,
        path: 'services/cart',
        owner: 'group:default/shop',
        ownersOf: (path) => (path.startsWith('services/cart') ? ['@acme/shop'] : []),
      }),
    )
    expect(order.map(({ sha, reasons }) => [placeOf(sha), ...reasons])).toEqual([
      [
        2,
        'changes services/cart/src/price.ts, which the stack names',
        'shares “price”, “list”, “cart” with the log',
        'touches services/cart',
        'its files belong to group:default/shop, as the workload does',
        'changes 120 lines',
      ],
      [3, 'changes the version of pg, which the stack runs through'],
      [1, 'is among the newest'],
    ])
  })
})

describe('suspects as the prior of a flaky search', () => {
  const flaky = { confidence: 0.95, failRate: 0.5, falseFailRate: 0.05 }

  test.each([
    ['ranked as in the incidents', harmonic, 0.95, 33],
    ['anywhere in the ranking', uniform, 0.95, 40],
  ])(
    'the confidence holds over 500 runs with the culprit %s',
    { timeout: 900_000 },
    (_, place, least, most) => {
      const { right, tests } = simulate(flaky, place)
      if (process.env['KULPRIT_RANKS'] !== undefined) console.log({ right, tests })
      expect(right).toBeGreaterThanOrEqual(least)
      expect(tests).toBeLessThan(most)
    },
  )
})

/** In a ranking of 100, the place of the culprit: the first twice as often as the second. */
function harmonic(random: number): number {
  let left = random * 5.1874
  for (let at = 1; at < 100; at++) {
    left -= 1 / at
    if (left < 0) return at
  }
  return 100
}

function uniform(random: number): number {
  return 1 + Math.floor(random * 100)
}

function simulate(flaky: Flaky, place: (random: number) => number) {
  const runs = 500
  let [right, tests] = [0, 0]
  for (let seed = 1; seed <= runs; seed++) {
    const random = chance(seed)
    const order = Array.from({ length: 100 }, (_, at) => ({ at: at + 1, key: random() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ at }) => at)
    const culprit = order[place(random()) - 1] ?? 1
    const suspects = order.map((at, i) => ({ sha: shaOf(at), score: 100 - i, reasons: [] }))
    let search: Search = { ...planned(line(101), 0, 100), flaky, suspects }
    for (;;) {
      const step = nextStep(search, null)
      if (step.kind !== 'probe') {
        if (step.kind === 'found' && placeOf(step.sha) === culprit) right++
        break
      }
      const at = placeOf(step.sha)
      search = marked(search, [at, random() < (at >= culprit ? 0.5 : 0.05) ? 'bad' : 'good'])
      tests++
    }
  }
  return { right: right / runs, tests: tests / runs }
}

const change = record({
  sha: constantFrom(''),
  subject: string({ maxLength: 40 }),
  body: string({ maxLength: 40 }),
  files: array(
    record({
      path: constantFrom('services/cart/src/price.ts', 'go.mod', 'README.md', 'src/a b.py', 'x'),
      how: constantFrom('added' as const, 'changed' as const, 'removed' as const),
      added: integer({ min: 0, max: 5000 }),
      removed: integer({ min: 0, max: 5000 }),
    }),
    { maxLength: 6 },
  ),
})

const crash = array(
  constantFrom(
    'panic: price list is empty',
    '    at loadPrices (/app/services/cart/dist/price.js:41:9)',
    '  File "/app/src/a b.py", line 3, in <module>',
    'Caused by: java.lang.IllegalStateException: no',
    '',
  ),
  { maxLength: 8 },
)

function runTo(search: Search, isBad: (place: number) => boolean): readonly unknown[] {
  const tested: unknown[] = []
  for (let now = search; ;) {
    const step = nextStep(now, null)
    tested.push(step)
    if (step.kind !== 'probe') return tested
    const place = placeOf(step.sha)
    now = marked(now, [place, isBad(place) ? 'bad' : 'good'])
  }
}

/** For the curious: KULPRIT_RANKS=1. */
function print(ranks: readonly ({ name: string } & Awaited<ReturnType<typeof rankOf>>)[]): void {
  for (const { name, rank, of, own, top, commits, clues } of ranks) {
    console.log(`${String(rank).padStart(2)} of ${of}  ${name}`)
    if (process.env['KULPRIT_RANKS'] !== 'all' && rank <= 3) continue
    console.log(
      '   ',
      clues.frames.map(({ path }) => path).join(' '),
      '|',
      clues.packages.join(' '),
      '|',
      [...clues.kinds].join(' '),
      '|',
      [...clues.words].map(([w, n]) => `${w}${n.weight === 1 ? '' : '-'}`).join(' '),
    )
    for (const suspect of [...top, own])
      console.log(
        '    ',
        suspect?.score,
        commits.find(({ sha }) => sha === suspect?.sha)?.subject,
        suspect?.reasons.join('; '),
      )
  }
}
