/** Reads what happened in the clusters besides releases. */
import type { AroundTime } from '../../model/timeline/around-time.ts'
import { nodesToAsk } from '../../model/timeline/node-troubles.ts'
import type { Workload } from '../../model/workload.ts'
import type { Clusters } from './clusters.ts'

/** One answer for each context, whatever of it could be read; `onRead` gets each as it comes. */
export async function readAround(
  { connections, scope }: Clusters,
  workloads: readonly Workload[],
  signal: AbortSignal,
  onRead: (read: AroundTime) => void = () => undefined,
): Promise<AroundTime[]> {
  const { readAroundTime } = await import('../../cluster/index.ts')
  return Promise.all(
    connections.map(async (connection) => {
      const nodes = nodesToAsk(workloads, connection.context)
      const read = await readAroundTime(connection, scope, nodes, signal)
      onRead(read)
      return read
    }),
  )
}
