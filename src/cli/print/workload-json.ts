/** Workloads and releases as scripts read them; fields are only ever added. */
import { ownerIdentity } from '../../model/owner/entity-ref.ts'
import { pitfallsOf } from '../../model/pitfalls.ts'
import type { ResourceStatus, WorkloadDetails } from '../../model/change.ts'
import type { Quantities } from '../../model/kube/kube.ts'
import type { Reasons, Resolved } from '../../model/resolved.ts'
import type { Total } from '../../model/resources/totals.ts'
import { totalsBy } from '../../model/resources/totals.ts'
import type { Contact, Diagnosis, Release, Workload } from '../../model/workload.ts'

export function resolvedJson({ value, source, confidence }: Resolved) {
  return { value, source, confidence }
}

/** With the rule and what was not taken. */
function explainedJson(resolved: Resolved) {
  return { ...resolvedJson(resolved), ...whyJson(resolved) }
}

function whyJson({ rule, rejected }: Reasons) {
  return {
    rule: rule ?? null,
    rejected: (rejected ?? []).map(({ value, source, reason }) => ({ value, source, reason })),
  }
}

export function workloadJson(workload: Workload) {
  const { previous, health, replicas, resources } = workload
  return {
    context: workload.context,
    namespace: workload.namespace,
    kind: workload.kind,
    name: workload.name,
    owner: resolvedJson(workload.owner),
    version: resolvedJson(workload.version),
    commit: resolvedJson(workload.commit),
    repository: { url: workload.repository.url, path: workload.repository.path },
    previous:
      previous === null
        ? null
        : {
            release: previous.release,
            version: resolvedJson(previous.version),
            commit: resolvedJson(previous.commit),
            releasedAt: previous.releasedAt,
            proof: previous.proof,
          },
    changedAt: workload.changedAt,
    health: {
      status: health.status,
      reason: health.reason,
      message: health.message,
      since: health.since,
    },
    replicas: {
      desired: replicas.desired,
      ready: replicas.ready,
      updated: replicas.updated,
      available: replicas.available,
    },
    restarts: workload.restarts,
    resources: {
      requests: quantitiesJson(resources.requests),
      limits: quantitiesJson(resources.limits),
      usage: quantitiesJson(resources.usage),
      measured: resources.measured ?? null,
      partial: resources.partial ?? null,
    },
    contacts: workload.contacts.map(contactJson),
    image: workload.image,
    custom: workload.custom ?? {},
    alsoRunning: (workload.alsoRunning ?? []).map(({ release, version, pods }) => ({
      release,
      version: resolvedJson(version),
      pods,
    })),
  }
}

export function contactJson({ kind, value, source, url }: Contact) {
  return { kind, value, source, url: url ?? null }
}

export function releaseJson(release: Release) {
  return {
    release: release.release,
    version: resolvedJson(release.version),
    commit: resolvedJson(release.commit),
    images: release.images,
    releasedAt: release.releasedAt,
    releasedBy: release.releasedBy,
    cause: release.cause,
    proof: release.proof,
    current: release.current,
    changes: release.changes,
    rememberedBy: release.rememberedBy ?? null,
  }
}

/** Sums per owner and per namespace, for those who pay. */
export function totalsJson(workloads: readonly Workload[]) {
  return {
    owners: totalsBy(({ owner }) => owner.value, workloads, ownerIdentity).map(totalJson),
    namespaces: totalsBy(({ namespace }) => namespace, workloads).map(totalJson),
  }
}

function totalJson({ name, workloads, resources, partial }: Total) {
  return {
    name,
    workloads,
    requests: quantitiesJson(resources.requests),
    limits: quantitiesJson(resources.limits),
    usage: quantitiesJson(resources.usage),
    partial,
  }
}

/** The row's fields, then what only `describe` knows. */
export function describedJson(
  workload: Workload,
  details: WorkloadDetails,
  diagnosis: Diagnosis | null,
) {
  const { owner, version, commit, repository } = workload.particulars.explained()
  const { url, path, source, confidence } = repository
  return {
    ...workloadJson(workload),
    owner: explainedJson(owner),
    version: explainedJson(version),
    commit: explainedJson(commit),
    repository: { url, path, source, confidence, ...whyJson(repository) },
    diagnosis: diagnosisJson(diagnosis),
    labels: workload.labels,
    previousUnknown: workload.previousUnknown,
    pitfalls: pitfallsOf(workload),
    releases: workload.particulars.releases().map(releaseJson),
    events: details.events.map((event) => ({
      object: event.object,
      type: event.type,
      reason: event.reason,
      message: event.message,
      count: event.count,
      firstAt: event.firstAt,
      lastAt: event.lastAt,
    })),
    log:
      details.log === null
        ? null
        : {
            pod: details.log.pod,
            container: details.log.container,
            previous: details.log.previous,
            lines: details.log.lines,
          },
    problems: details.problems,
  }
}

function diagnosisJson(diagnosis: Diagnosis | null) {
  if (diagnosis === null) return null
  const { sentence, since, change } = diagnosis
  return {
    sentence,
    since,
    change:
      change === null ? null : { at: change.at, words: change.words, release: change.release },
  }
}

export function readErrorJson(status: ResourceStatus) {
  const { context, resource, namespace, state, reason, message } = status
  return { context, resource, namespace, state, reason, message }
}

export function quantitiesJson({ cpu, memory }: Quantities) {
  return { cpu, memory }
}
