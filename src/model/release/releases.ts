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
import type { PodObject, PodTemplate } from '../kube/kube.ts'
import type { OlderDelivery } from './older-deliveries.ts'
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
import type { Change, Previous, Proof, Release } from '../workload.ts'

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
 * The releases of a workload, newest first, each worked out when it is asked for: a row shows two of them.
 * They are told from what `keptTemplates` found. A template that was rolled back to appears once for each of
 * its numbers. Releases that the cluster pruned follow where kulprit remembers them, and those before them
 * where Helm does.
 */
export class Releases {
  /** The place of the one that runs; -1 where none does. */
  readonly current: number
  readonly #facts: WorkloadFacts
  readonly #rules: BuildRules | undefined
  readonly #entries: readonly Entry[]
  /** What tools remember, newest first. */
  readonly #deliveries: readonly ToolDelivery[]
  #older: readonly OlderDelivery[] | null = null
  readonly #builds: Build[] = []

  constructor(facts: WorkloadFacts, kept: readonly KeptTemplate[], rules?: BuildRules) {
    this.#facts = facts
    this.#rules = rules
    this.#entries = withPruned(facts, timeline(facts, kept))
    this.#deliveries = toolDeliveries(facts.deliveries, facts.applications)
    this.current = this.#entries.findIndex(isCurrent)
  }

  /** How many there are; the others are asked for by their place, from 0 for the newest. */
  get count(): number {
    return this.#entries.length + this.#olderOnes().length
  }

  number(at: number): number {
    return this.#entries[at]?.number ?? this.#olderOnes()[at - this.#entries.length]?.number ?? 0
  }

  build(at: number): Build {
    const known = this.#builds[at]
    if (known !== undefined) return known
    const build = this.#makeBuild(at)
    this.#builds[at] = build
    return build
  }

  /** Of what runs; where no release of it is known, of what the workload itself asks for. */
  presentBuild(): Build {
    if (this.current >= 0) return this.build(this.current)
    const { kind, meta, template } = this.#facts.workload
    return {
      ...{ kind, template, workload: meta },
      ...{ described: true, digests: noDigests, rules: this.#rules },
    }
  }

  release(at: number): Release {
    const entry = this.#entries[at]
    if (entry === undefined) return this.#olderRelease(at)
    const older = this.#entries[at + 1]
    const release = releaseOf(this.#facts, entry, older, this.build(at))
    if (this.#deliveries.length === 0) return release
    const times = this.#entries.map((one) => releasedAt(this.#facts, one))
    const others = times.filter((_, other) => other !== at)
    return withDelivery(release, deliveryOf(release.releasedAt, others, this.#deliveries))
  }

  /** Of one of them what a row shows. */
  brief(at: number): Previous {
    const entry = this.#entries[at]
    if (entry === undefined || this.#deliveries.length > 0) {
      const { release, version, commit, releasedAt, proof } = this.release(at)
      return { release, version, commit, releasedAt, proof }
    }
    const build = this.build(at)
    const commit = commitOf(build)
    return {
      release: entry.number,
      version: versionOf(build),
      commit,
      releasedAt: releasedAt(this.#facts, entry),
      proof: proofOf(this.#facts, entry, commit.value),
    }
  }

  all(): Release[] {
    return Array.from({ length: this.count }, (_, at) => this.release(at))
  }

  #makeBuild(at: number): Build {
    const entry = this.#entries[at]
    if (entry !== undefined) return buildOf(this.#facts, entry, this.#rules)
    const { kind, meta, template } = this.#facts.workload
    const told = this.#olderOnes()[at - this.#entries.length]?.template ?? template
    return {
      ...{ kind, template: told, workload: meta },
      ...{ described: false, digests: [], rules: this.#rules },
    }
  }

  /** What only Helm's release history tells of: images, and when. */
  #olderOnes(): readonly OlderDelivery[] {
    if (this.#deliveries.length === 0) return noOlder
    const oldest = this.#entries.at(-1)
    this.#older ??=
      oldest === undefined
        ? noOlder
        : olderDeliveries(
            this.#facts.workload,
            {
              release: oldest.number,
              releasedAt: releasedAt(this.#facts, oldest),
              images: imagesOf(oldest.kept.template),
            },
            this.#deliveries,
          )
    return this.#older
  }

  #olderRelease(at: number): Release {
    const older = this.#olderOnes()[at - this.#entries.length]
    const build = this.build(at)
    const { template, workload } = build
    const release: Release = {
      release: this.number(at),
      version: versionOf(build),
      commit: commitOf(build),
      image: appContainer(template, workload)?.image ?? null,
      images: imagesOf(template),
      releasedAt: older?.delivery.at ?? null,
      releasedBy: null,
      cause: null,
      proof: 'unproven',
      current: false,
      changes: older?.changes ?? noChanges,
      template: null,
      ...(older === undefined ? {} : { rememberedBy: older.delivery.tool }),
    }
    return withDelivery(release, older?.delivery ?? null)
  }
}

const noOlder: readonly OlderDelivery[] = []

function isCurrent({ kept, last }: Entry): boolean {
  return kept.current && last
}

function imagesOf({ containers }: PodTemplate): readonly string[] {
  return containers.map(({ image }) => image)
}

function releaseOf(
  facts: WorkloadFacts,
  entry: Entry,
  older: Entry | undefined,
  build: Build,
): Release {
  const container = appContainer(build.template, build.workload)
  const { kept, last, memory, backTo } = entry
  const places = [templatePlace(kept.template)]
  if (last) places.push(workloadPlace(facts.workload.kind, kept.meta))
  const note = deployNote(places)
  const commit = commitOf(build)
  const cause = last ? kept.meta.annotations['kubernetes.io/change-cause'] : undefined
  return {
    release: entry.number,
    version: versionOf(build),
    commit,
    image: container?.image ?? null,
    images: imagesOf(kept.template),
    releasedAt: releasedAt(facts, entry),
    releasedBy: note?.by ?? memory?.releasedBy ?? null,
    cause: cause ?? memory?.cause ?? null,
    proof: proofOf(facts, entry, commit.value),
    current: isCurrent(entry),
    changes: older === undefined ? noChanges : changesBetween(older.kept.template, kept.template),
    template: kept.template,
    ...(build.digests.length > 0 ? { digests: build.digests } : {}),
    ...replicasOf(facts, entry),
    ...(backTo === null ? {} : { rollbackTo: backTo }),
    ...(isPruned(facts, entry) ? { rememberedBy: "kulprit's journal" } : {}),
  }
}

const noChanges: readonly Change[] = []

function timeline({ workload, remembered }: WorkloadFacts, kept: readonly KeptTemplate[]): Entry[] {
  const entries: Entry[] = []
  for (const one of kept)
    for (let i = 0; i < one.numbers.length; i++) {
      const number = one.numbers[i] ?? 0
      entries.push({
        number,
        kept: one,
        again: i > 0 || isFollowed(number, one, kept),
        backTo: one.numbers[i - 1] ?? null,
        last: i === one.numbers.length - 1,
        memory:
          remembered.length === 0
            ? undefined
            : remembered.find(
                (memory) =>
                  memory.release === number &&
                  (memory.uid === workload.meta.uid || keepsNoHistory(workload.kind)) &&
                  memory.template.fingerprint === one.template.fingerprint,
              ),
      })
    }
  return entries.sort((a, b) => b.number - a.number)
}

/** Numbers are forgotten (always by ControllerRevisions); an older release created later tells. */
function isFollowed(number: number, one: KeptTemplate, kept: readonly KeptTemplate[]): boolean {
  for (const other of kept)
    if ((other.numbers[0] ?? 0) < number && (other.firstAt ?? '') > (one.firstAt ?? '')) return true
  return false
}

/** Adds what only kulprit remembers: releases of this very object, older than its current one. */
function withPruned(
  { workload, remembered }: WorkloadFacts,
  entries: readonly Entry[],
): readonly Entry[] {
  if (remembered.length === 0 || keepsNoHistory(workload.kind)) return entries
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

const unnoted = {}

/** Deployments and Rollouts note on each ReplicaSet how many pods were wanted when it was last in use. */
function replicasOf({ workload }: WorkloadFacts, { kept, last }: Entry): Pick<Release, 'replicas'> {
  if (!last) return unnoted
  if (kept.current && workload.desired !== null && !keepsNoHistory(workload.kind))
    return { replicas: workload.desired }
  const noted = wantedNotes
    .map((key) => kept.meta.annotations[key] ?? '')
    .find((text) => /^\d{1,9}$/.test(text))
  return noted === undefined ? unnoted : { replicas: Number(noted) }
}

/** Only the journal's copy of a template lacks the values. */
function isPruned({ workload }: WorkloadFacts, { kept }: Entry): boolean {
  return kept.template.valueless === true && !keepsNoHistory(workload.kind)
}

function buildOf(
  facts: WorkloadFacts,
  { kept, again, last, memory }: Entry,
  rules: BuildRules | undefined,
): Build {
  const { workload } = facts
  const container = appContainer(kept.template, workload.meta)
  const running =
    container === null || !last ? noDigests : runningDigests(kept.pods, container.name)
  return {
    kind: workload.kind,
    template: kept.template,
    workload: workload.meta,
    described:
      kept.current &&
      last &&
      !again &&
      (workload.kind !== 'Deployment' || sameTemplate(kept.template, workload.template)),
    digests: running.length > 0 ? running : (memory?.digests ?? noDigests),
    rules,
  }
}

const noDigests: readonly string[] = []

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
 * completion of the rollout is known while it is current; after that only what kulprit noted is.
 */
function releasedAt(
  { workload }: WorkloadFacts,
  { kept, again, last, memory }: Entry,
): string | null {
  const done = kept.current && last && workload.kind === 'Deployment'
  const at = !again ? kept.firstAt : done ? completedAt(workload) : null
  return at ?? memory?.releasedAt ?? null
}

/**
 * `proven` needs evidence that it served: the current release finished its rollout and is available,
 * pods of an older one are available now (an unfinished rollout), a Job of it completed, an Argo
 * Rollout calls it stable, or its commit is the last one whose deployment workflow succeeded. `bad`:
 * the current one missed its progress deadline or was aborted, or its Job failed. All else is
 * `unproven`, however long it lived: a rollout can hang for days while the pods of the release before
 * it serve.
 */
function proofOf(facts: WorkloadFacts, entry: Entry, commit: string | null): Proof {
  const proof = presentProof(facts, entry, commit)
  return proof === 'unproven' ? (entry.memory?.proof ?? proof) : proof
}

function presentProof(facts: WorkloadFacts, { kept, last }: Entry, commit: string | null): Proof {
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
