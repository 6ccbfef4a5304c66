/** What the bisect's screen shows: the commit in hand, the graph, the counts, and the result. */
import type { CommitState, Mark } from '../../bisect/search.ts'
import type { Progress, Session } from '../../bisect/session.ts'
import type { Commit, CommitDetail } from '../../model/commit/commit.ts'
import type { Result } from '../../model/failure.ts'
import type { Suspect } from '../../model/commit/suspect.ts'
import type { Workload } from '../../model/workload.ts'
import type { Stage } from './bisect-modes.ts'
import { stagesOf, testsText } from './bisect-modes.ts'
import type { KeyName } from './bisect-words.ts'
import {
  assumptionsOf,
  countsOf,
  modesOf,
  nextAction,
  offersOf,
  reasonFor,
} from './bisect-words.ts'
import type { Deployment } from './by-hand.ts'
import { deployment } from './by-hand.ts'
import { locate } from '../table/cursor.ts'
import type { Pane } from '../dialog.ts'
import type { GraphRow } from './graph.ts'
import { drawGraph, hideCommits } from './graph.ts'
import { keyOf } from '../commands/keymap.ts'
import { remembered } from '../memo.ts'
import type { NextStep } from './mend.ts'
import { conclusion, nextSteps } from './mend.ts'
import { commitOf } from '../report/report.ts'
import type { BisectScreen } from './bisect-screen.ts'
import type { State } from '../state.ts'
import { openBisect } from './open-bisects.ts'
import { suspectsLeft } from './suspects.ts'

export interface CommitRow extends GraphRow {
  readonly commit: Commit
  readonly state: CommitState
  /** What the user noted with its verdict. */
  readonly note: string | null
  /** Of a flaky symptom: how probable it is that this is the commit; null in other searches. */
  readonly probability: number | null
  /** What its tests said: `4 of 9 failed`; null where there were none, or one is enough. */
  readonly tests: string | null
  /** Its place among the suspects, from 1; null below the first few. */
  readonly suspect: number | null
}

interface SuspectList {
  /** What tells none of them from the others. */
  readonly shared: readonly string[]
  /** The most suspect first, with their other reasons. */
  readonly rows: readonly (Suspect & { readonly subject: string })[]
}

export interface ProbeRow extends Mark {
  readonly subject: string
}

/** The commit that is looked at; `detail` is null while it is read. */
export interface CommitView {
  readonly commit: Commit
  readonly state: CommitState | null
  readonly note: string | null
  readonly detail: Result<CommitDetail> | null
}

export interface BisectView {
  readonly screen: BisectScreen
  readonly session: Session
  /** For sentences that name a key. */
  readonly keys: KeyName
  readonly rows: readonly CommitRow[]
  readonly index: number
  /** The commit that the next verdict is about; null once the search is over. */
  readonly inHand: Commit | null
  /** Why this commit is tested. */
  readonly why: string
  /** How the commit in hand gets to where it can be tested; null without a workload or a commit in hand. */
  readonly deployment: Deployment | null
  /** The commit under the cursor. */
  readonly shown: CommitView | null
  /** `12 candidates`, `3–4 probes left`, `2 skipped`, `30 excluded by path`. */
  readonly counts: readonly string[]
  /** What is switched on: `both ends are tested first`, `merges first, then inside`. */
  readonly modes: readonly string[]
  /** What cannot be tested and is taken for granted, a sentence each. */
  readonly assumptions: readonly string[]
  /** The phases in which commits are tested; empty where there are none. */
  readonly stages: readonly Stage[]
  /** The candidates that are left, the most suspect first; null where they were not ranked. */
  readonly suspects: SuspectList | null
  /** What can be: `v tests both ends first`. */
  readonly offers: readonly string[]
  /** What to do now. */
  readonly next: string
  /** The result in one sentence; null while searching. */
  readonly conclusion: string | null
  readonly culprit: Commit | null
  readonly probes: readonly ProbeRow[]
  readonly steps: readonly NextStep[]
  readonly workload: Workload | null
}

/** How many suspects are marked among the commits; the others are in their list. */
const mostSuspect = 3

/** What is shown even where the path excludes it: the commits that were or are to be tested. */
const tested: ReadonlySet<CommitState> = new Set(['good', 'bad', 'skipped', 'in-hand'])

const noCommits: readonly CommitRow[] = []

const commitRows = remembered((progress: Progress, showExcluded: boolean): readonly CommitRow[] => {
  const { commits, states, search } = progress
  const stateOf = (sha: string): CommitState => states.get(sha) ?? 'candidate'
  const { touching } = search.range
  const hidden = (sha: string): boolean =>
    !showExcluded && touching?.has(sha) === false && !tested.has(stateOf(sha))
  const shown = hideCommits(commits, hidden)
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]))
  const notes = new Map(search.marks.map(({ sha, note }) => [sha, note]))
  const probable = new Map(progress.posterior?.map(({ sha, probability }) => [sha, probability]))
  const suspects = (suspectsLeft(progress) ?? [])
    .filter(({ reasons }) => reasons.length > 0)
    .slice(0, mostSuspect)
    .map(({ sha }) => sha)
  return drawGraph(shown).flatMap((row, i) => {
    const commit = bySha.get(shown[i]?.sha ?? '')
    if (commit === undefined) return []
    const { sha } = commit
    const tests = progress.flaky?.tests.get(sha)
    return [
      {
        ...row,
        commit,
        state: stateOf(sha),
        note: notes.get(sha) ?? null,
        probability: progress.flaky === undefined ? null : (probable.get(sha) ?? 0),
        tests: tests === undefined ? null : testsText(tests),
        suspect: suspects.includes(sha) ? suspects.indexOf(sha) + 1 : null,
      },
    ]
  })
})
const probeRows = remembered((progress: Progress): readonly ProbeRow[] =>
  progress.search.marks.map((mark) => ({
    ...mark,
    subject: commitAt(progress, mark.sha).subject,
  })),
)
const suspectRows = remembered((progress: Progress): SuspectList | null => {
  const left = suspectsLeft(progress)
  if (left === null) return null
  const [first, ...others] = left
  const shared =
    first === undefined || others.length === 0
      ? []
      : first.reasons.filter((reason) => others.every(({ reasons }) => reasons.includes(reason)))
  const rows = left.map((suspect) => ({
    ...suspect,
    reasons: suspect.reasons.filter((reason) => !shared.includes(reason)),
    subject: commitAt(progress, suspect.sha).subject,
  }))
  return { shared, rows }
})
const shasOf = remembered((rows: readonly CommitRow[]) => rows.map(({ commit }) => commit.sha))

export function commitIds(screen: BisectScreen): readonly string[] {
  return shasOf(commitRows(screen.progress, screen.showExcluded))
}

/** The commit under the cursor of the graph; null in an empty one. */
export function selectedSha(screen: BisectScreen): string | null {
  const ids = commitIds(screen)
  return ids[locate(screen.cursor, ids)] ?? null
}

/** The same, but an end or a merge base in hand, which the graph does not list, until the cursor moves. */
export function shownSha(screen: BisectScreen): string | null {
  const { step } = screen.progress
  const unlisted = step.kind === 'probe' && screen.cursor.id === step.sha
  return unlisted ? step.sha : selectedSha(screen)
}

/** The verdict that a note is kept with: of the commit under the cursor, else the last one. */
export function notedMark(screen: BisectScreen): Mark | null {
  const { marks } = screen.progress.search
  const selected = selectedSha(screen)
  return marks.findLast(({ sha }) => sha === selected) ?? marks.at(-1) ?? null
}

/** The panes of a bisect, in the order of their tabs: once it is over, the proof comes first. */
export function bisectPanes({ progress }: BisectScreen): readonly Pane[] {
  const { kind } = progress.step
  const suspects: Pane[] = progress.search.suspects === undefined ? [] : ['suspects']
  if (kind === 'probe') return ['graph', ...suspects, 'commit', 'log']
  return kind === 'found'
    ? ['log', 'releases', 'commit', 'graph', ...suspects]
    : ['log', ...suspects, 'commit', 'graph']
}

/** The workload that the bisect is about, if it is still in the table. */
export function workloadOf(state: State, { progress }: BisectScreen): Workload | null {
  return workloadNamed(state, progress.session.workload)
}

export function workloadNamed(state: State, wanted: Session['workload']): Workload | null {
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
  const { session, step } = progress
  const rows = progress.commits.length === 0 ? noCommits : commitRows(progress, screen.showExcluded)
  const workload = workloadOf(state, screen)
  const inHand = step.kind === 'probe' ? commitAt(progress, step.sha) : null
  const keys: KeyName = (command) => keyOf(state, command)
  return {
    screen,
    session,
    keys,
    rows,
    index: locate(screen.cursor, shasOf(rows)),
    inHand,
    why: reasonFor(progress),
    deployment:
      inHand === null || session.workload === null
        ? null
        : deployment(session, workload, inHand.sha),
    shown: shownCommit(screen),
    counts: countsOf(progress),
    modes: modesOf(progress, screen.jobs),
    assumptions: assumptionsOf(progress),
    stages: stagesOf(progress),
    suspects: suspectRows(progress),
    offers: screen.running ? [] : offersOf(progress, keys),
    next: nextAction(screen, keys),
    conclusion: step.kind === 'probe' ? null : conclusion(progress),
    culprit: step.kind === 'found' ? commitOf(progress, step.sha) : null,
    probes: probeRows(progress),
    steps: nextSteps(progress, workload),
    workload,
  }
}

/** What was read of a commit that is no longer looked at is not shown. */
function shownCommit(screen: BisectScreen): CommitView | null {
  const { progress, loaded } = screen
  const sha = shownSha(screen)
  if (sha === null) return null
  return {
    commit: commitAt(progress, sha),
    state: progress.states.get(sha) ?? null,
    note: progress.search.marks.findLast((mark) => mark.sha === sha)?.note ?? null,
    detail: loaded?.sha === sha ? loaded.detail : null,
  }
}

/** An end outside the range, or a merge base, has no entry among the commits. */
function commitAt(progress: Progress, sha: string): Commit {
  const { good, bad } = progress.session
  const end = [good, bad].find((one) => one.sha === sha)
  const subject = end?.label ?? 'merge base of both ends'
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
