/** Keeps the open workload's evidence, events and log lines fresh. */
import { parts } from '../parts.ts'
import type { WorkloadDetails } from '../../model/change.ts'
import type { Action } from '../../state/action.ts'
import type { Reach } from './reach.ts'

export interface Details {
  /** What is known of a workload now; null where it cannot be asked in a few seconds. */
  once(workload: string): Promise<WorkloadDetails | null>
  open(workload: string): void
  close(): void
  /** Rows that changed: the open one is read again. */
  changed(workloads: readonly string[]): void
}

/** A workload that restarts in a loop changes several times a second; its page need not. */
const leastGapMs = 2_000
const mostWaitMs = 5_000

const unread: WorkloadDetails = { events: [], log: null, problems: [] }

export function followDetails(find: Reach['find'], dispatch: (action: Action) => void): Details {
  let controller: AbortController | null = null
  let workload: string | null = null
  let details = unread
  let timer: NodeJS.Timeout | null = null
  let readAt = 0

  async function readOf(asked: string, signal: AbortSignal): Promise<WorkloadDetails | null> {
    const place = find(asked)
    const target = place?.fleet.detailsTarget(asked) ?? null
    if (place === null || target === null) return null
    const { readDetails } = await parts.cluster()
    const found = await readDetails(place.connection, target, signal)
    return signal.aborted ? null : found
  }
  /** What is known already is told at once; events and the log follow, and may tell more of it. */
  async function read(): Promise<void> {
    timer = null
    tellEvidence()
    if (workload === null) return
    readAt = Date.now()
    const asked = workload
    const found = await readOf(asked, (controller ??= new AbortController()).signal)
    if (found === null) return
    details = found
    dispatch({ type: 'detailsLoaded', workload: asked, details })
    tellEvidence()
  }
  function tellEvidence(): void {
    const evidence =
      workload === null ? null : (find(workload)?.fleet.evidence(workload, details) ?? null)
    if (workload !== null && evidence !== null)
      dispatch({ type: 'evidenceFound', workload, evidence })
  }
  function close(): void {
    controller?.abort()
    if (timer !== null) clearTimeout(timer)
    controller = null
    timer = null
    workload = null
    details = unread
  }
  return {
    once: (asked) => readOf(asked, AbortSignal.timeout(mostWaitMs)),
    close,
    open(opened) {
      close()
      workload = opened
      void read()
    },
    changed(workloads) {
      if (workload === null || timer !== null || !workloads.includes(workload)) return
      timer = setTimeout(() => void read(), Math.max(0, readAt + leastGapMs - Date.now()))
    },
  }
}
