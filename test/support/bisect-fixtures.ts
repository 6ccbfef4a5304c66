/** A bisect of ten commits of the fixtures' cart, as the state holds it: searching, found, and what it came from. */
import { mark as addMark, startSearch } from '../../src/bisect/mark.ts'
import { commitStates, nextStep } from '../../src/bisect/next-step.ts'
import type { CommitState, Mark, Step } from '../../src/bisect/search.ts'
import type { CulpritTrace, Progress, Session } from '../../src/bisect/session.ts'
import { remaining } from '../../src/bisect/split.ts'
import type { Commit, CommitDetail, CommitRange } from '../../src/model/commit/commit.ts'
import { ok } from '../../src/model/failure.ts'
import type { Action } from '../../src/state/action.ts'
import { before, sha } from './state-fixtures.ts'

const subjects = [
  'Release 1.7.2',
  'Merge branch price-cache',
  'Cache prices per request',
  'Round totals half to even',
  'Log the basket id',
  'Merge branch basket-api',
  'Return the basket as JSON',
  'Add the basket endpoint',
  'Bump the HTTP client',
  'Rename the cart table',
]

const parentsOf: readonly (readonly number[])[] = [
  [2],
  [4, 3],
  [4],
  [5],
  [6],
  [9, 7],
  [8],
  [9],
  [10],
  [20],
]

/** Ten commits with two merges; commit 1 is the bad end, 20 the good one. */
export const commits: readonly Commit[] = subjects.map((subject, i) => ({
  sha: sha(i + 1),
  parents: (parentsOf[i] ?? []).map(sha),
  author: i % 2 === 0 ? 'Ana Silva' : 'Li Wei',
  email: i % 2 === 0 ? 'ana@example.com' : 'li@example.com',
  date: before((i + 1) * 300),
  subject,
  files: subject.startsWith('Merge') ? [] : ['src/price.ts', 'src/cart.ts', 'test/cart.test.ts'],
}))

const range: CommitRange = {
  good: sha(20),
  bad: sha(1),
  relation: 'ancestor',
  mergeBases: [],
  commits,
  touching: null,
}

const session: Session = {
  id: 'cart-k3f9',
  startedAt: before(5),
  workload: { context: 'prod', namespace: 'shop', kind: 'Deployment', name: 'cart' },
  owner: 'payments',
  repository: '/home/ana/src/shop',
  remote: null,
  imageForm: null,
  path: null,
  looksFor: 'regression',
  good: { sha: sha(20), label: '1.7.1 (release 6)' },
  bad: { sha: sha(1), label: '1.7.2 (release 7)' },
  verifyEnds: false,
}

export function mark(n: number, verdict: Mark['verdict'], change: Partial<Mark> = {}): Mark {
  return {
    sha: sha(n),
    verdict,
    phase: 'search',
    at: before(2),
    durationMs: null,
    exitCode: null,
    note: null,
    ...change,
  }
}

/** A bisect over `commits` in which commit 5 is in hand; `change` replaces what a test needs. */
export function progress(
  change: {
    readonly step?: Step
    readonly marks?: readonly Mark[]
    readonly undone?: readonly Mark[]
    readonly states?: Readonly<Record<number, CommitState>>
    /** Commits that the path leaves out. */
    readonly leftOut?: readonly number[]
    readonly excluded?: number
    readonly session?: Partial<Session>
    readonly remaining?: Progress['remaining']
  } = {},
): Progress {
  const { leftOut = [] } = change
  const touching =
    leftOut.length === 0
      ? null
      : new Set(commits.map((commit) => commit.sha).filter((id) => !leftOut.map(sha).includes(id)))
  const states: Readonly<Record<number, CommitState>> = change.states ?? { 1: 'bad', 5: 'in-hand' }
  return {
    session: { ...session, ...change.session },
    search: {
      range: {
        good: sha(20),
        bad: sha(1),
        looksFor: 'regression',
        commits,
        mergeBases: [],
        touching,
      },
      verifyEnds: false,
      firstParent: false,
      chosen: null,
      marks: change.marks ?? [],
      undone: change.undone ?? [],
    },
    step: change.step ?? { kind: 'probe', sha: sha(5), phase: 'search', why: 'split' },
    remaining: change.remaining ?? { candidates: 10, least: 3, most: 4 },
    states: new Map(commits.map((commit, i) => [commit.sha, states[i + 1] ?? 'candidate'])),
    commits,
    excluded: change.excluded ?? 0,
  }
}

/** Commit 3 is the culprit, after four verdicts. */
export function foundProgress(): Progress {
  return progress({
    step: { kind: 'found', sha: sha(3), skipped: [] },
    marks: [
      mark(5, 'good', { durationMs: 4200, exitCode: 0 }),
      mark(2, 'bad', { durationMs: 3900, exitCode: 1 }),
      mark(4, 'good'),
      mark(3, 'bad'),
    ],
    states: {
      1: 'implied-bad',
      2: 'bad',
      3: 'bad',
      4: 'good',
      5: 'good',
      6: 'implied-good',
      7: 'implied-good',
      8: 'implied-good',
      9: 'implied-good',
      10: 'implied-good',
    },
    remaining: { candidates: 1, least: 0, most: 0 },
  })
}

/** A bisect for the commit that fixed it, as the search itself has it after these verdicts. */
export function fixProgress(...marks: readonly Mark[]): Progress {
  const { good, bad } = session
  const ends = { looksFor: 'fix' as const, good: bad, bad: good }
  let search = startSearch(
    {
      good: ends.good.sha,
      bad: ends.bad.sha,
      looksFor: 'fix',
      commits,
      mergeBases: [],
      touching: null,
    },
    false,
  )
  for (const given of marks) {
    const marked = addMark(search, given)
    if (!marked.ok) throw new Error(marked.failure.message)
    search = marked.value
  }
  const step = nextStep(search, null)
  return {
    session: { ...session, ...ends },
    search,
    step,
    remaining: remaining(search),
    states: commitStates(search, step),
    commits,
    excluded: 0,
  }
}

/** Commit 3 came with a pull request; the release that runs has it, the one before does not. */
export const trace: CulpritTrace = {
  commitUrl: `https://github.com/shop/shop/commit/${sha(3)}`,
  pullRequest: { number: '512', url: 'https://github.com/shop/shop/pull/512' },
  codeOwners: ['@shop/pricing', '@li'],
  releases: [
    {
      workload: workloadRef('staging'),
      release: 9,
      version: '1.7.3',
      contains: true,
      current: false,
    },
    {
      workload: workloadRef('prod'),
      release: 6,
      version: '1.7.1',
      contains: false,
      current: false,
    },
    { workload: workloadRef('prod'), release: 7, version: '1.7.2', contains: true, current: true },
  ],
}

function workloadRef(context: string): NonNullable<Session['workload']> {
  return { context, namespace: 'shop', kind: 'Deployment', name: 'cart' }
}

export const commitDetail: CommitDetail = {
  message: ['Log the basket id', '', 'Support could not tell baskets apart.', 'See 手册 7.'],
  diff: [
    'diff --git a/src/cart.ts b/src/cart.ts',
    '--- a/src/cart.ts',
    '+++ b/src/cart.ts',
    '@@ -1,2 +1,3 @@',
    ' const basket = open()',
    '-log("opened")',
    '+log("opened", basket.id)',
  ],
  truncated: false,
  url: `https://github.com/shop/shop/commit/${sha(5)}`,
  pullRequest: { number: '498', url: 'https://github.com/shop/shop/pull/498' },
}

export const rangeShown: Action = {
  type: 'rangeLoaded',
  workload: 'prod/cart',
  good: 6,
  bad: 7,
  range: ok(range),
}
