/** A value with the reason for it: what every cell of the table is made of. */

export type Confidence = 'certain' | 'likely' | 'weak' | 'none'

/** `source` names the place it was read from, e.g. `label team on the pod template`. */
export interface Resolved {
  readonly value: string | null
  readonly source: string
  readonly confidence: Confidence
}

export function resolved(value: string, source: string, confidence: Confidence): Resolved {
  return { value, source, confidence }
}

/** An honest blank: `why` says what was looked for and not found. */
export function unknown(why: string): Resolved {
  return { value: null, source: why, confidence: 'none' }
}
