/** Reads everything a scope asks for once, for commands that print and end. */
import type { ClusterChange } from '../model/change.ts'
import type { KubeObject } from '../model/kube.ts'
import type { Connection } from './connection.ts'
import { listPages } from './list.ts'
import { readNamespace } from './namespace-read.ts'
import type { Reading } from './read-failure.ts'
import { namespaceResource, type Scope, type Target, targetsOf } from './resource.ts'
import { statusReporter } from './status-reporter.ts'

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
      const answer = await readNamespace(connection, name, signal)
      const read: Reading<readonly KubeObject[]> = answer.ok
        ? { ok: true, value: [answer.value] }
        : answer
      return changesOf(connection, namespaceResource.name, name, read)
    }),
    ...targets.map(async (target) =>
      changesOf(
        connection,
        target.resource.name,
        target.namespace,
        await readAll(connection, target, signal),
      ),
    ),
  ])
  return changes.flat()
}

async function readAll(
  connection: Connection,
  target: Target,
  signal: AbortSignal,
): Promise<Reading<readonly KubeObject[]>> {
  let objects: KubeObject[] = []
  const answer = await listPages(connection, target, signal, (page, first) => {
    if (first) objects = []
    for (const object of page) objects.push(object)
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
