/** Reads what pods take of the nodes from metrics.k8s.io, where a server has it. */
import type { MeasuredPod } from '../model/resources/pod-usage.ts'
import { sumOf } from '../model/resources/resources.ts'
import type { Connection } from './request/connection.ts'
import { items, type Json, line, record } from './trim/json.ts'
import type { Scope } from './resource.ts'

/** null where nothing measures, or the user may not see it: a cluster without metrics is no failure. */
export async function readUsage(
  connection: Connection,
  scope: Scope,
  signal: AbortSignal,
): Promise<readonly MeasuredPod[] | null> {
  const places = scope.namespaces?.map((name) => `/namespaces/${encodeURIComponent(name)}`) ?? ['']
  const answers = await Promise.all(
    places.map((place) => connection.json(`/apis/metrics.k8s.io/v1beta1${place}/pods`, signal)),
  )
  const read = answers.flatMap((answer) => (answer.ok ? [items(answer.value['items'])] : []))
  return read.length === 0 ? null : read.flat().map(record).flatMap(measuredPod)
}

/** metrics-server measures every 15 seconds by default. */
const measuredEveryMs = 30_000
/** Metrics are hardly ever installed while kulprit runs. */
const absentForMs = 300_000

export interface UsageWatch {
  readonly stop: () => void
}

/** Metrics cannot be watched, only asked for again and again. */
export function watchUsage(
  connection: Connection,
  scope: Scope,
  listener: (pods: readonly MeasuredPod[]) => void,
  everyMs: number = measuredEveryMs,
): UsageWatch {
  const stopped = new AbortController()
  let timer: NodeJS.Timeout | undefined
  async function poll(): Promise<void> {
    const pods = await readUsage(connection, scope, stopped.signal)
    if (stopped.signal.aborted) return
    if (pods !== null) listener(pods)
    timer = setTimeout(() => void poll(), pods === null ? absentForMs : everyMs)
  }
  void poll()
  return {
    stop: () => {
      stopped.abort()
      clearTimeout(timer)
    },
  }
}

function measuredPod(pod: Json): MeasuredPod[] {
  const meta = record(pod['metadata'])
  const [namespace, name] = [line(meta['namespace']), line(meta['name'])]
  if (namespace === null || name === null) return []
  const containers = items(pod['containers']).map((container) => record(record(container)['usage']))
  const sum = (kind: 'cpu' | 'memory'): string | null => {
    const amounts = containers.flatMap((usage) => line(usage[kind]) ?? [])
    return amounts.length === 0 ? null : sumOf(amounts, kind)
  }
  return [
    {
      namespace,
      name,
      at: line(pod['timestamp']),
      window: line(pod['window']),
      usage: { cpu: sum('cpu'), memory: sum('memory') },
    },
  ]
}
