/** What the table shows: which rows in which order, their counts, and which one is selected. */
import type { Failure, Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { Workload } from '../../model/workload.ts'
import type { Ids } from './cursor.ts'
import { locate } from './cursor.ts'
import { count } from '../format.ts'
import type { Emptiness } from './emptiness.ts'
import { emptiness, problemsOf } from './emptiness.ts'
import type { Entry, Grouping } from './group.ts'
import { entriesOf, isGroup } from './group.ts'
import type { Highlighter } from '../query/highlight.ts'
import { highlighterOf } from '../query/highlight.ts'
import { remembered } from '../memo.ts'
import { sortedSlots } from './order.ts'
import type { Query } from '../query/query.ts'
import type { Listed } from './row-list.ts'
import { RowList } from './row-list.ts'
import { followed, Rows } from './rows.ts'
import type { Matches } from '../query/search.ts'
import { bestFirst, followMatches } from '../query/search.ts'
import type { WordIndex } from '../query/word-index.ts'
import { wordIndex } from '../query/word-index.ts'
import type { Problem } from '../select-problems.ts'
import type { SyncSummary } from '../select-sync.ts'
import { contextsIn, syncSummary } from '../select-sync.ts'
import type { Sort, SortColumn } from './sort.ts'
import type { State } from '../state.ts'
import { wholeQuery } from './wanted-query.ts'

export interface WorkloadsView {
  readonly rows: RowList
  /** The rows as they stand, below the headings of their groups where there are any. */
  readonly entries: Listed<Entry>
  /** The selected entry; -1 where there is none. */
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

const noRows = new RowList(Rows.of([]), [])

const matchesFor = remembered(followMatches)
/** null for a query without terms, which all rows match. */
function matchesOf(query: Query, rows: Rows, now: number): Matches | null {
  return query.terms.length === 0 ? null : matchesFor(query, indexFor(query, rows), now)(rows)
}
const highlighter = remembered((query: Result<Query>, vocabulary: readonly string[]) =>
  query.ok ? highlighterOf(query.value, vocabulary) : noHighlights,
)
/** A column that somebody sorts by decides alone. */
const slotsShown = remembered(
  (order: readonly number[], matches: Matches | null, column: SortColumn): readonly number[] => {
    if (matches === null) return order
    return column === 'attention'
      ? bestFirst(order, matches)
      : order.filter((slot) => matches[slot] !== 0)
  },
)
const rowsInOrder = remembered((rows: Rows, slots: readonly number[]) => new RowList(rows, slots))
const noWords: WordIndex = { texts: [], slots: new Map(), vocabulary: [] }

/** The index is made only once somebody looks for a word. */
function indexFor({ terms }: Query, rows: Rows): WordIndex {
  return terms.some(({ kind }) => kind === 'word') ? wordIndex(rows) : noWords
}

const noHighlights: Highlighter = () => []
const groupsShown = remembered(
  (rows: RowList, by: Grouping, folded: ReadonlySet<string>): readonly Entry[] =>
    entriesOf(rows.all(), by, folded),
)

function idsOf(entries: Listed<Entry>): Ids {
  return { length: entries.length, at: (index) => entries.at(index)?.id }
}

const failingCount = followed(
  (rows) => Array.from(rows.values()).filter(isFailing).length,
  (count, changes) =>
    changes.reduce(
      (sum, { before, after }) => sum + Number(isFailing(after)) - Number(isFailing(before)),
      count,
    ),
)
/** Of each context the number of its rows. */
const rowsByContext = followed(
  (rows): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>()
    for (const { context } of rows.values()) counts.set(context, (counts.get(context) ?? 0) + 1)
    return counts
  },
  (counts, changes) => {
    const moved = changes.filter(({ before, after }) => before?.context !== after?.context)
    if (moved.length === 0) return counts
    const next = new Map(counts)
    const add = (row: Workload | null, by: number): void => {
      if (row !== null) next.set(row.context, (next.get(row.context) ?? 0) + by)
    }
    for (const { before, after } of moved) {
      add(before, -1)
      add(after, 1)
    }
    for (const [context, count] of next) if (count === 0) next.delete(context)
    return next
  },
)
const contextsOf = remembered(
  (counts: ReadonlyMap<string, number>, statuses: State['statuses']): readonly string[] =>
    [...new Set([...counts.keys(), ...contextsIn(statuses)])].toSorted(),
)

function isFailing(workload: Workload | null): boolean {
  return workload?.health.status === 'degraded'
}

/** All that are asked, whether they have answered or not. */
export function contextsShown({ workloads, statuses }: State): readonly string[] {
  return contextsOf(rowsByContext(workloads), statuses)
}

/** The rows after filter and sort, or why the filter cannot be read. */
export function visibleWorkloads(state: State): Result<RowList> {
  const query = wholeQuery(state)
  if (!query.ok) return query
  // Only `changed:` depends on the time; for all else the clock must not search again.
  const timed = query.value.terms.some(({ kind }) => kind === 'changed')
  const { workloads, sort, now } = state
  const matches = matchesOf(query.value, workloads, timed ? now : 0)
  return ok(rowsInOrder(workloads, slotsShown(sortedSlots(workloads, sort), matches, sort.column)))
}

export function visibleIds(state: State): Ids {
  return idsOf(visibleEntries(state))
}

/** The lines of the table: workloads, and headings where they are grouped. */
function visibleEntries(state: State): Listed<Entry> {
  return state.groupBy === null ? visibleRows(state) : allEntries(state)
}

/** As one array, for what looks at each of them. */
export function allEntries(state: State): readonly Entry[] {
  const rows = visibleRows(state)
  const { groupBy, folded } = state
  return groupBy === null ? rows.all() : groupsShown(rows, groupBy, folded)
}

function visibleRows(state: State): RowList {
  const visible = visibleWorkloads(state)
  return visible.ok ? visible.value : noRows
}

/** The entry under the cursor of the table; null where there is none. */
export function selectedEntry(state: State): Entry | null {
  const [screen] = state.screens
  if (screen?.name !== 'workloads') return null
  return visibleEntries(state).at(locate(screen.cursor, visibleIds(state))) ?? null
}

/** The workload under the cursor of the table; null on a heading. */
export function selectedWorkload(state: State): Workload | null {
  const entry = selectedEntry(state)
  return entry === null || isGroup(entry) ? null : entry
}

export function workloadsView(state: State): WorkloadsView {
  const visible = visibleWorkloads(state)
  const rows = visible.ok ? visible.value : noRows
  const query = wholeQuery(state)
  const { workloads, sort } = state
  const [screen] = state.screens
  const cursor = screen?.name === 'workloads' ? screen.cursor : { id: null, index: 0, top: 0 }
  return {
    rows,
    entries: visibleEntries(state),
    index: locate(cursor, visibleIds(state)),
    top: cursor.top,
    counts:
      rows.length === workloads.size
        ? count(workloads.size, 'workload')
        : `${rows.length.toLocaleString('en-US')} of ${count(workloads.size, 'workload')}`,
    failing: failingCount(workloads),
    contexts: contextsShown(state),
    sort,
    highlight: highlighter(query, query.ok ? indexFor(query.value, workloads).vocabulary : []),
    sync: syncSummary(state.statuses, state.now),
    problems: problemsOf(state),
    error: visible.ok ? null : visible.failure,
    empty: rows.length > 0 || !visible.ok ? null : emptiness(state),
  }
}
