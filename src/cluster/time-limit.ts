/** Ends a request that has come to a standstill, whatever the HTTP client makes of it. */

export interface TimeLimit {
  readonly signal: AbortSignal
  /** The same chunks; each of them gives the request its time anew. */
  readonly watched: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>
  readonly lift: () => void
}

/**
 * `limitMs` for the answer to begin, and again for each chunk of it; 0 is no limit. undici's own limits
 * do not hold for a request that was waiting for a connection when HTTP/2's GOAWAY came.
 */
export function timeLimit(limitMs: number): TimeLimit {
  const controller = new AbortController()
  const timer =
    limitMs === 0
      ? null
      : setTimeout(() => {
          controller.abort(new DOMException('no answer in time', 'TimeoutError'))
        }, limitMs)
  const lift = (): void => {
    if (timer !== null) clearTimeout(timer)
  }

  async function* watched(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        timer?.refresh()
        yield chunk
        // The time that the reader took is not the server's.
        timer?.refresh()
      }
    } finally {
      lift()
    }
  }

  return { signal: controller.signal, watched, lift }
}
