import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { pitfallIds, pitfallsOf } from '../../src/model/pitfalls.ts'
import { resolved, unknown } from '../../src/model/resolved.ts'
import type { Workload } from '../../src/model/workload.ts'
import type { Given } from '../support/model-workload.ts'
import { release, workload } from '../support/state-fixtures.ts'

const previous = {
  release: 6,
  version: resolved('2.4.0', 'image tag', 'certain'),
  commit: unknown('none'),
  releasedAt: null,
  proof: 'unproven',
} as const
const digest = resolved('sha256:0123456789ab', 'digest of the running container', 'weak')
const ofManifests = {
  value: '9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d',
  source: 'Argo CD application shop, synced from https://git.example/manifests',
  reason: 'a commit of the configuration, not of the source',
}
const alsoRunning = [{ release: 7, version: resolved('1.8.0', 'image tag', 'certain'), pods: 3 }]

/** A workload of which nothing misleads. */
function plain(change: Given = {}): Workload {
  const releases = [release(2, '1.1.0', { current: true }), release(1, '1.0.0')]
  return workload('cart', { image: 'registry.test/cart:1.1.0', previous, releases, ...change })
}

const cases: readonly (readonly [string, Given, readonly string[]])[] = [
  ['nothing misleads', {}, []],
  [
    'an older version runs beside the current one',
    { alsoRunning },
    ['two-versions: 1.8.0 runs too, in 3 pods: which one fails?'],
  ],
  [
    'the current release rolled back to an older one',
    { releases: [release(7, '2.3.1', { current: true, rollbackTo: 5 }), release(1, '2.3.0')] },
    ['rollback: release 7 is a rollback to 5: 2.4.0 before it is the newer code'],
  ],
  [
    'an older release was a rollback, and is not the current one',
    {
      releases: [
        release(8, '2.5.0', { current: true }),
        release(7, '2.3.1', { rollbackTo: 5 }),
        release(1, '2.3.0'),
      ],
    },
    [],
  ],
  [
    'the tag moves',
    { image: 'registry.test/cart:latest', version: digest },
    ['moving-tag: the tag latest moves: it does not tell what runs, nor what ran before'],
  ],
  [
    'the tag moves, and a label tells the version',
    {
      image: 'registry.test/cart:latest',
      version: resolved('1.1.0', 'label tags.datadoghq.com/version', 'certain'),
    },
    [],
  ],
  [
    'the tag moves, and the digest is pinned beside it',
    { image: `registry.test/cart:latest@sha256:${'0'.repeat(64)}`, version: digest },
    [],
  ],
  [
    'the only commit that is named is one of the configuration',
    { commit: { ...unknown('no hash'), rejected: [ofManifests] } },
    [
      'configuration-commit: 9e8d7c6 (Argo CD application shop) is a commit of the configuration, not of the source',
    ],
  ],
  [
    'a commit of the configuration is named beside that of the source',
    { commit: { ...resolved('1f0c9ac', 'image tag', 'likely'), rejected: [ofManifests] } },
    [],
  ],
  [
    'older releases are gone',
    { previous: null, releases: [release(9, '1.1.0', { current: true })] },
    ['pruned-history: releases before 9 are no longer known: say yourself what worked'],
  ],
  [
    'there never was an older release',
    { previous: null, releases: [release(1, '1.1.0', { current: true })] },
    [],
  ],
  [
    'Kubernetes keeps no history of the kind',
    { kind: 'CronJob', previous: null, releases: [release(9, '1.1.0', { current: true })] },
    [],
  ],
]

test.each(cases)('where %s', (_, change, said) => {
  expect(pitfallsOf(plain(change)).map(({ id, words }) => `${id}: ${words}`)).toEqual(said)
})

test('several are told, the likeliest to mislead first', () => {
  const both = plain({ alsoRunning, image: 'registry.test/cart:latest', version: digest })
  expect(pitfallsOf(both).map(({ id }) => id)).toEqual(['two-versions', 'moving-tag'])
})

test('each that is told has a marked line on the page, and so has a shallow clone', () => {
  const page = resolve(import.meta.dirname, '../../docs/explanation/pitfalls.md')
  const marked = readFileSync(page, 'utf8').match(/^- .*◆/gm) ?? []
  expect(marked).toHaveLength(pitfallIds.length + 1)
})
