/** The deployment history of a workload: what the cluster still knows, and what others remember of it. */
import type { Build, BuildRules } from '../version/build.ts'
import { appContainer } from '../kube/container.ts'
import type { ToolDelivery } from './deliveries.ts'
import { deliveryOf, toolDeliveries, withDelivery } from './deliveries.ts'
import { deployNote } from '../version/deploy-note.ts'
import { changesBetween } from './difference.ts'
import type { Entry } from './entries.ts'
import { entriesOf, isCurrent, releasedAt } from './entries.ts'
import { parseImage } from '../version/image.ts'
import { keptList } from '../kept-list.ts'
import type { KeptTemplate } from './kept-template.ts'
import type { PodObject, PodTemplate } from '../kube/kube.ts'
import type { OlderDelivery } from './older-deliveries.ts'
import { olderDeliveries } from './older-deliveries.ts'
import { templatePlace, workloadPlace } from '../place.ts'
import { proofOf } from './proof.ts'
import { keepsNoHistory } from './release-memory.ts'
import { sameTemplate } from '../kube/template.ts'
import { commitOf, versionOf } from '../version/version.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Change, Previous, Release } from '../workload.ts'

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
    this.#entries = entriesOf(facts, kept)
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
