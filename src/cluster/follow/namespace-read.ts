/** Reads single Namespace objects, for users who may see some namespaces but not list them all. */
import type { ClusterChange } from '../../model/change.ts'
import type { KubeObject } from '../../model/kube/kube.ts'
import type { Connection } from '../request/connection.ts'
import { knownObjects } from './known-objects.ts'
import type { Pace } from './pace.ts'
import { type Reading, unread } from '../request/read-failure.ts'
import { namespaceResource } from '../resource.ts'
import { keepReading, type Loop } from './retry.ts'
import { statusReporter } from './status-reporter.ts'

/**
 * A right to read a namespace's workloads often comes without one to read the Namespace itself. That
 * is no failure, it only means that no owner is inherited from it: `absent`, as if it were not served.
 */
export async function readNamespace(
  connection: Connection,
  name: string,
  signal: AbortSignal,
): Promise<Reading<KubeObject>> {
  const path = `${namespaceResource.api}/namespaces/${encodeURIComponent(name)}`
  const answer = await connection.json(path, signal)
  if (!answer.ok) {
    const { failure } = answer
    if (failure.status === 403) return { ok: false, failure: { ...failure, state: 'absent' } }
    if (failure.status !== 404) return answer
    return unread('NotFound', `no namespace "${name}" in context "${connection.context}"`, {
      status: 404,
    })
  }
  const object = namespaceResource.trim(answer.value)
  if (object !== null) return { ok: true, value: object }
  return unread('Malformed', `${connection.server} sent a namespace that cannot be read`)
}

/** Reads it again now and then: its labels hardly ever change. */
export function watchNamespace(
  connection: Connection,
  name: string,
  listener: (change: ClusterChange) => void,
  pace: Pace,
): Loop {
  const { context } = connection
  const known = knownObjects(context)
  const status = statusReporter(
    { context, resource: namespaceResource.name, namespace: name },
    (status) => {
      listener({ type: 'status', status })
    },
  )
  return keepReading(async (signal) => {
    status.syncing(known.count())
    const answer = await readNamespace(connection, name, signal)
    if (signal.aborted) return { settled: false, next: { do: 'continue' } }
    if (!answer.ok) {
      status.failed(answer.failure, known.count(), null)
      return { settled: false, next: { do: 'retry', after: answer.failure } }
    }
    known.put(answer.value)
    const change = known.take()
    if (change !== null) listener(change)
    status.live(known.count())
    return { settled: true, next: { do: 'wait', ms: pace.rereadMs } }
  }, pace)
}
