/** The clock of the simulated cluster. */

export interface Clock {
  /** When the demo began, milliseconds: "12 minutes ago" counts from here. */
  readonly startedAt: number
  /** Seconds since then; stays 0 in a demo without churn. */
  readonly elapsed: number
}

export function nowOf({ startedAt, elapsed }: Clock): number {
  return startedAt + elapsed * 1000
}

/** RFC 3339, as Kubernetes writes it. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

export function minutesAgo({ startedAt }: Clock, minutes: number): string {
  return timestamp(startedAt - minutes * 60_000)
}

/** Seconds after the demo began; negative for before. */
export function secondsIn({ startedAt }: Clock, seconds: number): string {
  return timestamp(startedAt + seconds * 1000)
}

export const hours = 60
export const days = 24 * hours
