/** A bisect as it is kept and handed on: its ends, where its source is, and its search. */
import type { Commit, Sha } from '../model/commit/commit.ts'
import type { BuildChoice } from './build.ts'
import type { Suspicion } from './flaky.ts'
import type { FlakyStanding } from './flaky-standing.ts'
import type { CommitState, Remaining, Search, Step, Tier } from './search.ts'

export interface Endpoint {
  readonly sha: Sha
  /** What people know it by: `1.7.2 (release 6)`, `v1.0`, or the short hash. */
  readonly label: string
}

export interface WorkloadRef {
  readonly context: string
  readonly namespace: string
  readonly kind: string
  readonly name: string
}

export interface Session {
  /** Short, unique, and readable: `cart-k3f9`. */
  readonly id: string
  readonly startedAt: string
  readonly workload: WorkloadRef | null
  readonly owner: string | null
  /** The folder or URL the user knows the source by. */
  readonly repository: string
  /** The repository's URL without credentials, so that a colleague finds it; null where it has none. */
  readonly remote: string | null
  /** The image of a commit, with `{sha:N}` where its first N digits stand; null where tags tell nothing. */
  readonly imageForm: string | null
  /** The folder inside a monorepo that limits the search; null for all of it. */
  readonly path: string | null
  readonly looksFor: 'regression' | 'fix'
  readonly good: Endpoint
  readonly bad: Endpoint
  readonly verifyEnds: boolean
}

/** Where the culprit came from and where it went. */
export interface CulpritTrace {
  /** The commit's page at its host. */
  readonly commitUrl: string | null
  readonly pullRequest: { readonly number: string; readonly url: string | null } | null
  /** Who owns the changed files by CODEOWNERS. */
  readonly codeOwners: readonly string[]
  /** Releases built from this repository whose commit is known, newest first a workload. */
  readonly releases: readonly {
    readonly workload: WorkloadRef
    readonly release: number
    readonly version: string | null
    /** Whether the culprit is in it. */
    readonly contains: boolean
    /** Whether it runs now. */
    readonly current: boolean
  }[]
}

/** A session with all that follows from its verdicts: what the screens and printers show. */
export interface Progress {
  readonly session: Session
  readonly search: Search
  readonly step: Step
  readonly remaining: Remaining
  readonly states: ReadonlyMap<Sha, CommitState>
  /** Newest first. */
  readonly commits: readonly Commit[]
  /** Commits of the range that do not touch the path. */
  readonly excluded: number
  /** Present where only some commits can be tested. */
  readonly builds?: Builds
  /** Present where the symptom is flaky: how probable each candidate is, newest first. */
  readonly posterior?: readonly Suspicion[]
  /** Present with it: how far the search is. */
  readonly flaky?: FlakyStanding
}

interface Builds {
  readonly only: Tier
  /** The first tier of each commit of the range that can be tested; the others have no build. */
  readonly tiers: ReadonlyMap<Sha, Tier>
  /** How many commits beside the range can be tested, and tell candidates apart. */
  readonly beside: number
  /** Whether a command is asked for commits that nothing is known of. */
  readonly asks: boolean
  /** Ends and merge bases without a build: taken for good or bad on the user's word. */
  readonly assumed: readonly Sha[]
  /** Where no build separates the candidates: those worth building, the best first. */
  readonly worthBuilding: readonly BuildChoice[]
}
