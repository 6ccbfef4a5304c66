/** What a workload was on before: the newest older release of another version. */
import type { Releases } from './releases.ts'
import { keptText } from '../read-once.ts'
import { keepsNoHistory } from './release-memory.ts'
import { differs, versionOf } from '../version/version.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Previous } from '../workload.ts'

export interface PreviousResult {
  readonly previous: Previous | null
  /** Why there is none; null where there is one. */
  readonly previousUnknown: string | null
}

/**
 * Walks back from the current release until the app's version or digest differs; releases that only
 * changed configuration are passed over. Where history was pruned the answer is "unknown", never "none".
 */
export function previousOf(facts: WorkloadFacts, releases: Releases): PreviousResult {
  const at = otherBefore(releases)
  if (at === null) return { previous: null, previousUnknown: keptText(whyNone(facts, releases)) }
  return { previous: releases.brief(at), previousUnknown: null }
}

function otherBefore(releases: Releases): number | null {
  const { current, count } = releases
  if (current < 0) return null
  for (let at = current + 1; at < count; at++)
    if (differs(releases.build(at), releases.build(current))) return at
  return null
}

function whyNone({ workload, replicaSets }: WorkloadFacts, releases: Releases): string {
  const { current, count } = releases
  const kind = workload.kind
  if (keepsNoHistory(kind) && current === count - 1)
    return `unknown: Kubernetes keeps no release history of a ${kind}, and kulprit has seen this one only`
  const noReplicaSet = 'no ReplicaSet of it has been read'
  if (current < 0)
    return kind === 'Deployment' || kind === 'Rollout'
      ? noReplicaSet
      : 'no ControllerRevision of it has been read'
  const number = releases.number(current)
  if (current === count - 1) {
    if (number === 1) return 'release 1 is its first'
    // Its own annotation gave the number: not even the current one was seen.
    if (kind === 'Deployment' && replicaSets.length === 0) return `unknown: ${noReplicaSet}`
    if (workload.revisionHistoryLimit === 0)
      return 'unknown: the cluster keeps no older releases (revisionHistoryLimit is 0)'
    return `unknown: releases before ${number} are no longer in the cluster`
  }
  const same = versionOf(releases.build(current)).value ?? 'the same image'
  const before = releases.number(count - 1)
  // kulprit numbers what Kubernetes does not, from the first that it saw.
  return before === 1 && !keepsNoHistory(kind)
    ? `every release since the first runs ${same}`
    : `unknown: releases ${before} to ${number} all run ${same}, older ones are no longer in the cluster`
}
