/** Makes the row of one workload from all that the cluster says about it. */
import { healthOf } from './health.ts'
import { keptTemplates } from './kept-template.ts'
import type { WorkloadObject } from './kube.ts'
import { contactsOf, ownerOf } from './owner.ts'
import { previousOf } from './previous.ts'
import { podProblems } from './problem-summary.ts'
import { releasesOf } from './releases.ts'
import { repositoryOf } from './repository.ts'
import { resourcesOf } from './resources.ts'
import type { Settings } from './settings.ts'
import { appContainer } from './container.ts'
import { commitOf, versionOf } from './version.ts'
import type { WorkloadFacts } from './workload-facts.ts'
import type { Workload } from './workload.ts'

export interface Row {
  readonly workload: Workload
  /** When it changes though no object does, in epoch milliseconds; null for never. */
  readonly changesAt: number | null
}

/** `now` in epoch milliseconds: some problems count for a while only. */
export function workloadRow(facts: WorkloadFacts, settings: Settings, now: number): Row {
  const { context, workload: object, namespace } = facts
  const { meta, kind, template } = object
  const kept = keptTemplates(facts)
  const deployed = releasesOf(facts, kept)
  const current = deployed.find(({ release }) => release.current)?.release
  const unkept = { kind, template, workload: meta, described: true, digests: [] }
  const { problems, changesAt } = podProblems(facts, kept, now)
  const workload: Workload = {
    id: `${context}/${meta.uid}`,
    context,
    namespace: meta.namespace,
    kind,
    name: meta.name,
    labels: meta.labels,
    owner: ownerOf(object, namespace),
    version: current?.version ?? versionOf(unkept),
    commit: current?.commit ?? commitOf(unkept),
    repository: repositoryOf(object, context, namespace, settings),
    ...previousOf(facts, deployed),
    changedAt: current?.releasedAt ?? null,
    health: healthOf(facts, problems),
    replicas: replicasOf(object),
    restarts: facts.pods
      .flatMap((pod) => pod.containers)
      .reduce((sum, container) => sum + container.restarts, 0),
    resources: resourcesOf(object),
    contacts: contactsOf(object, namespace),
    image: current === undefined ? (appContainer(template, meta)?.image ?? null) : current.image,
    releases: deployed.map(({ release }) => release),
  }
  return { workload, changesAt }
}

/** A Job counts completions instead of ready pods, as kubectl does. */
function replicasOf({ kind, desired, status }: WorkloadObject): Workload['replicas'] {
  const { ready, updated, available, succeeded } = status
  return kind === 'Job'
    ? { desired, ready: succeeded, updated: succeeded, available: succeeded }
    : { desired, ready, updated, available }
}
