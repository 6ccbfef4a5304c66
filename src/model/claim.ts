/** Chooses among everything that claims to be the answer: the first that counts, and why not the others. */
import { keptList } from './kept-list.ts'
import { keptText, sharing } from './read-once.ts'
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

/** What is asked for an answer: all claims that it finds, mostly none. */
export type Question<Asked> = (asked: Asked) => readonly Claim[]

/** Workloads of one owner, or of one version, are told so by the same places. */
const shared = sharing<Resolved>()

/** More are of no use to a reader. */
const mostRejected = 8

/**
 * The first claim that is not refused; questions are put in the order of precedence, and no further.
 * Nothing is explained.
 */
export function first<Asked>(
  questions: readonly Question<Asked>[],
  asked: Asked,
  none: () => string,
): Resolved {
  for (const question of questions)
    for (const { value, source, confidence, refused } of question(asked))
      if (refused === null)
        return shared(`${confidence} ${value}\n${source}`, () => {
          return { value, source: keptText(source), confidence }
        })
  return unknown(none())
}

/** The same answer, with its rule and what was rejected. */
export function explained<Asked>(
  questions: readonly Question<Asked>[],
  asked: Asked,
  none: () => string,
): Resolved {
  let chosen: Claim | null = null
  const others: Claim[] = []
  for (const question of questions)
    for (const one of question(asked))
      if (chosen === null && one.refused === null) chosen = one
      else if (others.length < mostRejected) others.push(one)
  const rejected = others.map(({ value, source, refused }): Rejected => ({
    value: keptText(value),
    source: keptText(source),
    reason: refused ?? (value === chosen?.value ? 'says the same' : 'outranked'),
  }))
  if (chosen === null) {
    const { source, confidence } = unknown(none())
    return { value: null, source, confidence, rejected: keptList(rejected) }
  }
  const { value, source, confidence, rule } = chosen
  return { value, source: keptText(source), confidence, rule, rejected: keptList(rejected) }
}
