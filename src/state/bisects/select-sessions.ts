/** What the list of open bisects shows, and which of them are at work right now. */
import type { Progress } from '../../bisect/session.ts'
import type { Remaining } from '../../bisect/search.ts'
import { locate } from '../table/cursor.ts'
import { remembered } from '../memo.ts'
import type { Workload } from '../../model/workload.ts'
import type { SessionSummary } from '../question.ts'
import type { State } from '../state.ts'
import { knownBisects } from './open-bisects.ts'
import { currentScreen } from '../state.ts'

export interface SessionRow extends SessionSummary {
  readonly id: string
  /** A command judges its commits now. */
  readonly running: boolean
  /** What is left of it; null where it was not opened since kulprit started. */
  readonly remaining: Remaining | null
}

const noRows: readonly SessionRow[] = []

const rowsOf = remembered(
  (
    sessions: readonly SessionSummary[],
    screens: State['screens'],
    left: State['left'],
  ): readonly SessionRow[] =>
    sessions.map((summary) => {
      const { id } = summary.session
      const known = knownBisects({ screens, left }).find(
        ({ progress }) => progress.session.id === id,
      )
      return {
        ...summary,
        id,
        running: known?.running ?? false,
        remaining: known?.progress.remaining ?? null,
      }
    }),
)
const idsOf = remembered((rows: readonly SessionRow[]) => rows.map(({ id }) => id))

/** null until they are listed. */
export function sessionRows(state: State): readonly SessionRow[] | null {
  return state.sessions === null ? null : rowsOf(state.sessions, state.screens, state.left)
}

export function sessionIds(state: State): readonly string[] {
  return idsOf(sessionRows(state) ?? noRows)
}

/** The row under the cursor of the list; null elsewhere. */
export function selectedSession(state: State): SessionRow | null {
  const screen = currentScreen(state)
  if (screen.name !== 'bisects') return null
  return sessionRows(state)?.[locate(screen.cursor, sessionIds(state))] ?? null
}

/** `2 open bisects, 1 running`: those that still search; empty where there is none. */
export function openBisects(state: State): string {
  const rows = sessionRows(state) ?? noRows
  const searching = rows.filter(({ status }) => status === 'probing').length
  const running = rows.filter((row) => row.running).length
  if (searching === 0) return ''
  const bisects = searching === 1 ? '1 open bisect' : `${searching} open bisects`
  return running === 0 ? bisects : `${bisects}, ${running} running`
}

/** A bisect of this workload that still searches, newest first where there are several; null for none. */
export function openBisectOf(
  state: State,
  { context, namespace, kind, name }: Workload,
): SessionRow | null {
  const found = (sessionRows(state) ?? noRows).find(
    ({ status, session: { workload } }) =>
      status === 'probing' &&
      workload?.name === name &&
      workload.namespace === namespace &&
      workload.kind === kind &&
      workload.context === context,
  )
  return found ?? null
}

/** The summaries with one that is known better now, at its place or in front. */
export function withSummary(
  sessions: State['sessions'],
  { session, step, search, remaining }: Progress,
): State['sessions'] {
  if (sessions === null) return null
  const probing = step.kind === 'probe'
  const summary: SessionSummary = {
    session,
    status: probing ? 'probing' : step.kind,
    verdicts: search.marks.length,
    candidates: probing ? null : remaining.candidates,
  }
  const at = sessions.findIndex((known) => known.session.id === session.id)
  return at < 0 ? [summary, ...sessions] : sessions.with(at, summary)
}
