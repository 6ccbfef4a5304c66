/** Workloads as a test of health needs them, at one fixed time, and what is judged of them. */
import type { ContainerStatus } from '../../src/model/kube/kube.ts'
import type { WorkloadFacts } from '../../src/model/workload-facts.ts'
import { healthOf } from '../../src/model/health/health.ts'
import { podProblems } from '../../src/model/health/problem-summary.ts'
import {
  condition,
  container,
  containerStatus,
  facts,
  pod,
  state,
  template,
  workloadObject,
} from './model-objects.ts'

export const now = Date.parse('2026-05-02T12:00:00Z')
export const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000).toISOString()

export const judge = (given: WorkloadFacts, at = now) => {
  const { problems, changesAt } = podProblems(given, at)
  return { ...healthOf(given, problems), changesAt }
}
export const brief = (given: WorkloadFacts, at = now) => {
  const { status, reason, message } = judge(given, at)
  return [status, reason, message]
}

export const limited = template({
  containers: [container({ limits: { cpu: null, memory: '256Mi' } })],
})
export const progressing = (reason: string, status = 'True') =>
  condition('Progressing', status, { reason, lastTransitionAt: minutesAgo(30) })
export const completed = progressing('NewReplicaSetAvailable')
export const unready = (minutes: number) =>
  condition('Ready', 'False', {
    lastTransitionAt: minutesAgo(minutes),
    reason: 'ContainersNotReady',
  })
export const died = (exitCode: number, reason: string, minutes = 1) =>
  state('terminated', { exitCode, reason, finishedAt: minutesAgo(minutes) })
export const backOff = state('waiting', { reason: 'CrashLoopBackOff' })

/** A workload with one pod that is not ready, whose container is as given. */
export const withPod = (
  status: Partial<ContainerStatus>,
  workload = workloadObject({
    conditions: [completed],
    status: { available: 2 },
    template: limited,
  }),
  minutes = 20,
) =>
  facts(workload, {
    pods: [
      pod(workload, {
        conditions: [unready(minutes)],
        containers: [containerStatus({ ready: false, ...status })],
      }),
    ],
  })
