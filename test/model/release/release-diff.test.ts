import { describe, expect, test } from 'vitest'
import { differencesBetween } from '../../../src/model/release/difference.ts'
import type { Container, EnvValue, PodTemplate } from '../../../src/model/kube/kube.ts'
import {
  changedAfter,
  configMapsOf,
  differenceText,
  releaseDiff,
  releasesToCompare,
  verdictOf,
} from '../../../src/model/release/release-diff.ts'
import { templateFields } from '../../../src/model/kube/template-fields.ts'
import { withoutValues } from '../../../src/model/kube/template.ts'
import type { Release } from '../../../src/model/workload.ts'
import { container, template } from '../../support/model-objects.ts'
import { before, release, workload } from '../../support/state-fixtures.ts'

const one = (parts: Partial<Container>) => template({ containers: [container(parts)] })
const literal = (text: string): EnvValue => ({ kind: 'literal', text })
const reference = (text: string): EnvValue => ({ kind: 'reference', text })
const withEnv = (env: Container['env']) => one({ env })
const texts = (older: PodTemplate, newer: PodTemplate) =>
  differencesBetween(older, newer).map(differenceText)

function built(n: number, template: PodTemplate, change: Partial<Release> = {}): Release {
  const { image = null } = template.containers[0] ?? {}
  return release(n, '1.0.0', { template, image, ...change })
}

describe('in words, with values', () => {
  test.each<readonly [string, Container['env'], Container['env'], string]>([
    [
      'a plain value',
      { LEVEL: literal('info') },
      { LEVEL: literal('debug') },
      'env LEVEL info → debug',
    ],
    ['a variable more', {}, { LEVEL: literal('info') }, 'env LEVEL added: info'],
    ['a variable less', { LEVEL: literal('info') }, {}, 'env LEVEL removed: info'],
    ['an empty value', { LEVEL: literal('') }, { LEVEL: literal('info') }, 'env LEVEL "" → info'],
    [
      'a value that its name calls a secret',
      { API_TOKEN: literal('one') },
      { API_TOKEN: literal('two') },
      'env API_TOKEN changed',
    ],
    [
      'a password in an address',
      { DB: literal('db:5432') },
      { DB: literal('postgres://shop:hunter2@db:5432/cart') },
      'env DB db:5432 → (hidden)',
    ],
    [
      'a key that looks like one',
      {},
      { CONFIG: literal('aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5') },
      'env CONFIG added: (hidden)',
    ],
    [
      'a reference to a Secret, by name',
      { DB_PASSWORD: reference('secretKeyRef db/password') },
      { DB_PASSWORD: reference('secretKeyRef db-2/password') },
      'env DB_PASSWORD secretKeyRef db/password → secretKeyRef db-2/password',
    ],
  ])('%s', (_, older, newer, words) => {
    expect(texts(withEnv(older), withEnv(newer))).toEqual([words])
  })

  test('the container is named where there are several', () => {
    const pod = (level: string) =>
      template({
        containers: [container({ env: { LEVEL: literal(level) } }), container({ name: 'proxy' })],
      })
    expect(texts(pod('info'), pod('debug'))).toEqual(['cart: env LEVEL info → debug'])
  })

  test('of a template that was kept without values, names alone', () => {
    const older = withoutValues(withEnv({ OLD: literal('1') }))
    expect(texts(older, withEnv({ NEW: literal('2') }))).toEqual([
      'env NEW added',
      'env OLD removed',
    ])
  })
})

describe('the verdict', () => {
  const level = (text: string, image = 'cart:1.0.0') =>
    one({ image, env: { LEVEL: literal(text) } })

  test('says plainly that it is configuration alone', () => {
    const { commit } = release(1, '1.0.0')
    const diff = releaseDiff(built(1, level('info')), built(2, level('debug'), { commit }))
    expect(diff.configOnly).toBe(true)
    expect(verdictOf(diff)).toBe('config only: the code did not change')
  })

  test('says that the code changed, and whether more did', () => {
    const commit = (n: number) => ({ commit: release(n, '1').commit })
    const from = built(1, level('info'), commit(1))
    const code = built(2, level('info', 'cart:1.1.0'), commit(2))
    expect(verdictOf(releaseDiff(from, code))).toBe('the code changed, and nothing else')
    const both = built(2, level('debug', 'cart:1.1.0'), commit(2))
    expect(verdictOf(releaseDiff(from, both))).toBe('the code changed, and more than the code')
  })

  test('says which release can no longer be compared', () => {
    const diff = releaseDiff(release(3, '1.0.0', { template: null }), built(4, level('info')))
    expect(diff.differences).toBeNull()
    expect(verdictOf(diff)).toContain('release 3')
  })
})

test('replicas are compared where both releases have a note of them', () => {
  const of = (n: number, replicas?: number) =>
    built(n, one({}), replicas === undefined ? {} : { replicas })
  expect(releaseDiff(of(1, 3), of(2, 5)).replicas).toEqual({ from: 3, to: 5 })
  expect(releaseDiff(of(1, 3), of(2, 3)).replicas).toBeNull()
  expect(releaseDiff(of(1), of(2, 5)).replicas).toBeNull()
})

test('the ConfigMaps of a template: mounted, read as variables, or named by one', () => {
  const found = configMapsOf(
    template({
      mounts: ['configMap/files', 'secret/tls'],
      containers: [
        container({
          envFrom: ['configMap/all', 'secret/db'],
          env: {
            LEVEL: reference('configMapKeyRef one/level'),
            KEY: reference('secretKeyRef db/key'),
          },
        }),
      ],
    }),
  )
  expect(found).toEqual(['all', 'files', 'one'])
})

test('a ConfigMap changed after a release where it was written to since', () => {
  const diff = releaseDiff(built(1, one({})), built(2, one({}), { releasedAt: before(10) }))
  const time = (changedAt: string, createdAt = before(900)) => ({
    ...{ namespace: 'shop', name: 'cart', changedBy: null },
    ...{ changedAt, createdAt },
  })
  expect(changedAfter(diff, time(before(5)))).toBe(true)
  expect(changedAfter(diff, time(before(20)))).toBe(false)
  expect(changedAfter(diff, time(before(5), before(5)))).toBe(false)
})

describe('which two releases', () => {
  const cart = workload('cart', {
    previous: { ...release(5, '1.4.1'), releasedAt: before(90) },
    releases: [
      release(7, '1.4.2', { current: true }),
      release(6, '1.4.2', { current: false }),
      release(5, '1.4.1', { current: false }),
      release(4, '1.4.0', { current: false }),
    ],
  })
  const numbers = (from: string | null, to: string | null) => {
    const chosen = releasesToCompare(cart, { from, to })
    return chosen.ok ? [chosen.value.from.release, chosen.value.to.release] : chosen.failure.message
  }

  test('by default the previous version and the current one', () => {
    expect(numbers(null, null)).toEqual([5, 7])
  })
  test('by number, by version, by commit', () => {
    expect(numbers('4', '1.4.1')).toEqual([4, 5])
    expect(numbers(release(4, '').commit.value?.slice(0, 8) ?? '', null)).toEqual([4, 7])
  })
  test('before a release that is not the current one, the one before it', () => {
    expect(numbers(null, '5')).toEqual([4, 5])
  })
  test('one that is not known is refused with those that are', () => {
    expect(numbers('99', null)).toBe('cart has no release "99"')
    expect(numbers(null, '4')).toBe('no release of cart before 4 is known')
  })
})

test('a template to show holds no secret', () => {
  const shown = templateFields(
    template({
      containers: [
        container({
          command: 'serve --port=80 --db-password=hunter2 --api-token s3cret -v',
          env: { PASSWORD: literal('hunter2'), LEVEL: literal('info') },
        }),
      ],
    }),
  )
  expect(JSON.stringify(shown)).not.toMatch(/hunter2|s3cret/)
  expect(shown).toEqual({
    containers: [
      {
        name: 'cart',
        image: 'registry.example/shop/cart:1.4.2',
        command: 'serve --port=80 --db-password=(hidden) --api-token (hidden) -v',
        env: { PASSWORD: '(hidden)', LEVEL: 'info' },
      },
    ],
  })
})
