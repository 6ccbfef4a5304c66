import { describe, expect, test } from 'vitest'
import { differencesBetween } from '../../../src/model/release/difference.ts'
import type { Container, PodTemplate } from '../../../src/model/kube/kube.ts'
import { container, template } from '../../support/model-objects.ts'

const one = (parts: Partial<Container>) => template({ containers: [container(parts)] })
const literal = (text: string) => ({ kind: 'literal' as const, text })
const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const proxied = (image: string, rest: Partial<Container> = {}) =>
  template({ containers: [container(rest), container({ name: 'proxy', image })] })
const initial = (name: string, parts: Partial<Container> = {}) =>
  template({ initContainers: [container({ name, ...parts })] })

const pairs: readonly [string, PodTemplate, PodTemplate, readonly string[]][] = [
  [
    'a new tag',
    one({ image: 'cart:1.8.0' }),
    one({ image: 'cart:1.9.0' }),
    ['image 1.8.0 → 1.9.0'],
  ],
  [
    'a digest pushed under the same tag',
    one({ image: `cart:1@${digest('a')}` }),
    one({ image: `cart:1@${digest('b')}` }),
    ['image 1@sha256:aaaaaaaaaaaa → 1@sha256:bbbbbbbbbbbb'],
  ],
  [
    'digests without a tag',
    one({ image: `cart@${digest('a')}` }),
    one({ image: `cart@${digest('b')}` }),
    ['image sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb'],
  ],
  [
    'a tag where there was a digest',
    one({ image: `cart@${digest('a')}` }),
    one({ image: 'cart:2' }),
    ['image sha256:aaaaaaaaaaaa → 2'],
  ],
  [
    'a tag where there was none',
    one({ image: 'cart' }),
    one({ image: 'cart:2' }),
    ['image no tag → 2'],
  ],
  [
    'another repository',
    one({ image: 'shop/cart:1' }),
    one({ image: `mirror.example/shop/cart:1@${digest('a')}` }),
    ['image shop/cart:1 → mirror.example/shop/cart:1@sha256:aaaaaaaaaaaa'],
  ],
  [
    'variables, by name and never by value',
    one({ env: { KEPT: literal('1'), LEVEL: literal('info'), OLD: literal('hunter2') } }),
    one({ env: { TOKEN: literal('s3cret'), LEVEL: literal('debug'), KEPT: literal('1') } }),
    ['env LEVEL changed', 'env OLD removed', 'env TOKEN added'],
  ],
  [
    'a value that became a reference',
    one({ env: { PASSWORD: literal('secretKeyRef db/password') } }),
    one({ env: { PASSWORD: { kind: 'reference', text: 'secretKeyRef db/password' } } }),
    ['env PASSWORD changed'],
  ],
  [
    'sources of variables',
    one({ envFrom: ['configMap/a', 'secret/b'] }),
    one({ envFrom: ['secret/b', 'secret/c'] }),
    ['env from configMap/a removed', 'env from secret/c added'],
  ],
  [
    'sources of variables in another order',
    one({ envFrom: ['configMap/a', 'secret/b'] }),
    one({ envFrom: ['secret/b', 'configMap/a'] }),
    ['order of env from changed'],
  ],
  [
    'requests and limits',
    one({ requests: { cpu: '100m', memory: null }, limits: { cpu: null, memory: '256Mi' } }),
    one({ requests: { cpu: '250m', memory: null }, limits: { cpu: '1', memory: '128Mi' } }),
    ['cpu request 100m → 250m', 'cpu limit none → 1', 'memory limit 256Mi → 128Mi'],
  ],
  [
    'a limit taken away',
    one({ limits: { cpu: null, memory: '256Mi' } }),
    one({}),
    ['memory limit 256Mi → none'],
  ],
  [
    'probes',
    one({ probes: 'livenessProbe 1a2b' }),
    one({ probes: 'livenessProbe 3c4d' }),
    ['probes changed'],
  ],
  [
    'a command, without its words',
    one({ command: 'serve --token=hunter2' }),
    one({ command: 'serve --token=s3cret' }),
    ['command changed'],
  ],
  [
    'mounts',
    template({ mounts: ['configMap/old', 'secret/tls'] }),
    template({ mounts: ['configMap/settings', 'secret/tls'] }),
    ['no longer mounts configMap/old', 'mounts configMap/settings'],
  ],
  [
    'the content of configuration, where a checksum tells',
    template({ annotations: { 'checksum/config': 'abc', team: 'payments' } }),
    template({ annotations: { 'checksum/config': 'def', team: 'billing' } }),
    ['annotation checksum/config changed'],
  ],
  [
    'each of several containers by name',
    proxied('envoy:1.29', { image: 'cart:1' }),
    proxied('envoy:1.30', { image: 'cart:2' }),
    ['cart: image 1 → 2', 'proxy: image 1.29 → 1.30'],
  ],
  ['a container more', template(), proxied('envoy:1.30'), ['container proxy added']],
  ['a container less', proxied('envoy:1.30'), template(), ['container proxy removed']],
  ['a sidecar more', template(), initial('proxy', { sidecar: true }), ['sidecar proxy added']],
  ['an init container less', initial('migrate'), template(), ['init container migrate removed']],
  [
    'a renamed container',
    initial('migrate'),
    initial('prepare'),
    ['init container prepare added', 'init container migrate removed'],
  ],
  [
    'a restart',
    template(),
    template({ annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } }),
    ['restarted'],
  ],
  [
    'labels and annotations, where nothing else differs',
    template({ labels: { tier: 'web' }, annotations: { note: 'a' } }),
    template({ labels: { tier: 'api' }, annotations: {} }),
    ['label tier changed', 'annotation note removed'],
  ],
  [
    'labels left out beside what they describe',
    template({ labels: { version: '1' }, containers: [container({ image: 'cart:1' })] }),
    template({ labels: { version: '2' }, containers: [container({ image: 'cart:2' })] }),
    ['image 1 → 2'],
  ],
  [
    'something that is not looked at, such as a service account',
    template(),
    template({ fingerprint: 'other' }),
    ['another part of the pod template changed'],
  ],
  ['nothing', template(), template({ labels: { 'pod-template-hash': '5d9c' } }), []],
]

describe('the differences of two templates', () => {
  test.each(pairs)('%s', (_, older, newer, words) => {
    expect(differencesBetween(older, newer).map((difference) => difference.words)).toEqual(words)
  })
})
