/**
 * The search as data: a range of commits, the verdicts so far, and what follows from them. Pure; git
 * is asked only for which candidate splits the rest best (`Suggestion`).
 */
import type { Sha } from '../model/commit.ts'

export type Verdict = 'good' | 'bad' | 'skip'
export type Phase = 'verify' | 'search'

export interface Mark {
  readonly sha: Sha
  readonly verdict: Verdict
  readonly phase: Phase
  readonly at: string
  readonly durationMs: number | null
  readonly exitCode: number | null
}

export interface SearchRange {
  readonly good: Sha
  readonly bad: Sha
  /** Newest first, `bad` first; every parent outside the list is known good. */
  readonly commits: readonly { readonly sha: Sha; readonly parents: readonly Sha[] }[]
  /** To be tested before anything else, where good is not an ancestor of bad. */
  readonly mergeBases: readonly Sha[]
  /** Commits the search is limited to (by path); null for all. */
  readonly touching: ReadonlySet<Sha> | null
}

export interface Search {
  readonly range: SearchRange
  /** Whether to test both ends before the search proper. */
  readonly verifyEnds: boolean
  readonly marks: readonly Mark[]
  /** Marks taken back, newest last: what redo restores. */
  readonly undone: readonly Mark[]
}

/** How each commit of the range stands; every one has a glyph, a colour and a word. */
export type CommitState =
  'good' | 'bad' | 'implied-good' | 'implied-bad' | 'skipped' | 'candidate' | 'in-hand' | 'excluded'

export type Step =
  | {
      readonly kind: 'probe'
      readonly sha: Sha
      readonly phase: Phase
      readonly why: 'verify-bad' | 'verify-good' | 'merge-base' | 'split'
    }
  | { readonly kind: 'found'; readonly sha: Sha; readonly skipped: readonly Sha[] }
  /** Only skipped commits are left (`skips`), or none that touches the path is bad (`path`). */
  | {
      readonly kind: 'indeterminate'
      readonly why: 'skips' | 'path'
      readonly candidates: readonly Sha[]
    }
  /** An end did not hold: the bad end is good, the good end is bad, or a merge base is bad. */
  | {
      readonly kind: 'aborted'
      readonly why: 'bad-end-good' | 'good-end-bad' | 'merge-base-bad' | 'end-untestable'
      readonly sha: Sha
    }

export interface Remaining {
  /** Commits that can still be the culprit. */
  readonly candidates: number
  readonly least: number
  readonly most: number
}
