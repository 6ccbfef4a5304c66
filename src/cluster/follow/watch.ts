/** One WATCH request from its opening to its end: events, signs of life, and why it ended. */
import type { Body, Connection } from '../request/connection.ts'
import { gathered } from './gathered.ts'
import type { JudgedSnapshot } from './line.ts'
import { isNotAcceptable } from './list.ts'
import { isProtobuf, onlyJson, readEvents } from './object-stream.ts'
import type { Pace } from './pace.ts'
import { failureOfStatus, type ReadFailure, serverClosing } from '../request/read-failure.ts'
import type { Resource } from '../resource.ts'
import type { Terms } from './terms.ts'
import type { WatchEvent } from './watch-event.ts'

export interface Watching {
  readonly connection: Connection
  readonly resource: Resource
  readonly path: string
  readonly terms: Terms
  readonly pace: Pace
}

export interface WatchListener {
  readonly opened: () => void
  /** Nothing has come since then, and the server is asked for a sign of life. */
  readonly silent: (since: Date) => void
  /** It gave one, or something came after all. */
  readonly alive: () => void
  /** false where what comes cannot follow what came: the watch ends, and all is read again. */
  readonly event: (event: Exclude<WatchEvent, { type: 'ERROR' }>) => boolean
  readonly chunkRead: () => void
  /** Whether the objects that there were at the beginning are still being told. */
  readonly inSnapshot: () => boolean
}

export interface WatchEnd {
  /** null where the server just ended it. */
  readonly failure: ReadFailure | null
  /**
   * `watch`: from the last version. `relist`: what was missed cannot be had by watching on. `list`: the
   * server does not do snapshots as a stream, or not well: a LIST is the way.
   */
  readonly next: 'watch' | 'relist' | 'list'
  /** The last sign of life, where there was none for a while before the end; null for now. */
  readonly asOf: Date | null
}

const cleanEnd: WatchEnd = { failure: null, next: 'watch', asOf: null }
const lostTrack: WatchEnd = { failure: null, next: 'relist', asOf: null }
const useList: WatchEnd = { failure: null, next: 'list', asOf: null }
const silencesAllowed = 3
/** What comes sooner after something was told is told together: at a thousand events a second a batch is 50. */
const togetherMs = 50
/** A snapshot that is not whole after so many silences' time has no end. */
const snapshotSilences = 2

/** Every way to end is an answer; what the listener throws is not caught. */
export async function watchOnce(
  watching: Watching,
  signal: AbortSignal,
  listener: WatchListener,
): Promise<WatchEnd> {
  const { connection, path, terms, pace } = watching
  const giveUp = new AbortController()
  let found: WatchEnd | null = null
  let isCompressed = false
  const end = (how: WatchEnd): void => {
    found ??= how
    giveUp.abort()
  }
  const pulse = listenForPulse(connection, pace, listener, end)
  // What is still to come of a snapshot would only keep the line from the compressed list.
  const stopListening = terms.line.onSlow(() => {
    if (listener.inSnapshot() && !isCompressed) end(useList)
  })
  const judged = listener.inSnapshot() ? terms.line.snapshot() : null
  try {
    const accept = terms.accept(watching.resource)
    const answer = await connection.stream(path, AbortSignal.any([signal, giveUp.signal]), {
      ...{ accept, compressed: true, endless: true },
    })
    if (!answer.ok && isNotAcceptable(answer.failure) && accept !== onlyJson) {
      terms.giveUpProtobuf()
      return found ?? lostTrack
    }
    if (!answer.ok)
      return found ?? refused(answer.failure, listener.inSnapshot(), pulse.silentSince())
    isCompressed = answer.value.compressed
    if (isCompressed) judged?.over()
    listener.opened()
    const read = await readBody(watching, answer.value, listener, pulse, judged)
    return found ?? read
  } finally {
    judged?.over()
    stopListening()
    pulse.stop()
  }
}

async function readBody(
  { connection, resource, terms, pace }: Watching,
  body: Body,
  listener: WatchListener,
  pulse: Pulse,
  judged: JudgedSnapshot | null,
): Promise<WatchEnd> {
  let end: WatchEnd | null = null
  const feed = readEvents(body.type, resource, (event) => {
    if (end !== null) return
    if (event.type === 'ERROR') end = errorEnd(event, listener.inSnapshot(), connection)
    else if (!listener.event(event)) end = lostTrack
  })
  const deadline = performance.now() + snapshotSilences * pace.silenceMs
  const telling = gathered(listener.chunkRead)
  function read(chunk: Uint8Array): boolean {
    pulse.heard()
    const inSnapshot = listener.inSnapshot()
    if (!feed(chunk)) {
      if (isProtobuf(body.type)) terms.giveUpProtobuf()
      end ??= lostTrack
    }
    if (listener.inSnapshot()) {
      judged?.came(chunk.length)
      if (performance.now() > deadline) end ??= useList
    } else judged?.over()
    telling.soon(inSnapshot ? 0 : togetherMs)
    return end === null
  }
  const cut = await body.each(read).finally(telling.now)
  if (end !== null || cut === null) return end ?? cleanEnd
  const failure = connection.explain(cut.error)
  if (failure.reason === serverClosing) return listener.inSnapshot() ? lostTrack : cleanEnd
  return { failure, next: 'watch', asOf: pulse.silentSince() }
}

/** An ERROR event carries a Status; 410 means that the version watched from is too old. */
function errorEnd(
  { code, message }: Extract<WatchEvent, { type: 'ERROR' }>,
  inSnapshot: boolean,
  connection: Connection,
): WatchEnd {
  if (code === 410) return lostTrack
  if (inSnapshot && code !== 429) return useList
  const failure = failureOfStatus(code, message || null, null, connection)
  return { failure: connection.redact({ ...failure, state: 'failed' }), next: 'relist', asOf: null }
}

/**
 * As client-go: refused connections and 429 leave the version valid, any other answer does not. A server
 * refuses a snapshot as a stream with 422 or 400, and where one may list but not watch with 403.
 */
function refused(failure: ReadFailure, inSnapshot: boolean, asOf: Date | null): WatchEnd {
  const { status } = failure
  if (status === 410) return lostTrack
  if (inSnapshot && status !== null && ![401, 404, 429].includes(status)) return useList
  return { failure, next: status === null || status === 429 ? 'watch' : 'relist', asOf }
}

interface Pulse {
  readonly heard: () => void
  /** null where the last sign of life is recent. */
  readonly silentSince: () => Date | null
  readonly stop: () => void
}

/**
 * Real servers send a bookmark about once a minute. After a silence the server is asked for a sign of
 * life; where it gives none the watch is dead. Where it lives and this stream goes on saying nothing,
 * all is read again: after a restore of etcd a watch from a later version is accepted and stays mute.
 * A snapshot that falls silent is one that the server does not do.
 */
function listenForPulse(
  connection: Connection,
  pace: Pace,
  { inSnapshot, silent, alive }: WatchListener,
  onDead: (end: WatchEnd) => void,
): Pulse {
  let heardAt = performance.now()
  let checkedAt = heardAt
  let silences = 0
  let stopped = false
  let timer = setTimeout(listen, pace.silenceMs)

  /** Looks at the clock once a silence's time: events come often, and each only notes when it came. */
  function listen(): void {
    const left = Math.max(heardAt, checkedAt) + pace.silenceMs - performance.now()
    if (left > 0) timer = setTimeout(listen, left)
    else void check()
  }

  async function check(): Promise<void> {
    silences += 1
    const before = heardAt
    const asOf = lastHeard()
    silent(asOf)
    const mute = silences >= silencesAllowed || inSnapshot()
    const failure = mute && !inSnapshot() ? null : await connection.verify()
    if (stopped) return
    if (heardAt === before) {
      if (failure !== null) return onDead({ failure, next: 'watch', asOf })
      if (mute) return onDead(inSnapshot() ? useList : lostTrack)
      alive()
    }
    checkedAt = performance.now()
    listen()
  }

  function lastHeard(): Date {
    return new Date(Date.now() - (performance.now() - heardAt))
  }

  return {
    heard: () => {
      if (silences > 0) alive()
      heardAt = performance.now()
      silences = 0
    },
    silentSince: () => (silences > 0 ? lastHeard() : null),
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
