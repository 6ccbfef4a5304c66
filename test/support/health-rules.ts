/**
 * The rules by which Argo CD and kstatus call a workload or a pod healthy, as tables, and where
 * kulprit differs from them on purpose. Facts from gitops-engine `pkg/health`, Argo CD
 * `resource_customizations/batch/CronJob` and cli-utils `pkg/kstatus/status`.
 */
import type { ContainerStatus, PodObject, WorkloadObject } from '../../src/model/kube/kube.ts'
import { findCondition } from '../../src/model/health/rollout.ts'
import type { WorkloadFacts } from '../../src/model/workload-facts.ts'
import type { HealthStatus } from '../../src/model/workload.ts'

/** In kulprit's words: Argo CD's Degraded and kstatus's Failed are `degraded`, and so on. */
export type Verdict = Exclude<HealthStatus, 'unknown'>

interface Rule<T> {
  readonly when: (object: T) => boolean
  readonly says: Verdict
}

/** The first that applies. */
type Rules<T> = readonly Rule<T>[]

const desired = ({ desired }: WorkloadObject): number => desired ?? 1
const behind = ({ meta, observedGeneration }: WorkloadObject): boolean =>
  (meta.generation ?? 0) > (observedGeneration ?? 0)
const late = ({ conditions }: WorkloadObject): boolean =>
  findCondition(conditions, 'Progressing')?.reason === 'ProgressDeadlineExceeded'
const isTrue = ({ conditions }: WorkloadObject, type: string): boolean =>
  findCondition(conditions, type)?.status === 'True'

const otherwise = (says: Verdict) => ({ when: () => true, says }) as const

type Kind = Exclude<WorkloadObject['kind'], 'Rollout'>

export const argoCd: Readonly<Record<Kind, Rules<WorkloadObject>>> = {
  Deployment: [
    { when: ({ paused }) => paused, says: 'suspended' },
    { when: behind, says: 'progressing' },
    { when: late, says: 'degraded' },
    { when: (w) => w.status.updated < desired(w), says: 'progressing' },
    { when: ({ status }) => status.replicas > status.updated, says: 'progressing' },
    { when: ({ status }) => status.available < status.updated, says: 'progressing' },
    otherwise('healthy'),
  ],
  StatefulSet: [
    { when: (w) => !w.observedGeneration || behind(w), says: 'progressing' },
    { when: (w) => w.status.ready < desired(w), says: 'progressing' },
    { when: ({ updateStrategy }) => updateStrategy === 'OnDelete', says: 'healthy' },
    { when: (w) => w.status.updated < desired(w) - (w.partition ?? 0), says: 'progressing' },
    otherwise('healthy'),
  ],
  DaemonSet: [
    { when: behind, says: 'progressing' },
    { when: ({ updateStrategy }) => updateStrategy === 'OnDelete', says: 'healthy' },
    { when: (w) => w.status.updated < desired(w), says: 'progressing' },
    { when: (w) => w.status.available < desired(w), says: 'progressing' },
    otherwise('healthy'),
  ],
  Job: [
    { when: (w) => isTrue(w, 'Failed'), says: 'degraded' },
    { when: (w) => isTrue(w, 'Complete'), says: 'healthy' },
    { when: (w) => w.suspended, says: 'suspended' },
    otherwise('progressing'),
  ],
  CronJob: [
    { when: ({ suspended }) => suspended, says: 'suspended' },
    { when: ({ lastScheduleAt }) => lastScheduleAt === null, says: 'healthy' },
    { when: ({ lastSuccessfulAt }) => lastSuccessfulAt === null, says: 'healthy' },
    { when: ({ status }) => status.active > 0, says: 'healthy' },
    {
      when: ({ lastScheduleAt, lastSuccessfulAt }) =>
        (lastSuccessfulAt ?? '') < (lastScheduleAt ?? ''),
      says: 'degraded',
    },
    otherwise('healthy'),
  ],
}

export const kstatus: Readonly<Record<Kind, Rules<WorkloadObject>>> = {
  Deployment: [
    { when: behind, says: 'progressing' },
    { when: late, says: 'degraded' },
    { when: (w) => desired(w) > w.status.replicas, says: 'progressing' },
    { when: (w) => desired(w) > w.status.updated, says: 'progressing' },
    { when: (w) => w.status.replicas > desired(w), says: 'progressing' },
    { when: ({ status }) => status.updated > status.available, says: 'progressing' },
    { when: (w) => desired(w) > w.status.ready, says: 'progressing' },
    {
      when: ({ conditions }) =>
        findCondition(conditions, 'Progressing')?.reason !== 'NewReplicaSetAvailable',
      says: 'progressing',
    },
    { when: (w) => !isTrue(w, 'Available'), says: 'progressing' },
    otherwise('healthy'),
  ],
  StatefulSet: [
    { when: behind, says: 'progressing' },
    { when: ({ updateStrategy }) => updateStrategy === 'OnDelete', says: 'healthy' },
    { when: (w) => desired(w) > w.status.replicas, says: 'progressing' },
    { when: (w) => desired(w) > w.status.ready, says: 'progressing' },
    { when: (w) => w.status.replicas > desired(w), says: 'progressing' },
    { when: (w) => w.status.updated < desired(w) - (w.partition ?? 0), says: 'progressing' },
    otherwise('healthy'),
  ],
  DaemonSet: [
    { when: behind, says: 'progressing' },
    { when: (w) => desired(w) > w.status.replicas, says: 'progressing' },
    { when: (w) => desired(w) > w.status.updated, says: 'progressing' },
    { when: (w) => desired(w) > w.status.available, says: 'progressing' },
    { when: (w) => desired(w) > w.status.ready, says: 'progressing' },
    otherwise('healthy'),
  ],
  Job: [
    { when: (w) => isTrue(w, 'Complete'), says: 'healthy' },
    { when: (w) => isTrue(w, 'Failed'), says: 'degraded' },
    { when: ({ status }) => status.startedAt === null, says: 'progressing' },
    otherwise('healthy'),
  ],
  CronJob: [otherwise('healthy')],
}

const apps = ({ containers }: PodObject): readonly ContainerStatus[] =>
  containers.filter(({ init }) => !init)
const waiting = ({ state }: ContainerStatus): string =>
  state?.kind === 'waiting' ? (state.reason ?? '') : ''
const ready = ({ conditions }: PodObject): boolean =>
  findCondition(conditions, 'Ready')?.status === 'True'
const unschedulable = ({ conditions }: PodObject): boolean => {
  const scheduled = findCondition(conditions, 'PodScheduled')
  return scheduled?.status === 'False' && scheduled.reason === 'Unschedulable'
}

/** Of pods that are always restarted; others are hooks to Argo CD, and left out here. */
export const argoCdPod: Rules<PodObject> = [
  {
    when: (pod) => apps(pod).some((one) => /^Err|Error$|BackOff$/.test(waiting(one))),
    says: 'degraded',
  },
  { when: ({ phase }) => phase === 'Pending', says: 'progressing' },
  { when: ({ phase }) => phase === 'Succeeded', says: 'healthy' },
  { when: ({ phase }) => phase === 'Failed', says: 'degraded' },
  { when: ready, says: 'healthy' },
  {
    when: (pod) => apps(pod).some(({ lastState }) => lastState?.kind === 'terminated'),
    says: 'degraded',
  },
  otherwise('progressing'),
]

/** `now` in epoch milliseconds: a pod has 15 seconds to be scheduled. */
export const kstatusPod = (now: number): Rules<PodObject> => [
  { when: ({ phase }) => phase === 'Succeeded' || phase === 'Failed', says: 'healthy' },
  { when: (pod) => pod.phase === 'Running' && ready(pod), says: 'healthy' },
  {
    when: (pod) =>
      pod.phase === 'Running' && pod.containers.some((one) => waiting(one) === 'CrashLoopBackOff'),
    says: 'degraded',
  },
  {
    when: (pod) =>
      pod.phase === 'Pending' &&
      unschedulable(pod) &&
      Date.parse(pod.meta.createdAt ?? '') < now - 15_000,
    says: 'degraded',
  },
  otherwise('progressing'),
]

export function verdict<T>(rules: Rules<T>, object: T): Verdict {
  return rules.find(({ when }) => when(object))?.says ?? 'healthy'
}

export interface Case {
  readonly facts: WorkloadFacts
  /** What the published rules say of the workload and its pods together: the worst. */
  readonly theirs: Verdict
  readonly kulprit: HealthStatus
}

export interface Difference {
  readonly rules: readonly ('Argo CD' | 'kstatus')[]
  readonly where: string
  readonly kulprit: string
  readonly why: string
  readonly applies: (given: Case) => boolean
}

const both = ['Argo CD', 'kstatus'] as const
const replicated = ({ facts }: Case): boolean =>
  facts.workload.kind !== 'Job' && facts.workload.kind !== 'CronJob'
const live = ({ facts }: Case): readonly PodObject[] =>
  facts.pods.filter(({ meta }) => meta.deletedAt === null)
const someContainer = (given: Case, test: (one: ContainerStatus, pod: PodObject) => boolean) =>
  live(given).some(
    (pod) =>
      pod.phase !== 'Failed' &&
      pod.phase !== 'Succeeded' &&
      pod.containers.some((one) => test(one, pod)),
  )
const calm = ({ kulprit }: Case): boolean => kulprit !== 'degraded'
const stopped = ({ state, lastState }: ContainerStatus): boolean =>
  state?.kind === 'terminated' || lastState?.kind === 'terminated'

/** Every one of them, and nothing else: the test finds a case of each, and no case of another. */
export const intended: readonly Difference[] = [
  {
    rules: both,
    where:
      'A container crashes after the rollout was complete, or is not ready again after a crash',
    kulprit: 'degraded, with the exit code and, where memory ran out, the limit',
    why: 'The Deployment’s own conditions are not looked at again after completion, so both stay at “progressing”.',
    applies: (given) => !calm(given) && someContainer(given, stopped),
  },
  {
    rules: both,
    where: 'An init container waits, crashes or cannot get its image',
    kulprit: 'degraded',
    why: 'Argo CD reads the states of app containers only, kstatus only looks for CrashLoopBackOff of running pods.',
    applies: (given) =>
      !calm(given) &&
      someContainer(given, (one) => one.init && (waiting(one) !== '' || stopped(one))),
  },
  {
    rules: both,
    where: 'The image’s name is invalid, or an image or a configuration cannot be had',
    kulprit: 'degraded, with the kubelet’s message',
    why: '`InvalidImageName` escapes Argo CD’s pattern, and kstatus takes every pending pod for progressing.',
    applies: (given) =>
      !calm(given) &&
      someContainer(given, (one) => /^Err|Error$|BackOff$|^InvalidImageName$/.test(waiting(one))),
  },
  {
    rules: both,
    where: 'No node takes a pod',
    kulprit: 'degraded at once, with the scheduler’s message',
    why: 'Argo CD never says so; kstatus does after 15 seconds, which a rollout that is stuck hardly needs.',
    applies: (given) => !calm(given) && live(given).some(unschedulable),
  },
  {
    rules: both,
    where: 'A pod that was ready is not any more, or was never ready for ten minutes',
    kulprit: 'degraded',
    why: 'Both wait for ever.',
    applies: (given) =>
      !calm(given) &&
      live(given).some(
        (pod) =>
          (pod.phase === 'Running' || pod.phase === 'Pending') &&
          findCondition(pod.conditions, 'Ready')?.status === 'False',
      ),
  },
  {
    rules: both,
    where: 'Pods cannot be created: a quota, an admission webhook (`ReplicaFailure`)',
    kulprit: 'degraded, with the API server’s message',
    why: 'Neither reads that condition of a Deployment.',
    applies: (given) => !calm(given) && isTrue(given.facts.workload, 'ReplicaFailure'),
  },
  {
    rules: both,
    where: 'Nothing is available, though the rollout was complete',
    kulprit: 'degraded',
    why: 'Both take it for a rollout that goes on.',
    applies: (given) =>
      !calm(given) &&
      given.facts.workload.status.available === 0 &&
      findCondition(given.facts.workload.conditions, 'Progressing')?.reason ===
        'NewReplicaSetAvailable',
  },
  {
    rules: both,
    where: 'A rollout missed its deadline, and is paused or was changed again since',
    kulprit: 'degraded, until the controller says otherwise',
    why: 'Both hide it behind the pause or the newer change.',
    applies: (given) => !calm(given) && late(given.facts.workload),
  },
  {
    rules: ['Argo CD'],
    where: 'A rollout is paused, or a schedule suspended, while its pods fail',
    kulprit: 'degraded',
    why: 'Argo CD calls it suspended, whatever its pods do.',
    applies: (given) =>
      given.theirs === 'suspended' &&
      !calm(given) &&
      (given.facts.workload.paused || given.facts.workload.suspended),
  },
  {
    rules: ['Argo CD'],
    where: 'A pod failed for good (it was evicted, say) and its replacement serves',
    kulprit: 'as if it were gone',
    why: 'Such pods are history, and stay for days.',
    applies: (given) =>
      calm(given) &&
      given.theirs === 'degraded' &&
      live(given).some(({ phase }) => phase === 'Failed'),
  },
  {
    rules: both,
    where: 'A pod failed for good and nothing has replaced it',
    kulprit: 'degraded',
    why: 'kstatus calls every pod that ended current.',
    applies: (given) => !calm(given) && live(given).some(({ phase }) => phase === 'Failed'),
  },
  {
    rules: both,
    where: 'A pod is being deleted',
    kulprit: 'as if it were gone',
    why: 'What a container says while it is told to stop is no failure.',
    applies: (given) => calm(given) && given.facts.pods.some(({ meta }) => meta.deletedAt !== null),
  },
  {
    rules: ['Argo CD'],
    where: 'A pod starts, and a container of it that is ready was restarted at some time',
    kulprit: 'what the container that is not ready says',
    why: 'Argo CD takes any former restart of any container for the reason.',
    applies: (given) =>
      calm(given) &&
      live(given).some((pod) => !ready(pod)) &&
      someContainer(given, (one, pod) => !ready(pod) && one.ready && stopped(one)),
  },
  {
    rules: both,
    where: 'A pod starts while enough others serve, or one too many',
    kulprit: 'what the workload’s own numbers say',
    why: 'A starting pod is no news to a workload that has all it wants.',
    applies: (given) =>
      calm(given) &&
      given.theirs === 'progressing' &&
      live(given).some((pod) => !ready(pod) && pod.phase !== 'Failed'),
  },
  {
    rules: both,
    where: 'It is scaled to 0',
    kulprit: 'suspended',
    why: 'Healthy would hide that it serves nobody.',
    applies: (given) =>
      replicated(given) && given.kulprit === 'suspended' && desired(given.facts.workload) === 0,
  },
  {
    rules: ['kstatus'],
    where: 'A rollout is paused, a Job or a schedule suspended',
    kulprit: 'suspended',
    why: 'kstatus has no such word.',
    applies: ({ facts, kulprit }) =>
      kulprit === 'suspended' && (facts.workload.paused || facts.workload.suspended),
  },
  {
    rules: both,
    where: 'No controller has ever reported on it',
    kulprit: 'unknown',
    why: 'Progressing would claim that something happens.',
    applies: ({ facts, kulprit }) =>
      kulprit === 'unknown' &&
      (facts.workload.observedGeneration === null || facts.workload.status.startedAt === null),
  },
  {
    rules: ['kstatus'],
    where:
      'All pods of a Deployment are updated and available, but its conditions are missing or lag',
    kulprit: 'healthy',
    why: 'The numbers are what the conditions are made from.',
    applies: ({ facts, kulprit }) => facts.workload.kind === 'Deployment' && kulprit === 'healthy',
  },
  {
    rules: both,
    where:
      'Pods are ready but not yet available (minReadySeconds), or the reverse in numbers that lag',
    kulprit: 'progressing until enough are available, whatever is ready',
    why: 'Available is what a Service may count on.',
    applies: (given) =>
      replicated(given) &&
      calm(given) &&
      given.facts.workload.status.ready !== given.facts.workload.status.available,
  },
  {
    rules: both,
    where: 'The update strategy is OnDelete, and pods are missing',
    kulprit: 'progressing',
    why: 'Both look no further than at the strategy; Argo CD so for DaemonSets, kstatus for StatefulSets.',
    applies: ({ facts, kulprit }) =>
      facts.workload.updateStrategy === 'OnDelete' && kulprit === 'progressing',
  },
  {
    rules: ['kstatus'],
    where: 'A DaemonSet with OnDelete has pods of an older template',
    kulprit: 'healthy',
    why: 'They wait for someone to delete them, as was asked for.',
    applies: ({ facts, kulprit }) =>
      facts.workload.kind === 'DaemonSet' &&
      facts.workload.updateStrategy === 'OnDelete' &&
      kulprit === 'healthy',
  },
  {
    rules: ['Argo CD'],
    where: 'A Deployment or a StatefulSet has more pods than it wants',
    kulprit: 'progressing until they are gone',
    why: 'kstatus says so too.',
    applies: ({ facts, kulprit }) =>
      kulprit === 'progressing' && facts.workload.status.replicas > desired(facts.workload),
  },
  {
    rules: ['kstatus'],
    where: 'A Job runs',
    kulprit: 'progressing',
    why: 'kstatus calls it current from its start, since applying it is done.',
    applies: ({ facts, kulprit }) => facts.workload.kind === 'Job' && kulprit === 'progressing',
  },
  {
    rules: both,
    where: 'The newest Job of a CronJob failed, or none ever succeeded',
    kulprit: 'degraded',
    why: 'kstatus calls every CronJob current; Argo CD waits for a first success, and for running Jobs to end.',
    applies: (given) => given.facts.workload.kind === 'CronJob' && !calm(given),
  },
  {
    rules: ['Argo CD'],
    where: 'The newest Job of a CronJob completed, but its times lag behind',
    kulprit: 'healthy',
    why: 'The Job itself is the better witness.',
    applies: ({ facts, kulprit }) =>
      facts.workload.kind === 'CronJob' && kulprit === 'healthy' && facts.jobs.length > 0,
  },
  {
    rules: both,
    where: 'A container crashed, or is restarted again and again, and the pod is ready',
    kulprit:
      'degraded for ten minutes after the last, or until twice their usual distance has passed',
    why: 'Neither looks at restarts of a pod that is ready. Stopped once by its liveness probe, or lost with its node, it has not crashed.',
    applies: (given) =>
      !calm(given) &&
      live(given).some(ready) &&
      someContainer(given, ({ restarts }) => restarts > 0),
  },
]
