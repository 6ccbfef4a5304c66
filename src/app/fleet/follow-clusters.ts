/** Follows the open contexts in one fleet, and tells which of its rows have changed. */
import { parts } from '../parts.ts'
import type { ClusterChange, ResourceStatus } from '../../model/change.ts'
import { Fleet } from '../../model/fleet.ts'
import type { Workload } from '../../model/workload.ts'
import { type Clusters, placeOf } from './clusters.ts'
import type { Environment } from '../environment.ts'
import { followColumns } from './follow-columns.ts'
import { knowledgeReader } from './knowledge.ts'
import { collectNow, compileAsUsual } from '../memory.ts'
import { openReleaseMemory } from './release-memory.ts'
import { RowBatch } from './row-batch.ts'

export interface FleetListener {
  readonly onWorkloads: (put: readonly Workload[], gone: readonly string[]) => void
  /** Every status known so far. */
  readonly onStatuses: (statuses: readonly ResourceStatus[]) => void
}

export interface LiveFleet {
  readonly fleet: Fleet
  reconnect(): void
  stop(): void
}

/** How long events gather before the table changes: soon enough to feel live, calm enough to read. */
const gatherMs = 100
/** Where so many rows change at once, and while much is being read, no one follows single rows. */
const busyRows = 50
const busyGatherMs = 250
/** The first rows wait only for what comes with them. */
const firstGatherMs = 10
/**
 * Rows are made in turns this long, between which keys are heard and bytes are read: one after another,
 * but only one with each batch while much is still being read, since most rows will change again.
 */
const turnMs = 5
/** Where this process waits for the rest more than it works, it makes rows meanwhile: at the end few are left. */
const lookMs = 10
const idleEnough = 0.5
/** What is made in several turns is shown this often: a frame for each would take longer than its rows. */
const showMs = 50

/** Some health follows from time alone: a crash counts for some minutes after the last restart. */
const healthMs = 5_000

export async function followClusters(
  clusters: Clusters,
  environment: Environment,
  listener: FleetListener,
): Promise<LiveFleet> {
  const { watchFields, watchFleet, watchUsage } = await parts.cluster()
  const fleet = new Fleet(environment.settings())
  const memory = openReleaseMemory(clusters.connections, environment)
  await memory.recall(fleet)
  const unnoted = new Map<string, Workload>()
  const made = new RowBatch()
  let shownAt = 0
  const statuses = new Map<string, ResourceStatus>()
  const reader = knowledgeReader(environment)
  /** Takes back the flush that is due; null where none is. */
  let due: (() => void) | null = null
  let statusesChanged = false
  let shown = false
  let pauseMs = gatherMs
  let flushedAt = 0
  let load = performance.eventLoopUtilization()
  let settled = false
  let stopped = false

  /** Whatever is due already stands, unless it is to be at once. */
  function flushIn(ms: number): void {
    if (due !== null && ms > 0) return
    due?.()
    if (ms > 0) {
      const timer = setTimeout(flush, ms)
      due = () => clearTimeout(timer)
    } else {
      const immediate = setImmediate(flush)
      due = () => clearImmediate(immediate)
    }
  }

  /** Makes rows for a while; what is left is made in the next turn, or with the next batch. */
  function flush(): void {
    due = null
    if (stopped) return
    const syncing = isSyncing(statuses.values())
    if (shown && syncing && !wasIdle() && performance.now() - flushedAt < busyGatherMs) {
      flushIn(lookMs)
      return
    }
    flushedAt = performance.now()
    const until = flushedAt + turnMs
    const { put, gone } = fleet.flush(() => performance.now() < until)
    pauseMs = syncing ? lookMs : put.length > busyRows ? busyGatherMs : gatherMs
    made.add(put, gone)
    const isWhole = !syncing && fleet.waiting === 0
    if (!settled && isWhole) {
      settled = true
      compileAsUsual()
      collectNow()
    }
    const eachMs = syncing ? busyGatherMs : showMs
    if (isWhole || !shown || performance.now() - shownAt >= eachMs) {
      show()
      // Nobody is told that all has been read before all of its rows are there.
      if (statusesChanged && (syncing || settled)) {
        listener.onStatuses([...statuses.values()])
        statusesChanged = false
      }
    }
    if (syncing) load = performance.eventLoopUtilization()
    if (fleet.waiting > 0 || !made.isEmpty() || statusesChanged) flushIn(syncing ? lookMs : 0)
  }
  /** Since rows were made, or this was asked last. */
  function wasIdle(): boolean {
    const { utilization } = performance.eventLoopUtilization(load)
    load = performance.eventLoopUtilization()
    return utilization < idleEnough
  }
  function show(): void {
    const { put, gone } = made.take()
    shownAt = performance.now()
    shown ||= put.length > 0
    if (put.length > 0 || gone.length > 0) listener.onWorkloads(put, gone)
    for (const workload of put) if (!memory.hasNoted(workload)) unnoted.set(workload.id, workload)
    void learn(put)
  }
  async function learn(workloads: readonly Workload[]): Promise<void> {
    const knowledge = await reader.update(workloads)
    if (knowledge === null || stopped) return
    fleet.setKnowledge(knowledge)
    flushIn(gatherMs)
  }
  function onChange(change: ClusterChange): void {
    if (change.type === 'objects') fleet.apply(change)
    else {
      statuses.set(placeOf(change.status), change.status)
      statusesChanged = true
      // All has been read: what is left is to make its rows.
      if (!settled && change.status.state === 'live' && !isSyncing(statuses.values())) {
        flushIn(0)
        return
      }
    }
    flushIn(shown ? pauseMs : firstGatherMs)
  }

  /** Half a history could be taken for the whole one, so nothing is noted before all of it is read. */
  function noteReleases(): void {
    if ([...statuses.values()].some(({ state }) => state === 'syncing')) return
    void memory.note([...unnoted.values()])
    unnoted.clear()
  }

  const watchers = clusters.connections.map((connection) =>
    watchFleet(connection, clusters.scope, onChange),
  )
  const meters = clusters.connections.map((connection) =>
    watchUsage(connection, clusters.scope, (pods) => {
      fleet.measure(connection.context, pods)
      flushIn(gatherMs)
    }),
  )
  const columns = followColumns(environment.settings(), (paths) =>
    clusters.connections.map((connection) =>
      watchFields(connection, clusters.scope, paths, onChange),
    ),
  )
  const clock = setInterval(() => {
    flushIn(gatherMs)
    noteReleases()
  }, healthMs)
  environment.onSettings((settings) => {
    fleet.setSettings(settings)
    reader.settingsChanged()
    columns.changed(settings)
    flushIn(0)
  })
  return {
    fleet,
    reconnect() {
      for (const watcher of watchers) watcher.reconnect()
      columns.hurry()
    },
    stop() {
      stopped = true
      for (const watcher of [...watchers, ...meters, columns]) watcher.stop()
      for (const connection of clusters.connections) connection.close()
      due?.()
      clearInterval(clock)
    },
  }
}

function isSyncing(statuses: Iterable<ResourceStatus>): boolean {
  for (const { state } of statuses) if (state === 'syncing') return true
  return false
}
