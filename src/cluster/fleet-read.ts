/** Reads everything a scope asks for once, for commands that print and end. */
import type { ClusterChange } from '../model/change.ts'
import type { KubeObject } from '../model/kube/kube.ts'
import type { Connection } from './request/connection.ts'
import { narrowed } from './fallback.ts'
import { listPages } from './follow/list.ts'
import { readNamespace } from './follow/namespace-read.ts'
import type { Reading } from './request/read-failure.ts'
import { namespaceResource, type Scope, type Target, targetsOf } from './resource.ts'
import { notServed, servedResources } from './served.ts'
import { newTerms, type Terms } from './follow/terms.ts'
import { statusReporter } from './follow/status-reporter.ts'

/**
 * One paged list for each resource and namespace, all at once. Each yields its objects, where it has
 * any, and one status, whether it could be read or not. `only` names the resources to read (plural).
 */
export async function readFleet(
  connection: Connection,
  scope: Scope,
  signal: AbortSignal,
  only: readonly string[] | null = null,
): Promise<ClusterChange[]> {
  const wanted = (resource: string) => only === null || only.includes(resource)
  const namespaces = wanted(namespaceResource.name) ? (scope.namespaces ?? []) : []
  const targets = targetsOf(scope).filter(({ resource }) => wanted(resource.name))
  const changes = await Promise.all([
    ...namespaces.map(async (name) => {
      const read = await readOne(connection, name, signal)
      return changesOf(connection, namespaceResource.name, name, read)
    }),
    readTargets(connection, targets, signal),
  ])
  return changes.flat()
}

/** Likewise for these targets. */
export async function readTargets(
  connection: Connection,
  targets: readonly Target[],
  signal: AbortSignal,
): Promise<ClusterChange[]> {
  const terms = newTerms()
  const custom = targets.flatMap(({ resource }) => (resource.custom === true ? [resource] : []))
  const discovery = servedResources(connection, custom, signal)
  const readServed = async (target: Target): Promise<ClusterChange[]> => {
    const { resource, namespace } = target
    const served = resource.custom === true ? (await discovery)(resource) : null
    // Where it cannot be found out, there is no second time: it is asked for.
    if (served === null || !served.ok || served.value)
      return readTarget(connection, target, terms, signal)
    const failure = notServed(connection, resource)
    return changesOf(connection, resource.name, namespace, { ok: false, failure })
  }
  return (await Promise.all(targets.map(readServed))).flat()
}

/** Where it may not be read in all namespaces: in the context's own, which the message then says. */
async function readTarget(
  connection: Connection,
  target: Target,
  terms: Terms,
  signal: AbortSignal,
): Promise<ClusterChange[]> {
  const { resource, namespace } = target
  const read = await readAll(connection, target, terms, signal)
  const narrow = narrowed(target, connection)
  if (read.ok || read.failure.state !== 'forbidden' || narrow === null)
    return changesOf(connection, resource.name, namespace, read)
  const instead =
    resource === namespaceResource
      ? await readOne(connection, narrow.namespace, signal)
      : await readAll(connection, narrow, terms, signal)
  if (!instead.ok) return changesOf(connection, resource.name, namespace, read)
  const message = `${read.failure.message}; only namespace ${narrow.namespace} is read`
  const failure = { ...read.failure, message }
  return [
    ...changesOf(connection, resource.name, namespace, { ok: false, failure }),
    ...changesOf(connection, resource.name, narrow.namespace, instead),
  ]
}

async function readOne(
  connection: Connection,
  namespace: string,
  signal: AbortSignal,
): Promise<Reading<readonly KubeObject[]>> {
  const answer = await readNamespace(connection, namespace, signal)
  return answer.ok ? { ok: true, value: [answer.value] } : answer
}

async function readAll(
  connection: Connection,
  target: Target,
  terms: Terms,
  signal: AbortSignal,
): Promise<Reading<readonly KubeObject[]>> {
  let objects: KubeObject[] = []
  const answer = await listPages(connection, target, terms, signal, {
    start: () => {
      objects = []
    },
    objects: (some) => {
      for (const object of some) objects.push(object)
    },
  })
  return answer.ok ? { ok: true, value: objects } : answer
}

function changesOf(
  connection: Connection,
  resource: string,
  namespace: string | null,
  read: Reading<readonly KubeObject[]>,
): ClusterChange[] {
  const { context } = connection
  const changes: ClusterChange[] = []
  if (read.ok && read.value.length > 0)
    changes.push({ type: 'objects', context, put: read.value, gone: [] })
  const status = statusReporter({ context, resource, namespace }, (status) => {
    changes.push({ type: 'status', status })
  })
  if (read.ok) status.live(read.value.length)
  else status.failed(read.failure, 0, null)
  return changes
}
