import { expect, test } from 'vitest'
import { printDiff } from '../../../src/cli/print/diff.ts'
import { failed, ok } from '../../../src/model/failure.ts'
import type { DiffContext } from '../../../src/model/release/release-diff.ts'
import { releaseDiff } from '../../../src/model/release/release-diff.ts'
import { cart, now, range, sha } from '../../support/cli-fixtures.ts'
import { container, template } from '../../support/model-objects.ts'

const [newer, older] = cart.particulars.releases()
if (newer === undefined || older === undefined) throw new Error('two releases are needed')
const pod = (image: string, level: string) =>
  template({
    mounts: ['configMap/cart'],
    containers: [container({ image, env: { LEVEL: { kind: 'literal', text: level } } })],
  })
const diff = releaseDiff(
  { ...older, template: pod('cart:1.7.1', 'info'), replicas: 2 },
  { ...newer, template: pod('cart:1.7.2', 'debug'), replicas: 3 },
)
const context: DiffContext = {
  commits: ok({
    repository: '/src/shop',
    from: sha('a'),
    to: sha('b'),
    takenBack: false,
    excluded: 1,
    items: range.commits.slice(0, 2).map((commit) => ({
      ...commit,
      owners: ['@shop/cart'],
      pullRequest: { number: '12', url: 'https://git.example/shop/pull/12' },
      url: null,
    })),
  }),
  configTimes: [
    {
      namespace: 'shop',
      name: 'cart',
      changedAt: '2026-03-01T11:55:00Z',
      changedBy: 'kubectl-edit',
      createdAt: '2026-01-01T00:00:00Z',
    },
  ],
  problems: [],
}

test('diff says in words what changed, and who wrote the code', async () => {
  await expect(printDiff(cart, diff, context, 'text', now)).toMatchFileSnapshot(
    '__screens__/diff.txt',
  )
})

test('what could not be read is said, with the next step', () => {
  const unread: DiffContext = {
    commits: failed('config', 'the repository is unknown', { next: 'pass --repo DIR' }),
    configTimes: [],
    problems: ['configmap cart: you may not read it'],
  }
  const text = printDiff(cart, diff, unread, 'text', now)
  expect(text).toContain('commits: the repository is unknown; pass --repo DIR')
  expect(text).toContain('configmap cart: you may not read it')
})

test('diff -o json has both templates, and every field where nothing is known', () => {
  const whole = JSON.parse(printDiff(cart, diff, context, 'json', now))
  expect(Object.keys(whole)).toEqual([
    ...['workload', 'from', 'to', 'verdict', 'codeChanged', 'configOnly', 'differences'],
    ...['replicas', 'configMaps', 'templates', 'commits', 'problems'],
  ])
  expect(whole.templates.to.containers[0].env).toEqual({ LEVEL: 'debug' })
  expect(whole.commits.items[0]).toMatchObject({ owners: ['@shop/cart'], files: expect.any(Array) })
  const bare = JSON.parse(
    printDiff(
      cart,
      releaseDiff(older, newer),
      { commits: null, configTimes: [], problems: [] },
      'json',
      now,
    ),
  )
  expect(bare).toMatchObject({ differences: null, replicas: null, commits: null })
  expect(bare.templates).toEqual({ from: null, to: null })
})
