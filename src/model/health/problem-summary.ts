/** Sums up what is wrong with the pods of a workload. */
import type { PodProblem } from './pod-problem.ts'
import { compareProblems, isWell, podProblem } from './pod-problem.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

/** Every pod's problem, most telling first. */
export function podProblems(
  { workload, replicaSets, pods }: WorkloadFacts,
  now: number,
): { problems: PodProblem[]; changesAt: number | null } {
  const problems: PodProblem[] = []
  let next = Number.POSITIVE_INFINITY
  for (const pod of pods) {
    if (isWell(pod)) continue
    const set = replicaSets.find(({ meta }) => meta.uid === pod.meta.controller?.uid)
    const template = set?.template ?? workload.template
    const { problem, changesAt } = podProblem(pod, template, now)
    if (problem !== null) problems.push(problem)
    if (changesAt !== null) next = Math.min(next, changesAt)
  }
  problems.sort((a, b) => compareProblems(a, b) || (a.pod < b.pod ? -1 : 1))
  return { problems, changesAt: Number.isFinite(next) ? next : null }
}

export interface Summary {
  readonly reason: string
  readonly message: string
  readonly since: string | null
}

/** The most telling problem, in every pod that has it. */
export function worstProblems(problems: readonly PodProblem[]): readonly PodProblem[] {
  const [worst] = problems
  return problems.filter(
    ({ rank, reason, container }) =>
      rank === worst?.rank && reason === worst.reason && container === worst.container,
  )
}

/** The most telling problem, in how many of the pods it is, and since when. */
export function summarize(problems: readonly PodProblem[], total: number): Summary | null {
  const alike = worstProblems(problems)
  const [worst] = alike
  if (worst === undefined) return null
  const since = alike.map((problem) => problem.since).filter((at) => at !== null)
  const shared = total > 1 ? ` (in ${alike.length} of ${Math.max(total, alike.length)} pods)` : ''
  return {
    reason: worst.reason,
    message: `${worst.sentence}${shared}`,
    since: since.sort()[0] ?? null,
  }
}
