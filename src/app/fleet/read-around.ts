/** Reads what happened in the clusters besides releases. */
import { parts } from '../parts.ts'
import type { AroundTime } from '../../model/timeline/around-time.ts'
import { nodesToAsk } from '../../model/timeline/node-troubles.ts'
import type { Workload } from '../../model/workload.ts'
import type { Transfer } from '../bisects/find-source.ts'
import { count } from '../../state/format.ts'
import type { Clusters } from './clusters.ts'

/** One answer for each context, whatever of it could be read; `onRead` gets each as it comes. */
export async function readAround(
  { connections, scope }: Clusters,
  workloads: readonly Workload[],
  signal: AbortSignal,
  onRead: (read: AroundTime) => void = () => undefined,
): Promise<AroundTime[]> {
  const { readAroundTime } = await parts.cluster()
  return Promise.all(
    connections.map(async (connection) => {
      const nodes = nodesToAsk(workloads, connection.context)
      const read = await readAroundTime(connection, scope, nodes, signal)
      onRead(read)
      return read
    }),
  )
}

/** The same for whoever waits for all of them. */
export function waitForAround(
  clusters: Clusters,
  workloads: readonly Workload[],
  { signal, onProgress }: Transfer,
): Promise<AroundTime[]> {
  let answered = 0
  const tell = (): void => {
    const contexts = count(clusters.connections.length, 'context')
    onProgress(`events and ConfigMaps of ${answered} of ${contexts}`)
  }
  tell()
  return readAround(clusters, workloads, signal, () => {
    answered += 1
    tell()
  })
}
