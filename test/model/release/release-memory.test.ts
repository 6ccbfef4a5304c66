import { describe, expect, test } from 'vitest'
import { Fleet } from '../../../src/model/fleet.ts'
import type { KubeObject, WorkloadObject } from '../../../src/model/kube/kube.ts'
import type { RememberedRelease } from '../../../src/model/release/release-memory.ts'
import { toRemember, workloadKey, worthNoting } from '../../../src/model/release/release-memory.ts'
import { defaultSettings } from '../../../src/model/settings/settings.ts'
import type { Workload } from '../../../src/model/workload.ts'
import {
  condition,
  container,
  controllerOf,
  controllerRevision,
  imageTemplate,
  replicaSet,
  template,
  workloadObject,
} from '../../support/model-objects.ts'

/** A kulprit that looks at the cluster now and then, and keeps a journal. */
function observer() {
  const journal = new Map<string, RememberedRelease[]>()
  return {
    journal,
    look(...objects: readonly KubeObject[]): Workload {
      const fleet = new Fleet(defaultSettings, () => Date.parse('2026-06-01T00:00:00Z'))
      fleet.remember('prod', new Map(journal))
      fleet.apply({ type: 'objects', context: 'prod', put: objects, gone: [] })
      const [workload] = fleet.flush().put
      if (workload === undefined) throw new Error('no row')
      const key = workloadKey(workload.kind, workload.namespace, workload.name)
      const known = journal.get(key) ?? []
      const now = toRemember(workload, known)
      const isOutdated = (old: RememberedRelease) =>
        now.some(({ release }) => release === old.release)
      journal.set(key, [...known.filter((old) => !isOutdated(old)), ...now])
      return workload
    },
  }
}

const cronJob = (version: string, generation = 1, env: Record<string, string> = {}) =>
  workloadObject({
    kind: 'CronJob',
    meta: { name: 'report', generation, createdAt: '2026-05-01T10:00:00Z' },
    template: template({
      containers: [
        container({
          name: 'report',
          image: `registry.example/report:${version}`,
          env: Object.fromEntries(
            Object.entries(env).map(([name, text]) => [name, { kind: 'literal' as const, text }]),
          ),
        }),
      ],
    }),
  })
const run = (owner: WorkloadObject, name: string, createdAt: string, done = true) =>
  workloadObject({
    kind: 'Job',
    template: owner.template,
    meta: { name, uid: name, createdAt, controller: controllerOf(owner) },
    conditions: [condition(done ? 'Complete' : 'Failed', 'True')],
  })
const told = ({ particulars }: Workload) =>
  particulars
    .releases()
    .map(({ release, version, proof, changes }) => [release, version.value, proof, changes])

describe('a CronJob', () => {
  test('that was changed twice has three releases, and a previous one', () => {
    const kulprit = observer()
    expect(told(kulprit.look(cronJob('1.0.0')))).toEqual([[1, '1.0.0', 'unproven', []]])
    kulprit.look(cronJob('1.1.0', 2))
    const row = kulprit.look(cronJob('1.2.0', 3))
    expect(told(row)).toEqual([
      [3, '1.2.0', 'unproven', ['image']],
      [2, '1.1.0', 'unproven', ['image']],
      [1, '1.0.0', 'unproven', []],
    ])
    expect(row.previous).toMatchObject({ release: 2, version: { value: '1.1.0' } })
  })

  test('looked at again and again has no release more', () => {
    const kulprit = observer()
    for (let i = 0; i < 3; i++) kulprit.look(cronJob('1.0.0'))
    expect(kulprit.journal.get('CronJob/shop/report')).toHaveLength(1)
  })

  test('that is put back has its first version twice', () => {
    const kulprit = observer()
    kulprit.look(cronJob('1.0.0'))
    kulprit.look(cronJob('1.1.0', 2))
    expect(told(kulprit.look(cronJob('1.0.0', 3))).map(([, version]) => version)).toEqual([
      '1.0.0',
      '1.1.0',
      '1.0.0',
    ])
  })

  test('tells of releases by the Jobs that ran them, and when, without any memory', () => {
    const [old, now] = [cronJob('1.0.0'), cronJob('1.1.0', 2)]
    const row = observer().look(
      now,
      run(old, 'report-1', '2026-05-02T00:00:00Z'),
      run(old, 'report-2', '2026-05-03T00:00:00Z'),
      run(now, 'report-3', '2026-05-04T00:00:00Z', false),
    )
    expect(told(row)).toEqual([
      [2, '1.1.0', 'unproven', ['image']],
      [1, '1.0.0', 'proven', []],
    ])
    expect(row.particulars.releases().map(({ releasedAt }) => releasedAt)).toEqual([
      '2026-05-04T00:00:00Z',
      '2026-05-02T00:00:00Z',
    ])
  })

  test('keeps its proof when the Jobs are gone', () => {
    const kulprit = observer()
    const old = cronJob('1.0.0')
    kulprit.look(old, run(old, 'report-1', '2026-05-02T00:00:00Z'))
    expect(kulprit.look(cronJob('1.1.0', 2)).previous).toMatchObject({
      version: { value: '1.0.0' },
      proof: 'proven',
    })
  })

  test('whose variable changed shows that something else than its image did', () => {
    const kulprit = observer()
    kulprit.look(cronJob('1.0.0', 1, { LEVEL: 'info' }))
    const row = kulprit.look(cronJob('1.0.0', 2, { LEVEL: 'debug' }))
    expect(told(row)).toEqual([
      [2, '1.0.0', 'unproven', ['other']],
      [1, '1.0.0', 'unproven', []],
    ])
    expect(row.previous).toBeNull()
  })
})

test('a Job that a pipeline deletes and makes again has its history by its name', () => {
  const job = (version: string, uid: string) =>
    workloadObject({
      kind: 'Job',
      template: imageTemplate(`registry.example/migrate:${version}`),
      meta: { name: 'migrate', uid },
      conditions: [condition('Complete', 'True')],
    })
  const kulprit = observer()
  kulprit.look(job('1.0.0', 'first'))
  const row = kulprit.look(job('1.1.0', 'second'))
  expect(told(row)).toEqual([
    [2, '1.1.0', 'proven', ['image']],
    [1, '1.0.0', 'proven', []],
  ])
})

describe('a Deployment whose ReplicaSets were pruned', () => {
  const at = (version: string, uid = 'cart') =>
    workloadObject({
      template: imageTemplate(`registry.example/cart:${version}`),
      revisionHistoryLimit: 0,
      observedGeneration: 4,
      meta: { uid, generation: 4 },
    })
  const set = (deployment: WorkloadObject, number: number) =>
    replicaSet(deployment, number, {
      replicas: 3,
      meta: { createdAt: `2026-05-0${number}T00:00:00Z` },
    })

  test('has the releases that kulprit saw, and says who remembers them', () => {
    const kulprit = observer()
    kulprit.look(at('1.0.0'), set(at('1.0.0'), 1))
    kulprit.look(at('1.1.0'), set(at('1.1.0'), 2))
    const row = kulprit.look(at('1.2.0'), set(at('1.2.0'), 3))
    expect(told(row)).toEqual([
      [3, '1.2.0', 'proven', ['image']],
      [2, '1.1.0', 'proven', ['image']],
      [1, '1.0.0', 'proven', []],
    ])
    expect(row.particulars.releases().map(({ rememberedBy }) => rememberedBy)).toEqual([
      undefined,
      "kulprit's journal",
      "kulprit's journal",
    ])
    expect(row.previous).toMatchObject({ release: 2, proof: 'proven' })
  })

  test('that was made anew starts anew', () => {
    const kulprit = observer()
    kulprit.look(at('1.0.0'), set(at('1.0.0'), 1))
    const again = at('1.1.0', 'cart-again')
    const row = kulprit.look(again, set(again, 1))
    expect(told(row)).toEqual([[1, '1.1.0', 'proven', []]])
  })
})

test('a StatefulSet that was rolled back keeps the number that Kubernetes forgets', () => {
  const at = (version: string) =>
    workloadObject({
      kind: 'StatefulSet',
      template: imageTemplate(`registry.example/db:${version}`),
    })
  const revision = (version: string, number: number, name: string) =>
    controllerRevision(at(version), number, at(version).template, {
      name,
      uid: name,
      createdAt: name === 'one' ? '2026-05-01T00:00:00Z' : '2026-05-02T00:00:00Z',
    })
  const kulprit = observer()
  kulprit.look(at('1.0.0'), revision('1.0.0', 1, 'one'))
  kulprit.look(at('1.1.0'), revision('1.0.0', 1, 'one'), revision('1.1.0', 2, 'two'))
  const row = kulprit.look(at('1.0.0'), revision('1.0.0', 3, 'one'), revision('1.1.0', 2, 'two'))
  expect(told(row).map(([number, version]) => [number, version])).toEqual([
    [3, '1.0.0'],
    [2, '1.1.0'],
    [1, '1.0.0'],
  ])
})

describe('a fleet bigger than what is kept', () => {
  const named = (name: string, kind: Workload['kind'], changedAt: string | null) =>
    ({ name, kind, changedAt }) as Workload
  const old = named('old', 'Deployment', '2026-01-01T00:00:00Z')
  const fresh = named('fresh', 'Deployment', '2026-05-01T00:00:00Z')
  const unknown = named('unknown', 'StatefulSet', null)
  const nightly = named('nightly', 'CronJob', '2025-01-01T00:00:00Z')

  test('is noted by what only kulprit keeps, then by what changed last', () => {
    const noted = (most: number) =>
      worthNoting([old, unknown, fresh, nightly], most).map(({ name }) => name)
    expect(noted(1)).toEqual(['nightly'])
    expect(noted(2)).toEqual(['nightly', 'fresh'])
    expect(noted(3)).toEqual(['nightly', 'fresh', 'old'])
  })

  test('is noted whole as long as it fits', () => {
    expect(worthNoting([old, nightly], 2)).toEqual([old, nightly])
  })
})
