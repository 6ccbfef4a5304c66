/** Chooses among everything that claims to be the answer: the first that counts, and why not the others. */
import type { Confidence, Rejected, Resolved } from './resolved.ts'
import { unknown } from './resolved.ts'

export interface Claim {
  readonly value: string
  readonly source: string
  readonly confidence: Confidence
  /** The rule by which it is asked. */
  readonly rule: string
  /** Why it is no answer though it was found; null where it is one. */
  readonly refused: string | null
}

/** Most places say nothing, release after release. */
export const noClaims: readonly Claim[] = []

export function claim(value: string, source: string, confidence: Confidence, rule: string): Claim {
  return { value, source, confidence, rule, refused: null }
}

/** More are of no use to a reader. */
const mostRejected = 8

/** The first claim that is not refused; claims come in the order of precedence. Nothing is explained. */
export function first(claims: Iterable<Claim>, none: () => string): Resolved {
  for (const { value, source, confidence, refused } of claims)
    if (refused === null) return { value, source, confidence }
  return unknown(none())
}

/** The same answer, with its rule and what was rejected. */
export function explained(claims: Iterable<Claim>, none: () => string): Resolved {
  const all = [...claims]
  const chosen = all.find(({ refused }) => refused === null)
  const rejected = all
    .filter((one) => one !== chosen)
    .map(({ value, source, refused }): Rejected => ({
      value,
      source,
      reason: refused ?? (value === chosen?.value ? 'says the same' : 'outranked'),
    }))
    .slice(0, mostRejected)
  if (chosen === undefined) return { ...unknown(none()), rejected }
  const { value, source, confidence, rule } = chosen
  return { value, source, confidence, rule, rejected }
}
