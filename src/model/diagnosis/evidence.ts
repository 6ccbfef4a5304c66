/** What speaks for a diagnosis and is known without asking further: pods by state, conditions, memory. */
import { factWords } from './diagnosis-words.ts'
import { podTrouble } from '../health/failing-pods.ts'
import type { Condition, KubeEvent, PodObject } from '../kube/kube.ts'
import type { PodProblem } from '../health/pod-problem.ts'
import { memoryLimit } from '../health/pod-problem.ts'
import { podProblems, worstProblems } from '../health/problem-summary.ts'
import { parseQuantity } from '../resources/quantity.ts'
import { isReady } from '../health/rollout.ts'
import type { WorkloadFacts } from '../workload-facts.ts'
import type { Diagnosis } from '../workload.ts'

export interface Evidence {
  readonly diagnosis: Diagnosis
  /** Pods in the same state, the worst first. */
  readonly pods: readonly PodGroup[]
  /** Those that a rollout or a Job reports, as they came. */
  readonly conditions: readonly Condition[]
  /** Of each container that ran out of memory. */
  readonly memory: readonly OutOfMemory[]
}

export interface PodGroup {
  readonly count: number
  /** `crash-loop, exit 1`, `ready`, `starting`, `stopping`. */
  readonly state: string
  readonly failing: boolean
  /** What the scheduler, the kubelet or a registry says of the first. */
  readonly message: string | null
  readonly restarts: number
  readonly names: readonly string[]
}

export interface OutOfMemory {
  readonly container: string
  /** null where none is set. */
  readonly limit: string | null
  /** Pods whose last end this was. */
  readonly pods: number
  readonly lastAt: string | null
  /** What the fullest pod takes now, all of its containers together; null where nothing measures it. */
  readonly usage: string | null
}

export function evidenceOf(
  facts: WorkloadFacts,
  diagnosis: Diagnosis,
  events: readonly KubeEvent[],
  now: number,
): Evidence {
  return {
    diagnosis,
    pods: podGroups(facts, events, now),
    conditions: facts.workload.conditions,
    memory: outOfMemory(facts),
  }
}

function podGroups(
  facts: WorkloadFacts,
  events: readonly KubeEvent[],
  now: number,
): readonly PodGroup[] {
  const groups: PodGroup[] = []
  let { problems }: { readonly problems: readonly PodProblem[] } = podProblems(facts, now)
  while (problems.length > 0) {
    const alike = worstProblems(problems)
    const trouble = podTrouble(alike, facts, events, now)
    const names = new Set(alike.map(({ pod }) => pod))
    const pods = facts.pods.filter(({ meta }) => names.has(meta.name))
    if (trouble !== null)
      groups.push({
        ...groupOf(
          pods,
          (pods.length === 1 ? trouble.one : trouble.many) + factWords(trouble.facts),
        ),
        failing: true,
        message: trouble.message,
      })
    problems = problems.filter((problem) => !alike.includes(problem))
  }
  const troubled = new Set(groups.flatMap(({ names }) => names))
  const others = Map.groupBy(
    facts.pods.filter(({ meta }) => !troubled.has(meta.name)),
    calmState,
  )
  const calm = calmStates.flatMap((state) => {
    const pods = others.get(state) ?? []
    return pods.length === 0 ? [] : [groupOf(pods, state)]
  })
  return [...groups, ...calm]
}

function groupOf(pods: readonly PodObject[], state: string): PodGroup {
  return {
    count: pods.length,
    state,
    failing: false,
    message: null,
    restarts: pods.flatMap(({ containers }) => containers).reduce((n, one) => n + one.restarts, 0),
    names: pods.map(({ meta }) => meta.name).sort(),
  }
}

const calmStates = ['ready', 'starting', 'stopping', 'completed'] as const

function calmState(pod: PodObject): (typeof calmStates)[number] {
  if (pod.meta.deletedAt !== null) return 'stopping'
  if (pod.phase === 'Succeeded') return 'completed'
  return isReady(pod) ? 'ready' : 'starting'
}

function outOfMemory({ workload, pods, usage }: WorkloadFacts): readonly OutOfMemory[] {
  const killed = pods.flatMap(({ meta, containers }) =>
    containers.flatMap(({ name, state, lastState }) => {
      const end = state?.kind === 'terminated' ? state : lastState
      return end?.reason === 'OOMKilled' ? [{ pod: meta.name, name, at: end.finishedAt }] : []
    }),
  )
  return [...Map.groupBy(killed, ({ name }) => name)].map(([container, kills]) => ({
    container,
    limit: memoryLimit({ name: container }, workload.template),
    pods: new Set(kills.map(({ pod }) => pod)).size,
    lastAt:
      kills
        .flatMap(({ at }) => at ?? [])
        .sort()
        .at(-1) ?? null,
    usage: fullest(usage),
  }))
}

function fullest(usage: WorkloadFacts['usage']): string | null {
  let most: { readonly text: string; readonly amount: bigint } | null = null
  for (const pod of usage?.values() ?? []) {
    const text = pod.usage.memory
    const amount = text === null ? null : parseQuantity(text)
    if (text !== null && amount !== null && (most === null || amount > most.amount))
      most = { text, amount }
  }
  return most?.text ?? null
}
