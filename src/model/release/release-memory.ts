/** What kulprit itself remembers of the releases it has seen: evidence where the cluster keeps none. */
import { keptList } from '../kept-list.ts'
import type { PodTemplate, WorkloadKind } from '../kube/kube.ts'
import { withoutValues } from '../kube/template.ts'
import type { Proof, Workload } from '../workload.ts'

export interface RememberedRelease {
  /** Of the workload that had it: numbers start anew where a workload is made anew. */
  readonly uid: string
  readonly release: number
  /** Without the values of variables, commands and probes. */
  readonly template: PodTemplate
  readonly digests: readonly string[]
  readonly releasedAt: string | null
  readonly releasedBy: string | null
  readonly cause: string | null
  readonly proof: Proof
}

/** The releases of each workload of one cluster, by `workloadKey`, oldest first. */
export type ReleaseMemory = ReadonlyMap<string, readonly RememberedRelease[]>

/** The name outlives the uid: pipelines delete a Job and make it again. */
export function workloadKey(kind: WorkloadKind, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`
}

/** Kubernetes keeps nothing of what these ran before. */
export function keepsNoHistory(kind: WorkloadKind): boolean {
  return kind === 'Job' || kind === 'CronJob'
}

/**
 * At most `most` of them: in a fleet that is bigger than what is kept, each that is noted would push out
 * another. First those whose history only kulprit keeps, then those that changed last.
 */
export function worthNoting(workloads: readonly Workload[], most: number): readonly Workload[] {
  if (workloads.length <= most) return workloads
  const rank = ({ kind, changedAt }: Workload): string =>
    `${keepsNoHistory(kind) ? 1 : 0} ${changedAt ?? ''}`
  return workloads
    .map((workload) => ({ workload, rank: rank(workload) }))
    .sort((a, b) => (a.rank < b.rank ? 1 : a.rank > b.rank ? -1 : 0))
    .slice(0, most)
    .map(({ workload }) => workload)
}

/**
 * What is new about a workload: releases not remembered yet, and those of which more is known now.
 * Where the cluster keeps a history, the current and the previous release are enough: each was the
 * current one once.
 */
export function toRemember(
  workload: Workload,
  remembered: readonly RememberedRelease[],
): RememberedRelease[] {
  const uid = workload.id.slice(workload.context.length + 1)
  return workload.particulars.releases().flatMap((release) => {
    const { template, rememberedBy } = release
    const wanted = release.current || release.release === workload.previous?.release
    if (template === null || rememberedBy !== undefined) return []
    if (!wanted && !keepsNoHistory(workload.kind)) return []
    const before = remembered.findLast(
      (one) => one.release === release.release && one.template.fingerprint === template.fingerprint,
    )
    const now: RememberedRelease = {
      uid,
      release: release.release,
      template: withoutValues(template),
      digests: keptList(release.digests ?? []),
      releasedAt: release.releasedAt ?? before?.releasedAt ?? null,
      releasedBy: release.releasedBy ?? before?.releasedBy ?? null,
      cause: release.cause ?? before?.cause ?? null,
      proof: stronger(before?.proof ?? 'unproven', release.proof),
    }
    return before === undefined || knowsMore(now, before) ? [now] : []
  })
}

/** Success outranks failure: a release that served once is known to have worked. */
function stronger(a: Proof, b: Proof): Proof {
  const ranks: readonly Proof[] = ['unproven', 'bad', 'proven']
  return ranks.indexOf(a) >= ranks.indexOf(b) ? a : b
}

function knowsMore(now: RememberedRelease, before: RememberedRelease): boolean {
  return (
    now.uid !== before.uid ||
    now.proof !== before.proof ||
    now.releasedAt !== before.releasedAt ||
    now.releasedBy !== before.releasedBy ||
    now.cause !== before.cause ||
    now.digests.some((digest) => !before.digests.includes(digest))
  )
}
