import { describe, expect, test } from 'vitest'
import type { Delivery, DeliveryObject } from '../../../src/model/kube/kube-delivery.ts'
import { keptTemplates } from '../../../src/model/release/kept-template.ts'
import { previousOf } from '../../../src/model/release/previous.ts'
import { Releases } from '../../../src/model/release/releases.ts'
import { ObjectIndex } from '../../../src/model/object-index.ts'
import type { WorkloadFacts } from '../../../src/model/workload-facts.ts'
import {
  facts,
  imageTemplate,
  meta,
  replicaSet,
  workloadObject,
} from '../../support/model-objects.ts'

const image = (version: string) => `registry.example/shop/cart:${version}`
const now = workloadObject({ template: imageTemplate(image('1.2.0')), meta: { generation: 3 } })
const at = (day: number, minute = 0) => `2026-05-0${day}T10:${String(minute).padStart(2, '0')}:00Z`
const set = (number: number, version: string, parts: { readonly replicas?: number } = {}) =>
  replicaSet(now, number, {
    template: imageTemplate(image(version)),
    meta: { createdAt: at(number) },
    ...parts,
  })

const delivery = (parts: Partial<Delivery>): Delivery => ({
  at: at(1),
  by: null,
  cause: null,
  succeeded: null,
  containers: {},
  ...parts,
})
const tool = (
  history: readonly Delivery[],
  name: DeliveryObject['tool'] = 'Helm',
): DeliveryObject => ({
  type: 'delivery',
  tool: name,
  meta: meta({ name: 'release' }),
  key: 'shop/cart',
  history,
})
const releases = (given: WorkloadFacts) => new Releases(given, keptTemplates(given))
const kept = [set(2, '1.1.0'), set(3, '1.2.0', { replicas: 3 })]
const withHistory = (...history: readonly Delivery[]) =>
  facts(now, { replicaSets: kept, deliveries: [tool(history)] })

describe('a release', () => {
  test('is told of by the deployment next to it in time: who, why, and whether it worked', () => {
    const [, older] = releases(
      withHistory(
        delivery({ at: at(2, 1), by: 'ada', cause: 'chart cart 0.9.1', succeeded: true }),
        delivery({ at: at(2, 9), by: 'eve', cause: 'later' }),
      ),
    ).all()
    expect(older).toMatchObject({
      release: 2,
      releasedBy: 'ada',
      cause: 'Helm release shop/cart: chart cart 0.9.1',
      proof: 'proven',
    })
  })

  test('that failed at the tool is bad', () => {
    const [, older] = releases(withHistory(delivery({ at: at(2), succeeded: false }))).all()
    expect(older?.proof).toBe('bad')
  })

  test('is not told of by a deployment of another hour', () => {
    const [, older] = releases(withHistory(delivery({ at: at(2, 11), by: 'ada' }))).all()
    expect(older).toMatchObject({ releasedBy: null, cause: null })
  })

  test('is told of by the Argo CD application that manages it', () => {
    const application = {
      type: 'application' as const,
      meta: meta({ name: 'shop' }),
      project: null,
      sources: [],
      revisions: [],
      workloads: ['Deployment/shop/cart'],
      history: [
        {
          id: 4,
          revisions: ['9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d'],
          deployedAt: at(3, 1),
          initiatedBy: 'ada',
        },
      ],
    }
    const [current] = releases(facts(now, { replicaSets: kept, applications: [application] })).all()
    expect(current).toMatchObject({
      releasedBy: 'ada',
      cause: 'Argo CD application shop: synced 9e8d7c6',
    })
  })
})

describe('releases that the cluster pruned', () => {
  const key = 'Deployment/shop/cart'
  const of = (version: string) => ({ [key]: [{ name: 'cart', image: image(version) }] })
  const deployment = { ...now, revisionHistoryLimit: 0 }
  const pruned = (...history: readonly Delivery[]) =>
    facts(deployment, {
      replicaSets: [set(3, '1.2.0', { replicas: 3 })],
      deliveries: history.map((one) => tool([one])),
    })

  test('are those of Helm, each run of equal images once, dated by its first', () => {
    const given = pruned(
      delivery({ at: at(3), containers: of('1.2.0'), succeeded: true }),
      delivery({ at: at(2, 30), containers: of('1.1.0'), succeeded: true }),
      delivery({ at: at(2), containers: of('1.1.0'), succeeded: true, cause: 'release 2' }),
      delivery({ at: at(1), containers: of('1.0.0'), succeeded: false }),
    )
    const deployed = releases(given)
    expect(
      deployed
        .all()
        .map((release) => [
          release.release,
          release.version.value,
          release.releasedAt,
          release.proof,
          release.rememberedBy,
        ]),
    ).toEqual([
      [3, '1.2.0', at(3), 'proven', undefined],
      [2, '1.1.0', at(2), 'proven', 'Helm release shop/cart'],
      [1, '1.0.0', at(1), 'bad', 'Helm release shop/cart'],
    ])
    expect(previousOf(given, deployed).previous).toMatchObject({ version: { value: '1.1.0' } })
  })

  test('are not made of deployments of other workloads', () => {
    const given = pruned(
      delivery({
        at: at(1),
        containers: { 'Deployment/shop/other': [{ name: 'x', image: 'x:1' }] },
      }),
    )
    expect(releases(given).count).toBe(1)
    expect(previousOf(given, releases(given))).toEqual({
      previous: null,
      previousUnknown: 'unknown: the cluster keeps no older releases (revisionHistoryLimit is 0)',
    })
  })
})

test('the index finds the histories of a workload, and the workloads of a history', () => {
  const index = new ObjectIndex('prod')
  const flux = workloadObject({
    meta: {
      labels: {
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      },
      annotations: {
        'meta.helm.sh/release-name': 'cart',
        'meta.helm.sh/release-namespace': 'shop',
      },
    },
  })
  const apps = {
    ...tool([], 'Kustomization'),
    key: 'flux-system/apps',
    meta: meta({ uid: 'apps' }),
  }
  const release = { ...tool([]), meta: meta({ uid: 'v1' }) }
  const told = (change: (affected: (workload: { readonly uid: string }) => void) => void) => {
    const uids: string[] = []
    change(({ uid }) => uids.push(uid))
    return [...new Set(uids)]
  }
  expect(told((to) => index.put(apps, to))).toEqual([])
  expect(told((to) => index.put(flux, to))).toEqual([flux.meta.uid])
  expect(told((to) => index.put(release, to))).toEqual([flux.meta.uid])
  const deliveries = () => [...index.workloads()].map((node) => index.facts(node)?.deliveries)
  expect(deliveries()).toEqual([[apps, release]])
  expect(told((to) => index.remove(apps.meta, to))).toEqual([flux.meta.uid])
  expect(deliveries()).toEqual([[release]])
})

describe('an Argo Rollout', () => {
  const hash = (value: string) => ({ labels: { 'rollouts-pod-template-hash': value } })
  const rollout = (parts: Parameters<typeof workloadObject>[0] = {}) =>
    workloadObject({
      kind: 'Rollout',
      template: imageTemplate(image('1.2.0')),
      rollout: {
        phase: 'Progressing',
        message: null,
        aborted: false,
        currentHash: 'new',
        stableHash: 'old',
      },
      ...parts,
    })
  const setOf = (
    owner: ReturnType<typeof rollout>,
    number: number,
    version: string,
    name: string,
  ) =>
    replicaSet(owner, number, {
      template: imageTemplate(image(version)),
      replicas: 1,
      meta: {
        ...hash(name),
        annotations: {
          'deployment.kubernetes.io/revision': '',
          'rollout.argoproj.io/revision': String(number),
        },
        createdAt: at(number),
      },
    })
  const told = (owner: ReturnType<typeof rollout>) =>
    releases(
      facts(owner, {
        replicaSets: [setOf(owner, 1, '1.1.0', 'old'), setOf(owner, 2, '1.2.0', 'new')],
      }),
    )
      .all()
      .map(({ release, version, proof, current }) => [release, version.value, proof, current])

  test('in its canary has an unproven release before the stable one', () => {
    expect(told(rollout())).toEqual([
      [2, '1.2.0', 'unproven', true],
      [1, '1.1.0', 'proven', false],
    ])
  })

  test('that was aborted has a bad one', () => {
    const aborted = rollout({
      rollout: {
        phase: 'Degraded',
        message: 'RolloutAborted: metric failed',
        aborted: true,
        currentHash: 'new',
        stableHash: 'old',
      },
    })
    expect(told(aborted)[0]).toEqual([2, '1.2.0', 'bad', true])
  })

  test('whose template lies elsewhere takes the current release from its status', () => {
    const elsewhere = rollout({ template: imageTemplate('none') })
    expect(told(elsewhere)[0]).toEqual([2, '1.2.0', 'unproven', true])
  })
})
