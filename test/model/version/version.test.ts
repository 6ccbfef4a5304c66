import { describe, expect, test } from 'vitest'
import type { Build, BuildRules } from '../../../src/model/version/build.ts'
import type { ApplicationObject } from '../../../src/model/kube/kube-around.ts'
import type { Resolved } from '../../../src/model/resolved.ts'
import { sameRepository } from '../../../src/model/version/repository-name.ts'
import {
  commitOf,
  differs,
  explainedCommit,
  explainedVersion,
  presentCommit,
  sameCommit,
  versionOf,
} from '../../../src/model/version/version.ts'
import { container, imageTemplate, meta, template } from '../../support/model-objects.ts'
import { applicationObject } from '../../support/model-owner.ts'

const build = (parts: Partial<Build> = {}): Build => ({
  kind: 'Deployment',
  template: template(),
  workload: meta(),
  described: true,
  digests: [],
  ...parts,
})
const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const env = (name: string, text: string, image = 'cart:latest') =>
  template({ containers: [container({ image, env: { [name]: { kind: 'literal', text } } })] })
const labelled = (labels: Record<string, string>) => meta({ labels })

/** What a row shows is what is explained, without the reasons. */
const shownOf = ({ value, source, confidence }: Resolved) => ({ value, source, confidence })
const versionIn = (of: Build): Resolved => {
  const explained = explainedVersion(of)
  expect(versionOf(of)).toEqual(shownOf(explained))
  return explained
}
const commitIn = (of: Build, synced: Parameters<typeof explainedCommit>[1]): Resolved => {
  const explained = explainedCommit(of, synced)
  expect(presentCommit(of, synced)).toEqual(shownOf(explained))
  return explained
}

describe('the version', () => {
  test.each([
    [
      'Datadog’s label outranks the tag',
      {
        template: imageTemplate('cart:1.4.2', {
          labels: { 'tags.datadoghq.com/version': '1.4.3' },
        }),
      },
      '1.4.3',
      'label tags.datadoghq.com/version on the pod template',
      'certain',
    ],
    [
      'OpenTelemetry’s annotation outranks the tag',
      {
        template: imageTemplate('cart:1.4.2', {
          annotations: { 'resource.opentelemetry.io/service.version': '7' },
        }),
      },
      '7',
      'annotation resource.opentelemetry.io/service.version on the pod template',
      'certain',
    ],
    [
      'a literal DD_VERSION counts',
      { template: env('DD_VERSION', '2.0') },
      '2.0',
      'environment variable DD_VERSION of container cart',
      'certain',
    ],
    [
      'a tag that stays outranks Helm’s app version',
      { workload: labelled({ 'app.kubernetes.io/version': '1.0.0' }) },
      '1.4.2',
      'image tag of container cart',
      'certain',
    ],
    [
      'a moving tag gives way to the app version on the template',
      {
        template: imageTemplate('cart:latest', {
          labels: { 'app.kubernetes.io/version': '1.1.0' },
        }),
      },
      '1.1.0',
      'label app.kubernetes.io/version on the pod template',
      'likely',
    ],
    [
      'and then to the one on the workload',
      {
        template: imageTemplate('cart:latest'),
        workload: labelled({ 'app.kubernetes.io/version': '1.0.0', version: 'v1' }),
      },
      '1.0.0',
      'label app.kubernetes.io/version on the deployment',
      'weak',
    ],
    [
      'a bare version label is a mesh subset, and weak',
      { template: imageTemplate('cart:main', { labels: { version: 'v1' } }) },
      'v1',
      'label version on the pod template',
      'weak',
    ],
    [
      'a digest in the image is a weak version',
      { template: imageTemplate(`cart@${digest('a')}`) },
      'sha256:aaaaaaaaaaaa',
      'image digest of container cart',
      'weak',
    ],
    [
      'under a moving tag the running digest is',
      { template: imageTemplate('cart:latest'), digests: [digest('b')] },
      'sha256:bbbbbbbbbbbb',
      'digest of the running container cart; the image tag latest moves',
      'weak',
    ],
    [
      'latest alone is unknown',
      { template: imageTemplate('cart:latest') },
      null,
      'the image tag latest moves, and no pod reports a digest',
      'none',
    ],
    [
      'no tag means latest',
      { template: imageTemplate('registry:5000/cart') },
      null,
      'the image has no tag, which means latest, and no pod reports a digest',
      'none',
    ],
    [
      'two digests under one tag are unknown',
      { template: imageTemplate('cart:latest'), digests: [digest('a'), digest('b')] },
      null,
      'the image tag latest moves, and the pods run 2 different images under it',
      'none',
    ],
    [
      'no container, no version',
      { template: template({ containers: [] }) },
      null,
      'the pod template has no container',
      'none',
    ],
    [
      'a DD_VERSION filled in by the kubelet is not shown',
      { template: env('DD_VERSION', '$(TAG)', 'cart:1.0.0') },
      '1.0.0',
      'image tag of container cart',
      'certain',
    ],
    [
      'labels of the workload do not describe an old release',
      {
        template: imageTemplate('cart:latest'),
        workload: labelled({ 'app.kubernetes.io/version': '2.0.0' }),
        described: false,
      },
      null,
      'the image tag latest moves, and no pod reports a digest',
      'none',
    ],
  ])('%s', (_, parts, value, source, confidence) => {
    expect(versionOf(build(parts))).toEqual({ value, source, confidence })
  })
})

const deployed = (note: unknown) =>
  meta({
    annotations: {
      'actions.github.com/k8s-deploy': typeof note === 'string' ? note : JSON.stringify(note),
    },
  })
const sha = (digit: string) => digit.repeat(40)

describe('the commit', () => {
  test.each([
    [
      'a deployment tool’s note names it',
      { workload: deployed({ commit: sha('a') }) },
      sha('a'),
      'annotation actions.github.com/k8s-deploy on the deployment',
      'likely',
    ],
    [
      'a note agrees with an abbreviated tag',
      { template: imageTemplate('cart:sha-aaaaaaa'), workload: deployed({ commit: sha('a') }) },
      sha('a'),
      'annotation actions.github.com/k8s-deploy on the deployment',
      'likely',
    ],
    [
      'a tag that contradicts the note is believed: the note outlives a rollback',
      { template: imageTemplate('cart:sha-bbbbbbb'), workload: deployed({ commit: sha('a') }) },
      'bbbbbbb',
      'image tag of container cart',
      'likely',
    ],
    [
      'DD_GIT_COMMIT_SHA outranks the tag',
      { template: env('DD_GIT_COMMIT_SHA', sha('C'), 'cart:sha-bbbbbbb') },
      sha('c'),
      'environment variable DD_GIT_COMMIT_SHA of container cart',
      'certain',
    ],
    [
      'a DD_GIT_COMMIT_SHA that is no hash is passed over',
      { template: env('DD_GIT_COMMIT_SHA', 'HEAD', 'cart:sha-bbbbbbb') },
      'bbbbbbb',
      'image tag of container cart',
      'likely',
    ],
    [
      'malformed JSON is passed over',
      { template: imageTemplate('cart:sha-bbbbbbb'), workload: deployed('{"commit": ') },
      'bbbbbbb',
      'image tag of container cart',
      'likely',
    ],
    [
      'JSON of another shape is passed over',
      { workload: deployed([1]) },
      null,
      'no deployment tool, environment variable or image tag names a commit',
      'none',
    ],
    [
      'a commit that is no text is passed over',
      { workload: deployed({ commit: { sha: 1 } }) },
      null,
      'no deployment tool, environment variable or image tag names a commit',
      'none',
    ],
    [
      'a version names none',
      {},
      null,
      'no deployment tool, environment variable or image tag names a commit',
      'none',
    ],
  ])('%s', (_, parts, value, source, confidence) => {
    expect(commitOf(build(parts))).toEqual({ value, source, confidence })
  })

  test('an abbreviated hash is the same commit as the full one', () => {
    expect(sameCommit('aaaaaaa', sha('a'))).toBe(true)
    expect(sameCommit('aaaaaab', sha('a'))).toBe(false)
    expect(sameCommit(null, null)).toBe(false)
  })
})

describe('two builds', () => {
  test.each([
    ['the same tag', 'cart:1.4.2', 'cart:1.4.2', false],
    ['the same tag from another registry', 'cart:1.4.2', 'mirror.example/cart:1.4.2', false],
    ['another tag', 'cart:1.4.2', 'cart:1.4.1', true],
    ['another moving tag', 'cart:latest', 'cart:stable', true],
    [
      'the same tag pinned to another digest',
      `cart:1.4.2@${digest('a')}`,
      `cart:1.4.2@${digest('b')}`,
      true,
    ],
    ['a digest known of one only', `cart:1.4.2@${digest('a')}`, 'cart:1.4.2', false],
  ])('%s', (_, a, b, expected) => {
    expect(
      differs(build({ template: imageTemplate(a) }), build({ template: imageTemplate(b) })),
    ).toBe(expected)
  })

  test('another version label under the same moving tag is another version', () => {
    const labelled = (version: string) =>
      build({
        template: imageTemplate('cart:latest', {
          labels: { 'tags.datadoghq.com/version': version },
        }),
      })
    expect(differs(labelled('1'), labelled('2'))).toBe(true)
  })

  test('a label on the workload makes no difference, since it has no history', () => {
    const now = build({
      template: imageTemplate('cart:latest'),
      workload: labelled({ version: '2' }),
    })
    expect(differs(now, { ...now, described: false })).toBe(false)
  })
})

const attributes = (text: string, image = 'cart:latest') =>
  env('OTEL_RESOURCE_ATTRIBUTES', text, image)
const rules = (parts: Partial<BuildRules>): BuildRules => ({
  versionKeys: [],
  commitKeys: [],
  tags: [],
  source: null,
  ...parts,
})

describe('what telemetry is told', () => {
  test.each([
    [attributes('service.name=cart,service.version=2.1.0%2Bb7'), '2.1.0+b7'],
    [env('DD_TAGS', 'env:prod version:2.1.0'), '2.1.0'],
    [
      template({
        containers: [container({ image: 'cart:latest' })],
        annotations: { 'ad.datadoghq.com/tags': '{"version": "2.1.0"}' },
      }),
      '2.1.0',
    ],
    [attributes('service.version=$(VERSION)', 'cart:1.0.0'), '1.0.0'],
  ])('names the version: %#', (from, version) => {
    expect(versionOf(build({ template: from })).value).toBe(version)
  })

  test.each([
    [attributes('vcs.ref.head.revision=a1b2c3d4')],
    [env('DD_TAGS', 'git.commit.sha:a1b2c3d4')],
    [
      imageTemplate('cart:1', {
        annotations: { 'resource.opentelemetry.io/vcs.ref.head.revision': 'a1b2c3d4' },
      }),
    ],
  ])('names the commit: %#', (from) => {
    expect(commitOf(build({ template: from }))).toMatchObject({
      value: 'a1b2c3d4',
      confidence: 'certain',
    })
  })
})

describe('one version for everything that a chart deploys', () => {
  const told = 'service.namespace=shop,service.version=1.12.0'

  test.each([
    ['shop/cart:1.12.0-cart', '1.12.0', 'certain'],
    ['other/flagd:v0.11.1', 'v0.11.1', 'certain'],
    ['shop/cart:1.12', '1.12.0', 'certain'],
    ['shop/cart:main-a1b2c3d', '1.12.0', 'likely'],
    ['shop/cart:latest', '1.12.0', 'likely'],
    ['other/valkey:7.2-alpine', null, 'none'],
  ])('is the version of %s only where the tag agrees: %s', (image, value, confidence) => {
    const labelled = meta({ labels: { 'app.kubernetes.io/version': '1.12.0' } })
    expect(
      versionIn(build({ template: attributes(told, image), workload: labelled })),
    ).toMatchObject({ value, confidence })
  })
})

describe('a rule of the user’s own', () => {
  const template = imageTemplate('cart:build-77-a1b2c3d', {
    labels: { 'tags.datadoghq.com/version': '9' },
    annotations: { 'example.com/version': '4.5', 'example.com/sha': 'bbbbbbb' },
  })

  test('reads tags as the team writes them', () => {
    const regex = /^(?:build-(?<version>\d+)-(?<commit>\w+))$/
    const ruled = build({ template, rules: rules({ tags: [{ regex, at: 'settings: tags[0]' }] }) })
    expect(versionOf(ruled)).toEqual({
      value: '77',
      source: 'image tag build-77-a1b2c3d of container cart, read by settings: tags[0]',
      confidence: 'certain',
    })
    expect(commitOf(ruled).value).toBe('a1b2c3d')
  })

  test('names keys that outrank all others', () => {
    const ruled = build({
      template,
      rules: rules({ versionKeys: ['example.com/version'], commitKeys: ['example.com/sha'] }),
    })
    expect([versionOf(ruled).value, commitOf(ruled).value]).toEqual(['4.5', 'bbbbbbb'])
  })

  test('makes two releases differ by what it reads', () => {
    const regex = /^(?:(?<version>.*)-env\d+)$/
    const ruled = (tag: string) =>
      build({ template: imageTemplate(`cart:${tag}`), rules: rules({ tags: [{ regex, at: '' }] }) })
    expect(versionOf(ruled('1.4.2-env3')).value).toBe('1.4.2')
  })
})

describe('a commit of the configuration', () => {
  const config = 'https://github.com/shop/deploys.git'
  const nothing = { applications: [], deliveries: [] }
  const synced = (...applications: ApplicationObject[]) => ({ ...nothing, applications })
  const argo = (repoUrl: string) =>
    applicationObject(
      'shop',
      {},
      {
        sources: [{ repoUrl, path: 'cart', chart: null, targetRevision: 'HEAD' }],
        revisions: ['c'.repeat(40)],
      },
    )

  test('that Argo CD synced is never the source’s', () => {
    const source = 'git@github.com:shop/cart.git'
    const template = imageTemplate('cart:1.4.2')
    for (const rule of [rules({ source }), rules({})])
      expect(commitIn(build({ template, rules: rule }), synced(argo(config)))).toMatchObject({
        value: null,
        rejected: [
          { value: 'c'.repeat(40), reason: 'a commit of the configuration, not of the source' },
        ],
      })
  })

  test('that Flux synced never is either', () => {
    const history = [
      {
        at: '2026-03-01T10:00:00Z',
        by: 'Flux',
        cause: 'revision main@sha1:1111111',
        succeeded: true,
        containers: {},
      },
      {
        at: '2026-03-02T10:00:00Z',
        by: 'Flux',
        cause: 'revision main@sha1:2222222',
        succeeded: true,
        containers: {},
      },
    ]
    const flux = {
      type: 'delivery',
      tool: 'Kustomization',
      key: 'flux-system/apps',
      meta: meta(),
      history,
    } as const
    expect(
      commitIn(build({ template: imageTemplate('cart:1.4.2') }), {
        ...nothing,
        deliveries: [flux],
      }),
    ).toMatchObject({
      value: null,
      rejected: [{ value: '2222222', source: 'Flux Kustomization flux-system/apps' }],
    })
  })

  test('counts weakly where it lies in the source’s own repository', () => {
    const source = 'git@github.com:shop/deploys.git'
    expect(
      commitIn(
        build({ template: imageTemplate('cart:1.4.2'), rules: rules({ source }) }),
        synced(argo(config)),
      ),
    ).toMatchObject({ value: 'c'.repeat(40), confidence: 'weak' })
  })

  test('that a workflow of another repository noted is not taken', () => {
    const note = JSON.stringify({ commit: 'd'.repeat(40), repository: 'shop/deploys' })
    const template = imageTemplate('cart:1.4.2', {
      annotations: { 'actions.github.com/k8s-deploy': note },
    })
    const mapped = (source: string | null) =>
      commitIn(build({ template, rules: rules({ source }) }), nothing)
    expect(mapped('https://github.com/Shop/Deploys').value).toBe('d'.repeat(40))
    expect(mapped(null).value).toBe('d'.repeat(40))
    expect(mapped('https://github.com/shop/cart')).toMatchObject({
      value: null,
      rejected: [{ reason: 'a commit of shop/deploys, not of the source' }],
    })
  })
})

test('the chart’s version is named and never taken, and its appVersion is weak', () => {
  const template = imageTemplate('cart:latest', {
    labels: { 'helm.sh/chart': 'cart-7.1.0', 'app.kubernetes.io/version': '1.4.2' },
  })
  expect(versionIn(build({ template }))).toMatchObject({
    value: '1.4.2',
    confidence: 'weak',
    rejected: [
      { value: 'latest', reason: 'such a tag moves' },
      { value: 'cart-7.1.0', reason: 'the version of the chart' },
    ],
  })
})

test.each([
  ['git@github.com:shop/cart.git', 'https://github.com/Shop/cart', true],
  ['ssh://git@github.com:22/shop/cart', 'https://github.com/shop/cart/', true],
  ['shop/cart', 'https://github.com/shop/cart.git', true],
  ['https://git.example/shop/cart', 'https://github.com/shop/cart', false],
  ['https://github.com/shop/cart', 'https://github.com/shop/carts', false],
])('%s and %s are one repository: %s', (a, b, same) => {
  expect(sameRepository(a, b)).toBe(same)
  expect(sameRepository(b, a)).toBe(same)
})
