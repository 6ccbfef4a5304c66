/** Tells how well one target can be read, once for each change of its state. */
import type { ReadState, ResourceStatus } from '../model/change.ts'
import type { ReadFailure } from './read-failure.ts'

export interface StatusReporter {
  /** A list began, or another page of it has come. */
  readonly syncing: (count: number) => void
  readonly live: (count: number) => void
  /** `asOf`: when what is shown was last known to be right; null for now. */
  readonly failed: (failure: ReadFailure, count: number, asOf: Date | null) => void
}

export function statusReporter(
  at: Pick<ResourceStatus, 'context' | 'resource' | 'namespace'>,
  emit: (status: ResourceStatus) => void,
): StatusReporter {
  let last: ResourceStatus | null = null
  let readOnce = false

  function report(
    state: ReadState,
    failure: ReadFailure | null,
    count: number,
    asOf: Date | null,
  ): void {
    const { reason, message } = failure ?? { reason: null, message: null }
    const same = last?.state === state
    const saidAlready = same && last?.reason === reason && last.message === message
    if (saidAlready && state !== 'syncing') return
    const since = last !== null && same ? last.since : (asOf ?? new Date()).toISOString()
    last = { ...at, state, reason, message, since, count }
    emit(last)
  }

  return {
    syncing: (count) => {
      // A new try is no news before it has read something, nor is reading again what is shown.
      if (readOnce || (last !== null && last.count === count)) return
      report('syncing', null, count, null)
    },
    live: (count) => {
      readOnce = true
      report('live', null, count, null)
    },
    failed: (failure, count, asOf) => {
      const fromHere = failure.state === 'failed' || failure.state === 'absent'
      report(readOnce && fromHere ? 'stale' : failure.state, failure, count, asOf)
    },
  }
}
