/**
 * Keeps one target (a resource, in one namespace or in all) in step with the server: LIST, then
 * WATCH from there, then WATCH again or LIST again, whatever happens. After client-go's
 * tools/cache/reflector.go.
 */
import type { ClusterChange } from '../model/change.ts'
import type { Connection } from './connection.ts'
import { knownObjects } from './known-objects.ts'
import { listPages } from './list.ts'
import type { Pace } from './pace.ts'
import { pathOf, type Target } from './resource.ts'
import { keepReading, type Loop, type Turn } from './retry.ts'
import { statusReporter } from './status-reporter.ts'
import { watchOnce } from './watch.ts'

/** `listener` hears a batch for each page of a list and for each chunk of a watch. */
export function reflect(
  connection: Connection,
  target: Target,
  listener: (change: ClusterChange) => void,
  pace: Pace,
): Loop {
  const { context } = connection
  const known = knownObjects(context)
  const status = statusReporter(
    { context, resource: target.resource.name, namespace: target.namespace },
    (status) => {
      listener({ type: 'status', status })
    },
  )
  /** Where to watch from; null when a list is due. */
  let version: string | null = null
  let fruitless = 0

  function deliver(): void {
    const change = known.take()
    if (change !== null) listener(change)
  }

  async function list(signal: AbortSignal): Promise<Turn> {
    status.syncing(known.count())
    const answer = await listPages(connection, target, signal, (objects, first) => {
      if (signal.aborted) return
      if (first) known.startSnapshot()
      for (const object of objects) known.put(object)
      deliver()
      status.syncing(known.count())
    })
    if (signal.aborted) return { settled: false, next: { do: 'continue' } }
    if (!answer.ok) {
      status.failed(answer.failure, known.count(), null)
      return { settled: false, next: { do: 'retry', after: answer.failure } }
    }
    known.endSnapshot()
    deliver()
    version = answer.value
    status.live(known.count())
    return { settled: false, next: { do: 'continue' } }
  }

  async function watch(from: string, signal: AbortSignal): Promise<Turn> {
    const started = Date.now()
    let heard = false
    const end = await watchOnce(
      connection,
      `${pathOf(target)}?${query(target, from)}`,
      signal,
      pace,
      {
        opened: () => {
          status.live(known.count())
        },
        event: ({ type, object }) => {
          const trimmed = type === 'BOOKMARK' ? null : target.resource.trim(object)
          if (trimmed === null) return type === 'BOOKMARK'
          if (type === 'DELETED' || !target.keep(trimmed)) known.remove(trimmed.meta)
          else known.put(trimmed)
          return true
        },
        chunkRead: (last) => {
          heard = true
          version = last ?? version
          deliver()
        },
      },
    )
    if (signal.aborted) return { settled: false, next: { do: 'continue' } }
    const settled = heard || Date.now() - started >= pace.fruitlessMs
    fruitless = settled ? 0 : fruitless + 1
    if (end.relist) version = null
    if (end.failure !== null) {
      status.failed(end.failure, known.count(), end.asOf)
      return { settled, next: { do: 'retry', after: end.failure } }
    }
    // A server may end a watch at once for a reason of its own, but not over and over.
    return { settled, next: { do: fruitless > 1 ? 'back off' : 'continue' } }
  }

  return keepReading((signal) => (version === null ? list(signal) : watch(version, signal)), pace)
}

/** The server ends the watch after 5 to 10 minutes: spread out, or all end in the same moment. */
function query(target: Target, from: string): string {
  const parameters = new URLSearchParams({
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: from,
    timeoutSeconds: String(300 + Math.floor(Math.random() * 300)),
  })
  if (target.selector !== null) parameters.set('labelSelector', target.selector)
  return parameters.toString()
}
