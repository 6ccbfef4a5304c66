/** Ends a request that has come to a standstill, whatever the HTTP client makes of it. */

export interface TimeLimit {
  readonly signal: AbortSignal
  readonly begin: () => void
  /** So many more bytes: some kilobytes give the request its time anew. */
  readonly came: (bytes: number) => void
  /** The same chunks, once they are counted; none after `signal` has aborted. */
  readonly watched: (
    chunks: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ) => AsyncIterable<Uint8Array>
  readonly lift: () => void
}

/** Less than this in the time of a limit is no progress, but a server that keeps its reader waiting. */
const leastBytes = 4096

/**
 * From `begin`, `limitMs` for the answer to begin and to end, and again whenever a few kilobytes of it
 * have come; 0 is no limit.
 */
export function timeLimit(limitMs: number, onExpired: () => void): TimeLimit {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined

  function begin(): void {
    if (limitMs === 0) return
    timer ??= setTimeout(() => {
      controller.abort(new DOMException('no answer in time', 'TimeoutError'))
      onExpired()
    }, limitMs)
  }

  function lift(): void {
    clearTimeout(timer)
    timer = undefined
  }

  let bytes = 0
  function came(more: number): void {
    bytes += more
    if (bytes < leastBytes) return
    bytes = 0
    timer?.refresh()
  }

  async function* watched(
    chunks: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        signal.throwIfAborted()
        came(chunk.length)
        yield chunk
      }
    } finally {
      lift()
    }
  }

  return { signal: controller.signal, begin, came, watched, lift }
}
