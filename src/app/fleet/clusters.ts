/** Opens the contexts a command asks for, and reads what they hold into one fleet. */
import { parts } from '../parts.ts'
import type { Connection } from '../../cluster/request/connection.ts'
import type { PersonsTerminal, Scope } from '../../cluster/index.ts'
import type { ClusterScope } from '../../cli/grammar/invocation.ts'
import type { ResourceStatus } from '../../model/change.ts'
import type { Failure, Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { Fleet } from '../../model/fleet.ts'
import { columnPaths } from '../../model/settings/custom-columns.ts'
import type { Workload } from '../../model/workload.ts'
import type { Environment } from '../environment.ts'
import { version } from '../environment.ts'
import { knowledgeReader } from './knowledge.ts'
import { shellTerminal } from '../terminal/lend-terminal.ts'
import { collectAlone, collectLater, compileAsUsual, compileLess, makeRoom } from '../memory.ts'
import { openReleaseMemory } from './release-memory.ts'

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
  const { connect, loadKubeconfig } = await parts.cluster()
  makeRoom()
  compileLess()
  collectAlone()
  collectLater()
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
  const { loadKubeconfig } = await parts.cluster()
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
  const { readFields, readFleet, readUsage } = await parts.cluster()
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

/** Names the target that a status is of. */
export function placeOf({ context, resource, namespace }: ResourceStatus): string {
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
