/** Ends a request that has come to a standstill, whatever the HTTP client makes of it. */

export interface TimeLimit {
  readonly signal: AbortSignal
  readonly begin: () => void
  /** The same chunks; each of them gives the request its time anew. */
  readonly watched: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>
  readonly lift: () => void
}

/** From `begin`, `limitMs` for the answer to begin, and again for each chunk of it; 0 is no limit. */
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

  return { signal: controller.signal, begin, watched, lift }
}
