import { assert, asyncProperty } from 'fast-check'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gitBisectLog } from '../../src/bisect/git-log.ts'
import { mark, setFirstParent } from '../../src/bisect/mark.ts'
import { nextStep } from '../../src/bisect/next-step.ts'
import type { Search, Step } from '../../src/bisect/search.ts'
import type { Session } from '../../src/bisect/session.ts'
import { splitRequest } from '../../src/bisect/split.ts'
import { standingOf } from '../../src/bisect/standing.ts'
import type { Repository } from '../../src/git/open.ts'
import { readRange } from '../../src/git/range.ts'
import { suggestSplit } from '../../src/git/split.ts'
import type { Sha } from '../../src/model/commit/commit.ts'
import { searchOf, verdictOn } from '../support/bisect-search.ts'
import type { History } from '../support/git-history.ts'
import { histories } from '../support/git-history.ts'
import {
  ancestorsOf,
  git,
  gitStatus,
  makeRepository,
  openFolder,
  temporaryFolder,
  value,
} from '../support/git-repository.ts'

/** How many histories each property tries: KULPRIT_HISTORIES=1000 takes minutes. */
const runs = (few: number): number => Number(process.env['KULPRIT_HISTORIES'] ?? few)
const timeout = 4_000_000

type Mode = 'regression' | 'fix' | 'mainline'

const startOptions: Readonly<Record<Mode, readonly string[]>> = {
  regression: [],
  fix: ['--term-old=broken', '--term-new=fixed'],
  mainline: ['--first-parent'],
}

interface Case {
  readonly folder: string
  readonly repository: Repository
  readonly good: Sha
  readonly bad: Sha
  readonly path: string | null
  readonly mode: Mode
  /** Whether a commit contains the one that is looked for. */
  readonly isAfter: (sha: Sha) => boolean
}

async function prepare(
  folder: string,
  { plan, good, bad, culprit }: History,
  { path = null, mode = 'regression' }: { path?: string | null; mode?: Mode } = {},
): Promise<Case> {
  const shas = makeRepository(folder, plan)
  const after = new Set(shas.filter((_, at) => ancestorsOf(plan, at).has(culprit)))
  return {
    folder,
    repository: await openFolder(folder, join(folder, 'cache')),
    good: shas[good] ?? '',
    bad: shas[bad] ?? '',
    path,
    mode,
    isAfter: (sha) => after.has(sha),
  }
}

/** What `git bisect` tests one after another, and its first bad commit; null where it has none. */
function gitPath(run: Case): { probes: Sha[]; found: Sha | null } {
  const probes: Sha[] = []
  const paths = run.path === null ? [] : ['--', run.path]
  const options = ['--no-checkout', ...startOptions[run.mode]]
  git(run.folder, 'bisect', 'start', ...options, run.bad, run.good, ...paths)
  for (;;) {
    const found = /^# first '?(?:bad|fixed)'? commit: \[(\w+)\]/m.exec(
      git(run.folder, 'bisect', 'log'),
    )?.[1]
    if (found !== undefined) return { probes, found }
    const sha = git(run.folder, 'rev-parse', 'BISECT_HEAD')
    if (probes.at(-1) === sha) return { probes, found: null }
    probes.push(sha)
    const [old, changed] = run.mode === 'fix' ? ['broken', 'fixed'] : ['good', 'bad']
    gitStatus(run.folder, 'bisect', (run.isAfter(sha) ? changed : old) ?? '')
  }
}

async function stepOf(search: Search, run: Case): Promise<Step> {
  const request = splitRequest(search)
  if (request === null) return nextStep(search, null)
  return nextStep(search, value(await suggestSplit(run.repository, request, run.path)))
}

async function kulpritPath(
  run: Case,
): Promise<{ probes: Sha[]; found: Sha | null; searches: Search[] }> {
  // The newer end is the bad one in `run`; a fix is looked for where the user calls it good.
  const [good, bad] = run.mode === 'fix' ? [run.bad, run.good] : [run.good, run.bad]
  const range = value(await readRange(run.repository, good, bad, run.path))
  const searches = [setFirstParent(searchOf(range), run.mode === 'mainline')]
  const probes: Sha[] = []
  for (;;) {
    const search = searches.at(-1)!
    const step = await stepOf(search, run)
    if (step.kind !== 'probe')
      return { probes, found: step.kind === 'found' ? step.sha : null, searches }
    // Git's search ends with the merge; what is inside it comes on top.
    if (run.mode === 'mainline' && step.why !== 'mainline')
      return { probes, found: standingOf(search).after, searches }
    probes.push(step.sha)
    const isBad = run.isAfter(step.sha) === (run.mode !== 'fix')
    searches.push(value(mark(search, verdictOn(step.sha, isBad ? 'bad' : 'good'))))
  }
}

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder()
  await check(folder)
  rmSync(folder, { recursive: true, force: true })
}

function session(run: Case): Session {
  const older = { sha: run.good, label: 'v1.0' }
  const newer = { sha: run.bad, label: 'v1.1' }
  return {
    id: 'cart-k3f9',
    startedAt: '2024-01-01T00:00:00Z',
    workload: null,
    owner: null,
    repository: run.folder,
    remote: null,
    imageForm: null,
    path: run.path,
    looksFor: run.mode === 'fix' ? 'fix' : 'regression',
    good: run.mode === 'fix' ? newer : older,
    bad: run.mode === 'fix' ? older : newer,
    verifyEnds: false,
  }
}

describe('next to git bisect', () => {
  test(
    'the same commits are tested in the same order, and the same one is named',
    { timeout },
    () =>
      assert(
        asyncProperty(histories({ largest: 50 }), (history) =>
          inFolder(async (folder) => {
            const run = await prepare(folder, history)
            const { probes, found } = await kulpritPath(run)
            expect({ probes, found }).toEqual(gitPath(run))
          }),
        ),
        { numRuns: runs(25), seed: 1, endOnFailure: true },
      ),
  )

  test('also where good is on another branch and merge bases come first', { timeout }, () =>
    assert(
      asyncProperty(histories({ divergent: true, largest: 30 }), (history) =>
        inFolder(async (folder) => {
          const run = await prepare(folder, history)
          const { probes, found } = await kulpritPath(run)
          expect({ probes, found }).toEqual(gitPath(run))
        }),
      ),
      { numRuns: runs(15), seed: 2, endOnFailure: true },
    ),
  )

  test('also where a path limits the search', { timeout }, () =>
    assert(
      asyncProperty(histories({ largest: 50 }), ({ plan, good, bad, culprit }) =>
        inFolder(async (folder) => {
          // The culprit breaks the path, so that it is among the commits that touch it.
          const breaking = plan.map((commit, at) =>
            ancestorsOf(plan, at).has(culprit)
              ? { ...commit, files: { ...commit.files, 'a/broken': 'yes' } }
              : commit,
          )
          const run = await prepare(folder, { plan: breaking, good, bad, culprit }, { path: 'a' })
          const { probes, found } = await kulpritPath(run)
          expect({ probes, found }).toEqual(gitPath(run))
        }),
      ),
      { numRuns: runs(15), seed: 3, endOnFailure: true },
    ),
  )

  test.each<Mode>(['fix', 'mainline'])('also in a search for a %s', { timeout }, (mode) =>
    assert(
      asyncProperty(histories({ largest: 50 }), (history) =>
        inFolder(async (folder) => {
          const run = await prepare(folder, history, { mode })
          const { probes, found } = await kulpritPath(run)
          expect({ probes, found }).toEqual(gitPath(run))
        }),
      ),
      { numRuns: runs(15), seed: 5, endOnFailure: true },
    ),
  )

  test(
    'where all commits have a build, choosing among builds takes no more tests than git',
    { timeout },
    async () => {
      let [own, others] = [0, 0]
      await assert(
        asyncProperty(histories({ largest: 60 }), (history) =>
          inFolder(async (folder) => {
            const run = await prepare(folder, history)
            const range = value(await readRange(run.repository, run.good, run.bad, null))
            const testable = {
              only: 'any',
              tiers: new Map(),
              unbuilt: new Set<Sha>(),
              asks: false,
              beside: new Map(),
            } as const
            let search: Search = { ...searchOf(range), testable }
            for (
              let step = nextStep(search, null);
              step.kind === 'probe';
              step = nextStep(search, null)
            ) {
              search = value(
                mark(search, verdictOn(step.sha, run.isAfter(step.sha) ? 'bad' : 'good')),
              )
              own++
            }
            const { probes, found } = gitPath(run)
            others += probes.length
            expect(nextStep(search, null)).toMatchObject({ kind: 'found', sha: found })
          }),
        ),
        { numRuns: runs(40), seed: 6, endOnFailure: true },
      )
      if (process.env['KULPRIT_HISTORIES'] !== undefined) console.log({ own, git: others })
      expect(own).toBeLessThanOrEqual(1.05 * others)
    },
  )

  test.each<Mode>(['regression', 'fix'])(
    'git bisect replay takes the exported log and stands at the same commit: %s',
    { timeout },
    (mode) =>
      assert(
        asyncProperty(histories({ largest: 30 }), (history) =>
          inFolder(async (folder) => {
            const run = await prepare(folder, history, { mode })
            git(folder, 'checkout', '--quiet', '--force', 'main')
            const { searches } = await kulpritPath(run)
            for (const search of new Set([searches[0]!, ...searches.slice(-2)])) {
              const file = join(folder, 'log')
              writeFileSync(file, gitBisectLog(session(run), search))
              git(folder, 'bisect', 'replay', file)
              const step = await stepOf(search, run)
              const log = git(folder, 'bisect', 'log')
              const found = /^# first '?(?:bad|fixed)'? commit: \[(\w+)\]/m.exec(log)?.[1]
              const expected = found ?? git(folder, 'rev-parse', 'BISECT_EXPECTED_REV')
              expect(step).toMatchObject({
                kind: found === undefined ? 'probe' : 'found',
                sha: expected,
              })
            }
          }),
        ),
        { numRuns: runs(10), seed: 4, endOnFailure: true },
      ),
  )
})

test('the log carries skips, the path and the labels', async () => {
  const folder = temporaryFolder()
  const plan = Array.from({ length: 12 }, (_, at) => ({
    parents: at === 0 ? [] : [at - 1],
    files: { [`it's/${at}`]: 'x' },
  }))
  const run = await prepare(folder, { plan, good: 0, bad: 11, culprit: 7 }, { path: "it's" })
  const range = value(await readRange(run.repository, run.good, run.bad, run.path))
  const start = searchOf(range)
  const first = await stepOf(start, run)
  const search = value(mark(start, verdictOn('sha' in first ? first.sha : '', 'skip')))
  const log = gitBisectLog(session(run), search)
  expect(log).toContain(`# bad: [${run.bad}] v1.1\n`)
  git(folder, 'checkout', '--quiet', '--force', 'main')
  writeFileSync(join(folder, 'log'), log)
  git(folder, 'bisect', 'replay', join(folder, 'log'))
  expect(git(folder, 'bisect', 'log')).toContain(
    `git bisect skip ${'sha' in first ? first.sha : ''}`,
  )
  expect(git(folder, 'for-each-ref', 'refs/bisect').split('\n')).toHaveLength(3)
})

test('with skips the most even of the other candidates is proposed', async () => {
  const folder = temporaryFolder()
  const plan = Array.from({ length: 12 }, (_, at) => ({ parents: at === 0 ? [] : [at - 1] }))
  const run = await prepare(folder, { plan, good: 0, bad: 11, culprit: 7 })
  let search = searchOf(value(await readRange(run.repository, run.good, run.bad, null)))
  const places: number[] = []
  const order = git(folder, 'rev-list', '--reverse', 'main').split('\n')
  for (let i = 0; i < 3; i++) {
    const step = await stepOf(search, run)
    const sha = 'sha' in step ? step.sha : ''
    places.push(order.indexOf(sha))
    search = value(mark(search, verdictOn(sha, 'skip')))
  }
  expect(places.map((at) => Math.min(at, 11 - at))).toEqual([5, 5, 4])
})
