/** Runs a read again and again until it is stopped, waiting longer the more often it fails. */
import type { Pace } from './pace.ts'
import type { ReadFailure } from '../request/read-failure.ts'

/** How one turn ended. `settled`: it worked for a while, so the waits start over. */
export interface Turn {
  readonly settled: boolean
  readonly next:
    | { readonly do: 'continue' }
    /** Nothing failed, yet nothing was achieved either. */
    | { readonly do: 'back off' }
    | { readonly do: 'wait'; readonly ms: number }
    | { readonly do: 'retry'; readonly after: ReadFailure }
}

export interface Loop {
  readonly stop: () => void
  /** Ends the current wait. */
  readonly hurry: () => void
}

export function keepReading(takeTurn: (signal: AbortSignal) => Promise<Turn>, pace: Pace): Loop {
  const stopping = new AbortController()
  let failures = 0
  let wake = () => {}

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const { settled, next } = await takeTurn(stopping.signal)
      if (settled) failures = 0
      if (next.do === 'continue' || stopping.signal.aborted) continue
      await sleep(next.do === 'wait' ? next.ms : retryWait(next, failures++, pace))
    }
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  void run()
  return {
    stop: () => {
      stopping.abort()
      wake()
    },
    hurry: () => {
      failures = 0
      wake()
    },
  }
}

function retryWait(next: Turn['next'], failures: number, pace: Pace): number {
  const jitter = 1 + Math.random()
  const growing = Math.min(pace.firstRetryMs * 2 ** failures, pace.longestRetryMs)
  if (next.do !== 'retry') return growing * jitter
  const { state, retryAfterMs } = next.after
  // Spread beyond the moment the server named, or every reader comes back in the same one.
  if (retryAfterMs !== null) return retryAfterMs + pace.firstRetryMs * Math.random()
  const refused = state === 'expired' || state === 'forbidden' || state === 'absent'
  return (refused ? pace.slowRetryMs : growing) * jitter
}
