/** The deployment history of a workload: what the cluster still knows, and what others remember of it. */
import type { Build, BuildRules } from '../version/build.ts'
import { appContainer } from '../kube/container.ts'
import type { ToolDelivery } from './deliveries.ts'
import { deliveryOf, toolDeliveries, withDelivery } from './deliveries.ts'
import { deployNote } from '../version/deploy-note.ts'
import { changesBetween } from './difference.ts'
import { parseImage } from '../version/image.ts'
import { keptList } from '../kept-list.ts'
import type { KeptTemplate } from './kept-template.ts'
import type { PodObject } from '../kube/kube.ts'
import { olderDeliveries } from './older-deliveries.ts'
import { templatePlace, workloadPlace } from '../place.ts'
import type { RememberedRelease } from './release-memory.ts'
import { keepsNoHistory } from './release-memory.ts'
import {
  completedAt,
  deadlineExceeded,
  findCondition,
  isHeldBack,
  isRolledOut,
  rolloutFailed,
} from '../health/rollout.ts'
import { sameTemplate } from '../kube/template.ts'
import { commitOf, sameCommit, versionOf } from '../version/version.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Change, Proof, Release } from '../workload.ts'

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
  /** The number under which its template was rolled out before, where that is still known. */
  readonly backTo: number | null
  /** The last number of its template; annotations and pods tell about this entry only. */
  readonly last: boolean
  /** What kulprit saw of it earlier. */
  readonly memory: RememberedRelease | undefined
}

/**
 * Newest first, from what `keptTemplates` found. A template that was rolled back to appears once for
 * each of its numbers. Releases that the cluster pruned follow where kulprit remembers them, and those
 * before them where Helm does.
 */
export function releasesOf(
  facts: WorkloadFacts,
  kept: readonly KeptTemplate[],
  rules?: BuildRules,
): Deployed[] {
  const entries = withPruned(facts, timeline(facts, kept))
  const deliveries = toolDeliveries(facts.deliveries, facts.applications)
  const deployed = entries.map((entry, i) => deployedOf(facts, entry, entries[i + 1], rules))
  if (deliveries.length === 0) return deployed
  const times = deployed.map(({ release }) => release.releasedAt)
  const told = deployed.map(({ build, release }, i) => {
    const others = times.filter((_, other) => other !== i)
    const delivery = deliveryOf(release.releasedAt, others, deliveries)
    return { build, release: withDelivery(release, delivery) }
  })
  return withOlder(facts, told, deliveries, rules)
}

function deployedOf(
  facts: WorkloadFacts,
  entry: Entry,
  older: Entry | undefined,
  rules: BuildRules | undefined,
): Deployed {
  const build = buildOf(facts, entry, rules)
  const container = appContainer(build.template, build.workload)
  const { kept, last, memory, backTo } = entry
  const note = deployNote([
    templatePlace(kept.template),
    ...(last ? [workloadPlace(facts.workload.kind, kept.meta)] : []),
  ])
  const commit = commitOf(build)
  const cause = last ? kept.meta.annotations['kubernetes.io/change-cause'] : undefined
  const proof = proofOf(facts, entry, commit.value)
  return {
    build,
    release: {
      release: entry.number,
      version: versionOf(build),
      commit,
      image: container?.image ?? null,
      images: kept.template.containers.map(({ image }) => image),
      releasedAt: releasedAt(facts, entry) ?? memory?.releasedAt ?? null,
      releasedBy: note?.by ?? memory?.releasedBy ?? null,
      cause: cause ?? memory?.cause ?? null,
      proof: proof === 'unproven' ? (memory?.proof ?? proof) : proof,
      current: kept.current && last,
      changes: older === undefined ? noChanges : changesBetween(older.kept.template, kept.template),
      template: kept.template,
      ...(build.digests.length > 0 ? { digests: build.digests } : {}),
      ...replicasOf(facts, entry),
      ...(backTo === null ? {} : { rollbackTo: backTo }),
      ...(isPruned(facts, entry) ? { rememberedBy: "kulprit's journal" } : {}),
    },
  }
}

const noChanges: readonly Change[] = []

function timeline({ workload, remembered }: WorkloadFacts, kept: readonly KeptTemplate[]): Entry[] {
  const entries = kept.flatMap((one) =>
    one.numbers.map((number, i) => ({
      number,
      kept: one,
      last: i === one.numbers.length - 1,
      backTo: one.numbers[i - 1] ?? null,
      // Numbers are forgotten (always by ControllerRevisions); an older release created later tells.
      again:
        i > 0 ||
        kept.some(
          (other) =>
            (other.numbers[0] ?? 0) < number && (other.firstAt ?? '') > (one.firstAt ?? ''),
        ),
      memory: remembered.find(
        (memory) =>
          memory.release === number &&
          (memory.uid === workload.meta.uid || keepsNoHistory(workload.kind)) &&
          memory.template.fingerprint === one.template.fingerprint,
      ),
    })),
  )
  return entries.sort((a, b) => b.number - a.number)
}

/** Adds what only kulprit remembers: releases of this very object, older than its current one. */
function withPruned(
  { workload, remembered }: WorkloadFacts,
  entries: readonly Entry[],
): readonly Entry[] {
  if (keepsNoHistory(workload.kind)) return entries
  const newest = entries[0]?.number ?? 0
  const pruned = remembered.filter(
    ({ uid, release }) =>
      uid === workload.meta.uid &&
      release < newest &&
      !entries.some(({ number }) => number === release),
  )
  if (pruned.length === 0) return entries
  const meta = { ...workload.meta, labels: {}, annotations: {} }
  return [
    ...entries,
    ...pruned.map((memory) => ({
      number: memory.release,
      again: false,
      backTo: null,
      last: false,
      memory,
      kept: {
        numbers: [memory.release],
        template: memory.template,
        meta,
        pods: [],
        available: false,
        current: false,
        firstAt: memory.releasedAt,
      },
    })),
  ].sort((a, b) => b.number - a.number)
}

const wantedNotes = [
  'deployment.kubernetes.io/desired-replicas',
  'rollout.argoproj.io/desired-replicas',
]

/** Deployments and Rollouts note on each ReplicaSet how many pods were wanted when it was last in use. */
function replicasOf({ workload }: WorkloadFacts, { kept, last }: Entry): Pick<Release, 'replicas'> {
  if (!last) return {}
  if (kept.current && workload.desired !== null && !keepsNoHistory(workload.kind))
    return { replicas: workload.desired }
  const noted = wantedNotes
    .map((key) => kept.meta.annotations[key] ?? '')
    .find((text) => /^\d{1,9}$/.test(text))
  return noted === undefined ? {} : { replicas: Number(noted) }
}

/** Only the journal's copy of a template lacks the values. */
function isPruned({ workload }: WorkloadFacts, { kept }: Entry): boolean {
  return kept.template.valueless === true && !keepsNoHistory(workload.kind)
}

/** Adds what only Helm's release history tells of: images, and when. */
function withOlder(
  facts: WorkloadFacts,
  deployed: readonly Deployed[],
  deliveries: readonly ToolDelivery[],
  rules: BuildRules | undefined,
): Deployed[] {
  const { workload } = facts
  const older = olderDeliveries(
    workload,
    deployed.map(({ release }) => release),
    deliveries,
  ).map(({ number, template, delivery, changes }): Deployed => {
    const { kind, meta } = workload
    const build: Build = { kind, template, workload: meta, described: false, digests: [], rules }
    const release: Release = {
      release: number,
      version: versionOf(build),
      commit: commitOf(build),
      image: appContainer(template, meta)?.image ?? null,
      images: template.containers.map(({ image }) => image),
      releasedAt: delivery.at,
      releasedBy: null,
      cause: null,
      proof: 'unproven',
      current: false,
      changes,
      template: null,
      rememberedBy: delivery.tool,
    }
    return { build, release: withDelivery(release, delivery) }
  })
  return [...deployed, ...older]
}

function buildOf(
  facts: WorkloadFacts,
  { kept, again, last, memory }: Entry,
  rules: BuildRules | undefined,
): Build {
  const { workload } = facts
  const atWorkload =
    workload.kind !== 'Deployment' || sameTemplate(kept.template, workload.template)
  const container = appContainer(kept.template, workload.meta)
  const running = container === null || !last ? [] : runningDigests(kept.pods, container.name)
  return {
    kind: workload.kind,
    template: kept.template,
    workload: workload.meta,
    described: kept.current && last && !again && atWorkload,
    digests: running.length > 0 ? running : (memory?.digests ?? []),
    rules,
  }
}

function runningDigests(pods: readonly PodObject[], container: string): readonly string[] {
  const digests: string[] = []
  for (const { containers } of pods)
    for (const { name, init, imageId } of containers) {
      const { digest } = parseImage(name === container && !init ? imageId : '')
      if (digest !== null && !digests.includes(digest)) digests.push(digest)
    }
  return keptList(digests)
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
 * pods of an older one are available now (an unfinished rollout), a Job of it completed, an Argo
 * Rollout calls it stable, or its commit is the last one whose deployment workflow succeeded. `bad`:
 * the current one missed its progress deadline or was aborted, or its Job failed. All else is
 * `unproven`, however long it lived: a rollout can hang for days while the pods of the release before
 * it serve.
 */
function proofOf(facts: WorkloadFacts, { kept, last }: Entry, commit: string | null): Proof {
  const { workload } = facts
  if (last && isStable(facts, kept)) return 'proven'
  if (kept.current && last) return currentProof(facts, kept)
  if (kept.available) return 'proven'
  if (commit === null) return 'unproven'
  const note = deployNote([workloadPlace(workload.kind, workload.meta)])
  return sameCommit(note?.succeededCommit ?? null, commit) ? 'proven' : 'unproven'
}

function isStable({ workload }: WorkloadFacts, { meta }: KeptTemplate): boolean {
  const stable = workload.rollout?.stableHash ?? null
  return stable !== null && meta.labels['rollouts-pod-template-hash'] === stable
}

function currentProof({ workload }: WorkloadFacts, kept: KeptTemplate): Proof {
  const { kind, conditions, status } = workload
  if (keepsNoHistory(kind)) {
    if (kept.available) return 'proven'
    return findCondition(conditions, 'Failed')?.status === 'True' ? 'bad' : 'unproven'
  }
  if (deadlineExceeded(workload) !== null || rolloutFailed(workload)) return 'bad'
  if (isHeldBack(workload)) return kept.available ? 'proven' : 'unproven'
  if (kind === 'Rollout') return 'unproven'
  const done = completedAt(workload) !== null || isRolledOut(workload)
  return done && status.available > 0 ? 'proven' : 'unproven'
}
