import { expect, test } from 'vitest'
import { changesBetween } from '../../../src/model/release/difference.ts'
import { sameTemplate } from '../../../src/model/kube/template.ts'
import { container, template } from '../../support/model-objects.ts'

const app = (parts: object) => template({ containers: [container(parts)] })
const base = template()

test.each([
  ['a new image', app({ image: 'cart:1.4.3' }), ['image']],
  [
    'a new init image',
    [
      template({ initContainers: [container({ name: 'init', image: 'a' })] }),
      template({ initContainers: [container({ name: 'init', image: 'b' })] }),
    ],
    ['image'],
  ],
  ['a variable', app({ env: { DEBUG: { kind: 'literal', text: '1' } } }), ['env']],
  ['another ConfigMap in envFrom', app({ envFrom: ['configMap/cart'] }), ['config']],
  ['another mounted Secret', template({ mounts: ['secret/tls'] }), ['config']],
  ['a checksum annotation', template({ annotations: { 'checksum/config': 'abc' } }), ['config']],
  ['a memory limit', app({ limits: { cpu: null, memory: '1Gi' } }), ['resources']],
  ['a probe', app({ probes: '{"livenessProbe":{}}' }), ['probes']],
  ['a command', app({ command: 'serve --fast' }), ['command']],
  [
    'a restart',
    template({ annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } }),
    ['other'],
  ],
  [
    'something not looked at, such as a service account',
    template({ fingerprint: 'other' }),
    ['other'],
  ],
  [
    'a container more',
    template({ containers: [container(), container({ name: 'proxy' })] }),
    ['other'],
  ],
  [
    'several things at once',
    app({ image: 'cart:1.4.3', env: { A: { kind: 'literal', text: '1' } }, command: 'x' }),
    ['image', 'env', 'command'],
  ],
  [
    'an image together with its version label',
    template({ labels: { version: '2' }, containers: [container({ image: 'cart:2' })] }),
    ['image'],
  ],
  ['nothing but the hash label', template({ labels: { 'pod-template-hash': '5d9c' } }), []],
  [
    'the same variables in another order',
    [
      app({ env: { A: { kind: 'literal', text: '1' }, B: { kind: 'literal', text: '2' } } }),
      {
        ...app({ env: { B: { kind: 'literal', text: '2' }, A: { kind: 'literal', text: '1' } } }),
        fingerprint: 'reordered',
      },
    ],
    ['other'],
  ],
])('%s', (_, templates, changes) => {
  const [older, newer] = Array.isArray(templates) ? templates : [base, templates]
  expect(changesBetween(older!, newer!)).toEqual(changes)
  expect(sameTemplate(older!, newer!)).toBe(changes.length === 0)
})
