/** What a workload was on before: the newest older release of another version. */
import type { Deployed } from './releases.ts'
import { keptText } from '../read-once.ts'
import { keepsNoHistory } from './release-memory.ts'
import { differs } from '../version/version.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Previous } from '../workload.ts'

export interface PreviousResult {
  readonly previous: Previous | null
  /** Why there is none; null where there is one. */
  readonly previousUnknown: string | null
}

/**
 * Walks back from the current release until the app's version or digest differs; releases that only
 * changed configuration are passed over. `deployed` is newest first. Where history was pruned the
 * answer is "unknown", never "none".
 */
export function previousOf(facts: WorkloadFacts, deployed: readonly Deployed[]): PreviousResult {
  const at = deployed.findIndex(({ release }) => release.current)
  const current = deployed[at]
  const older = deployed.slice(at + 1)
  const found = current && older.find(({ build }) => differs(build, current.build))
  if (current === undefined || found === undefined)
    return { previous: null, previousUnknown: keptText(whyNone(facts, current, older)) }
  const { release, version, commit, releasedAt, proof } = found.release
  return { previous: { release, version, commit, releasedAt, proof }, previousUnknown: null }
}

function whyNone(
  { workload, replicaSets }: WorkloadFacts,
  current: Deployed | undefined,
  older: readonly Deployed[],
): string {
  const kind = workload.kind
  if (keepsNoHistory(kind) && older.length === 0)
    return `unknown: Kubernetes keeps no release history of a ${kind}, and kulprit has seen this one only`
  const noReplicaSet = 'no ReplicaSet of it has been read'
  if (current === undefined)
    return kind === 'Deployment' || kind === 'Rollout'
      ? noReplicaSet
      : 'no ControllerRevision of it has been read'
  const oldest = older.at(-1)
  if (oldest === undefined) {
    if (current.release.release === 1) return 'release 1 is its first'
    // Its own annotation gave the number: not even the current one was seen.
    if (kind === 'Deployment' && replicaSets.length === 0) return `unknown: ${noReplicaSet}`
    if (workload.revisionHistoryLimit === 0)
      return 'unknown: the cluster keeps no older releases (revisionHistoryLimit is 0)'
    return `unknown: releases before ${current.release.release} are no longer in the cluster`
  }
  const tag = current.release.version.value
  const same = tag === null ? 'the same image' : tag
  const before = oldest.release.release
  // kulprit numbers what Kubernetes does not, from the first that it saw.
  return before === 1 && !keepsNoHistory(kind)
    ? `every release since the first runs ${same}`
    : `unknown: releases ${before} to ${current.release.release} all run ${same}, older ones are no longer in the cluster`
}
