/**
 * The search as data: a range of commits, the verdicts so far, and what follows from them. Pure; git
 * is asked only for which candidate splits the rest best (`Suggestion`).
 */
import type { Sha } from '../model/commit/commit.ts'
import type { Suspect } from '../model/commit/suspect.ts'

export type Verdict = 'good' | 'bad' | 'skip'
export type Phase = 'verify' | 'search'

export interface Mark {
  readonly sha: Sha
  readonly verdict: Verdict
  readonly phase: Phase
  readonly at: string
  readonly durationMs: number | null
  readonly exitCode: number | null
  /** What the user wants to remember of it. */
  readonly note: string | null
}

export interface SearchRange {
  /** The ends in the user's words, whichever is newer: good works, bad does not. */
  readonly good: Sha
  readonly bad: Sha
  /** `fix` where the good end is the newer one: then the commit is sought that made it work. */
  readonly looksFor: 'regression' | 'fix'
  /** Newest first, the newer end first; every parent outside the list is known to be like the older end. */
  readonly commits: readonly { readonly sha: Sha; readonly parents: readonly Sha[] }[]
  /** To be tested before anything else, where neither end is an ancestor of the other. */
  readonly mergeBases: readonly Sha[]
  /** Commits the search is limited to (by path); null for all. */
  readonly touching: ReadonlySet<Sha> | null
}

/**
 * Why a commit can be tested, from what needs no work to what has to be built first: it has a release
 * in the cluster, a tag, an image, or nothing but its source.
 */
export type Tier = 'deployed' | 'tagged' | 'built' | 'any'

/** Which commits can be tested, where not any can. */
export interface Testable {
  /** The last tier that is tested; the tiers before it come first. */
  readonly only: Tier
  /** The first tier of each commit known to be in one, of the range or beside it. */
  readonly tiers: ReadonlyMap<Sha, Tier>
  /** Commits asked about that have no build. */
  readonly unbuilt: ReadonlySet<Sha>
  /** Whether a commit that nothing is known of may have a build, so that it is worth asking. */
  readonly asks: boolean
  /** Of each commit beside the range that can be tested: the newest commits of the range it contains. */
  readonly beside: ReadonlyMap<Sha, readonly Sha[]>
}

/** A symptom that does not always show. */
export interface Flaky {
  /** How probable the culprit has to be, from 0 to 1. */
  readonly confidence: number
  /** How often the symptom shows where it can; null to learn it. */
  readonly failRate: number | null
  /** How often a test fails where there is no symptom; null to learn it. */
  readonly falseFailRate: number | null
}

export interface Search {
  readonly range: SearchRange
  /** Absent where any commit can be tested, in any order. */
  readonly testable?: Testable
  /** Present where a verdict is evidence and no proof. */
  readonly flaky?: Flaky
  /** Where the commits were ranked: what a flaky search begins with; others only show it. */
  readonly suspects?: readonly Suspect[]
  /** Whether to test both ends before the search proper. */
  readonly verifyEnds: boolean
  /** Whether to search the mainline first, and then inside the merge that made the difference. */
  readonly firstParent: boolean
  /** In hand until the next verdict, whatever splits best. */
  readonly chosen: Sha | null
  readonly marks: readonly Mark[]
  /** Marks taken back, newest last: what redo restores. */
  readonly undone: readonly Mark[]
}

/**
 * How each commit of the range stands; every one has a glyph, a colour and a word. `no-build` is a
 * candidate that cannot be tested; `excluded` is ruled out, though nothing is known of its own side.
 */
export type CommitState =
  | 'good'
  | 'bad'
  | 'implied-good'
  | 'implied-bad'
  | 'skipped'
  | 'candidate'
  | 'no-build'
  | 'in-hand'
  | 'excluded'

export type Step =
  | {
      readonly kind: 'probe'
      readonly sha: Sha
      readonly phase: Phase
      readonly why: 'verify-bad' | 'verify-good' | 'merge-base' | 'chosen' | 'mainline' | 'split'
      /** Where only some commits can be tested: why this one can. */
      readonly tier?: Tier
      /** Of a flaky symptom: how many bits about the culprit this test tells on the mean. */
      readonly worth?: number
    }
  /** The first commit that has what is looked for: the first bad one, or the one that fixed it. */
  | { readonly kind: 'found'; readonly sha: Sha; readonly skipped: readonly Sha[] }
  /**
   * Only skipped commits are left (`skips`), none that touches the path is the one (`path`), or no
   * commit that can be tested separates the rest (`builds`), or many tests left several probable (`flaky`).
   */
  | {
      readonly kind: 'indeterminate'
      readonly why: 'skips' | 'path' | 'builds' | 'flaky'
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
