/** The deployment history of a workload, as far as the cluster still knows it. */
import { appContainer } from './container.ts'
import { deployNote } from './deploy-note.ts'
import { changesBetween } from './difference.ts'
import { parseImage } from './image.ts'
import type { KeptTemplate } from './kept-template.ts'
import type { PodObject } from './kube.ts'
import { templatePlace, workloadPlace } from './place.ts'
import { completedAt, deadlineExceeded, findCondition, isHeldBack, isRolledOut } from './rollout.ts'
import { sameTemplate } from './template.ts'
import type { Build } from './version.ts'
import { commitOf, sameCommit, versionOf } from './version.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { Proof, Release } from './workload.ts'

/** A release, and what it was read from. */
export interface Deployed {
  readonly release: Release
  readonly build: Build
}

interface Entry {
  readonly number: number
  readonly kept: KeptTemplate
  /** Not the first time that this template was rolled out. */
  readonly again: boolean
  /** The last number of its template; annotations and pods tell about this entry only. */
  readonly last: boolean
}

/** Newest first, from what `keptTemplates` found. A template that was rolled back to appears once for each of its numbers. */
export function releasesOf(facts: WorkloadFacts, kept: readonly KeptTemplate[]): Deployed[] {
  const entries = timeline(kept)
  return entries.map((entry, i) => {
    const older = entries[i + 1]
    const build = buildOf(facts, entry)
    const container = appContainer(build.template, build.workload)
    const { kept, last } = entry
    const note = deployNote([
      templatePlace(kept.template),
      ...(last ? [workloadPlace(facts.workload.kind, kept.meta)] : []),
    ])
    const commit = commitOf(build)
    return {
      build,
      release: {
        release: entry.number,
        version: versionOf(build),
        commit,
        image: container?.image ?? null,
        images: kept.template.containers.map(({ image }) => image),
        releasedAt: releasedAt(facts, entry),
        releasedBy: note?.by ?? null,
        cause: last ? (kept.meta.annotations['kubernetes.io/change-cause'] ?? null) : null,
        proof: proofOf(facts, entry, commit.value),
        current: kept.current && last,
        changes: older === undefined ? [] : changesBetween(older.kept.template, kept.template),
        template: kept.template,
      },
    }
  })
}

function timeline(kept: readonly KeptTemplate[]): Entry[] {
  const entries = kept.flatMap((one) =>
    one.numbers.map((number, i) => ({
      number,
      kept: one,
      last: i === one.numbers.length - 1,
      // Numbers are forgotten (always by ControllerRevisions); an older release created later tells.
      again:
        i > 0 ||
        kept.some(
          (other) =>
            (other.numbers[0] ?? 0) < number && (other.firstAt ?? '') > (one.firstAt ?? ''),
        ),
    })),
  )
  return entries.sort((a, b) => b.number - a.number)
}

function buildOf(facts: WorkloadFacts, { kept, again, last }: Entry): Build {
  const { workload } = facts
  const atWorkload =
    workload.kind !== 'Deployment' || sameTemplate(kept.template, workload.template)
  const container = appContainer(kept.template, workload.meta)
  return {
    kind: workload.kind,
    template: kept.template,
    workload: workload.meta,
    described: kept.current && last && !again && atWorkload,
    digests: container === null || !last ? [] : runningDigests(kept.pods, container.name),
  }
}

function runningDigests(pods: readonly PodObject[], container: string): string[] {
  const digests = pods.flatMap((pod) =>
    pod.containers
      .filter((status) => status.name === container && !status.init)
      .map((status) => parseImage(status.imageId).digest),
  )
  return [...new Set(digests.filter((digest) => digest !== null))]
}

/**
 * A template's creation is the time of its first release only. For one that was rolled back to, the
 * completion of the rollout is known while it is current; after that nothing is.
 */
function releasedAt({ workload }: WorkloadFacts, { kept, again, last }: Entry): string | null {
  if (!again) return kept.firstAt
  return kept.current && last && workload.kind === 'Deployment' ? completedAt(workload) : null
}

/**
 * `proven` needs evidence that it served: the current release finished its rollout and is available,
 * pods of an older one are available now (an unfinished rollout), a Job of it completed, or its commit
 * is the last one whose deployment workflow succeeded. `bad`: the current one missed its progress
 * deadline, or its Job failed. All else is `unproven`, however long it lived: a rollout can hang for
 * days while the pods of the release before it serve.
 */
function proofOf(facts: WorkloadFacts, { kept, last }: Entry, commit: string | null): Proof {
  const { workload } = facts
  if (kept.current && last) return currentProof(facts, kept)
  const note = deployNote([workloadPlace(workload.kind, workload.meta)])
  return kept.available || sameCommit(note?.succeededCommit ?? null, commit) ? 'proven' : 'unproven'
}

function currentProof({ workload }: WorkloadFacts, kept: KeptTemplate): Proof {
  const { kind, conditions, status } = workload
  if (kind === 'Job' || kind === 'CronJob') {
    if (findCondition(conditions, 'Failed')?.status === 'True') return 'bad'
    return kept.available ? 'proven' : 'unproven'
  }
  if (deadlineExceeded(workload) !== null) return 'bad'
  if (isHeldBack(workload)) return kept.available ? 'proven' : 'unproven'
  const done = completedAt(workload) !== null || isRolledOut(workload)
  return done && status.available > 0 ? 'proven' : 'unproven'
}
