/** The contexts on the screens: opened, left and read anew while the program runs. */
import type { Connection } from '../../cluster/request/connection.ts'
import type { PersonsTerminal, Scope } from '../../cluster/index.ts'
import type { ClusterScope } from '../../cli/grammar/invocation.ts'
import type { ResourceStatus } from '../../model/change.ts'
import type { Result } from '../../model/failure.ts'
import { ok } from '../../model/failure.ts'
import type { Fleet } from '../../model/fleet.ts'
import { type Clusters, openClusters } from './clusters.ts'
import { type FleetListener, followClusters, type LiveFleet } from './follow-clusters.ts'
import type { Workload } from '../../model/workload.ts'
import type { Environment } from '../environment.ts'
import { RowBatch } from './row-batch.ts'

export interface Reach {
  /** Opens these contexts and leaves all others; none for the kubeconfig's current one. */
  show(contexts: readonly string[]): Promise<Result<void>>
  /** Sees to it that these namespaces are read, null for all, reading anew only where they are not. */
  readNamespaces(namespaces: readonly string[] | null): Promise<Result<void>>
  /** Where a workload is, by its id; null where none of that id is known. */
  find(workload: string): Found | null
  /** All that is open; null before anything is. */
  clusters(): Clusters | null
  reconnect(): void
  stop(): void
}

export interface Found {
  readonly fleet: Fleet
  readonly connection: Connection
}

/** Each context has a fleet of its own, so that leaving one changes nothing of the others. */
interface Open {
  readonly connection: Connection
  statuses: readonly ResourceStatus[]
  live: LiveFleet | null
}

/** Each context tells at times of its own: what several tell within this time is one change. */
const togetherMs = 50

export function openReach(
  scope: ClusterScope,
  environment: Environment,
  terminal: PersonsTerminal,
  listener: FleetListener,
): Reach {
  const open = new Map<string, Open>()
  let namespaces = scope.namespaces
  let scopeRead: Scope | null = null
  let last: Promise<unknown> = Promise.resolve()
  const told = new RowBatch()
  /** When what was told is passed on; null where nothing waits. */
  let due: NodeJS.Timeout | null = null

  /** What is asked for while something is being opened waits for that. */
  function inTurn(work: () => Promise<Result<void>>): Promise<Result<void>> {
    const turn = last.then(work)
    last = turn
    return turn
  }
  function gather(put: readonly Workload[], gone: readonly string[]): void {
    told.add(put, gone)
    if (open.size < 2) tellRows()
    else due ??= setTimeout(tellRows, togetherMs)
  }
  function tellRows(): void {
    if (due !== null) clearTimeout(due)
    due = null
    const { put, gone } = told.take()
    if (put.length > 0 || gone.length > 0) listener.onWorkloads(put, gone)
  }
  function tellStatuses(): void {
    // What has been read is there before it is said to be.
    tellRows()
    listener.onStatuses([...open.values()].flatMap(({ statuses }) => statuses))
  }
  async function add(contexts: readonly string[]): Promise<Result<void>> {
    const clusters = await openClusters({ ...scope, contexts, namespaces }, environment, terminal)
    if (!clusters.ok) return clusters
    const { connections, scope: read } = clusters.value
    scopeRead = read
    await Promise.all(connections.map((connection) => follow(connection, read)))
    return ok(undefined)
  }
  async function follow(connection: Connection, read: Scope): Promise<void> {
    const one: Open = { connection, statuses: [], live: null }
    open.set(connection.context, one)
    one.live = await followClusters({ connections: [connection], scope: read }, environment, {
      onWorkloads: gather,
      onStatuses(statuses) {
        one.statuses = statuses
        tellStatuses()
      },
    })
  }
  function leave(context: string): void {
    const one = open.get(context)
    one?.live?.stop()
    open.delete(context)
    gather([], [...(one?.live?.fleet.ids() ?? [])])
    tellRows()
  }
  /** A context may refuse to be read as a whole, and then shows one namespace only. */
  function areRead(wanted: readonly string[] | null): boolean {
    if (namespaces.length > 0) return wanted?.every((name) => namespaces.includes(name)) ?? false
    const refused = [...open.values()].some(({ statuses }) =>
      statuses.some(({ state, namespace }) => state === 'forbidden' && namespace === null),
    )
    return wanted === null || !refused
  }

  return {
    show: (contexts) =>
      inTurn(async () => {
        const added = contexts.filter((context) => !open.has(context))
        const opened = added.length > 0 || contexts.length === 0 ? await add(added) : ok(undefined)
        if (!opened.ok) return opened
        const left = contexts.length === 0 ? [] : [...open.keys()]
        for (const context of left) if (!contexts.includes(context)) leave(context)
        tellStatuses()
        return opened
      }),
    readNamespaces: (wanted) =>
      inTurn(async () => {
        if (areRead(wanted)) return ok(undefined)
        const contexts = [...open.keys()]
        for (const context of contexts) leave(context)
        namespaces = wanted ?? []
        return add(contexts)
      }),
    find(workload) {
      for (const { connection, live } of open.values())
        if (live?.fleet.workload(workload) !== undefined) return { fleet: live.fleet, connection }
      return null
    },
    clusters() {
      if (scopeRead === null) return null
      return { connections: [...open.values()].map((one) => one.connection), scope: scopeRead }
    },
    reconnect() {
      for (const { live } of open.values()) live?.reconnect()
    },
    stop() {
      if (due !== null) clearTimeout(due)
      for (const { live } of open.values()) live?.stop()
    },
  }
}
