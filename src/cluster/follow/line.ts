/** Judges the line to one server by the snapshots that come over it, before the greater part is asked for. */

export interface Line {
  /** Whether a list, which is compressed, serves better than a stream, which before 1.37 is not. */
  readonly isSlow: () => boolean
  /** Told once, when the line turns out to be slow; answers how to stop listening. */
  readonly onSlow: (listener: () => void) => () => void
  /** A snapshot is asked for as a stream. All of them share the line, and are judged together. */
  readonly snapshot: () => JudgedSnapshot
  /** Once the first snapshots have told how fast the line is, or will not soon. */
  readonly known: () => Promise<void>
}

export interface JudgedSnapshot {
  /** So many bytes more, uncompressed. */
  readonly came: (bytes: number) => void
  /** It is whole, or given up, or says nothing of the line. */
  readonly over: () => void
}

/**
 * A snapshot that comes slower than this while it is waited for is better asked for as a compressed list: 160
 * Mbit/s. An API server streams ten times as fast, and compresses no slower than it streams.
 */
const bytesPerMs = 20_000
const lapMs = 12
/** A lap ends with so much, too; less of it tells nothing where this process was busy. */
const lapBytes = 240_000
/** A machine or a server that pauses looks slow for one lap; then all that has waited comes at once. */
const slowLaps = 2
/** Once so much of a snapshot has come, to begin again would cost more than it saves. */
const judgedBytes = 8_000_000

/** The milliseconds since it began, and in which part of them this process was busy. */
interface Lap {
  readonly ms: () => number
  readonly busy: () => number
}

function lapOfProcess(): Lap {
  const since = performance.now()
  const load = performance.eventLoopUtilization()
  return {
    ms: () => performance.now() - since,
    busy: () => performance.eventLoopUtilization(load).utilization,
  }
}

/** Nobody waits longer than `patienceMs` to know it. */
export function newLine(patienceMs: number, startLap: () => Lap = lapOfProcess): Line {
  const listeners = new Set<() => void>()
  const { promise: known, resolve: settle } = Promise.withResolvers<void>()
  let isSlow = false
  /** Snapshots that are not over, and those of them of which something has come. */
  let open = 0
  let flowing = 0
  let lap: Lap | null = null
  let bytesOfLap = 0
  let slowInARow = 0
  let patience: NodeJS.Timeout | undefined

  function beginLap(): void {
    bytesOfLap = 0
    lap = startLap()
  }

  function judge(ms: number, busy: number): void {
    // What came while this process was busy may have waited for it.
    const isSlowLap = bytesOfLap < bytesPerMs * ms * (1 - busy)
    if (!isSlowLap && bytesOfLap < lapBytes) return
    slowInARow = isSlowLap ? slowInARow + 1 : 0
    isSlow = slowInARow >= slowLaps
    if (isSlow || !isSlowLap) settle()
    if (isSlow) for (const listener of listeners) listener()
  }

  return {
    isSlow: () => isSlow,
    onSlow: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => {
      let total = 0
      let isOver = false
      open += 1
      return {
        came: (bytes) => {
          if (isOver || isSlow) return
          if (total === 0) flowing += 1
          total += bytes
          // How long the first took to come says nothing: the server may only have begun with it.
          if (lap === null) {
            beginLap()
            return
          }
          bytesOfLap += bytes
          const ms = lap.ms()
          if (ms < lapMs && bytesOfLap < lapBytes) return
          if (total < judgedBytes) judge(ms, lap.busy())
          beginLap()
        },
        over: () => {
          if (isOver) return
          isOver = true
          open -= 1
          if (total > 0) flowing -= 1
          if (flowing === 0) lap = null
          if (open === 0) settle()
        },
      }
    },
    known: () => {
      if (open === 0) settle()
      else patience ??= setTimeout(settle, patienceMs).unref()
      return known
    },
  }
}
