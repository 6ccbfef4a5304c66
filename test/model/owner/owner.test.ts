import { describe, expect, test } from 'vitest'
import type { Meta, WorkloadObject } from '../../../src/model/kube/kube.ts'
import type { Resolved } from '../../../src/model/resolved.ts'
import {
  container,
  namespaceObject,
  template,
  workloadObject,
} from '../../support/model-objects.ts'
import {
  applicationObject,
  component,
  expectOwner,
  ownerIn,
  serviceObject,
} from '../../support/model-owner.ts'

const owned = (onTemplate: object, onWorkload: object) =>
  workloadObject({ template: template(onTemplate), meta: onWorkload })

test.each([
  [
    'the pod template’s annotation outranks the workload’s',
    owned({ annotations: { 'a8r.io/owner': '@ann' } }, { annotations: { 'a8r.io/owner': '@bob' } }),
    {},
    { value: '@ann', source: 'annotation a8r.io/owner on the pod template', confidence: 'certain' },
  ],
  [
    'an annotation on the workload outranks a label on the template',
    owned({ labels: { team: 'web' } }, { annotations: { 'opslevel.com/owner': 'payments' } }),
    {},
    {
      value: 'payments',
      source: 'annotation opslevel.com/owner on the deployment',
      confidence: 'certain',
    },
  ],
  [
    'a Backstage reference is said plainly',
    owned({}, { annotations: { 'terasky.backstage.io/owner': 'group:default/checkout' } }),
    {},
    {
      value: 'checkout',
      source: 'annotation terasky.backstage.io/owner on the deployment',
      confidence: 'certain',
    },
  ],
  [
    'the team label outranks the owner label',
    owned({}, { labels: { owner: 'ann', team: 'web' } }),
    {},
    { value: 'web', source: 'label team on the deployment', confidence: 'likely' },
  ],
  [
    'the namespace is asked last',
    owned({}, {}),
    { labels: { team: 'platform' } },
    { value: 'platform', source: 'label team on namespace shop', confidence: 'likely' },
  ],
  [
    'an own label outranks the namespace’s annotation',
    owned({ labels: { owner: 'ann' } }, {}),
    { annotations: { 'a8r.io/owner': 'platform' } },
    { value: 'ann', source: 'label owner on the pod template', confidence: 'likely' },
  ],
  [
    'an empty value says nothing',
    owned({ annotations: { 'a8r.io/owner': '  ' } }, { labels: { team: '' } }),
    { annotations: { 'terasky.backstage.io/owner': 'infra' } },
    {
      value: 'infra',
      source: 'annotation terasky.backstage.io/owner on namespace shop',
      confidence: 'likely',
    },
  ],
] satisfies [string, WorkloadObject, Partial<Meta>, Resolved][])(
  '%s',
  (_, workload, onNamespace, expected) => {
    expectOwner({ workload, namespace: namespaceObject('shop', onNamespace) }, expected)
  },
)

test('without an owner it says where it looked', () => {
  expectOwner(
    { workload: workloadObject(), namespace: namespaceObject('shop') },
    {
      value: null,
      source:
        'no setting, owner annotation, team label, catalog entity or CODEOWNERS line: looked at the pod template, the deployment, its Services, namespace shop, its Argo CD Application, the catalog and the repository',
      confidence: 'none',
    },
  )
})

test('a namespace that could not be read is not taken for one without an owner', () => {
  expect(ownerIn({ workload: workloadObject() }).source).toContain('namespace shop (not read)')
})

describe('beside its own objects', () => {
  const workload = workloadObject({ template: template({ labels: { app: 'cart' } }) })
  const service = serviceObject(
    'cart',
    { app: 'cart' },
    { annotations: { 'a8r.io/owner': '@ann' } },
  )

  test('the Service that selects it is asked', () => {
    expectOwner(
      { workload, services: [service] },
      { value: '@ann', source: 'annotation a8r.io/owner on service cart', confidence: 'likely' },
    )
  })

  test('an annotation on the Service outranks the catalog, which outranks its own team label', () => {
    const labelled = workloadObject({
      template: template({ labels: { app: 'cart', team: 'web' } }),
    })
    const catalog = [component('cart', { owner: 'group:default/payments' })]
    expect(ownerIn({ workload: labelled, services: [service] }, { catalog })).toMatchObject({
      value: '@ann',
      rejected: [
        { value: 'payments', reason: 'outranked' },
        { value: 'web', reason: 'outranked' },
      ],
    })
    expect(ownerIn({ workload: labelled }, { catalog }).value).toBe('payments')
  })

  test('the Argo CD Application that manages it comes after the namespace', () => {
    const application = applicationObject('shop', { labels: { team: 'web' } })
    const namespace = namespaceObject('shop', { labels: { team: 'platform' } })
    expectOwner(
      { workload, applications: [application] },
      { value: 'web', source: 'label team on Argo CD application shop', confidence: 'likely' },
    )
    expect(ownerIn({ workload, applications: [application], namespace }).value).toBe('platform')
  })

  test('its Argo CD project is a weak hint, the project default none', () => {
    expectOwner(
      { workload, applications: [applicationObject('shop', {}, { project: 'payments' })] },
      { value: 'payments', source: 'project of Argo CD application shop', confidence: 'weak' },
    )
    expect(
      ownerIn({ workload, applications: [applicationObject('shop', {}, { project: 'default' })] })
        .value,
    ).toBeNull()
  })

  test.each([
    [
      { DD_TAGS: 'env:prod team:payments' },
      'team in environment variable DD_TAGS of container cart',
    ],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=cart,team=payments' },
      'team in environment variable OTEL_RESOURCE_ATTRIBUTES of container cart',
    ],
  ])('a tag of its telemetry counts: %j', (variables, source) => {
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, text]) => [name, { kind: 'literal' as const, text }]),
    )
    expectOwner(
      { workload: workloadObject({ template: template({ containers: [container({ env })] }) }) },
      { value: 'payments', source, confidence: 'likely' },
    )
  })

  test('a word for nobody is passed over and said so', () => {
    const nobody = workloadObject({ meta: { labels: { team: 'unknown' } } })
    expect(
      ownerIn({
        workload: nobody,
        namespace: namespaceObject('shop', { labels: { team: 'web' } }),
      }),
    ).toMatchObject({
      value: 'web',
      rejected: [
        { value: 'unknown', source: 'label team on the deployment', reason: 'names nobody' },
      ],
    })
  })
})

describe('a rule of the user’s own', () => {
  const workload = workloadObject({
    meta: { annotations: { 'a8r.io/owner': '@ann', 'example.com/squad': 'carts' } },
  })

  test.each([
    [
      { owners: [{ workload: 'shop/*', owner: 'payments' }] },
      'payments',
      'settings: owners[0] (shop/*)',
    ],
    [
      { owners: [{ namespace: 'sh*', owner: 'payments' }] },
      'payments',
      'settings: owners[0] (namespace sh*)',
    ],
    [
      { ownerKeys: ['example.com/squad'] },
      'carts',
      'annotation example.com/squad on the deployment',
    ],
    [
      {
        owners: [{ namespace: 'shop', owner: 'all' }],
        contexts: { 'pr*': { owners: [{ namespace: 'shop', owner: 'prod' }] } },
      },
      'prod',
      'settings: contexts.pr*.owners[0] (namespace shop)',
    ],
  ])('%j outranks every annotation', (settings, value, source) => {
    expectOwner({ workload }, { value, source, confidence: 'certain' }, { settings })
  })

  test('one for another context or namespace says nothing', () => {
    const settings = {
      owners: [{ namespace: 'web', owner: 'web' }],
      contexts: { staging: { owners: [{ workload: '*', owner: 'staging' }] } },
    }
    expect(ownerIn({ workload }, { settings }).value).toBe('@ann')
  })
})

describe('CODEOWNERS of the mapped repository', () => {
  const settings = {
    repositories: [{ workload: '*', repository: '~/src/mono', path: 'services/cart' }],
  }
  const codeowners = {
    file: '.github/CODEOWNERS',
    text: '* @org/all\n/services/cart/ @org/payments ann@example.com\n*.go @org/go',
  }

  test('the last rule that matches the service’s folder counts', () => {
    expectOwner(
      { workload: workloadObject() },
      {
        value: '@org/payments, ann@example.com',
        source: '.github/CODEOWNERS of ~/src/mono, for services/cart',
        confidence: 'likely',
      },
      { settings, codeowners: { '~/src/mono': codeowners } },
    )
  })

  test('without a folder only the rules for everything count, and weakly', () => {
    const whole = { repositories: [{ workload: '*', repository: '~/src/mono' }] }
    expectOwner(
      { workload: workloadObject() },
      {
        value: '@org/all',
        source: '.github/CODEOWNERS of ~/src/mono, for the repository',
        confidence: 'weak',
      },
      { settings: whole, codeowners: { '~/src/mono': codeowners } },
    )
  })

  test('any label outranks it', () => {
    const labelled = workloadObject({ meta: { labels: { team: 'web' } } })
    expect(
      ownerIn({ workload: labelled }, { settings, codeowners: { '~/src/mono': codeowners } }),
    ).toMatchObject({ value: 'web', rejected: [{ value: '@org/payments, ann@example.com' }] })
  })
})

test('telemetry’s attributes are cleaned after they are decoded', () => {
  const env = {
    OTEL_RESOURCE_ATTRIBUTES: { kind: 'literal' as const, text: 'team=a%1B%5B2Jb%0Ac' },
  }
  const workload = workloadObject({ template: template({ containers: [container({ env })] }) })
  expect(ownerIn({ workload }).value).toBe('a�[2Jb c')
})
