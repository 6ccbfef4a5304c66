/** What the table shows: which rows in which order, the counts, and what stands there instead of rows. */
import type { Failure, Result } from '../model/failure.ts'
import { ok } from '../model/failure.ts'
import type { Workload } from '../model/workload.ts'
import { locate } from './cursor.ts'
import { count, listed } from './format.ts'
import type { Highlighter } from './highlight.ts'
import { highlighterOf } from './highlight.ts'
import { remembered } from './memo.ts'
import { parseQuery } from './query.ts'
import type { Query } from './query.ts'
import { search } from './search.ts'
import type { Problem } from './select-problems.ts'
import { problems } from './select-problems.ts'
import type { SyncSummary } from './select-sync.ts'
import { contextsIn, contextsRead, objectsRead, stillReading, syncSummary } from './select-sync.ts'
import type { Sort } from './sort.ts'
import { sortWorkloads } from './sort.ts'
import type { State } from './state.ts'

export interface WorkloadsView {
  readonly rows: readonly Workload[]
  /** The selected row; -1 where there is none. */
  readonly index: number
  readonly top: number
  /** `41 workloads`, `12 of 41 workloads`. */
  readonly counts: string
  readonly failing: number
  /** All that are asked, whether they have answered or not. */
  readonly contexts: readonly string[]
  readonly sort: Sort
  /** Where the filter's terms are found in a cell. */
  readonly highlight: Highlighter
  readonly sync: SyncSummary
  readonly problems: readonly Problem[]
  /** The query cannot be read: no row is shown until it is corrected. */
  readonly error: Failure | null
  /** What stands in the table's place; null where there are rows. */
  readonly empty: Emptiness | null
}

interface Emptiness {
  readonly title: string
  readonly lines: readonly string[]
}

const noRows: readonly Workload[] = []

const allRows = remembered((workloads: State['workloads']) => [...workloads.values()])
const sortedRows = remembered(sortWorkloads)
const queryOf = remembered(parseQuery)
const matchingRows = remembered(
  (query: Query, rows: readonly Workload[], failingOnly: boolean, now: number) => {
    const found = query.terms.length === 0 ? rows : search(query, rows, now)
    return failingOnly ? found.filter(isFailing) : found
  },
)
const highlighter = remembered((query: Result<Query>, rows: readonly Workload[]) =>
  query.ok ? highlighterOf(query.value, rows) : noHighlights,
)
const noHighlights: Highlighter = () => []
const idsOf = remembered((rows: readonly Workload[]) => rows.map(({ id }) => id))
const failingCount = remembered((rows: readonly Workload[]) => rows.filter(isFailing).length)
const contextsOf = remembered(
  (rows: readonly Workload[], statuses: State['statuses']): readonly string[] =>
    [...new Set([...rows.map(({ context }) => context), ...contextsIn(statuses)])].toSorted(),
)

function isFailing(workload: Workload): boolean {
  return workload.health.status === 'degraded'
}

/** The rows after filter and sort, or why the filter cannot be read. */
export function visibleWorkloads(state: State): Result<readonly Workload[]> {
  const query = queryOf(state.filter)
  if (!query.ok) return query
  // Only `changed:` depends on the time; for all else the clock must not search again.
  const timed = query.value.terms.some(({ kind }) => kind === 'changed')
  const rows = sortedRows(allRows(state.workloads), state.sort)
  return ok(matchingRows(query.value, rows, state.failingOnly, timed ? state.now : 0))
}

export function visibleIds(state: State): readonly string[] {
  const visible = visibleWorkloads(state)
  return idsOf(visible.ok ? visible.value : noRows)
}

/** The row under the cursor of the table. */
export function selectedWorkload(state: State): Workload | null {
  const [screen] = state.screens
  if (screen?.name !== 'workloads') return null
  const ids = visibleIds(state)
  const id = ids[locate(screen.cursor, ids)]
  return id === undefined ? null : (state.workloads.get(id) ?? null)
}

export function workloadsView(state: State): WorkloadsView {
  const visible = visibleWorkloads(state)
  const rows = visible.ok ? visible.value : noRows
  const all = allRows(state.workloads)
  const [screen] = state.screens
  const cursor = screen?.name === 'workloads' ? screen.cursor : { id: null, index: 0, top: 0 }
  return {
    rows,
    index: locate(cursor, idsOf(rows)),
    top: cursor.top,
    counts:
      rows.length === all.length
        ? count(all.length, 'workload')
        : `${rows.length.toLocaleString('en-US')} of ${count(all.length, 'workload')}`,
    failing: failingCount(all),
    contexts: contextsOf(all, state.statuses),
    sort: state.sort,
    highlight: highlighter(queryOf(state.filter), sortedRows(all, state.sort)),
    sync: syncSummary(state.statuses),
    problems: problems(state.statuses, state.now),
    error: visible.ok ? null : visible.failure,
    empty: rows.length > 0 || !visible.ok ? null : emptiness(state),
  }
}

function emptiness(state: State): Emptiness {
  const { statuses, workloads, filter, failingOnly } = state
  if (workloads.size > 0) {
    const all = count(workloads.size, 'workload')
    if (filter.trim() === '')
      return { title: 'Nothing is failing.', lines: [`F shows all ${all} again.`] }
    return {
      title: `No ${failingOnly ? 'failing ' : ''}workload matches ${filter.trim()}`,
      lines: [
        `${all} in all; esc clears the filter${failingOnly ? ', F shows those that are well too' : ''}.`,
      ],
    }
  }
  const unread = problems(statuses, state.now).flatMap(({ text, next }) => [text, `  → ${next}`])
  if (stillReading(statuses)) {
    const read = objectsRead(statuses)
    const contexts = listed(contextsIn(statuses), 'context')
    return {
      title: contexts === '' ? 'Connecting …' : `Reading the workloads of ${contexts} …`,
      lines: [
        read === 0 ? 'The table fills as they arrive.' : `${count(read, 'object')} so far.`,
        ...unread,
      ],
    }
  }
  const answered = contextsRead(statuses)
  if (answered.length === 0)
    return {
      title: objectsRead(statuses) === 0 ? 'Nothing can be read yet.' : 'Not all can be read yet.',
      lines: unread,
    }
  return {
    title: `No workloads in ${listed(answered, 'context')}.`,
    lines: [
      `${answered.length === 1 ? 'The cluster' : 'Each cluster'} answered, and there are none in the namespaces you chose.`,
      'kulprit -A looks in all namespaces, -n NAME in one, --context NAME in another cluster.',
      ...unread,
    ],
  }
}
