/** How long the readers of a cluster wait for what. */

export interface Pace {
  /** The first retry waits between once and twice this; each further one doubles. */
  readonly firstRetryMs: number
  readonly longestRetryMs: number
  /** After a refusal (401, 403, 404), which rarely mends by itself. */
  readonly slowRetryMs: number
  /** An answer that takes longer makes what it is about `slow`. */
  readonly slowMs: number
  /** A watch that says nothing for this long makes kulprit ask for a sign of life. */
  readonly silenceMs: number
  /** A watch that ends sooner, without an event, achieved nothing. */
  readonly fruitlessMs: number
  /** The greater part is asked for this much later at most: once it is known how fast the line is. */
  readonly lineMs: number
  /** Namespaces that can only be read one by one are read again this often. */
  readonly rereadMs: number
}

/** The retries are those of client-go's reflector (tools/cache/reflector.go). */
export const usualPace: Pace = {
  firstRetryMs: 800,
  longestRetryMs: 30_000,
  slowRetryMs: 30_000,
  slowMs: 5_000,
  silenceMs: 30_000,
  fruitlessMs: 1000,
  // Less than it takes to connect to a server that is far away: there, nobody waits any longer for it.
  lineMs: 150,
  rereadMs: 300_000,
}
