/** Gathers what an incident report is made from: changes, differences, commits, bisects, rights. */
import { countedEntries } from '../../storage/counted-entries.ts'
import type { StoredBisect } from '../../storage/journal.ts'
import type { AroundTime } from '../../model/timeline/around-time.ts'
import { dependenciesOf, serviceIndex } from '../../model/timeline/dependencies.ts'
import type { DiffContext, ReleaseDiff } from '../../model/release/release-diff.ts'
import { releaseDiff, releasesToCompare } from '../../model/release/release-diff.ts'
import { likelyChanges } from '../../model/timeline/likely-changes.ts'
import { timelineOf } from '../../model/timeline/timeline.ts'
import type { Workload } from '../../model/workload.ts'
import { stepsFor } from '../../state/workload/next-steps.ts'
import type { BisectEvidence, ReportFacts } from '../../state/report/workload-report.ts'
import type { Clusters } from './clusters.ts'
import { readDiffContext } from './compare-releases.ts'
import type { Environment } from '../environment.ts'
import type { Transfer } from '../bisects/find-source.ts'
import { summaryOf } from '../bisects/open-session.ts'
import { readJournals } from '../bisects/read-journals.ts'
import { rightsFor } from './rights.ts'
import { sideBySide } from './side-by-side.ts'

export interface Fleet {
  readonly workloads: readonly Workload[]
  readonly around: readonly AroundTime[]
  readonly connections: Clusters['connections']
}

/** What cannot be read is named in `problems`; nothing of it keeps the rest from being reported. */
export async function gatherReport(
  workload: Workload,
  { workloads, around, connections }: Fleet,
  environment: Environment,
  transfer: Transfer,
): Promise<ReportFacts> {
  const connection = connections.find(({ context }) => context === workload.context)
  const steps = stepsFor(workload)
  const ends = releasesToCompare(workload, { from: null, to: null })
  const diff = ends.ok ? releaseDiff(ends.value.from, ends.value.to) : null
  const given = { repository: null, path: null }
  const beside = sideBySide(transfer)
  const [context, bisects, rights] = await Promise.all([
    diff === null
      ? null
      : beside((one) => readDiffContext(workload, diff, given, connection, environment, one)),
    beside((one) => bisectsOf(workload, environment, one)),
    beside((one) => rightsFor(steps, connection, one)),
  ])
  const services = serviceIndex(workloads)
  const timeline = timelineOf(workloads, around)
  const byId = new Map(workloads.map((one) => [one.id, one]))
  const concerned = new Set([
    workload.id,
    ...dependenciesOf(workload, services).map((dependency) => dependency.workload),
  ])
  return {
    workload,
    suspects: likelyChanges(workload, timeline, services, byId),
    happenings: timeline.filter((one) => one.workloads.some((id) => concerned.has(id))),
    diff,
    context,
    bisects,
    steps: steps.map((step, i) => ({ step, allowed: rights[i] ?? null })),
    problems: [
      ...around.flatMap(({ unread }) =>
        unread.map(({ resource, message }) => `${resource}: ${message}`),
      ),
      ...contextProblems(diff, context),
    ],
    now: Date.now(),
  }
}

function contextProblems(diff: ReleaseDiff | null, context: DiffContext | null): string[] {
  if (diff === null || context === null) return []
  const { commits, problems } = context
  return [
    ...problems,
    ...(commits === null || commits.ok ? [] : [`commits: ${commits.failure.message}`]),
  ]
}

/** Those in kulprit's journals, newest first. */
async function bisectsOf(
  { context, namespace, kind, name }: Workload,
  environment: Environment,
  transfer: Transfer,
): Promise<BisectEvidence[]> {
  const { sessions } = await readJournals(environment, transfer)
  return sessions
    .filter(
      ({ session: { workload } }) =>
        workload?.context === context &&
        workload.namespace === namespace &&
        workload.kind === kind &&
        workload.name === name,
    )
    .map(evidenceOf)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
}

/** Every verdict narrows the search, so where it has ended the last one on the sought side is the result. */
function evidenceOf(stored: StoredBisect): BisectEvidence {
  const { session, entries } = stored
  const { status } = summaryOf(stored)
  const marks = countedEntries(entries).flatMap((entry) =>
    entry.type === 'mark' ? [entry.mark] : [],
  )
  const sought = session.looksFor === 'fix' ? 'good' : 'bad'
  const end = session.looksFor === 'fix' ? session.good : session.bad
  const last = marks.findLast(({ verdict }) => verdict === sought)
  return {
    id: session.id,
    status,
    startedAt: session.startedAt,
    repository: session.repository,
    good: session.good,
    bad: session.bad,
    culprit: status === 'found' ? (last?.sha ?? end.sha) : null,
    verdicts: marks.map(({ sha, verdict, at, note }) => ({ sha, verdict, at, note })),
  }
}
