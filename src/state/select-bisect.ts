/** What the bisect's screen shows: the commit in hand, the graph, the counts, and the result. */
import type { CommitState, Mark } from '../bisect/search.ts'
import type { Progress, Session } from '../bisect/session.ts'
import type { Commit } from '../model/commit.ts'
import type { Workload } from '../model/workload.ts'
import type { SessionSummary } from './question.ts'
import { locate } from './cursor.ts'
import { count, shortSha } from './format.ts'
import type { GraphRow } from './graph.ts'
import { drawGraph, hideCommits } from './graph.ts'
import { remembered } from './memo.ts'
import type { NextStep } from './report.ts'
import { commitOf, conclusion, nextSteps } from './report.ts'
import type { BisectScreen, State } from './state.ts'
import { currentScreen, openBisect } from './state.ts'

export interface CommitRow extends GraphRow {
  readonly commit: Commit
  readonly state: CommitState
}

export interface ProbeRow extends Mark {
  readonly subject: string
}

export interface BisectView {
  readonly screen: BisectScreen
  readonly session: Session
  readonly rows: readonly CommitRow[]
  readonly index: number
  /** The commit that the next verdict is about; null once the search is over. */
  readonly inHand: Commit | null
  /** Why this commit is tested. */
  readonly why: string
  /** `12 candidates`, `3–4 probes left`, `2 skipped`, `30 left out by path`. */
  readonly counts: readonly string[]
  /** What to do now. */
  readonly next: string
  /** The result in one sentence; null while searching. */
  readonly conclusion: string | null
  readonly culprit: Commit | null
  readonly probes: readonly ProbeRow[]
  readonly steps: readonly NextStep[]
  readonly workload: Workload | null
}

const reasons = {
  'verify-bad': 'the bad end: does it show the failure?',
  'verify-good': 'the good end: is it really free of the failure?',
  'merge-base': 'where the two ends branched off',
  split: 'it splits the candidates best',
} as const

/** What is shown even where the path leaves it out: the commits that were or are to be tested. */
const chosen: ReadonlySet<CommitState> = new Set(['good', 'bad', 'skipped', 'in-hand'])

const noCommits: readonly CommitRow[] = []
const noIds: readonly string[] = []

const commitRows = remembered((progress: Progress, showExcluded: boolean): readonly CommitRow[] => {
  const { commits, states } = progress
  const stateOf = (sha: string): CommitState => states.get(sha) ?? 'candidate'
  const { touching } = progress.search.range
  const hidden = (sha: string): boolean =>
    !showExcluded && touching?.has(sha) === false && !chosen.has(stateOf(sha))
  const shown = hideCommits(commits, hidden)
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]))
  return drawGraph(shown).flatMap((row, i) => {
    const commit = bySha.get(shown[i]?.sha ?? '')
    return commit === undefined ? [] : [{ ...row, commit, state: stateOf(commit.sha) }]
  })
})
const shasOf = remembered((rows: readonly CommitRow[]) => rows.map(({ commit }) => commit.sha))
const sessionIdsOf = remembered((sessions: readonly SessionSummary[] | null) =>
  (sessions ?? []).map(({ session }) => session.id),
)

export function commitIds(screen: BisectScreen): readonly string[] {
  return shasOf(commitRows(screen.progress, screen.showExcluded))
}

/** The commit under the cursor of the graph; null in an empty one. */
export function selectedSha(screen: BisectScreen): string | null {
  const ids = commitIds(screen)
  return ids[locate(screen.cursor, ids)] ?? null
}

export function sessionIds(state: State): readonly string[] {
  const screen = currentScreen(state)
  return screen.name === 'bisects' ? sessionIdsOf(screen.sessions) : noIds
}

/** The workload that the open bisect is about, if it is still in the table. */
export function bisectWorkload(state: State): Workload | null {
  const wanted = openBisect(state)?.progress.session.workload ?? null
  if (wanted === null) return null
  for (const workload of state.workloads.values())
    if (
      workload.name === wanted.name &&
      workload.namespace === wanted.namespace &&
      workload.context === wanted.context &&
      workload.kind === wanted.kind
    )
      return workload
  return null
}

/** null where no bisect is open. */
export function bisectView(state: State): BisectView | null {
  const screen = openBisect(state)
  if (screen === null) return null
  const { progress } = screen
  const { session, step, search } = progress
  const rows = progress.commits.length === 0 ? noCommits : commitRows(progress, screen.showExcluded)
  const workload = bisectWorkload(state)
  const inHand = step.kind === 'probe' ? commitInHand(progress, step.sha) : null
  return {
    screen,
    session,
    rows,
    index: locate(screen.cursor, shasOf(rows)),
    inHand,
    why: step.kind === 'probe' ? reasons[step.why] : '',
    counts: countsOf(progress),
    next: nextAction(screen),
    conclusion: step.kind === 'probe' ? null : conclusion(progress),
    culprit: step.kind === 'found' ? commitOf(progress, step.sha) : null,
    probes: search.marks.map((mark) => ({
      ...mark,
      subject: commitOf(progress, mark.sha)?.subject ?? '',
    })),
    steps: nextSteps(progress, workload),
    workload,
  }
}

/** An end outside the range (the good end, a merge base) has no entry among the commits. */
function commitInHand(progress: Progress, sha: string): Commit {
  const { session } = progress
  const subject = sha === session.good.sha ? session.good.label : 'merge base of both ends'
  return (
    commitOf(progress, sha) ?? {
      sha,
      parents: [],
      author: '',
      email: '',
      date: '',
      subject,
      files: [],
    }
  )
}

function countsOf({ remaining, search, excluded }: Progress): string[] {
  const { candidates, least, most } = remaining
  const skipped = search.marks.filter(({ verdict }) => verdict === 'skip').length
  const probes = least === most ? count(most, 'probe') : `${least}–${most} probes`
  return [
    count(candidates, 'candidate'),
    `${probes} left`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(excluded > 0 ? [`${excluded.toLocaleString('en-US')} left out by path`] : []),
  ]
}

function nextAction({ progress, running }: BisectScreen): string {
  const { step, session } = progress
  if (running) return 'A command is judging commits; c stops it.'
  if (step.kind === 'found')
    return 'y copies the report, Y the commands; u takes the last verdict back.'
  if (step.kind === 'indeterminate')
    return step.why === 'path'
      ? 'W searches the commits that were left out by the path.'
      : 'u takes the last verdict back; y copies the report.'
  if (step.kind === 'aborted') return 'Choose other ends, or take the last verdict back with u.'
  const sought = session.looksFor === 'fix' ? 'fix' : 'failure'
  return `Test ${shortSha(step.sha)}, then b and: g no ${sought}, b ${sought}, s cannot tell.`
}
