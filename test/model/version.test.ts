import { describe, expect, test } from 'vitest'
import type { Build } from '../../src/model/version.ts'
import { commitOf, differs, sameCommit, versionOf } from '../../src/model/version.ts'
import { container, imageTemplate, meta, template } from '../support/model-objects.ts'

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
