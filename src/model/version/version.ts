/** The version and the commit of what runs, each with the place it was read from. */
import type { Build } from './build.ts'
import type { Question } from '../claim.ts'
import { explained, first } from '../claim.ts'
import {
  askedOfCommit,
  commitQuestions,
  deliveryClaims,
  noCommit,
  sameCommit,
} from './commit-claims.ts'
import { appContainer } from '../kube/container.ts'
import type { ImageReference } from './image.ts'
import { parseImage } from './image.ts'
import type { Resolved } from '../resolved.ts'
import { askedOfVersion, noVersion, versionQuestions } from './version-claims.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

export { sameCommit }

export function versionOf(build: Build): Resolved {
  return first(versionQuestions, askedOfVersion(build), () => noVersion(build))
}

export function commitOf(build: Build): Resolved {
  return first(commitQuestions, askedOfCommit(build), () => noCommit)
}

/** Of what runs now, so that what Argo CD and Flux synced last is looked at too; `commit` as `commitOf` gives it. */
export function presentCommit(
  build: Build,
  synced: Synced,
  commit: Resolved = commitOf(build),
): Resolved {
  if (commit.value !== null) return commit
  return first([syncedClaims(synced)], build, () => noCommit)
}

/** `versionOf` with its rule and what was rejected. */
export function explainedVersion(build: Build): Resolved {
  return explained(versionQuestions, askedOfVersion(build), () => noVersion(build))
}

/** Likewise for `presentCommit`. */
export function explainedCommit(build: Build, synced: Synced): Resolved {
  const asked = askedOfCommit(build)
  const delivered = () => syncedClaims(synced)(build)
  return explained([...commitQuestions, delivered], asked, () => noCommit)
}

/** What a delivery tool brought to the cluster last. */
type Synced = Pick<WorkloadFacts, 'applications' | 'deliveries'>

function syncedClaims(synced: Synced): Question<Build> {
  return ({ rules }) => deliveryClaims(synced, rules?.source ?? null)
}

/**
 * Whether two builds differ in more than configuration. Only what the templates and their images say
 * is compared, since that alone has a history.
 */
export function differs(a: Build, b: Build): boolean {
  const [one, two] = [imageOf(a), imageOf(b)]
  // Mostly the tags differ, and nothing else has to be looked at.
  if ((one?.tag ?? null) !== (two?.tag ?? null)) return true
  if (unequal(bareVersion(a), bareVersion(b))) return true
  if (unequal(one?.digest ?? oneDigest(a.digests), two?.digest ?? oneDigest(b.digests))) return true
  const [from, to] = [bareCommit(a), bareCommit(b)]
  return from !== null && to !== null && !sameCommit(from, to)
}

function imageOf(build: Build): ImageReference | null {
  const container = appContainer(build.template, build.workload)
  return container === null ? null : parseImage(container.image)
}

function bareVersion(build: Build): string | null {
  return versionOf({ ...build, described: false, digests: [] }).value
}

function bareCommit(build: Build): string | null {
  return commitOf({ ...build, described: false }).value
}

function unequal(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b
}

function oneDigest(digests: readonly string[]): string | null {
  return digests.length === 1 ? (digests[0] ?? null) : null
}
