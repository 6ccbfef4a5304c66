import { describe, expect, test } from 'vitest'
import { keptTemplates } from '../../../src/model/release/kept-template.ts'
import { previousOf } from '../../../src/model/release/previous.ts'
import { Releases } from '../../../src/model/release/releases.ts'
import type { WorkloadFacts } from '../../../src/model/workload-facts.ts'
import {
  condition,
  containerStatus,
  controllerRevision,
  facts,
  imageTemplate,
  pod,
  replicaSet,
  workloadObject,
} from '../../support/model-objects.ts'

const day = (n: number) => `2026-05-0${n}T10:00:00Z`
const [v1, v2, v3] = ['cart:1.0.0', 'cart:2.0.0', 'cart:3.0.0'].map((image) => imageTemplate(image))
const done = condition('Progressing', 'True', {
  reason: 'NewReplicaSetAvailable',
  lastTransitionAt: day(1),
  lastUpdateAt: day(6),
})
const onV3 = workloadObject({ template: v3!, conditions: [done] })
/** Releases 1, 2 and 3 of a Deployment, each on its own day. */
const three = (workload = onV3, pods: readonly [number, number, number] = [0, 0, 3]) =>
  [v1, v2, v3].map((template, i) =>
    replicaSet(workload, i + 1, {
      template: template!,
      replicas: pods[i]!,
      meta: { createdAt: day(i + 1) },
    }),
  )

const releases = (given: WorkloadFacts) => new Releases(given, keptTemplates(given)).all()
const brief = (given: WorkloadFacts) =>
  releases(given).map(
    ({ release, version, current, proof, releasedAt }) =>
      `${release}${current ? '*' : ''} ${version.value} ${proof} ${releasedAt}`,
  )
const previous = (given: WorkloadFacts) =>
  previousOf(given, new Releases(given, keptTemplates(given)))

describe('a Deployment', () => {
  test('has one release for each ReplicaSet, sorted by number and not by text', () => {
    const sets = [9, 10].map((number, i) =>
      replicaSet(onV3, number, { template: [v2, v3][i]!, meta: { createdAt: day(i + 1) } }),
    )
    expect(brief(facts(onV3, { replicaSets: sets }))).toEqual([
      `10* 3.0.0 proven ${day(2)}`,
      `9 2.0.0 unproven ${day(1)}`,
    ])
  })

  test('shows a rollback as a release of its own, and what was rolled back from as previous', () => {
    const back = workloadObject({ template: v1!, conditions: [done] })
    const sets = [
      replicaSet(back, 3, {
        template: v1!,
        replicas: 3,
        history: '1',
        meta: { createdAt: day(1) },
      }),
      replicaSet(back, 2, { template: v2!, meta: { createdAt: day(2) } }),
    ]
    const given = facts(back, { replicaSets: sets })
    expect(brief(given)).toEqual([
      `3* 1.0.0 proven ${day(6)}`,
      `2 2.0.0 unproven ${day(2)}`,
      `1 1.0.0 proven ${day(1)}`,
    ])
    expect(releases(given).map(({ changes }) => changes)).toEqual([['image'], ['image'], []])
    expect(previous(given).previous).toMatchObject({ release: 2, proof: 'unproven' })
  })

  test('does not know when an earlier rollback happened', () => {
    const sets = [
      replicaSet(onV3, 4, { template: v3!, replicas: 3, meta: { createdAt: day(4) } }),
      replicaSet(onV3, 3, { template: v1!, history: '1', meta: { createdAt: day(1) } }),
      replicaSet(onV3, 2, { template: v2!, meta: { createdAt: day(2) } }),
    ]
    expect(brief(facts(onV3, { replicaSets: sets }))[1]).toBe('3 1.0.0 unproven null')
  })

  test('does not know when a rollback under way was made', () => {
    const back = workloadObject({
      template: v1!,
      conditions: [condition('Progressing', 'True', { reason: 'ReplicaSetUpdated' })],
      status: { updated: 1 },
    })
    const sets = [
      replicaSet(back, 3, {
        template: v1!,
        replicas: 1,
        history: '1',
        meta: { createdAt: day(1) },
      }),
      replicaSet(back, 2, { template: v2!, replicas: 3, meta: { createdAt: day(2) } }),
    ]
    expect(brief(facts(back, { replicaSets: sets }))).toEqual([
      '3* 1.0.0 unproven null',
      `2 2.0.0 proven ${day(2)}`,
      `1 1.0.0 proven ${day(1)}`,
    ])
  })

  test('a rollback whose old number was forgotten is recognised by its age', () => {
    const back = workloadObject({ template: v1!, conditions: [done] })
    const sets = [
      replicaSet(back, 3, { template: v1!, replicas: 3, meta: { createdAt: day(1) } }),
      replicaSet(back, 2, { template: v2!, meta: { createdAt: day(2) } }),
    ]
    expect(brief(facts(back, { replicaSets: sets }))[0]).toBe(`3* 1.0.0 proven ${day(6)}`)
  })

  test('is current at the oldest ReplicaSet where two have its template', () => {
    const sets = [
      replicaSet(onV3, 5, { template: v3!, meta: { createdAt: day(5) } }),
      replicaSet(onV3, 4, { template: v3!, meta: { createdAt: day(4) } }),
    ]
    expect(releases(facts(onV3, { replicaSets: sets })).find((one) => one.current)?.release).toBe(4)
  })

  test('while it is paused on an edited template, is current at the newest ReplicaSet with pods', () => {
    const paused = workloadObject({ template: imageTemplate('cart:4.0.0'), paused: true })
    const given = facts(paused, { replicaSets: three(paused, [0, 3, 0]) })
    expect(releases(given).find((one) => one.current)?.version.value).toBe('2.0.0')
  })

  test('with no ReplicaSet to read still knows its release by its own number', () => {
    const alone = workloadObject({
      template: v3!,
      meta: { generation: 9, annotations: { 'deployment.kubernetes.io/revision': '7' } },
    })
    expect(brief(facts(alone))).toEqual(['7* 3.0.0 unproven null'])
    expect(brief(facts(workloadObject()))).toEqual([])
  })

  test('passes over a ReplicaSet without a number, or with one that is none', () => {
    const odd = replicaSet(onV3, 4, {
      meta: { annotations: { 'deployment.kubernetes.io/revision': '4x' } },
    })
    expect(releases(facts(onV3, { replicaSets: [...three(), odd] }))).toHaveLength(3)
  })

  test('takes cause and deployer from the ReplicaSet, for its last number only', () => {
    const note = {
      'actions.github.com/k8s-deploy': '{"createdBy":"ann"}',
      'kubernetes.io/change-cause': 'roll back',
    }
    const back = workloadObject({ template: v1! })
    const sets = [
      replicaSet(back, 3, { template: v1!, history: '1', meta: { annotations: note } }),
      replicaSet(back, 2, { template: v2! }),
    ]
    expect(
      releases(facts(back, { replicaSets: sets })).map(({ releasedBy, cause }) => [
        releasedBy,
        cause,
      ]),
    ).toEqual([
      ['ann', 'roll back'],
      [null, null],
      [null, null],
    ])
  })

  test('lets an annotation that contaminated an old ReplicaSet say nothing of its version', () => {
    const note = { 'actions.github.com/k8s-deploy': `{"commit":"${'c'.repeat(40)}"}` }
    const workload = workloadObject({ template: v3!, meta: { annotations: note } })
    const sets = three(workload).map((set) => ({
      ...set,
      meta: { ...set.meta, annotations: { ...set.meta.annotations, ...note } },
    }))
    expect(
      releases(facts(workload, { replicaSets: sets })).map(({ commit }) => commit.value),
    ).toEqual(['c'.repeat(40), null, null])
  })

  test('labels on the workload do not describe it after a rollback', () => {
    const latest = imageTemplate('cart:latest')
    const back = workloadObject({
      template: latest,
      meta: { labels: { 'app.kubernetes.io/version': '9.0.0' } },
    })
    const again = [replicaSet(back, 3, { template: latest, history: '1' })]
    expect(releases(facts(back, { replicaSets: again }))[0]?.version.value).toBeNull()
    const once = [replicaSet(back, 3, { template: latest })]
    expect(releases(facts(back, { replicaSets: once }))[0]?.version.value).toBe('9.0.0')
  })

  test('under a moving tag is at the digest that its pods run', () => {
    const latest = workloadObject({ template: imageTemplate('cart:latest') })
    const set = replicaSet(latest, 1, { template: latest.template, replicas: 3 })
    const imageId = `docker-pullable://cart@sha256:${'a'.repeat(64)}`
    const pods = [pod(set, { containers: [containerStatus({ imageId })] })]
    expect(releases(facts(latest, { replicaSets: [set], pods }))[0]?.version.value).toBe(
      'sha256:aaaaaaaaaaaa',
    )
  })
})

describe('a release is', () => {
  const current = (conditions: Parameters<typeof condition>[], status: object, desired = 3) => {
    const workload = workloadObject({
      template: v3!,
      desired,
      conditions: conditions.map((one) => condition(...one)),
      status,
    })
    return releases(facts(workload, { replicaSets: three(workload) }))[0]?.proof
  }
  test.each([
    [
      'proven once its rollout is complete and it is available',
      [['Progressing', 'True', { reason: 'NewReplicaSetAvailable' }]],
      {},
      'proven',
    ],
    ['proven by its counts where no deadline is set', [], {}, 'proven'],
    [
      'unproven while it rolls out',
      [['Progressing', 'True', { reason: 'ReplicaSetUpdated' }]],
      { updated: 1 },
      'unproven',
    ],
    [
      'unproven while none of it is available',
      [['Progressing', 'True', { reason: 'NewReplicaSetAvailable' }]],
      { available: 0 },
      'unproven',
    ],
    [
      'bad once it missed its deadline',
      [['Progressing', 'False', { reason: 'ProgressDeadlineExceeded' }]],
      { updated: 1 },
      'bad',
    ],
  ] as [string, Parameters<typeof condition>[], object, string][])(
    '%s',
    (_, conditions, status, proof) => {
      expect(current(conditions, status)).toBe(proof)
    },
  )

  test('unproven at 0 replicas', () => {
    expect(current([], {}, 0)).toBe('unproven')
  })

  test('proven while its pods serve though a newer one rolls out', () => {
    const workload = workloadObject({ template: v3!, status: { updated: 1 } })
    const given = facts(workload, { replicaSets: three(workload, [0, 3, 1]) })
    expect(releases(given).map(({ proof }) => proof)).toEqual(['unproven', 'proven', 'unproven'])
  })

  test('unproven however long it lived, without evidence', () => {
    expect(releases(facts(onV3, { replicaSets: three() }))[2]?.proof).toBe('unproven')
  })

  test('proven where its commit is the last that the workflow deployed with success', () => {
    const note = {
      'actions.github.com/k8s-deploy': JSON.stringify({
        commit: 'b'.repeat(40),
        lastSuccessRunCommit: 'a'.repeat(40),
      }),
    }
    const [older, newer] = ['aaaaaaa', 'bbbbbbb'].map((hash) => imageTemplate(`cart:sha-${hash}`))
    const workload = workloadObject({
      template: newer!,
      meta: { annotations: note },
      status: { available: 0 },
    })
    const sets = [older, newer].map((template, i) =>
      replicaSet(workload, i + 1, { template: template! }),
    )
    expect(releases(facts(workload, { replicaSets: sets })).map(({ proof }) => proof)).toEqual([
      'unproven',
      'proven',
    ])
  })
})

describe('previous', () => {
  test('is the newest older release of another version', () => {
    expect(previous(facts(onV3, { replicaSets: three() }))).toMatchObject({
      previous: { release: 2, version: { value: '2.0.0' }, releasedAt: day(2) },
      previousUnknown: null,
    })
  })

  test('passes over releases that changed configuration only', () => {
    const restarted = imageTemplate('cart:3.0.0', { annotations: { restartedAt: 'x' } })
    const workload = workloadObject({ template: restarted })
    const newest = replicaSet(workload, 4, { template: restarted, replicas: 3 })
    const given = facts(workload, { replicaSets: [...three(workload), newest] })
    expect(previous(given).previous?.release).toBe(2)
    expect(releases(given)[0]?.changes).toEqual(['other'])
  })

  const only = (number: number, limit = 10) => {
    const workload = workloadObject({ template: v3!, revisionHistoryLimit: limit })
    return facts(workload, { replicaSets: [replicaSet(workload, number, { template: v3! })] })
  }
  const restarts = (from: number) => {
    const sets = [from, from + 1].map((number) =>
      replicaSet(onV3, number, {
        template: number === from ? imageTemplate('cart:3.0.0', { annotations: { a: 'b' } }) : v3!,
      }),
    )
    return facts(onV3, { replicaSets: sets })
  }
  test.each([
    ['the first release has none', only(1), 'release 1 is its first'],
    [
      'revisionHistoryLimit 0 leaves it unknown',
      only(4, 0),
      'unknown: the cluster keeps no older releases (revisionHistoryLimit is 0)',
    ],
    [
      'pruned history leaves it unknown',
      only(4),
      'unknown: releases before 4 are no longer in the cluster',
    ],
    [
      'one version since the first has none',
      restarts(1),
      'every release since the first runs 3.0.0',
    ],
    [
      'one version in all that is kept leaves it unknown',
      restarts(5),
      'unknown: releases 5 to 6 all run 3.0.0, older ones are no longer in the cluster',
    ],
    [
      'a Deployment without ReplicaSets says so',
      facts(workloadObject()),
      'no ReplicaSet of it has been read',
    ],
    [
      'ReplicaSets that may not be read are not called gone',
      facts(
        workloadObject({ meta: { annotations: { 'deployment.kubernetes.io/revision': '4' } } }),
      ),
      'unknown: no ReplicaSet of it has been read',
    ],
    [
      'a CronJob has no history',
      facts(workloadObject({ kind: 'CronJob' })),
      'unknown: Kubernetes keeps no release history of a CronJob, and kulprit has seen this one only',
    ],
    [
      'a StatefulSet without ControllerRevisions says so',
      facts(workloadObject({ kind: 'StatefulSet' })),
      'no ControllerRevision of it has been read',
    ],
  ])('%s', (_, given, why) => {
    expect(previous(given)).toEqual({ previous: null, previousUnknown: why })
  })
})

describe('a StatefulSet', () => {
  const set = workloadObject({
    kind: 'StatefulSet',
    template: v2!,
    updateStrategy: 'OnDelete',
    status: { currentRevision: 'cart-hash1', updateRevision: 'cart-hash2', updated: 1 },
  })
  const both = [
    controllerRevision(set, 1, v1!, {
      createdAt: day(1),
      annotations: { 'kubernetes.io/change-cause': 'first' },
    }),
    controllerRevision(set, 2, v2!, { createdAt: day(2) }),
  ]

  test('is current at the highest number, though currentRevision lags', () => {
    const given = facts(set, { controllerRevisions: both })
    expect(brief(given)).toEqual([`2* 2.0.0 unproven ${day(2)}`, `1 1.0.0 unproven ${day(1)}`])
    expect(releases(given)[1]?.cause).toBe('first')
  })

  test.each([
    ['for its pods to be deleted', {}],
    ['behind its partition', { updateStrategy: 'RollingUpdate', partition: 3 }],
  ])('is at what its pods run while an update waits %s', (_, waiting) => {
    const held = workloadObject({ ...set, ...waiting, status: { updated: 0 } })
    const old = pod(set, { meta: { labels: { 'controller-revision-hash': 'cart-hash1' } } })
    const given = facts(held, { controllerRevisions: both, pods: [old] })
    expect(brief(given)).toEqual([`2 2.0.0 unproven ${day(2)}`, `1* 1.0.0 proven ${day(1)}`])
    expect(previous(given).previous).toBeNull()
  })

  test('proves an old release by its pods that are ready', () => {
    const old = pod(set, { meta: { labels: { 'controller-revision-hash': 'cart-hash1' } } })
    expect(releases(facts(set, { controllerRevisions: both, pods: [old] }))[1]?.proof).toBe(
      'proven',
    )
  })

  test('does not know when it was rolled back, since the number moved with the template', () => {
    const back = [
      controllerRevision(set, 3, v1!, { createdAt: day(1) }),
      controllerRevision(set, 2, v2!, { createdAt: day(2) }),
    ]
    expect(brief(facts(set, { controllerRevisions: back }))[0]).toBe('3* 1.0.0 unproven null')
  })
})

test('a DaemonSet’s pods are told apart by the hash label of the ControllerRevision', () => {
  const daemon = workloadObject({ kind: 'DaemonSet', template: v2! })
  const revisions = [v1, v2].map((template, i) =>
    controllerRevision(daemon, i + 1, template!, {
      labels: { 'controller-revision-hash': `h${i + 1}` },
    }),
  )
  const old = pod(daemon, { meta: { labels: { 'controller-revision-hash': 'h1' } } })
  expect(
    brief(facts(daemon, { controllerRevisions: revisions, pods: [old] })).map((line) =>
      line.slice(0, 16),
    ),
  ).toEqual(['2* 2.0.0 proven ', '1 1.0.0 proven 2'])
})

describe('a Job', () => {
  test('is one release, made when it was', () => {
    const job = workloadObject({
      kind: 'Job',
      template: v1!,
      meta: { createdAt: day(1) },
      conditions: [condition('Complete', 'True')],
    })
    expect(brief(facts(job))).toEqual([`1* 1.0.0 proven ${day(1)}`])
  })

  test('that failed is bad', () => {
    const job = workloadObject({ kind: 'Job', conditions: [condition('Failed', 'True')] })
    expect(releases(facts(job))[0]?.proof).toBe('bad')
  })
})

describe('a CronJob', () => {
  test('that was changed does not know when', () => {
    const cron = workloadObject({ kind: 'CronJob', template: v1!, meta: { generation: 4 } })
    expect(brief(facts(cron))).toEqual(['1* 1.0.0 unproven null'])
  })

  test('is proven by a Job of the same template that completed', () => {
    const cron = workloadObject({ kind: 'CronJob', template: v2! })
    const job = (template: typeof v1) =>
      workloadObject({
        kind: 'Job',
        template: template!,
        conditions: [condition('Complete', 'True')],
      })
    expect(releases(facts(cron, { jobs: [job(v2)] }))[0]?.proof).toBe('proven')
    expect(releases(facts(cron, { jobs: [job(v1)] }))[0]?.proof).toBe('unproven')
  })
})
