import { describe, expect, test } from 'vitest'
import { codeChanged, differencesBetween } from '../../../src/model/release/difference.ts'
import type { Container, PodTemplate } from '../../../src/model/kube/kube.ts'
import { resolved, unknown } from '../../../src/model/resolved.ts'
import type { Release } from '../../../src/model/workload.ts'
import { container, template } from '../../support/model-objects.ts'
import { release } from '../../support/state-fixtures.ts'

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

describe('whether the code changed', () => {
  const nameless = unknown('nothing names a commit')
  const built = (image: string | null, change: Partial<Release> = {}) =>
    release(1, '1.0.0', { image, commit: nameless, version: unknown('no tag'), ...change })
  const from = (commit: string) => ({ commit: resolved(commit, 'image tag', 'likely') })
  const runs = (version: string) => ({ version: resolved(version, 'the running pod', 'weak') })

  test.each<readonly [string, Release, Release, boolean | null]>([
    ['another fixed tag', built('cart:1.8.0'), built('cart:1.9.0'), true],
    ['the same fixed tag', built('cart:1.8.0'), built('cart:1.8.0'), false],
    ['another image name', built('cart:1.8.0'), built('checkout:1.8.0'), true],
    ['the same tag from a mirror', built('cart:1.8.0'), built('mirror.example/cart:1.8.0'), false],
    ['the same moving tag', built('cart:latest'), built('cart:latest'), null],
    ['no tag', built('cart'), built('cart'), null],
    [
      'the same moving tag, of which the pods ran two digests',
      built('cart:latest', runs('sha256:aaaaaaaaaaaa')),
      built('cart:latest', runs('sha256:bbbbbbbbbbbb')),
      true,
    ],
    [
      'the same moving tag, of which the pods ran one digest',
      built('cart:latest', runs('sha256:aaaaaaaaaaaa')),
      built('cart:latest', runs('sha256:aaaaaaaaaaaa')),
      false,
    ],
    [
      'the same moving tag and the same version by a label, which need not follow the image',
      built('cart:latest', runs('1.8.0')),
      built('cart:latest', runs('1.8.0')),
      null,
    ],
    ['a moving tag, now fixed', built('cart:latest'), built('cart:1.9.0'), true],
    ['the same digest', built(`cart@${digest('a')}`), built(`cart:2@${digest('a')}`), false],
    [
      'the same tag with another digest',
      built(`cart:2@${digest('a')}`),
      built(`cart:2@${digest('b')}`),
      true,
    ],
    [
      'the same digest whatever commit a deployment tool noted',
      built(`cart@${digest('a')}`, from('1f2e3d4')),
      built(`cart@${digest('a')}`, from('5a6b7c8')),
      false,
    ],
    [
      'the same commit built again',
      built('cart:1-build5', from('1f2e3d4')),
      built('cart:1-build6', from('1f2e3d4c5b6a')),
      false,
    ],
    [
      'other commits under another tag',
      built('cart:1.8.0', from('1f2e3d4')),
      built('cart:1.9.0', from('5a6b7c8')),
      true,
    ],
    [
      'other commits under a moving tag',
      built('cart:latest', from('1f2e3d4')),
      built('cart:latest', from('5a6b7c8')),
      true,
    ],
    [
      'other commits that contradict the same fixed tag',
      built('cart:1.8.0', from('1f2e3d4')),
      built('cart:1.8.0', from('5a6b7c8')),
      null,
    ],
    [
      'one commit unknown, the tag another',
      built('cart:1', from('1f2e3d4')),
      built('cart:1.9.0'),
      true,
    ],
    ['nothing known', built(null), built(null), null],
  ])('%s', (_, older, newer, expected) => {
    expect(codeChanged(older, newer)).toBe(expected)
    expect(codeChanged(newer, older)).toBe(expected)
  })
})
