/** A value with the reason for it: what every cell of the table is made of. */
import { readOnce } from './read-once.ts'

export type Confidence = 'certain' | 'likely' | 'weak' | 'none'

/** Something else that was found, and why it is not the answer. */
export interface Rejected {
  readonly value: string
  readonly source: string
  readonly reason: string
}

/** Where the source is and how sure that is; what every answer of the rules has. */
export interface Reasons {
  /** Names the place it was read from, e.g. `label team on the pod template`. */
  readonly source: string
  readonly confidence: Confidence
  /** Why this place is asked where it is: `an annotation made for it outranks labels`. */
  readonly rule?: string
  /** In the order in which they were looked at; what lies behind the answer is outranked by it. */
  readonly rejected?: readonly Rejected[]
}

export interface Resolved extends Reasons {
  readonly value: string | null
}

export function resolved(value: string, source: string, confidence: Confidence): Resolved {
  return { value, source, confidence }
}

/** An honest blank: `why` says what was looked for and not found. */
export const unknown = readOnce((why): Resolved => ({
  value: null,
  source: why,
  confidence: 'none',
}))
