/** Holds kulprit's health to the published rules of Argo CD and kstatus, over generated objects. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { healthOf } from '../../../src/model/health/health.ts'
import type { ContainerStatus, PodObject, WorkloadObject } from '../../../src/model/kube/kube.ts'
import { podProblems } from '../../../src/model/health/problem-summary.ts'
import type { WorkloadFacts } from '../../../src/model/workload-facts.ts'
import type { Case, Difference, Verdict } from '../../support/health-rules.ts'
import {
  argoCd,
  argoCdPod,
  intended,
  kstatus,
  kstatusPod,
  verdict,
} from '../../support/health-rules.ts'
import {
  condition,
  containerStatus,
  controllerOf,
  facts,
  pod,
  state,
  workloadObject,
} from '../../support/model-objects.ts'

const now = Date.parse('2026-05-02T12:00:00Z')
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString()
const minutes = fc.constantFrom(1, 5, 20, 600)
const count = fc.integer({ min: 0, max: 3 })

const conditions = fc.record({
  progressing: fc.constantFrom(
    null,
    'NewReplicaSetAvailable',
    'ReplicaSetUpdated',
    'ProgressDeadlineExceeded',
  ),
  available: fc.boolean(),
  replicaFailure: fc.boolean(),
})

const replicatedWorkload: fc.Arbitrary<WorkloadObject> = fc
  .record({
    kind: fc.constantFrom('Deployment' as const, 'StatefulSet' as const, 'DaemonSet' as const),
    desired: count,
    status: fc.record({ replicas: count, ready: count, updated: count, available: count }),
    complete: fc.boolean(),
    paused: fc.boolean(),
    updateStrategy: fc.constantFrom('RollingUpdate', 'RollingUpdate', 'OnDelete'),
    partition: fc.constantFrom(null, null, 0, 1),
    observed: fc.constantFrom(1, 1, 1, 0, null),
    conditions,
  })
  .map(({ observed, conditions: given, complete, ...parts }) => {
    const isDeployment = parts.kind === 'Deployment'
    const { desired } = parts
    return workloadObject({
      ...parts,
      paused: isDeployment && parts.paused,
      updateStrategy: isDeployment ? 'RollingUpdate' : parts.updateStrategy,
      partition: parts.kind === 'StatefulSet' ? parts.partition : null,
      observedGeneration: observed,
      status: complete
        ? { replicas: desired, ready: desired, updated: desired, available: desired }
        : inOrder(parts.status),
      conditions: isDeployment
        ? [
            ...(given.progressing === null
              ? []
              : [
                  condition(
                    'Progressing',
                    given.progressing === 'ProgressDeadlineExceeded' ? 'False' : 'True',
                    { reason: given.progressing },
                  ),
                ]),
            condition('Available', given.available ? 'True' : 'False'),
            ...(given.replicaFailure ? [condition('ReplicaFailure', 'True')] : []),
          ]
        : [],
    })
  })

/** As controllers count: what is available is ready, and all of it is among the replicas. */
function inOrder({
  replicas,
  ready,
  updated,
  available,
}: Pick<WorkloadObject['status'], 'replicas' | 'ready' | 'updated' | 'available'>) {
  return {
    replicas,
    ready: Math.min(ready, replicas),
    updated: Math.min(updated, replicas),
    available: Math.min(available, ready, replicas),
  }
}

const ended = fc
  .record({
    exitCode: fc.constantFrom(0, 1, 137),
    reason: fc.constantFrom('Error', 'OOMKilled', 'Completed'),
    finished: minutes,
  })
  .map(({ finished, ...parts }) => state('terminated', { ...parts, finishedAt: ago(finished) }))
const waits = fc
  .constantFrom(
    'ContainerCreating',
    'PodInitializing',
    'CrashLoopBackOff',
    'ImagePullBackOff',
    'ErrImagePull',
    'InvalidImageName',
    'CreateContainerConfigError',
  )
  .map((reason) => state('waiting', { reason }))
const runs = minutes.map((at) => state('running', { startedAt: ago(at) }))

/** As a kubelet reports it: only a running container is ready, and a restart left a trace. */
const container: fc.Arbitrary<ContainerStatus> = fc
  .record({
    now: fc.oneof({ weight: 3, arbitrary: runs }, waits, ended),
    last: fc.option(ended),
    ready: fc.boolean(),
    init: fc.boolean(),
  })
  .map(({ now, last, ready, init }) =>
    containerStatus({
      init,
      state: now,
      lastState: last,
      ready: now.kind === 'running' && (ready || init),
      restarts: last === null ? 0 : 2,
    }),
  )

/** Nothing waits or runs in a pod that has ended. */
const endedAs =
  (end: string | null) =>
  (status: ContainerStatus): ContainerStatus =>
    end === null
      ? status
      : {
          ...status,
          ready: false,
          state: state('terminated', { exitCode: end === 'Failed' ? 1 : 0, finishedAt: ago(5) }),
        }

const podParts = fc
  .record({
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    scheduled: fc.constantFrom('yes', 'yes', 'yes', 'no'),
    end: fc.constantFrom(null, null, null, null, 'Failed', 'Succeeded'),
    deleted: fc.constantFrom(false, false, false, true),
    unready: minutes,
  })
  .map(
    ({
      containers,
      scheduled,
      end,
      deleted,
      unready,
    }): Partial<PodObject> & {
      readonly deleted: boolean
    } => {
      const apps = containers.filter(({ init }) => !init)
      const isReady =
        end === null && scheduled === 'yes' && apps.length > 0 && apps.every((one) => one.ready)
      const started = apps.some((one) => one.state?.kind !== 'waiting')
      return {
        phase: end ?? (scheduled === 'yes' && started ? 'Running' : 'Pending'),
        containers: scheduled === 'yes' ? containers.map(endedAs(end)) : [],
        conditions: [
          condition('Ready', isReady ? 'True' : 'False', { lastTransitionAt: ago(unready) }),
          ...(scheduled === 'yes'
            ? []
            : [condition('PodScheduled', 'False', { reason: 'Unschedulable' })]),
        ],
        deleted,
      }
    },
  )

const replicatedFacts: fc.Arbitrary<WorkloadFacts> = fc
  .tuple(replicatedWorkload, fc.array(podParts, { maxLength: 2 }))
  .map(([workload, pods]) =>
    facts(workload, {
      pods: pods.map(({ deleted, ...parts }, i) =>
        pod(workload, {
          ...parts,
          meta: {
            uid: `pod-${i}`,
            createdAt: ago(30),
            deletedAt: deleted ? ago(1) : null,
          },
        }),
      ),
    }),
  )

const job: fc.Arbitrary<WorkloadObject> = fc
  .record({
    end: fc.constantFrom(null, 'Complete', 'Failed'),
    suspended: fc.boolean(),
    startedAt: fc.constantFrom(null, ago(10)),
  })
  .map(({ end, suspended, startedAt }) =>
    workloadObject({
      kind: 'Job',
      suspended,
      conditions: end === null ? [] : [condition(end, 'True')],
      status: { startedAt },
    }),
  )

const cronFacts: fc.Arbitrary<WorkloadFacts> = fc
  .record({
    suspended: fc.boolean(),
    lastScheduleAt: fc.constantFrom(null, ago(10)),
    lastSuccessfulAt: fc.constantFrom(null, ago(5), ago(20)),
    active: fc.constantFrom(0, 1),
    job: fc.option(job),
  })
  .map(({ active, job: newest, ...parts }) => {
    const cron = workloadObject({ kind: 'CronJob', ...parts, status: { active } })
    const jobs =
      newest === null
        ? []
        : [{ ...newest, meta: { ...newest.meta, uid: 'job', controller: controllerOf(cron) } }]
    return facts(cron, { jobs })
  })

const anything = fc.oneof(
  { weight: 6, arbitrary: replicatedFacts },
  job.map((one) => facts(one)),
  cronFacts,
)

const severity: readonly Verdict[] = ['healthy', 'suspended', 'progressing', 'degraded']
const worst = (verdicts: readonly Verdict[]): Verdict =>
  severity[Math.max(...verdicts.map((one) => severity.indexOf(one)))] ?? 'healthy'

const ruleSets = [
  ['Argo CD', argoCd, argoCdPod],
  ['kstatus', kstatus, kstatusPod(now)],
] as const

function casesOf(given: WorkloadFacts): (Case & { readonly rules: 'Argo CD' | 'kstatus' })[] {
  const { kind } = given.workload
  if (kind === 'Rollout') return []
  const { problems } = podProblems(given, now)
  const kulprit = healthOf(given, problems).status
  return ruleSets.map(([rules, ofWorkload, ofPod]) => {
    const own = verdict(ofWorkload[kind], given.workload)
    // What is suspended stays so, whatever its pods still do.
    const theirs =
      own === 'suspended' ? own : worst([own, ...given.pods.map((one) => verdict(ofPod, one))])
    return { rules, facts: given, theirs, kulprit }
  })
}

const explains = (rules: 'Argo CD' | 'kstatus') => (difference: Difference) =>
  difference.rules.includes(rules)

describe('health', () => {
  test('agrees with Argo CD and kstatus but for the differences that are intended', () => {
    fc.assert(
      fc.property(anything, (given) => {
        for (const one of casesOf(given)) {
          if (one.theirs === one.kulprit) continue
          const reasons = intended.filter(explains(one.rules)).filter(({ applies }) => applies(one))
          expect(
            reasons.map(({ where }) => where),
            `${one.rules} says ${one.theirs}, kulprit ${one.kulprit}`,
          ).not.toEqual([])
        }
      }),
      { numRuns: 4_000 },
    )
  })

  const sample = fc.sample(anything, { numRuns: 6_000, seed: 1 }).flatMap(casesOf)

  test.each(intended.map((difference) => [difference.where, difference] as const))(
    'differs on purpose: %s',
    (_, { rules, applies }) => {
      for (const name of rules)
        expect(
          sample.some((one) => one.rules === name && one.theirs !== one.kulprit && applies(one)),
          name,
        ).toBe(true)
    },
  )

  test('calls nothing calm that either of them calls failed, but for what is over, or starts', () => {
    fc.assert(
      fc.property(anything, (given) => {
        for (const one of casesOf(given)) {
          if (one.theirs !== 'degraded' || one.kulprit === 'degraded') continue
          const reasons = intended
            .filter(explains(one.rules))
            .filter(({ applies }) => applies(one))
            .map(({ where }) => where)
          const allowed =
            /^A pod failed for good \(|^A pod is being deleted|^A pod starts, and a container|^The newest Job of a CronJob completed|^It is scaled to 0/
          expect(
            reasons.some((where) => allowed.test(where)),
            reasons.join(),
          ).toBe(true)
        }
      }),
      { numRuns: 4_000 },
    )
  })
})
