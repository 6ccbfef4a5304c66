/** A git commit as kulprit shows it; all text already cleaned. */

/** A full, lower-case hash: 40 or 64 hex digits. */
export type Sha = string

export interface Commit {
  readonly sha: Sha
  readonly parents: readonly Sha[]
  readonly author: string
  readonly email: string
  /** Author date, RFC 3339 UTC. */
  readonly date: string
  readonly subject: string
  /** Paths changed against the first parent; empty for merges that changed nothing themselves. */
  readonly files: readonly string[]
}

/** How the good end relates to the bad end. `ancestor` is the ordinary case. */
export type Relation = 'ancestor' | 'equal' | 'reversed' | 'divergent' | 'unrelated'

/** The commits reachable from `bad` and not from `good`, newest first (git's own order). */
export interface CommitRange {
  readonly good: Sha
  readonly bad: Sha
  readonly relation: Relation
  /** Where the relation is `divergent`: the merge bases, which are not in `commits`. */
  readonly mergeBases: readonly Sha[]
  readonly commits: readonly Commit[]
  /**
   * The commits that touch the workload's path; null where no path limits the range. The rest of
   * `commits` is excluded from the search until the user widens it.
   */
  readonly touching: ReadonlySet<Sha> | null
}
