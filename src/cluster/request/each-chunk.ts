/** Hands on what a body says as it comes: no promise and no turn for each of the many small chunks of a watch. */
import type { Readable } from 'node:stream'

/** What went wrong with the body; null where it ended, or was no longer wanted. */
export type BodyError = { readonly error: unknown } | null

/**
 * Until the body ends, or `onChunk` says that the rest is not wanted. Nothing is handed on once `signal` has
 * aborted. Rejects with what `onChunk` throws, and with nothing else.
 */
export function eachChunk(
  body: Readable,
  signal: AbortSignal,
  onChunk: (chunk: Uint8Array) => boolean,
): Promise<BodyError> {
  return new Promise((resolve, reject) => {
    // It is heard until the end: an error that comes after the last word is nobody's.
    body.on('error', (error: unknown) => {
      settle({ error })
    })
    body.on('end', () => {
      settle(null)
    })
    body.on('close', () => {
      settle({ error: signal.aborted ? signal.reason : new Error('the body was cut off') })
    })
    const onAbort = (): void => leave({ error: signal.reason })
    const onData = (chunk: Uint8Array): void => {
      try {
        if (!onChunk(chunk)) leave(null)
      } catch (error) {
        reject(error)
        leave(null)
      }
    }
    function settle(how: BodyError): void {
      signal.removeEventListener('abort', onAbort)
      resolve(how)
    }
    function leave(how: BodyError): void {
      settle(how)
      body.off('data', onData)
      body.destroy()
    }
    if (signal.aborted) return onAbort()
    // Asking the signal for each chunk would go through all that it is made of.
    signal.addEventListener('abort', onAbort)
    body.on('data', onData)
  })
}
