import { expect, test } from 'vitest'
import { namespaceObject, workloadObject } from '../../support/model-objects.ts'
import { applicationObject, component, contactsIn, group } from '../../support/model-owner.ts'

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
  expect(contactsIn({ workload, namespace: shop })).toEqual([
    {
      kind: 'chat',
      value: '#cart',
      source: 'annotation a8r.io/chat on the deployment',
      url: null,
    },
    {
      kind: 'runbook',
      value: 'https://wiki.example/cart',
      source: 'annotation a8r.io/runbook on the deployment',
      url: 'https://wiki.example/cart',
    },
    {
      kind: 'chat',
      value: '#oncall',
      source: 'annotation app.komodor.com/notification.oncall.slack on the deployment',
      url: null,
    },
    {
      kind: 'dashboard',
      value: 'https://grafana.example/cart',
      source: 'annotation app.komodor.com/service.link.dashboard on the deployment',
      url: 'https://grafana.example/cart',
    },
    {
      kind: 'traces',
      value: 'https://tempo.example/cart',
      source: 'annotation link.argocd.argoproj.io/traces on the deployment',
      url: 'https://tempo.example/cart',
    },
    {
      kind: 'support',
      value: 'shop@example.com',
      source: 'annotation a8r.io/support on namespace shop',
      url: 'mailto:shop@example.com',
    },
  ])
})

test('the group that owns its catalog entity is reached too', () => {
  const catalog = [
    component('cart', {
      owner: { kind: 'Group', name: 'Payments' },
      annotations: { 'pagerduty.com/service-id': 'P1CART' },
      links: [{ url: 'https://grafana.example/cart', title: 'Dashboard' }],
    }),
    group('payments', {
      email: 'payments@example.com',
      links: [{ url: 'https://chat.example/payments', title: 'Slack channel' }],
    }),
  ]
  const found = contactsIn({ workload: workloadObject() }, { catalog })
  expect(found.map(({ kind, value, url }) => [kind, value, url])).toEqual([
    ['pager', 'P1CART', null],
    ['dashboard', 'https://grafana.example/cart', 'https://grafana.example/cart'],
    ['email', 'payments@example.com', 'mailto:payments@example.com'],
    ['chat', 'https://chat.example/payments', 'https://chat.example/payments'],
  ])
  expect(found[2]?.source).toBe('catalog entity group:default/payments (catalog-info.yaml)')
})

test('channels that Argo CD notifies are named by its Application alone', () => {
  const key = 'notifications.argoproj.io/subscribe.on-sync-failed.slack'
  const annotations = { [key]: 'cart-alerts;oncall' }
  const applications = [applicationObject('shop', { annotations })]
  expect(
    contactsIn({ workload: workloadObject({ meta: { annotations } }), applications }).map(
      ({ kind, value, source }) => [kind, value, source],
    ),
  ).toEqual([
    ['chat', 'cart-alerts', `annotation ${key} on Argo CD application shop`],
    ['chat', 'oncall', `annotation ${key} on Argo CD application shop`],
  ])
})

test('the user’s own contacts come first, and keys of their own hold contacts', () => {
  const settings = {
    owners: [{ namespace: 'shop', owner: 'payments', contacts: { 'On-call': 'P7' } }],
    contactKeys: { 'example.com/slack': 'chat' },
  }
  const workload = workloadObject({
    meta: { annotations: { 'a8r.io/chat': '#cart', 'example.com/slack': '#squad' } },
  })
  expect(contactsIn({ workload }, { settings }).map(({ kind, value }) => [kind, value])).toEqual([
    ['pager', 'P7'],
    ['chat', '#squad'],
    ['chat', '#cart'],
  ])
})

test.each([
  `https://logs.example/?c=$\{cluster}`,
  'javascript:alert(1)',
  'file:///etc/passwd',
  'https://',
  'vbscript:x',
])('%s is text to copy, never a link', (value) => {
  const workload = workloadObject({ meta: { annotations: { 'a8r.io/runbook': value } } })
  expect(contactsIn({ workload })).toMatchObject([{ value, url: null }])
})

test('the Application that manages a workload is a link, where the settings say how Argo CD is opened', () => {
  const applications = [applicationObject('shop')]
  const settings = (argoCd: string) => ({ settings: { argoCd } })
  expect(
    contactsIn(
      { workload: workloadObject(), applications },
      settings('https://argocd.example.com/'),
    ),
  ).toEqual([
    {
      kind: 'argocd',
      value: 'https://argocd.example.com/applications/argocd/shop',
      source: 'Application shop, settings: argoCd',
      url: 'https://argocd.example.com/applications/argocd/shop',
    },
  ])
  expect(contactsIn({ workload: workloadObject(), applications }, settings(''))).toEqual([])
})
