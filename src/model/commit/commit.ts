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

/** The pull or merge request that a message names. */
interface PullRequest {
  readonly number: string
  /** null where the repository's host is not known. */
  readonly url: string | null
}

/** A commit with whom to ask about it. */
export interface CreditedCommit extends Commit {
  /** Of its files, by CODEOWNERS. */
  readonly owners: readonly string[]
  readonly pullRequest: PullRequest | null
  /** Its page at the repository's host. */
  readonly url: string | null
}

/** A file that a commit changed against its first parent; lines are 0 where git calls it binary. */
export interface ChangedFile {
  readonly path: string
  readonly how: 'added' | 'changed' | 'removed'
  readonly added: number
  readonly removed: number
}

/** What a commit changed, without its patch. */
export interface CommitChange {
  readonly sha: Sha
  readonly subject: string
  /** The message below the subject, its lines joined; empty where there is none. */
  readonly body: string
  readonly files: readonly ChangedFile[]
}

/** What a commit says and does, read when it is looked at. */
export interface CommitDetail {
  /** The whole message, a line each. */
  readonly message: readonly string[]
  /** The patch against the first parent, a line each, cut after some thousand lines. */
  readonly diff: readonly string[]
  readonly truncated: boolean
  /** Its page at the repository's host; null where the host is not known. */
  readonly url: string | null
  /** The pull or merge request that its message names. */
  readonly pullRequest: PullRequest | null
}

/** How the good end relates to the bad end. `ancestor` is the ordinary case. */
type Relation = 'ancestor' | 'equal' | 'reversed' | 'divergent' | 'unrelated'

/**
 * The commits reachable from `bad` and not from `good`, newest first (git's own order); the other way
 * round where the relation is `reversed`.
 */
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
