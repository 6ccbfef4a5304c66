import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { trimApplication, trimService } from '../../../src/cluster/trim/trim-around.ts'
import { lenient } from '../../../src/cluster/around.ts'
import { unread } from '../../../src/cluster/request/read-failure.ts'

const metadata = { uid: 'u', name: 'shop', namespace: 'argocd' }

test('an Application keeps where it syncs from, what, and its history', () => {
  const application = trimApplication({
    metadata,
    spec: {
      project: 'payments',
      source: { repoURL: 'https://git.example/deploys', path: 'cart', targetRevision: 'HEAD' },
    },
    status: {
      sync: { status: 'Synced', revision: 'abc' },
      resources: [
        { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'cart' },
        { kind: 'Service', namespace: 'shop', name: 'cart' },
      ],
      history: [
        {
          id: 3,
          revision: 'abc',
          deployedAt: '2026-03-01T10:00:00Z',
          initiatedBy: { username: 'ann' },
        },
        {
          id: 4,
          revisions: ['1.2.3', 'def'],
          deployedAt: '2026-03-02T10:00:00Z',
          initiatedBy: { automated: true },
        },
      ],
    },
  })
  expect(application).toMatchObject({
    project: 'payments',
    sources: [
      {
        repoUrl: 'https://git.example/deploys',
        path: 'cart',
        chart: null,
        targetRevision: 'HEAD',
      },
    ],
    revisions: ['abc'],
    workloads: ['Deployment/shop/cart'],
    history: [
      { id: 3, revisions: ['abc'], deployedAt: '2026-03-01T10:00:00Z', initiatedBy: 'ann' },
      {
        id: 4,
        revisions: ['1.2.3', 'def'],
        deployedAt: '2026-03-02T10:00:00Z',
        initiatedBy: 'automated sync',
      },
    ],
  })
})

test('several sources outrank the single one', () => {
  const spec = { source: { repoURL: 'a' }, sources: [{ repoURL: 'b' }, { ref: 'values' }] }
  expect(trimApplication({ metadata, spec })?.sources.map(({ repoUrl }) => repoUrl)).toEqual(['b'])
})

test('whatever stands in the fields, nothing throws and text is clean', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), (rest) => {
      trimService({ metadata, spec: rest })
      trimApplication({ metadata, spec: rest, status: rest })
    }),
  )
  expect(trimService({ metadata, spec: { selector: { app: 'a\u001B[2J' } } })?.selector).toEqual({
    app: 'a�[2J',
  })
})

test('being forbidden is no failure where a resource only adds to what is known', () => {
  const { failure } = unread('Forbidden', 'no', { state: 'forbidden', status: 403 })
  expect(lenient(failure, true).state).toBe('absent')
  expect(lenient(failure, false).state).toBe('forbidden')
})
