/** What the readers of one connection have learnt about its server and the line to it. */
import { anyEncoding, onlyJson } from './object-stream.ts'
import type { Resource } from '../resource.ts'

/** A snapshot that comes slower than this, uncompressed, is better asked for as a compressed list. */
const bytesPerMs = 10_000
/** Looked at this often, and no longer once so much has come that beginning again would cost more. */
const judgedEachMs = 30
const judgedBytes = 8_000_000
const idleEnough = 0.5

export interface Terms {
  /** The media types to ask for: JSON alone where nothing decodes a resource's protobuf. */
  readonly accept: (resource: Resource) => string
  /**
   * From now on JSON alone. A template's fingerprint depends on the encoding, so everything is read
   * again: whoever subscribed hears of it.
   */
  readonly giveUpProtobuf: () => void
  readonly onEncoding: (listener: () => void) => void
  /** Whether a list, which is compressed, serves better than a stream, which before 1.37 is not. */
  readonly slowLine: () => boolean
  /** Told once, when the line turns out to be slow; answers how to stop listening. */
  readonly onSlowLine: (listener: () => void) => () => void
  /** From a stream's first chunk on hears of each; all streams share the line, and are judged together. */
  readonly judge: () => (bytes: number) => void
}

/** Begins to measure: the milliseconds since then, and in which part of them this process was busy. */
type StartLap = () => () => { readonly ms: number; readonly busy: number }

const lapOfProcess: StartLap = () => {
  const since = performance.now()
  const load = performance.eventLoopUtilization()
  return () => ({
    ms: performance.now() - since,
    busy: performance.eventLoopUtilization(load).utilization,
  })
}

export function newTerms(startLap: StartLap = lapOfProcess): Terms {
  const listeners = new Set<() => void>()
  const slowListeners = new Set<() => void>()
  let accept = anyEncoding
  let slowLine = false
  let total = 0
  let before = 0
  let passed: ReturnType<StartLap> | null = null

  function beginLap(): ReturnType<StartLap> {
    before = total
    return startLap()
  }

  return {
    accept: (resource) => (resource.decode === undefined ? onlyJson : accept),
    giveUpProtobuf: () => {
      if (accept === onlyJson) return
      accept = onlyJson
      for (const listener of listeners) listener()
    },
    onEncoding: (listener) => {
      listeners.add(listener)
    },
    slowLine: () => slowLine,
    onSlowLine: (listener) => {
      slowListeners.add(listener)
      return () => slowListeners.delete(listener)
    },
    judge: () => {
      const first = total
      // An old lap would count the time in which nothing was to come.
      if (passed === null || passed().ms >= judgedEachMs) passed = beginLap()
      return (bytes) => {
        total += bytes
        if (slowLine || passed === null || total - first >= judgedBytes) return
        const { ms, busy } = passed()
        if (ms < judgedEachMs) return
        // Where this process was busy, or the machine, nothing is known of the line.
        slowLine = busy < idleEnough && total - before < bytesPerMs * ms
        passed = beginLap()
        if (slowLine) for (const listener of slowListeners) listener()
      }
    },
  }
}
