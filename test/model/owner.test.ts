import { expect, test } from 'vitest'
import { contactsOf, ownerOf } from '../../src/model/owner.ts'
import { namespaceObject, template, workloadObject } from '../support/model-objects.ts'

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
])('%s', (_, workload, onNamespace, expected) => {
  expect(ownerOf(workload, namespaceObject('shop', onNamespace))).toEqual(expected)
})

test('without an owner it says where it looked', () => {
  expect(ownerOf(workloadObject(), namespaceObject('shop'))).toEqual({
    value: null,
    source:
      'no owner annotation and no team label on the pod template, the deployment or namespace shop',
    confidence: 'none',
  })
})

test('a namespace that could not be read is not taken for one without an owner', () => {
  expect(ownerOf(workloadObject(), null).source).toMatch(/namespace shop \(not read\)$/)
})

test('contacts come from every known annotation, nearest first and none twice', () => {
  const workload = workloadObject({
    meta: {
      annotations: {
        'a8r.io/chat': '#cart',
        'a8r.io/runbook': 'https://wiki.example/cart',
        'app.komodor.com/notification.oncall.slack': '#oncall',
        'app.komodor.com/service.link.dashboard': 'https://grafana.example/cart',
        'link.argocd.argoproj.io/traces': 'https://tempo.example/cart',
        'a8r.io/description': 'no contact',
        'a8r.io/bugs': '',
      },
    },
  })
  const shop = namespaceObject('shop', {
    annotations: { 'a8r.io/chat': '#cart', 'a8r.io/support': 'shop@example.com' },
  })
  expect(contactsOf(workload, shop)).toEqual([
    { kind: 'chat', value: '#cart', source: 'annotation a8r.io/chat on the deployment' },
    {
      kind: 'runbook',
      value: 'https://wiki.example/cart',
      source: 'annotation a8r.io/runbook on the deployment',
    },
    {
      kind: 'chat',
      value: '#oncall',
      source: 'annotation app.komodor.com/notification.oncall.slack on the deployment',
    },
    {
      kind: 'dashboard',
      value: 'https://grafana.example/cart',
      source: 'annotation app.komodor.com/service.link.dashboard on the deployment',
    },
    {
      kind: 'traces',
      value: 'https://tempo.example/cart',
      source: 'annotation link.argocd.argoproj.io/traces on the deployment',
    },
    {
      kind: 'support',
      value: 'shop@example.com',
      source: 'annotation a8r.io/support on namespace shop',
    },
  ])
})
