import { expect, test } from 'vitest'
import { appContainer } from '../../../src/model/kube/container.ts'
import { container, meta, template } from '../../support/model-objects.ts'

const named = (...names: string[]) => names.map((name) => container({ name }))

test.each([
  [
    'the one that the default-container annotation names',
    ['cart', 'worker'],
    { annotations: { 'kubectl.kubernetes.io/default-container': 'worker' } },
    'worker',
  ],
  ['the one named as the workload', ['istio-proxy', 'worker', 'cart'], {}, 'cart'],
  [
    'the one named as the app.kubernetes.io/name label',
    ['proxy', 'basket'],
    { labels: { 'app.kubernetes.io/name': 'basket' } },
    'basket',
  ],
  ['the one named as the app label', ['proxy', 'basket'], { labels: { app: 'basket' } }, 'basket'],
  [
    'the one named as the component',
    ['ui', 'flagd'],
    { labels: { 'app.kubernetes.io/component': 'flagd' } },
    'flagd',
  ],
  ['the first that is no sidecar', ['linkerd-proxy', 'redis-exporter', 'server'], {}, 'server'],
  ['the first where all are sidecars', ['istio-proxy', 'daprd'], {}, 'istio-proxy'],
  [
    'the next rule where the annotation names none',
    ['server'],
    { annotations: { 'kubectl.kubernetes.io/default-container': 'gone' } },
    'server',
  ],
])('the app is %s', (_, names, parts, expected) => {
  const pods = template({ containers: named(...names), ...parts })
  expect(appContainer(pods, meta({ name: 'cart' }))?.name).toBe(expected)
})

test('a template without containers has no app', () => {
  expect(appContainer(template({ containers: [] }), meta())).toBeNull()
})

test('a program that others run as a sidecar is the app of its own workload', () => {
  const pods = template({ containers: named('metrics', 'oauth2-proxy') })
  expect(appContainer(pods, meta({ name: 'oauth2-proxy' }))?.name).toBe('oauth2-proxy')
})
