/** A commit with how suspect it is. */
import type { Sha } from './commit.ts'

export interface Suspect {
  readonly sha: Sha
  /** From 0 to 100; it compares commits of one range and is no probability. */
  readonly score: number
  /** What the score is made of, the weightiest first. */
  readonly reasons: readonly string[]
}

/** The highest score first; of equal ones the newer. */
export function ranked(suspects: readonly Suspect[]): readonly Suspect[] {
  return suspects.toSorted((a, b) => b.score - a.score)
}
