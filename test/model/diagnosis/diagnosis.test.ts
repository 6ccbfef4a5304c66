import { describe, expect, it, test } from 'vitest'
import { diagnose } from '../../../src/model/diagnosis/diagnosis.ts'
import { healthOf } from '../../../src/model/health/health.ts'
import type {
  ContainerStatus,
  KubeEvent,
  PodObject,
  WorkloadObject,
} from '../../../src/model/kube/kube.ts'
import { keptTemplates } from '../../../src/model/release/kept-template.ts'
import type { Observed } from '../../../src/model/diagnosis/observed.ts'
import { podProblems } from '../../../src/model/health/problem-summary.ts'
import { Releases } from '../../../src/model/release/releases.ts'
import type { WorkloadFacts } from '../../../src/model/workload-facts.ts'
import {
  condition,
  container,
  containerStatus,
  controllerOf,
  facts,
  meta,
  pod,
  replicaSet,
  state,
  template,
  workloadObject,
} from '../../support/model-objects.ts'

const now = Date.parse('2026-05-02T14:10:00Z')
const at = (clock: string) => `2026-05-02T${clock}Z`

type More = Partial<Pick<Observed, 'events' | 'configChanges'>> & { readonly by?: string | null }

const observe = (given: WorkloadFacts, { by = 'deploy-bot', ...more }: More = {}) => {
  const { problems } = podProblems(given, now)
  const releases = new Releases(given, keptTemplates(given))
    .all()
    .map((release) => ({ ...release, releasedBy: by }))
  const health = healthOf(given, problems)
  return diagnose({ facts: given, health, releases, events: [], configChanges: [], now, ...more })
}
const sentence = (given: WorkloadFacts, more?: More) => observe(given, more).sentence

const image = (version: string) => `registry.example/shop/cart:${version}`
const of = (version: string, memory: string | null = null, env: Record<string, string> = {}) =>
  template({
    containers: [
      container({
        image: image(version),
        limits: { cpu: null, memory },
        env: Object.fromEntries(
          Object.entries(env).map(([name, text]) => [name, { kind: 'literal', text }]),
        ),
      }),
    ],
  })
const completed = condition('Progressing', 'True', { reason: 'NewReplicaSetAvailable' })

/** Release 7 of the Deployment cart came at 14:01:22, release 6 the day before. */
const released = (
  pods: (deployment: WorkloadObject) => readonly PodObject[],
  parts: Parameters<typeof workloadObject>[0] = {},
  [older, newer] = [of('1.8.0'), of('1.9.0')],
): WorkloadFacts => {
  const deployment = workloadObject({ conditions: [completed], template: newer, ...parts })
  return facts(deployment, {
    pods: pods(deployment),
    replicaSets: [
      replicaSet(deployment, 6, { template: older, meta: { createdAt: '2026-05-01T09:00:00Z' } }),
      replicaSet(deployment, 7, {
        template: newer,
        replicas: 3,
        meta: { createdAt: at('14:01:22') },
      }),
    ],
  })
}

const failing =
  (
    howMany: number,
    status: Partial<ContainerStatus>,
    since = at('14:02:00'),
    parts: Partial<Omit<PodObject, 'meta'>> = {},
  ) =>
  (deployment: WorkloadObject): PodObject[] =>
    Array.from({ length: howMany }, (_, i) =>
      pod(deployment, {
        meta: { name: `cart-${i}`, uid: `pod-${i}` },
        conditions: [condition('Ready', 'False', { lastTransitionAt: since })],
        containers: [containerStatus({ ready: false, ...status })],
        ...parts,
      }),
    )

const crash = (exitCode = 1, reason = 'Error') => ({
  restarts: 4,
  state: state('waiting', { reason: 'CrashLoopBackOff' }),
  lastState: state('terminated', {
    exitCode,
    reason,
    startedAt: at('14:08:00'),
    finishedAt: at('14:08:03'),
  }),
})

/** The same crash in three pods, each in another part of its round. */
const inTurn = (deployment: WorkloadObject): PodObject[] => {
  const { lastState } = crash()
  const [waits] = failing(1, crash(), at('14:08:03'))(deployment)
  const [ended] = failing(
    1,
    { restarts: 3, state: lastState, lastState },
    at('14:08:03'),
  )(deployment)
  const runs = pod(deployment, {
    meta: { name: 'cart-2', uid: 'pod-2' },
    containers: [
      containerStatus({ ...crash(), state: state('running', { startedAt: at('14:09:20') }) }),
    ],
  })
  return [waits, ended, runs].flatMap((one, i) =>
    one === undefined
      ? []
      : [{ ...one, meta: { ...one.meta, name: `cart-${i}`, uid: `pod-${i}` } }],
  )
}

const warning = (parts: Partial<KubeEvent>): KubeEvent => ({
  object: 'Pod/cart-0',
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  count: 9,
  firstAt: at('14:02:00'),
  lastAt: at('14:09:30'),
  ...parts,
})
const one = { status: { available: 1 } }
const none = { status: { available: 0 } }
const after = '38 s after release 7 (1.8.0 → 1.9.0) by deploy-bot'

describe('a diagnosis says in one sentence', () => {
  it('that pods crash-loop, since when, how they end, and what came shortly before', () => {
    expect(observe(released(failing(2, crash()), one))).toEqual({
      sentence: `2 of 3 pods crash-loop since 14:02, exit 1, ${after}`,
      since: at('14:02:00'),
      change: {
        at: at('14:01:22'),
        words: 'release 7 (1.8.0 → 1.9.0) by deploy-bot',
        release: 7,
      },
    })
  })

  test.each([
    [
      'one pod of three',
      released(failing(1, crash()), one),
      `1 of 3 pods crash-loops since 14:02, exit 1, ${after}`,
    ],
    [
      'nothing available',
      released(failing(3, crash()), none),
      `None of 3 pods is available since 14:02: 3 crash-loop, exit 1, ${after}`,
    ],
    [
      'the only pod',
      released(failing(1, crash()), { ...none, desired: 1 }),
      `Its only pod crash-loops since 14:02, exit 1, ${after}`,
    ],
    [
      'a segmentation fault',
      released(failing(2, crash(139)), one),
      `2 of 3 pods crash-loop since 14:02, exit 139 (SIGSEGV), ${after}`,
    ],
    [
      'a program that ends though it should run',
      released(failing(2, crash(0, 'Completed')), one),
      `2 of 3 pods keep ending since 14:02, exit 0, ${after}`,
    ],
    [
      'a program that left a last word',
      released(
        failing(2, {
          ...crash(),
          lastState: state('terminated', { exitCode: 1, message: 'no route to db' }),
        }),
        one,
      ),
      `2 of 3 pods crash-loop since 14:02, exit 1, ${after}: no route to db`,
    ],
    [
      'an init container',
      released(failing(2, { ...crash(), name: 'migrate', init: true }), one),
      `2 of 3 pods crash-loop in init container migrate since 14:02, exit 1, ${after}`,
    ],
    [
      'memory at its limit, and that the release lowered it',
      released(failing(2, crash(137, 'OOMKilled')), one, [
        of('1.9.0', '512Mi'),
        of('1.9.0', '64Mi'),
      ]),
      '2 of 3 pods are OOMKilled at the memory limit of 64Mi since 14:02, exit 137, 38 s after release 7 (1.9.0, memory limit 512Mi → 64Mi) by deploy-bot',
    ],
    [
      'memory without a limit',
      released(failing(1, crash(137, 'OOMKilled')), one),
      `1 of 3 pods is OOMKilled with no memory limit set since 14:02, exit 137, ${after}`,
    ],
    [
      'a release that changed configuration only',
      released(failing(2, crash()), one, [
        of('1.9.0', null, { A: '1' }),
        of('1.9.0', null, { A: '2' }),
      ]),
      '2 of 3 pods crash-loop since 14:02, exit 1, 38 s after release 7 (1.9.0, env A changed) by deploy-bot',
    ],
    [
      'an image that does not exist',
      released(
        failing(1, {
          state: state('waiting', {
            reason: 'ImagePullBackOff',
            message: 'Back-off pulling image "x": ErrImagePull: manifest unknown',
          }),
          image: image('1.9.0'),
        }),
        one,
      ),
      `1 of 3 pods cannot pull image registry.example/shop/cart:1.9.0 since 14:02, not found, ${after}`,
    ],
    [
      'a Secret that does not exist',
      released(
        failing(1, {
          state: state('waiting', {
            reason: 'CreateContainerConfigError',
            message: 'secret "db" not found',
          }),
        }),
        one,
      ),
      `1 of 3 pods cannot start since 14:02, ${after}: secret "db" not found`,
    ],
    [
      'a pod that no node takes',
      released(
        failing(1, {}, at('14:02:00'), {
          phase: 'Pending',
          containers: [],
          conditions: [
            condition('PodScheduled', 'False', {
              reason: 'Unschedulable',
              lastTransitionAt: at('14:02:00'),
              message: '0/3 nodes are available: 3 Insufficient memory. preemption: none',
            }),
          ],
        }),
        one,
      ),
      `1 of 3 pods cannot be scheduled since 14:02, ${after}: 0/3 nodes are available: 3 Insufficient memory`,
    ],
    [
      'pods of which one waits for its next start, one has just ended, and one runs until its next crash',
      released((deployment) => inTurn(deployment), { desired: 5, status: { available: 3 } }),
      '3 of 5 pods crash-loop, exit 1',
    ],
    [
      'a pod that serves again after crashes',
      released(
        (deployment) => [
          pod(deployment, {
            containers: [
              containerStatus({
                restarts: 5,
                state: state('running', { startedAt: at('14:08:05') }),
                lastState: state('terminated', {
                  ...{ exitCode: 137, reason: 'OOMKilled' },
                  startedAt: at('13:50:00'),
                  finishedAt: at('14:08:03'),
                }),
              }),
            ],
          }),
        ],
        one,
      ),
      '1 of 3 pods keeps restarting, OOMKilled with no memory limit set, exit 137, 5 times, the last time at 14:08, ready again',
    ],
    [
      'a pod that crashed once',
      released(
        (deployment) => [
          pod(deployment, {
            containers: [containerStatus({ ...crash(), state: state('running'), restarts: 1 })],
          }),
        ],
        one,
      ),
      '1 of 3 pods crashed at 14:08, exit 1, ready again, 6 min after release 7 (1.8.0 → 1.9.0) by deploy-bot',
    ],
    [
      'evicted pods whose replacements are missing',
      released(
        failing(2, {}, at('14:02:00'), {
          phase: 'Failed',
          reason: 'Evicted',
          message: 'The node was low on resource: memory.',
          containers: [],
        }),
        one,
      ),
      `2 pods were evicted since 14:02, ${after}: The node was low on resource: memory.`,
    ],
  ])('%s', (_, given, expected) => {
    expect(sentence(given)).toBe(expected)
  })
})

describe('a rollout', () => {
  it('that the controller gave up is called stuck, since its pods are in trouble', () => {
    const late = condition('Progressing', 'False', {
      reason: 'ProgressDeadlineExceeded',
      lastTransitionAt: at('14:09:00'),
    })
    expect(sentence(released(failing(1, crash()), { ...one, conditions: [late] }))).toBe(
      'The rollout of release 7 (1.8.0 → 1.9.0) by deploy-bot is stuck since 14:02: 1 of 3 pods crash-loops, exit 1',
    )
    expect(sentence(released(() => [], { ...one, conditions: [late] }))).toMatch(
      /is stuck since 14:09: the rollout made no progress for 600 s$/,
    )
  })

  it('that a quota stops says which and how much of it', () => {
    const refused = condition('ReplicaFailure', 'True', {
      reason: 'FailedCreate',
      lastTransitionAt: at('14:01:30'),
      message:
        'pods "cart-6f5d-x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=3, limited: pods=3',
    })
    const healthy = (deployment: WorkloadObject) =>
      [0, 1].map((i) => pod(deployment, { meta: { name: `cart-${i}`, uid: `pod-${i}` } }))
    expect(sentence(released(healthy, { ...one, conditions: [completed, refused] }))).toBe(
      '1 of 3 pods cannot be created since 14:01, 8 s after release 7 (1.8.0 → 1.9.0) by deploy-bot: exceeded quota: compute, requested: pods=1, used: pods=3, limited: pods=3',
    )
  })

  it('under way says how far it is, and the last warning about it', () => {
    const given = released(() => [], { status: { updated: 1 }, conditions: [] })
    expect(sentence(given)).toBe(
      '1 of 3 pods are updated, on release 7 (1.8.0 → 1.9.0) by deploy-bot since 14:01',
    )
    const mount = warning({ reason: 'FailedMount', message: 'configmap "settings" not found' })
    expect(sentence(given, { events: [mount] })).toMatch(
      /since 14:01; FailedMount: configmap "settings" not found$/,
    )
  })

  it('whose pods a StatefulSet may not create says so, which only its events tell', () => {
    const given = facts(workloadObject({ kind: 'StatefulSet', status: { available: 2 } }))
    const refused = warning({
      object: 'StatefulSet/cart',
      reason: 'FailedCreate',
      message: 'create Pod cart-2 in StatefulSet cart failed error: exceeded quota: compute',
    })
    expect(sentence(given, { events: [refused] })).toMatch(/cannot be created: .*exceeded quota/)
  })
})

describe('events', () => {
  const registry = 'failed to resolve reference: unexpected status: 401 Unauthorized'
  const pulling = failing(1, {
    state: state('waiting', { reason: 'ImagePullBackOff' }),
    image: 'x',
  })

  it('tell why an image cannot be pulled', () => {
    const failed = warning({ reason: 'Failed', message: `Failed to pull image "x": ${registry}` })
    expect(sentence(released(pulling, one), { events: [failed] })).toContain(
      'cannot pull image x since 14:02, access denied',
    )
  })

  it('tell a container that its liveness probe stopped from one that crashed', () => {
    const restarted = released(
      (deployment) => [
        pod(deployment, {
          meta: { name: 'cart-0' },
          containers: [containerStatus({ ...crash(137), state: state('running'), restarts: 1 })],
        }),
      ],
      one,
    )
    const probe =
      'Liveness probe failed: Get "http://10.1.2.3:8080/live": context deadline exceeded'
    const events = [warning({ reason: 'Unhealthy', message: probe })]
    expect(sentence(restarted)).toContain('1 of 3 pods crashed at 14:08, exit 137')
    expect(sentence(restarted, { events })).toMatch(
      /^1 of 3 pods was restarted by its liveness probe at 14:08, exit 137.*, ready again, .*: Liveness probe failed/,
    )
  })

  it('tell which probe fails', () => {
    const probe = 'Readiness probe failed: HTTP probe failed with statuscode: 503'
    const unready = failing(1, { state: state('running', { startedAt: at('13:00:00') }) })
    const events = [warning({ reason: 'Unhealthy', message: probe, firstAt: at('14:01:40') })]
    expect(sentence(released(unready, one), { events })).toBe(
      `1 of 3 pods is not ready since 14:01, 18 s after release 7 (1.8.0 → 1.9.0) by deploy-bot: ${probe}`,
    )
  })

  it('tell when a crash loop began whose pods are ready whenever they run', () => {
    const flapping = released(failing(2, crash(), at('14:08:03')), one)
    expect(sentence(flapping)).toBe('2 of 3 pods crash-loop, exit 1')
    expect(sentence(flapping, { events: [warning({ firstAt: at('14:02:00') })] })).toBe(
      `2 of 3 pods crash-loop since 14:02, exit 1, ${after}`,
    )
  })

  it('are not needed where pods were never ready: then they fail since they started', () => {
    const started = { startedAt: at('14:08:03') }
    const restarting = released(failing(2, crash(), at('14:08:04'), started), one)
    expect(sentence(restarting)).toMatch(/^2 of 3 pods crash-loop since 14:08, exit 1/)
  })

  it('of another pod, or of a trouble that was over before, do not count', () => {
    const given = released(failing(1, crash()), one)
    const others = [
      warning({ object: 'Pod/other', firstAt: at('13:00:00') }),
      warning({ firstAt: at('13:00:00'), lastAt: at('13:05:00') }),
    ]
    expect(sentence(given, { events: others })).toBe(sentence(given))
  })
})

describe('what came before', () => {
  const settings = { at: at('14:01:50'), object: 'ConfigMap/cart-settings', by: 'kubectl-edit' }

  it('is the newest change, be it of configuration', () => {
    const given = released(failing(2, crash()), one)
    expect(sentence(given, { configChanges: [settings] })).toBe(
      '2 of 3 pods crash-loop since 14:02, exit 1, 10 s after the change of ConfigMap cart-settings by kubectl-edit',
    )
    const later = { ...settings, at: at('14:05:00') }
    expect(sentence(given, { configChanges: [later] })).toContain(after)
  })

  it('is the change of configuration where the release after it is a mere restart', () => {
    const restarted = {
      ...of('1.9.0'),
      annotations: { 'kubectl.kubernetes.io/restartedAt': at('14:01:22') },
    }
    const given = released(failing(2, crash()), one, [of('1.9.0'), restarted])
    expect(sentence(given)).toContain('38 s after release 7 (1.9.0, restarted) by deploy-bot')
    const before = { ...settings, at: at('14:01:00') }
    expect(sentence(given, { configChanges: [before] })).toContain(
      '1 min after the change of ConfigMap cart-settings by kubectl-edit',
    )
  })

  it('is not told where it was more than an hour before: then nothing near is claimed', () => {
    const given = released(failing(2, { ...crash(), restarts: 1 }, at('16:00:00')), one)
    expect(observe(given)).toMatchObject({
      sentence: '2 of 3 pods crash-loop since 16:00, exit 1, no release in the hour before',
      change: null,
    })
  })

  it('names no one where nobody is known', () => {
    expect(sentence(released(failing(2, crash()), one), { by: null })).toMatch(/1\.9\.0\)$/)
  })
})

describe('a CronJob', () => {
  const cron = (parts = {}) =>
    workloadObject({
      kind: 'CronJob',
      lastScheduleAt: at('14:00:00'),
      lastSuccessfulAt: '2026-05-01T14:00:00Z',
      ...parts,
    })
  const run = (owner: WorkloadObject, name: string, ended: string, minute: string) =>
    workloadObject({
      kind: 'Job',
      meta: { name, uid: name, createdAt: at(`14:${minute}:00`), controller: controllerOf(owner) },
      conditions: [
        condition(ended, 'True', {
          reason: 'BackoffLimitExceeded',
          message: 'Job has reached the specified backoff limit',
          lastTransitionAt: at(`14:${minute}:30`),
        }),
      ],
    })
  const podOf = (job: WorkloadObject) =>
    pod(job, {
      phase: 'Failed',
      containers: [
        containerStatus({
          ready: false,
          state: state('terminated', { exitCode: 3, reason: 'Error' }),
        }),
      ],
    })

  it('whose last run failed says which, when, how, and when one last succeeded', () => {
    const owner = cron()
    const job = run(owner, 'report-1', 'Failed', '00')
    expect(sentence(facts(owner, { jobs: [job], pods: [podOf(job)] }))).toBe(
      'Its last run report-1 failed at 14:00, exit 3, the last success 2026-05-01 14:00',
    )
  })

  it('whose last runs all failed says how many', () => {
    const owner = cron({ lastSuccessfulAt: null })
    const jobs = ['01', '02', '03'].map((minute) =>
      run(owner, `report-${minute}`, 'Failed', minute),
    )
    expect(sentence(facts(owner, { jobs }))).toBe(
      'Its last 3 runs failed since 14:01, the last report-03 at 14:03, no run has ever succeeded: Job has reached the specified backoff limit',
    )
  })

  it('that does its work says when it last did', () => {
    expect(sentence(facts(cron({ lastSuccessfulAt: at('14:00:09') })))).toBe(
      'Its last successful run ended at 14:00',
    )
  })

  it('that never ran says so', () => {
    const idle = cron({ lastScheduleAt: null, lastSuccessfulAt: null })
    expect(sentence(facts(idle))).toBe('It has not run yet')
  })
})

describe('a Job', () => {
  it('that failed says when and how', () => {
    const job = workloadObject({
      kind: 'Job',
      meta: meta({ createdAt: at('14:01:00') }),
      conditions: [condition('Failed', 'True', { lastTransitionAt: at('14:03:00') })],
    })
    const ended = state('terminated', { exitCode: 3, reason: 'Error' })
    const pods = [
      pod(job, { phase: 'Failed', containers: [containerStatus({ ready: false, state: ended })] }),
    ]
    expect(sentence(facts(job, { pods }))).toContain('The job failed at 14:03, exit 3')
  })
})

describe('where nothing is wrong', () => {
  test.each([
    ['healthy', {}, 'All 3 pods are ready, on release 7 (1.8.0 → 1.9.0) by deploy-bot since 14:01'],
    ['paused', { paused: true, status: { updated: 1 } }, 'Its rollout is paused'],
    ['scaled to nothing', { desired: 0 }, 'It is scaled to 0 replicas'],
    ['unobserved', { observedGeneration: null }, 'No controller has reported on it yet'],
  ])('a Deployment that is %s says so', (_, parts, expected) => {
    const found = observe(released(() => [], parts))
    expect(found).toEqual({ sentence: expected, since: null, change: null })
  })
})
