/** What a row can be pointed out for. */

export type FlashKind = 'new' | 'changed' | 'failing'

export interface Flash {
  readonly kind: FlashKind
  /** Milliseconds since 1970. */
  readonly until: number
}
