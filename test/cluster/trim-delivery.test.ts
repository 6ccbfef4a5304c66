import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { trimHelmRelease, trimKustomization } from '../../src/cluster/trim/trim-flux.ts'
import { trimHelmSecret } from '../../src/cluster/trim/trim-helm.ts'
import { trimRollout } from '../../src/cluster/trim/trim-rollout.ts'

const metadata = { uid: 'u', name: 'apps', namespace: 'flux-system' }

test('a Kustomization remembers what it applied, and whether it got healthy', () => {
  const status = (lastReconciledStatus: string, revision: string) => ({
    firstReconciled: '2026-05-01T10:00:00Z',
    lastReconciledStatus,
    metadata: { revision },
  })
  const trimmed = trimKustomization({
    metadata,
    status: {
      history: [
        status('ReconciliationSucceeded', 'main@sha1:9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d'),
        status('HealthCheckFailed', 'v1.2.3'),
        status('BuildFailed', ''),
        { lastReconciledStatus: 'ReconciliationSucceeded' },
      ],
    },
  })
  expect(trimmed?.key).toBe('flux-system/apps')
  expect(trimmed?.history.map(({ cause, succeeded }) => [cause, succeeded])).toEqual([
    ['revision main@sha1:9e8d7c6', true],
    ['revision v1.2.3', false],
    ['revision ', null],
  ])
})

test('a HelmRelease remembers its releases; one without a history has none', () => {
  const trimmed = trimHelmRelease({
    metadata,
    status: {
      history: [
        {
          version: 4,
          chartName: 'cart',
          chartVersion: '0.9.1',
          status: 'superseded',
          lastDeployed: '2026-05-01T10:00:00Z',
        },
        { version: 5, chartName: 'cart', status: 'failed', lastDeployed: '2026-05-02T10:00:00Z' },
        { version: 6, chartName: 'cart', status: 'pending-upgrade', lastDeployed: null },
      ],
    },
  })
  expect(trimmed?.history).toEqual([
    {
      at: '2026-05-01T10:00:00Z',
      by: 'Flux',
      cause: 'chart cart 0.9.1, release 4',
      succeeded: true,
      containers: {},
    },
    {
      at: '2026-05-02T10:00:00Z',
      by: 'Flux',
      cause: 'chart cart, release 5',
      succeeded: false,
      containers: {},
    },
  ])
  expect(trimHelmRelease({ metadata })?.history).toEqual([])
  expect(trimHelmRelease({ metadata: { name: 'no-uid' } })).toBeNull()
})

describe('a release that Helm keeps in a Secret', () => {
  const manifest = `---
# Source: cart/templates/secret.yaml
apiVersion: v1
kind: Secret
stringData: {password: hunter2}
---
# Source: cart/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
spec:
  template:
    spec:
      containers:
        - name: cart
          image: "registry.example/cart:1.4.2"
          env: [{name: TOKEN, value: hunter2}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: other}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: r, image: report:3}]}}}}}
---
kind: Deployment
metadata: [this is: no yaml
`
  const release = {
    name: 'cart',
    info: { status: 'superseded', last_deployed: '2026-05-01T12:00:00.123456789+02:00' },
    chart: { metadata: { name: 'cart', version: '0.9.1' } },
    config: { password: 'hunter2' },
    manifest,
  }
  const encode = (bytes: Uint8Array) =>
    Buffer.from(Buffer.from(bytes).toString('base64')).toString('base64')
  const secret = (data: unknown) => ({
    metadata: {
      uid: 'u',
      name: 'sh.helm.release.v1.cart.v3',
      namespace: 'shop',
      labels: { owner: 'helm', name: 'cart', version: '3', status: 'superseded' },
    },
    data: { release: data },
  })

  test('tells when, which chart, whether it worked, and the images of each workload', () => {
    const trimmed = trimHelmSecret(secret(encode(gzipSync(JSON.stringify(release)))))
    expect(trimmed).toMatchObject({
      tool: 'Helm',
      key: 'shop/cart',
      history: [
        {
          at: '2026-05-01T10:00:00.123Z',
          cause: 'chart cart 0.9.1, release 3',
          succeeded: true,
          containers: {
            'Deployment/shop/cart': [{ name: 'cart', image: 'registry.example/cart:1.4.2' }],
            'CronJob/other/report': [{ name: 'r', image: 'report:3' }],
          },
        },
      ],
    })
    expect(JSON.stringify(trimmed)).not.toContain('hunter2')
  })

  test('may be plain JSON, as old versions of Helm wrote it', () => {
    const trimmed = trimHelmSecret(secret(encode(Buffer.from(JSON.stringify(release)))))
    expect(trimmed?.history).toHaveLength(1)
  })

  test.each([
    ['nothing', undefined],
    ['no base64', '%%%'],
    ['a cut gzip stream', encode(gzipSync('x'.repeat(1000)).subarray(0, 20))],
    ['a bomb', encode(gzipSync(Buffer.alloc(80 * 1024 * 1024)))],
    ['a list', encode(gzipSync('[1]'))],
  ])('that holds %s tells nothing', (_, data) => {
    expect(trimHelmSecret(secret(data))).toMatchObject({ key: 'shop/cart', history: [] })
  })
})

test('an Argo Rollout is a Deployment with a status of its own', () => {
  const rollout = trimRollout({
    metadata: { uid: 'u', name: 'web', namespace: 'shop', generation: 3 },
    spec: {
      replicas: 4,
      template: { spec: { containers: [{ name: 'web', image: 'web:1.2.0' }] } },
    },
    status: {
      observedGeneration: '3',
      replicas: 5,
      updatedReplicas: 1,
      availableReplicas: 4,
      phase: 'Paused',
      message: 'CanaryPauseStep',
      currentPodHash: 'new',
      stableRS: 'old',
    },
  })
  expect(rollout).toMatchObject({
    kind: 'Rollout',
    desired: 4,
    observedGeneration: 3,
    status: { replicas: 5, updated: 1, available: 4 },
    rollout: {
      phase: 'Paused',
      message: 'CanaryPauseStep',
      aborted: false,
      currentHash: 'new',
      stableHash: 'old',
    },
  })
})
