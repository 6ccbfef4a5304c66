/** What the screen of changes shows: happenings, those that a failure followed marked, or ranked suspects. */
import type { AroundTime } from '../../model/timeline/around-time.ts'
import { serviceIndex } from '../../model/timeline/dependencies.ts'
import type { Failure } from '../../model/failure.ts'
import type { LikelyChange } from '../../model/timeline/likely-changes.ts'
import { onsetOf, likelyChanges } from '../../model/timeline/likely-changes.ts'
import type { Happening } from '../../model/timeline/happening.ts'
import { timelineOf } from '../../model/timeline/timeline.ts'
import type { Workload } from '../../model/workload.ts'
import { locate } from '../table/cursor.ts'
import { duration } from '../format.ts'
import { remembered } from '../memo.ts'
import type { RowChange, Rows } from '../table/rows.ts'
import { followed } from '../table/rows.ts'
import { contextsShown, visibleWorkloads } from '../table/select-workloads.ts'
import { wantedQuery } from '../table/wanted-query.ts'
import type { ChangesScreen } from './changes-screen.ts'
import type { State } from '../state.ts'
import { currentScreen } from '../state.ts'

export interface ChangesView {
  readonly rows: readonly Happening[]
  readonly index: number
  readonly top: number
  /** Whose failure it is about; null for the fleet's changes. */
  readonly subject: Workload | null
  /** Why each row is here, of a failing workload; else what it was followed by. */
  readonly noteOf: (happening: Happening) => string
  readonly severalContexts: boolean
  /** What could not be read, a line each. */
  readonly unread: readonly string[]
  /** Of which contexts events and ConfigMaps are not there yet: `prod`, `2 of 5 contexts`; null for none. */
  readonly reading: string | null
  /** The query cannot be read: no row is shown until it is corrected. */
  readonly error: Failure | null
}

const hourMs = 3_600_000
/** So many failing workloads are looked at for what came before: a fleet that fails as a whole has one cause. */
const mostFollowed = 100

const noHappenings: readonly Happening[] = []
/** Pods restart all the time: a row counts as changed only where the timeline tells something else of it. */
const rowsThatTell = followed(
  (rows) => rows,
  (told, changes) =>
    changes.some(tellsSomethingElse)
      ? told.with(
          changes.flatMap(({ after }) => after ?? []),
          changes.flatMap(({ before, after }) => (after === null && before ? before.id : [])),
        )
      : told,
)
const timelineFor = remembered(
  (rows: Rows, around: readonly AroundTime[] | null, seen: State['scalings']) =>
    timelineOf(rows.values(), around ?? [], seen),
)
const servicesOf = remembered((rows: Rows) => serviceIndex(rows.values()))
const idsOf = remembered((rows: readonly Happening[]) => rows.map(({ id }) => id))
const contextCount = remembered(
  (rows: readonly Happening[]) => new Set(rows.map(({ context }) => context)).size,
)
const about = remembered(
  (timeline: readonly Happening[], workloads: readonly Workload[] | null): readonly Happening[] => {
    if (workloads === null) return timeline
    const ids = new Set(workloads.map(({ id }) => id))
    return timeline.filter((happening) => happening.workloads.some((id) => ids.has(id)))
  },
)
const followedBy = remembered(
  (timeline: readonly Happening[], rows: Rows): ReadonlyMap<string, string> => {
    const failing = Array.from(rows.values()).filter(({ health }) => health.status === 'degraded')
    const found = new Map<string, string>()
    for (const workload of failing.slice(0, mostFollowed)) {
      const [first] = likelyChanges(workload, timeline, servicesOf(rows), rows, hourMs)
      if (first === undefined || first.happening.type === 'failure') continue
      const { id, time } = first.happening
      const after = duration(Math.max(0, onsetOf(workload) - time))
      const words = `${workload.name} failed ${after === '0s' ? 'at once' : `${after} later`}`
      found.set(id, found.has(id) ? `${found.get(id)}, ${words}` : words)
    }
    return found
  },
)
const suspectsFor = remembered(
  (workload: Workload, timeline: readonly Happening[], rows: Rows): readonly LikelyChange[] =>
    likelyChanges(workload, timeline, servicesOf(rows), rows),
)

function timelineOfFleet({ workloads, around, scalings }: State): readonly Happening[] {
  return timelineFor(rowsThatTell(workloads), around, scalings)
}

function tellsSomethingElse({ before, after }: RowChange): boolean {
  if (before === null || after === null) return true
  return (
    before.particulars !== after.particulars ||
    before.health.status !== after.health.status ||
    before.replicas.desired !== after.replicas.desired ||
    before.diagnosis?.sentence !== after.diagnosis?.sentence ||
    before.diagnosis?.since !== after.diagnosis?.since ||
    before.nodes?.join(' ') !== after.nodes?.join(' ') ||
    before.services?.join(' ') !== after.services?.join(' ')
  )
}

/** What a failing workload may fail by first; null where nothing is known. */
export function likeliestChange(state: State, workload: Workload): LikelyChange | null {
  return suspectsFor(workload, timelineOfFleet(state), rowsThatTell(state.workloads))[0] ?? null
}

/** null where the screen is not open. */
export function changesView(state: State): ChangesView | null {
  const screen = currentScreen(state)
  if (screen.name !== 'changes') return null
  const subject = subjectOf(state, screen)
  const visible = visibleWorkloads(state)
  const rows = shownHappenings(state, screen)
  const unread = (state.around ?? []).flatMap((one) =>
    one.unread.map(({ resource, message }) => `${resource} of ${one.context}: ${message}`),
  )
  return {
    rows,
    index: locate(screen.cursor, idsOf(rows)),
    top: screen.cursor.top,
    subject,
    noteOf: notesFor(state, subject),
    severalContexts: contextCount(rows) > 1,
    unread: [...new Set(unread)],
    reading: readingText(state),
    error: subject !== null || visible.ok ? null : visible.failure,
  }
}

function readingText(state: State): string | null {
  const contexts = contextsShown(state)
  const read = new Set(state.around?.map(({ context }) => context))
  const left = contexts.filter((context) => !read.has(context))
  if (left.length === 0) return state.around === null ? 'every context' : null
  return left.length < 3 ? left.join(' and ') : `${left.length} of ${contexts.length} contexts`
}

export function changeIds(state: State, screen: ChangesScreen): readonly string[] {
  return idsOf(shownHappenings(state, screen))
}

/** The row under the cursor; null where there is none. */
export function selectedHappening(state: State): Happening | null {
  const view = changesView(state)
  return view?.rows[view.index] ?? null
}

function subjectOf(state: State, { workload }: ChangesScreen): Workload | null {
  return workload === null ? null : (state.workloads.get(workload) ?? null)
}

const happeningsOf = remembered((suspects: readonly LikelyChange[]) =>
  suspects.map(({ happening }) => happening),
)
const alone = remembered((workload: Workload): readonly Workload[] => [workload])

/** Of a workload that is well, all that it had to do with. */
function shownHappenings(state: State, screen: ChangesScreen): readonly Happening[] {
  const timeline = timelineOfFleet(state)
  const subject = subjectOf(state, screen)
  if (subject !== null) {
    const suspects = suspectsFor(subject, timeline, rowsThatTell(state.workloads))
    return suspects.length > 0 ? happeningsOf(suspects) : about(timeline, alone(subject))
  }
  if (wantedQuery(state) === '') return timeline
  const visible = visibleWorkloads(state)
  return visible.ok ? about(timeline, visible.value.all()) : noHappenings
}

function notesFor(state: State, subject: Workload | null): ChangesView['noteOf'] {
  const timeline = timelineOfFleet(state)
  if (subject === null) {
    const notes = followedBy(timeline, rowsThatTell(state.workloads))
    return ({ id }) => notes.get(id) ?? ''
  }
  const suspects = suspectsFor(subject, timeline, rowsThatTell(state.workloads))
  return (happening) =>
    suspects.find((suspect) => suspect.happening === happening)?.reasons.join('; ') ?? ''
}
