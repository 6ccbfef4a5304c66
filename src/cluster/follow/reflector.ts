/**
 * Keeps one target (a resource, in one namespace or in all) in step with the server: a snapshot, then
 * every change, then again from where that ended, whatever happens. The snapshot is a watch that begins
 * with it (WatchList) or a LIST. After client-go's tools/cache/reflector.go.
 */
import type { ClusterChange } from '../../model/change.ts'
import type { Connection } from '../request/connection.ts'
import { isOlder, wentBack } from './history.ts'
import { knownObjects } from './known-objects.ts'
import { listPages } from './list.ts'
import type { Pace } from './pace.ts'
import { pathOf, type Target } from '../resource.ts'
import type { ReadFailure } from '../request/read-failure.ts'
import { keepReading, type Loop, type Turn } from './retry.ts'
import { statusReporter } from './status-reporter.ts'
import type { Terms } from './terms.ts'
import type { WatchEvent } from './watch-event.ts'
import { watchOnce } from './watch.ts'

const goOn: Turn = { settled: false, next: { do: 'continue' } }

/** `listener` hears a batch for each chunk of what the server sends. */
export function reflect(
  connection: Connection,
  target: Target,
  terms: Terms,
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
    { slowMs: pace.slowMs, server: connection.server },
  )
  /** Where to watch from; null when a snapshot is due. */
  let version: string | null = null
  let wasLive = false
  let useList = false
  let fruitless = 0
  /** Whether a watch told anything that could be used, beyond a snapshot. */
  let heard = false
  /** Whether the server is known to have come as far as `version`. */
  let proven = false
  let turn = new AbortController()

  function deliver(): void {
    const change = known.take()
    if (change !== null) listener(change)
  }

  function isLive(at: string): void {
    known.endSnapshot()
    deliver()
    version = at
    wasLive = true
    proven = true
    status.live(known.count())
  }

  async function list(signal: AbortSignal): Promise<Turn> {
    const answer = await listPages(connection, target, terms, signal, {
      start: known.startSnapshot,
      objects: (objects) => {
        if (signal.aborted) return
        for (const object of objects) known.put(object)
        deliver()
        status.syncing(known.count())
      },
    })
    if (signal.aborted) return goOn
    if (!answer.ok) return failed(answer.failure, null, false)
    isLive(answer.value)
    return goOn
  }

  function failed(failure: ReadFailure, asOf: Date | null, settled: boolean): Turn {
    status.failed(failure, known.count(), asOf)
    // Nobody has installed it, most likely, and that is a rare event.
    if (failure.state === 'absent' && target.resource.custom === true && !wasLive)
      return { settled, next: { do: 'wait', ms: pace.rereadMs } }
    return { settled, next: { do: 'retry', after: failure } }
  }

  /** false where there is no version to go on from, or one older than before: history went back. */
  function take(event: Exclude<WatchEvent, { type: 'ERROR' }>): boolean {
    const live = version !== null
    if (event.version === '' || (version !== null && isOlder(event.version, version))) return false
    if (event.type === 'BOOKMARK') {
      if (version === null && event.initialEventsEnd) isLive(event.version)
    } else if (event.type === 'DELETED' || !target.keep(event.object))
      known.remove(event.object.meta)
    else known.put(event.object)
    heard ||= live
    proven = true
    // The objects of a snapshot come in the order of their names, not of their versions.
    if (live) version = event.version
    return true
  }

  async function watch(signal: AbortSignal): Promise<Turn> {
    const started = Date.now()
    const snapshot = version === null
    heard = false
    const path = `${pathOf(target)}?${query(target, version)}`
    const undone = new AbortController()
    const over = new AbortController()
    let isAsking = false

    /** Another history may run by now: a watch from a version that it has yet to reach says nothing. */
    async function prove(): Promise<void> {
      if (version === null || proven || isAsking) return
      isAsking = true
      const end = AbortSignal.any([signal, over.signal])
      const isBack = await wentBack(connection, target, version, end)
      isAsking = false
      if (isBack === null || over.signal.aborted) return
      if (isBack && !proven) undone.abort()
      proven = true
    }

    if (snapshot) known.startSnapshot()
    const end = await watchOnce(
      { connection, resource: target.resource, path, terms, pace },
      AbortSignal.any([signal, undone.signal]),
      {
        opened: () => {
          if (version === null) return
          status.live(known.count())
          void prove()
        },
        silent: (since) => {
          status.waiting(since)
          void prove()
        },
        alive: () => {
          if (version === null) status.syncing(known.count())
          else status.live(known.count())
        },
        event: take,
        chunkRead: () => {
          deliver()
          if (version === null) status.syncing(known.count())
        },
        inSnapshot: () => version === null,
      },
    )
    over.abort()
    proven = false
    if (signal.aborted) return goOn
    if (undone.signal.aborted) {
      version = null
      return goOn
    }
    // A server that ends its snapshots before they are whole may still do lists.
    const cutShort = version === null && end.failure === null && end.next === 'watch'
    if (end.next !== 'watch') version = null
    if (end.next === 'list' || cutShort) {
      useList = true
      return goOn
    }
    const settled = heard || (version !== null && Date.now() - started >= pace.fruitlessMs)
    fruitless = settled ? 0 : fruitless + 1
    if (end.failure !== null) return failed(end.failure, end.asOf, settled)
    // A server may end a watch at once for a reason of its own, but not over and over.
    return { settled, next: { do: fruitless > 1 ? 'back off' : 'continue' } }
  }

  async function read(stopped: AbortSignal): Promise<Turn> {
    turn = new AbortController()
    const signal = AbortSignal.any([stopped, turn.signal])
    if (version !== null) return watch(signal)
    status.syncing(known.count())
    if (target.resource.bulky === true) await terms.line.known()
    if (signal.aborted) return goOn
    return useList || terms.line.isSlow() ? list(signal) : watch(signal)
  }

  terms.onEncoding(() => {
    if (version === null) return
    version = null
    turn.abort()
  })
  const loop = keepReading(read, pace)
  return {
    ...loop,
    stop: () => {
      status.stop()
      loop.stop()
    },
  }
}

/** The server ends the watch after 5 to 10 minutes: spread out, or all end in the same moment. */
function query(target: Target, from: string | null): string {
  const parameters = new URLSearchParams({
    watch: 'true',
    allowWatchBookmarks: 'true',
    ...(from === null
      ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
      : { resourceVersion: from }),
    timeoutSeconds: String(300 + Math.floor(Math.random() * 300)),
  })
  if (target.selector !== null) parameters.set('labelSelector', target.selector)
  return parameters.toString()
}
