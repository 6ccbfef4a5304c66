/** Says what to fetch for a workload's page: whose events, and the log that tells most. */
import type { DetailsTarget } from './change.ts'
import { appContainer } from './kube/container.ts'
import { configMapsOf } from './release/release-diff.ts'
import { podProblems } from './health/problem-summary.ts'
import type { WorkloadFacts } from './workload-facts.ts'

/** The log of the container behind the most telling problem, else of a running app container. */
export function detailsTargetOf(facts: WorkloadFacts, now: number): DetailsTarget {
  const { context, workload, replicaSets, jobs, pods } = facts
  return {
    context,
    namespace: workload.meta.namespace,
    objects: [
      `${workload.kind}/${workload.meta.name}`,
      ...replicaSets.map(({ meta }) => `ReplicaSet/${meta.name}`),
      ...jobs.map(({ meta }) => `Job/${meta.name}`),
      ...pods.map(({ meta }) => `Pod/${meta.name}`),
    ],
    configMaps: configMapsOf(workload.template),
    log: failingLog(facts, now) ?? runningLog(facts),
  }
}

/** Only of a container that has run: one that cannot start has no log. */
function failingLog(facts: WorkloadFacts, now: number): DetailsTarget['log'] {
  const { problems } = podProblems(facts, now)
  const problem = problems.find(({ rank, container }) => rank !== 'start' && container !== null)
  if (problem === undefined || problem.container === null) return null
  return { pod: problem.pod, container: problem.container, previous: problem.previousLog }
}

function runningLog({ workload, pods }: WorkloadFacts): DetailsTarget['log'] {
  const name = appContainer(workload.template, workload.meta)?.name
  const newest = pods.toSorted((a, b) =>
    (b.meta.createdAt ?? '').localeCompare(a.meta.createdAt ?? ''),
  )
  for (const pod of newest) {
    const running = pod.containers.find(
      (status) => status.name === name && status.state !== null && status.state.kind !== 'waiting',
    )
    if (running !== undefined)
      return { pod: pod.meta.name, container: running.name, previous: false }
  }
  return null
}
