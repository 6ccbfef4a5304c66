/** Opens the contexts a command asks for, and feeds what they hold into one fleet. */
import type { Connection } from '../../cluster/request/connection.ts'
import type { PersonsTerminal, Scope } from '../../cluster/index.ts'
import type { ClusterScope } from '../../cli/grammar/invocation.ts'
import type { ClusterChange, ResourceStatus } from '../../model/change.ts'
import type { Failure, Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { Fleet } from '../../model/fleet.ts'
import { columnPaths } from '../../model/settings/custom-columns.ts'
import type { Workload } from '../../model/workload.ts'
import type { Environment } from '../environment.ts'
import { version } from '../environment.ts'
import { followColumns } from './follow-columns.ts'
import { knowledgeReader } from './knowledge.ts'
import { shellTerminal } from '../terminal/lend-terminal.ts'
import { collectAlone, compileAsUsual, compileLess, makeRoom } from '../memory.ts'
import { openReleaseMemory } from './release-memory.ts'
import { RowBatch } from './row-batch.ts'

export interface Clusters {
  readonly connections: readonly Connection[]
  readonly scope: Scope
}

/**
 * Loads the Kubernetes client on first use: the first frame does not wait for it. `terminal` is where
 * a person can answer a credential plugin.
 */
export async function openClusters(
  scope: ClusterScope,
  environment: Environment,
  terminal: PersonsTerminal | null = shellTerminal(),
): Promise<Result<Clusters>> {
  const { connect, loadKubeconfig } = await import('../../cluster/index.ts')
  makeRoom()
  compileLess()
  const options = optionsOf(scope, environment)
  const kubeconfig = loadKubeconfig(options)
  if (!kubeconfig.ok) return kubeconfig
  const connections: Connection[] = []
  for (const context of scope.contexts.length === 0 ? [null] : scope.contexts) {
    const connection = connect(kubeconfig.value, context, options, terminal)
    if (!connection.ok) return connection
    connections.push(connection.value)
  }
  return ok({
    connections,
    // Someone who has never seen the cluster has to see all of it: -n narrows, nothing else does.
    scope: {
      namespaces: scope.namespaces.length === 0 ? null : scope.namespaces,
      selector: scope.selector,
      helmSecrets: environment.settings().helmSecrets,
    },
  })
}

/** The contexts that the kubeconfig defines, whether they are open or not. */
export async function listContexts(
  scope: ClusterScope,
  environment: Environment,
): Promise<Result<readonly { readonly name: string; readonly server: string }[]>> {
  const { loadKubeconfig } = await import('../../cluster/index.ts')
  const kubeconfig = loadKubeconfig(optionsOf(scope, environment))
  return kubeconfig.ok ? ok(kubeconfig.value.contexts) : kubeconfig
}

function optionsOf(scope: ClusterScope, { env }: Environment) {
  return {
    kubeconfig: scope.kubeconfig,
    env,
    requestTimeoutMs: scope.requestTimeoutMs,
    as: scope.as,
    asGroups: scope.asGroups,
    ...(scope.asUid === undefined ? {} : { asUid: scope.asUid }),
    ...(scope.asExtra === undefined ? {} : { asExtra: scope.asExtra }),
    version,
  }
}

/** What one look at the clusters found. */
export interface Snapshot {
  readonly fleet: Fleet
  readonly workloads: readonly Workload[]
  readonly statuses: readonly ResourceStatus[]
}

/** A metrics server that is down must not keep anyone waiting for the rest. */
const usageMs = 2_000

/** One read of everything, for a command that prints and ends. */
export async function readClusters(
  clusters: Clusters,
  environment: Environment,
): Promise<Snapshot> {
  const { readFields, readFleet, readUsage } = await import('../../cluster/index.ts')
  const { scope, connections } = clusters
  const fleet = new Fleet(environment.settings())
  const memory = openReleaseMemory(connections, environment)
  await memory.recall(fleet)
  const statuses: ResourceStatus[] = []
  const paths = columnPaths(environment.settings().customColumns)
  await Promise.all(
    connections.map(async (connection) => {
      const inTime = AbortSignal.any([environment.signal, AbortSignal.timeout(usageMs)])
      const measuring = readUsage(connection, scope, inTime)
      const reading = readFields(connection, scope, paths, environment.signal)
      for (const change of await readFleet(connection, scope, environment.signal))
        if (change.type === 'objects') fleet.apply(change)
        else statuses.push(change.status)
      const read = new Set(statuses.filter(isLive).map(placeOf))
      for (const change of await reading)
        if (change.type === 'objects') fleet.apply(change)
        else if (!isLive(change.status) && read.has(placeOf(change.status)))
          statuses.push(change.status)
      const pods = await measuring
      if (pods !== null) fleet.measure(connection.context, pods)
    }),
  )
  const rows = new Map(fleet.flush().put.map((workload) => [workload.id, workload]))
  const reader = knowledgeReader(environment)
  for (;;) {
    // A catalog may name repositories, whose files then count too.
    const knowledge = await reader.update([...rows.values()])
    if (knowledge === null) break
    fleet.setKnowledge(knowledge)
    for (const workload of fleet.flush().put) rows.set(workload.id, workload)
  }
  compileAsUsual()
  const workloads = [...rows.values()]
  await memory.note(workloads)
  return { fleet, workloads, statuses }
}

function isLive({ state }: ResourceStatus): boolean {
  return state === 'live'
}

function placeOf({ context, resource, namespace }: ResourceStatus): string {
  return `${context}/${resource}/${namespace ?? ''}`
}

/** The workload kinds could not be read anywhere: there is nothing to print. */
export function nothingRead(statuses: readonly ResourceStatus[]): Failure | null {
  const workloadKinds = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs']
  const tried = statuses.filter((status) => workloadKinds.includes(status.resource))
  if (tried.some((status) => status.state === 'live')) return null
  const first = tried.find((status) => status.message !== null)
  const message =
    first === undefined
      ? 'no workload could be read'
      : `cannot read context ${first.context}: ${first.message}`
  return failed('cluster', message, { next: nextStep(first) }).failure
}

function nextStep(status: ResourceStatus | undefined): string | null {
  switch (status?.state) {
    case 'forbidden':
      return 'ask for get, list and watch on workloads, or name a namespace you may read with -n'
    case 'expired':
      return 'log in to the cluster again, as for kubectl, and repeat'
    case 'slow':
    case 'unreachable':
    case 'failed':
      return `check the server of context ${status.context}: kubectl --context ${status.context} get --raw /readyz`
    default:
      return null
  }
}

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
  const { watchFields, watchFleet, watchUsage } = await import('../../cluster/index.ts')
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
      collectAlone()
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
