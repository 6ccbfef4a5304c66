/** One WATCH request from its opening to its end: frames, signs of life, and why it ended. */
import type { Connection } from './connection.ts'
import { lineSplitter } from './frames.ts'
import { count, isRecord, type Json, line, record } from './json.ts'
import type { Pace } from './pace.ts'
import { failureOfStatus, type ReadFailure } from './read-failure.ts'

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: Json
}

type Frame = WatchEvent | { readonly type: 'ERROR'; readonly object: Json }

export interface WatchListener {
  readonly opened: () => void
  /** false where the object cannot be read. */
  readonly event: (event: WatchEvent) => boolean
  /** After the events of a chunk, with the newest resourceVersion among them. */
  readonly chunkRead: (version: string | null) => void
}

export interface WatchEnd {
  /** null where the server just ended it. */
  readonly failure: ReadFailure | null
  /** What was missed cannot be had by watching on: list again. */
  readonly relist: boolean
  /** The last sign of life, where there was none for a while before the end; null for now. */
  readonly asOf: Date | null
}

const cleanEnd: WatchEnd = { failure: null, relist: false, asOf: null }
const lostTrack: WatchEnd = { failure: null, relist: true, asOf: null }
const silencesAllowed = 3

/** Every way to end is an answer; what the listener throws is not caught. */
export async function watchOnce(
  connection: Connection,
  path: string,
  signal: AbortSignal,
  pace: Pace,
  listener: WatchListener,
): Promise<WatchEnd> {
  const giveUp = new AbortController()
  let found: WatchEnd | null = null
  const pulse = listenForPulse(connection, pace, (end) => {
    found = end
    giveUp.abort()
  })
  try {
    const answer = await connection.stream(path, AbortSignal.any([signal, giveUp.signal]))
    if (!answer.ok) return found ?? refused(answer.failure, pulse.silentSince())
    listener.opened()
    const end = await readFrames(connection, answer.value, listener, pulse)
    return found ?? end
  } finally {
    pulse.stop()
  }
}

async function readFrames(
  connection: Connection,
  body: AsyncIterable<Uint8Array>,
  listener: WatchListener,
  pulse: Pulse,
): Promise<WatchEnd> {
  const split = lineSplitter()
  const chunks = body[Symbol.asyncIterator]()
  for (;;) {
    let chunk: IteratorResult<Uint8Array>
    try {
      chunk = await chunks.next()
    } catch (error) {
      return { failure: connection.explain(error), relist: false, asOf: pulse.silentSince() }
    }
    if (chunk.done === true) return cleanEnd
    pulse.heard()
    const end = readEvents(connection, split(chunk.value), listener)
    if (end === null) continue
    await chunks.return?.()
    return end
  }
}

/** null while the watch goes on. */
function readEvents(
  connection: Connection,
  frames: readonly string[],
  listener: WatchListener,
): WatchEnd | null {
  let version: string | null = null
  let end: WatchEnd | null = null
  for (const frame of frames) {
    const event = parseFrame(frame)
    if (event === null) end = lostTrack
    else if (event.type === 'ERROR') end = errorEnd(event.object, connection)
    else if (!listener.event(event)) end = lostTrack
    if (event === null || end !== null) break
    version = line(record(event.object['metadata'])['resourceVersion']) ?? version
  }
  listener.chunkRead(version)
  return end
}

/** null for what no API server sends. */
function parseFrame(frame: string): Frame | null {
  let value: unknown
  try {
    value = JSON.parse(frame)
  } catch {
    return null
  }
  const { type, object } = record(value)
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
    case 'ERROR':
      return isRecord(object) ? { type, object } : null
    default:
      return null
  }
}

/** An ERROR event carries a Status; 410 means that the version watched from is too old. */
function errorEnd(status: Json, connection: Connection): WatchEnd {
  const code = count(status['code']) ?? 500
  if (code === 410) return lostTrack
  const failure = failureOfStatus(code, JSON.stringify(status), null, connection)
  return { failure: { ...failure, state: 'failed' }, relist: true, asOf: null }
}

/** As client-go: refused connections and 429 leave the version valid, any other answer does not. */
function refused(failure: ReadFailure, asOf: Date | null): WatchEnd {
  if (failure.status === 410) return lostTrack
  return { failure, relist: failure.status !== null && failure.status !== 429, asOf }
}

interface Pulse {
  readonly heard: () => void
  /** null where the last sign of life is recent. */
  readonly silentSince: () => Date | null
  readonly stop: () => void
}

/**
 * Real servers send a bookmark about once a minute. After a silence the server is asked for a sign of
 * life; where it gives none the watch is dead, and where it does so again and again, this one stream is.
 */
function listenForPulse(
  connection: Connection,
  pace: Pace,
  onDead: (end: WatchEnd) => void,
): Pulse {
  let lastHeard = new Date()
  let silences = 0
  let stopped = false
  const timer = setTimeout(() => void check(), pace.silenceMs)

  async function check(): Promise<void> {
    silences += 1
    const asOf = lastHeard
    const failure = silences < silencesAllowed ? await connection.verify() : null
    if (stopped || asOf !== lastHeard) return
    if (failure !== null) onDead({ failure, relist: false, asOf })
    else if (silences >= silencesAllowed) onDead(cleanEnd)
    else timer.refresh()
  }

  return {
    heard: () => {
      lastHeard = new Date()
      silences = 0
      timer.refresh()
    },
    silentSince: () => (silences > 0 ? lastHeard : null),
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
