/** CronJobs with the Jobs they keep, and Jobs of their own. */
import type { KubeJson } from '../kube-json.ts'
import type { Clock } from './clock.ts'
import { minutesAgo } from './clock.ts'
import { suffixOf } from './identity.ts'
import { metadata, podTemplate, withLabels } from './object.ts'
import { pod } from './pod.ts'
import { healthy } from './pod-states.ts'
import type { BatchSpec } from './spec.ts'

const runMinutes = 1.5

/** The CronJob, its last Job (and the last successful one), and their pods. */
export function cronJob(clock: Clock, spec: BatchSpec): KubeJson[] {
  const { namespace, name, lastRun, outcome } = spec
  const self: KubeJson = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: workloadMetadata(clock, spec),
    spec: {
      schedule: spec.schedule,
      suspend: spec.suspended ?? false,
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { backoffLimit: 1, template: templateOf(spec) } },
    },
  }
  const lastSuccess = outcome === 'succeeded' ? lastRun : spec.lastSuccess
  const run = (age: number, how: BatchSpec['outcome']): KubeJson[] =>
    runOf(clock, spec, self, `${name}-${scheduleNumber(clock, age)}`, age, how)
  const last = run(lastRun, outcome)
  const kept =
    lastSuccess === undefined || lastSuccess === lastRun ? [] : run(lastSuccess, 'succeeded')
  const active = outcome === 'running' ? last.filter(({ kind }) => kind === 'Job') : []
  const status = {
    lastScheduleTime: minutesAgo(clock, lastRun),
    ...(lastSuccess === undefined
      ? {}
      : { lastSuccessfulTime: minutesAgo(clock, lastSuccess - runMinutes) }),
    active: active.map((job) => ({ kind: 'Job', namespace, name: job.metadata.name })),
  }
  return [{ ...self, status }, ...last, ...kept]
}

/** A Job that nothing controls, and its pod. */
export function job(clock: Clock, spec: BatchSpec): KubeJson[] {
  return runOf(clock, spec, null, spec.name, spec.lastRun, spec.outcome)
}

/** Kubernetes names the Jobs of a CronJob by the minute they were scheduled for. */
function scheduleNumber({ startedAt }: Clock, age: number): number {
  return Math.floor(startedAt / 60_000 - age)
}

function runOf(
  clock: Clock,
  spec: BatchSpec,
  controller: KubeJson | null,
  name: string,
  age: number,
  outcome: BatchSpec['outcome'],
): KubeJson[] {
  const { namespace } = spec
  const names = { 'batch.kubernetes.io/job-name': name, 'job-name': name }
  const template = withLabels(templateOf(spec), names)
  const startTime = minutesAgo(clock, age)
  const ended = minutesAgo(clock, age - runMinutes)
  const self: KubeJson = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata:
      controller === null
        ? workloadMetadata(clock, spec)
        : metadata({
            kind: 'Job',
            namespace,
            name,
            createdAt: startTime,
            labels: template.metadata.labels,
            controller,
          }),
    spec: { completions: 1, parallelism: 1, backoffLimit: 1, template },
    status: { startTime, ...jobStatus(outcome, ended) },
  }
  const exitCode = outcome === 'failed' ? 1 : 0
  const reason = exitCode === 0 ? 'Completed' : 'Error'
  return [
    self,
    pod({
      namespace,
      name: `${name}-${suffixOf(`${namespace}/${spec.name}/${outcome}`, 5)}`,
      createdAt: startTime,
      template,
      controller: self,
      state:
        outcome === 'running'
          ? healthy(startTime)
          : {
              type: 'finished',
              end: { exitCode, reason, startedAt: startTime, finishedAt: ended },
            },
    }),
  ]
}

function jobStatus(outcome: BatchSpec['outcome'], ended: string): object {
  const condition = { status: 'True', lastProbeTime: ended, lastTransitionTime: ended }
  switch (outcome) {
    case 'running':
      return { active: 1, ready: 1 }
    case 'succeeded':
      return {
        succeeded: 1,
        completionTime: ended,
        conditions: [
          { ...condition, type: 'SuccessCriteriaMet', reason: 'CompletionsReached' },
          { ...condition, type: 'Complete', reason: 'CompletionsReached' },
        ],
      }
    case 'failed': {
      const why = {
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
      }
      return {
        failed: 2,
        conditions: [
          { ...condition, type: 'FailureTarget', ...why },
          { ...condition, type: 'Failed', ...why },
        ],
      }
    }
  }
}

function workloadMetadata(clock: Clock, spec: BatchSpec) {
  const { kind, namespace, name, age, labels, annotations } = spec
  return metadata({
    kind,
    namespace,
    name,
    createdAt: minutesAgo(clock, age),
    generation: 1,
    labels: { app: name, ...labels },
    ...(annotations === undefined ? {} : { annotations }),
  })
}

function templateOf(spec: BatchSpec) {
  const { name, image } = spec
  return podTemplate(name, spec, [{ name, image, cpu: '100m', memory: '128Mi' }], 'Never')
}
