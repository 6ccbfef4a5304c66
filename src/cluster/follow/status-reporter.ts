/** Tells how well one target can be read, once for each change of its state. */
import type { ReadState, ResourceStatus } from '../../model/change.ts'
import type { ReadFailure } from '../request/read-failure.ts'

export interface StatusReporter {
  /** A list began, or another page of it has come. */
  readonly syncing: (count: number) => void
  /** The server has been asked and has said nothing since: `slow` where it goes on like this. */
  readonly waiting: (since: Date) => void
  readonly live: (count: number) => void
  /** `asOf`: when what is shown was last known to be right; null for now. */
  readonly failed: (failure: ReadFailure, count: number, asOf: Date | null) => void
  /** Nothing more is told. */
  readonly stop: () => void
}

/** What a wait becomes `slow` after, and whose answer is waited for. */
interface Patience {
  readonly slowMs: number
  readonly server: string
}

export function statusReporter(
  at: Pick<ResourceStatus, 'context' | 'resource' | 'namespace'>,
  emit: (status: ResourceStatus) => void,
  patience: Patience | null = null,
): StatusReporter {
  let last: ResourceStatus | null = null
  let readOnce = false
  let timer: NodeJS.Timeout | undefined
  let waitsSince: Date | null = null

  function report(
    state: ReadState,
    failure: Pick<ReadFailure, 'reason' | 'message'> | null,
    count: number,
    asOf: string | null,
  ): void {
    const { reason, message } = failure ?? { reason: null, message: null }
    const same = last?.state === state
    const saidAlready = same && last?.reason === reason && last.message === message
    if (saidAlready && state !== 'syncing') return
    const since = last !== null && same ? last.since : new Date().toISOString()
    last = { ...at, state, reason, message, since, asOf, count }
    emit(last)
  }

  /** What was stale stays stale since then, whatever else goes wrong. */
  function staleSince(asOf: Date | null): string | null {
    return readOnce ? (last?.asOf ?? (asOf ?? new Date()).toISOString()) : null
  }

  /** `since` null is now. */
  function wait(since: Date | null): void {
    if (patience === null) return
    const { slowMs, server } = patience
    waitsSince = since
    // Each chunk of a list makes the wait begin anew, thousands of them.
    if (timer !== undefined) {
      timer.refresh()
      return
    }
    timer = setTimeout(() => {
      timer = undefined
      if (last?.state !== 'syncing' && last?.state !== 'live') return
      const message = `${server} has not answered for ${Math.round(slowMs / 1000)} s`
      const asOf = waitsSince ?? new Date(Date.now() - slowMs)
      report('slow', { reason: 'Waiting', message }, last.count, staleSince(asOf))
    }, slowMs)
  }

  function stopWaiting(): void {
    clearTimeout(timer)
    timer = undefined
  }

  return {
    syncing: (count) => {
      wait(null)
      // A new try is no news before it has read something, nor is reading again what is shown.
      if (readOnce || (last !== null && last.count === count)) return
      report('syncing', null, count, null)
    },
    waiting: wait,
    live: (count) => {
      stopWaiting()
      readOnce = true
      report('live', null, count, null)
    },
    failed: (failure, count, asOf) => {
      stopWaiting()
      report(failure.state, failure, count, staleSince(asOf))
    },
    stop: stopWaiting,
  }
}
