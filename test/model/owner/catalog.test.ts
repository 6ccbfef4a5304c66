import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEntity } from '../../../src/model/owner/catalog.ts'
import { parseEntityRef, plainOwner, refText } from '../../../src/model/owner/entity-ref.ts'
import { template, workloadObject } from '../../support/model-objects.ts'
import { component, ownerIn } from '../../support/model-owner.ts'

describe('a reference to an entity', () => {
  test.each([
    ['payments', 'group:default/payments'],
    ['group:payments', 'group:default/payments'],
    ['Group:Default/Payments', 'group:default/payments'],
    ['eu/payments', 'group:eu/payments'],
    ['user:default/ann', 'user:default/ann'],
    [' payments ', 'group:default/payments'],
    [{ name: 'Payments' }, 'group:default/payments'],
    [{ kind: 'User', namespace: 'EU', name: 'ann' }, 'user:eu/ann'],
  ])('%j is %s', (written, full) => {
    const ref = parseEntityRef(written, 'group')
    expect(ref === null ? null : refText(ref)).toBe(full)
  })

  test.each([null, 7, '', 'a:b:c', 'a/b/c', ':x', { kind: 'Group' }, []])(
    '%j is none',
    (written) => {
      expect(parseEntityRef(written, 'group')).toBeNull()
    },
  )

  test('people say it without kind and the namespace default', () => {
    expect(
      ['group:default/shop', 'user:ann', 'group:eu/shop', '@org/shop', 'shop:x'].map(plainOwner),
    ).toEqual(['shop', 'ann', 'eu/shop', '@org/shop', 'shop:x'])
  })
})

describe('the entity of a workload', () => {
  const labelled = (labels: Record<string, string>) =>
    workloadObject({ template: template({ labels }) })
  const owner = 'payments'

  test.each([
    [
      'by the id that both have',
      { 'backstage.io/kubernetes-id': 'the-cart' },
      component('x', { owner, annotations: { 'backstage.io/kubernetes-id': 'the-cart' } }),
      'certain',
    ],
    [
      'by its selector',
      { app: 'cart', tier: 'web' },
      component('x', {
        owner,
        annotations: { 'backstage.io/kubernetes-label-selector': 'app=cart,tier in (web)' },
      }),
      'certain',
    ],
    [
      'by its name, weakly',
      { 'app.kubernetes.io/name': 'Trolley' },
      component('trolley', { owner }),
      'weak',
    ],
  ])('is found %s', (_, labels, entity, confidence) => {
    expect(ownerIn({ workload: labelled(labels) }, { catalog: [entity] })).toMatchObject({
      value: owner,
      confidence,
    })
  })

  test('is not one for another namespace, nor one of two with the name', () => {
    const other = component('cart', {
      owner,
      annotations: { 'backstage.io/kubernetes-namespace': 'web' },
    })
    expect(ownerIn({ workload: workloadObject() }, { catalog: [other] }).value).toBeNull()
    const twins = [
      component('cart', { owner }),
      component('cart', { owner: 'other', namespace: 'eu' }),
    ]
    expect(ownerIn({ workload: workloadObject() }, { catalog: twins }).value).toBeNull()
  })

  test('a selector that is none selects nothing', () => {
    const wrong = component('x', {
      owner,
      annotations: { 'backstage.io/kubernetes-label-selector': '!!' },
    })
    expect(ownerIn({ workload: labelled({ app: 'cart' }) }, { catalog: [wrong] }).value).toBeNull()
  })
})

test('hostile catalogs are cleaned, and never make the reading throw', () => {
  expect(
    readEntity(
      { apiVersion: 'backstage.io/v1', kind: 'Component', metadata: { name: 'a\u001B[2J' } },
      'f',
    )?.ref.name,
  ).toBe('a�[2j')
  fc.assert(
    fc.property(fc.anything(), (document) => {
      readEntity(document, 'f')
    }),
  )
})
