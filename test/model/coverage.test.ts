import { describe, expect, test } from 'vitest'
import { coverageOf } from '../../src/model/coverage.ts'
import { mendingSettings } from '../../src/model/settings/mending-settings.ts'
import { resolved, unknown } from '../../src/model/resolved.ts'
import { defaultSettings, parseSettings } from '../../src/model/settings/settings.ts'
import type { Workload } from '../../src/model/workload.ts'
import { cart, report } from '../support/cli-fixtures.ts'

const named = (name: string, parts: Partial<Workload> = {}): Workload => ({
  ...cart,
  id: `prod/${parts.namespace ?? 'shop'}/${name}`,
  name,
  ...parts,
})
const unowned = { owner: unknown('no label or annotation names an owner') }
const unplaced = { repository: report.repository }
const of = (field: string, ...workloads: readonly Workload[]) =>
  coverageOf(workloads).find((coverage) => coverage.field === field)

describe('coverage', () => {
  test('counts each rule over all workloads, whatever they are named', () => {
    const image = (name: string) => resolved('1.0.0', `image tag of container ${name}`, 'certain')
    expect(
      of(
        'version',
        named('a', { version: image('a') }),
        named('b', { version: image('b') }),
        named('c', { version: resolved('1', 'label version on the pod template', 'weak') }),
        report,
      ),
    ).toEqual({
      field: 'version',
      workloads: 4,
      known: 3,
      by: [
        { what: 'image tag of container', workloads: 2 },
        { what: 'label version on the pod template', workloads: 1 },
      ],
      unknown: [{ what: 'the image has no tag', workloads: 1 }],
    })
  })

  test.each([
    ['image tag of container cart', 'image tag of container'],
    [
      'digest of the running container cart; the image tag v5 moves',
      'digest of the running container; the image tag moves',
    ],
    ['label team on namespace shop', 'label team on namespace'],
    ['annotation a8r.io/owner on the deployment', 'annotation a8r.io/owner on the workload'],
    [
      'environment variable or image tag names a commit',
      'environment variable or image tag names a commit',
    ],
    ['settings: owners[3] (shop/*)', 'settings: owners'],
  ])('calls "%s" "%s"', (source, what) => {
    const known = { version: resolved('1', source, 'certain') }
    expect(of('version', named('a', known))?.by).toEqual([{ what, workloads: 1 }])
  })

  test('takes a workload that never ran another version for known', () => {
    const first = { previous: null, previousUnknown: 'release 1 is its first' }
    const pruned = {
      previous: null,
      previousUnknown: 'unknown: releases before 7 are no longer in the cluster',
    }
    expect(of('previous', cart, named('a', first), named('b', pruned))).toMatchObject({
      known: 2,
      by: [
        { what: 'it never ran another version', workloads: 1 },
        { what: 'the history that the cluster keeps, proven', workloads: 1 },
      ],
      unknown: [{ what: 'some releases are no longer in the cluster', workloads: 1 }],
    })
  })

  test('of nothing is nothing', () => {
    expect(coverageOf([])).toMatchObject([
      { known: 0 },
      { known: 0 },
      { known: 0 },
      { known: 0 },
      { known: 0 },
    ])
  })
})

describe('the settings that would mend it', () => {
  const mend = (...workloads: readonly Workload[]) => mendingSettings(workloads, defaultSettings)

  test('are none where everything is known', () => {
    expect(mend(cart)).toEqual({ settings: {}, mends: [] })
  })

  test('are a label that looks like an owner, before a rule for the namespace', () => {
    const squad = (name: string) =>
      named(name, { ...unowned, labels: { 'example.com/squad': 'payments' } })
    expect(mend(squad('a'), squad('b'), named('c', { ...unowned, labels: {} }))).toEqual({
      settings: {
        ownerKeys: ['example.com/squad'],
        owners: [{ namespace: 'shop', owner: 'TEAM OF shop' }],
      },
      mends: [
        {
          setting: 'ownerKeys[0]',
          field: 'owner',
          workloads: 2,
          because: 'the label looks like an owner’s',
        },
        { setting: 'owners[0]', field: 'owner', workloads: 1, because: null },
      ],
    })
  })

  test('name the only owner and the only repository that is known in a namespace', () => {
    const known = named('a', { repository: { ...cart.repository, path: null } })
    const { settings, mends } = mend(known, named('b', { ...unowned, ...unplaced, labels: {} }))
    expect(settings).toEqual({
      owners: [{ namespace: 'shop', owner: 'payments' }],
      repositories: [{ workload: 'shop/*', repository: 'https://git.example/shop.git' }],
    })
    expect(mends.map(({ because }) => because)).toEqual([
      'the only owner known in shop',
      'the only repository known in shop',
    ])
  })

  test('leave a folder in a monorepo alone that others name for themselves', () => {
    expect(mend(cart, named('b', unplaced), named('c', unplaced)).settings.repositories).toEqual([
      { workload: 'shop/b', repository: 'https://git.example/shop.git' },
      { workload: 'shop/c', repository: 'https://git.example/shop.git' },
    ])
  })

  test('take the repository from an image at a forge’s registry', () => {
    const podinfo = named('podinfo', { ...unplaced, image: 'ghcr.io/stefanprodan/podinfo:6.1.0' })
    expect(mend(podinfo).settings.repositories).toEqual([
      { workload: 'shop/*', repository: 'https://github.com/stefanprodan/podinfo' },
    ])
  })

  test('come after those that are there, are few, and are settings that kulprit takes', () => {
    const own = { workload: 'web/*', repository: '~/src/web' }
    const many = Array.from({ length: 40 }, (_, i) =>
      named(`app-${i}`, { ...unowned, ...unplaced, labels: {}, namespace: `ns-${i % 20}` }),
    )
    const { settings, mends } = mendingSettings(many, { ...defaultSettings, repositories: [own] })
    expect(settings.repositories?.[0]).toEqual(own)
    expect(settings.repositories).toHaveLength(9)
    expect(mends.at(-1)?.setting).toBe('repositories[8]')
    const pasted = JSON.parse(JSON.stringify(settings)) as unknown
    expect(parseSettings(pasted, 'settings.json')).toMatchObject({ ok: true, value: settings })
  })
})
