/**
 * Workloads as Helm, Argo CD, Flux and Argo Rollouts leave them: labels, annotations and objects after
 * the documentation of each.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../cluster.ts'
import { available, openCluster } from '../cluster.ts'
import { deployment, namespace, podTemplate } from '../fixtures.ts'
import { expectAgreement, expectOutline, expectShown, history, listed } from '../oracle.ts'
import { until } from '../until.ts'

const ns = 'delivered'

describe.skipIf(!available)('workloads as delivery tools leave them on a real cluster', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = openCluster()
    await cluster.apply(
      namespace(ns),
      definition('argoproj.io', 'v1alpha1', 'Application'),
      definition('argoproj.io', 'v1alpha1', 'Rollout'),
      definition('kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization'),
      definition('helm.toolkit.fluxcd.io', 'v2', 'HelmRelease'),
    )
    await until('the custom resources are served', async () => {
      const paths = [
        '/apis/argoproj.io/v1alpha1/applications',
        '/apis/argoproj.io/v1alpha1/rollouts',
        '/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations',
        '/apis/helm.toolkit.fluxcd.io/v2/helmreleases',
      ]
      const answers = await Promise.all(paths.map((path) => cluster.admin.get(path)))
      return answers.every(({ status }) => status === 200)
    })
    await cluster.apply(...helmRelease(), ...argoApplication(), ...fluxKustomization())
    await applyRollout(cluster)
    for (const name of ['helm-web', 'argo-web', 'flux-web']) await cluster.rolledOut(ns, name)
  })

  it("takes the image tag for the version where Helm's label still names the chart's", async () => {
    await expectShown(cluster, ns, 'helm-web', {
      version: { value: '2.3.1', source: 'image tag of container helm-web' },
      owner: { value: 'storefront' },
      health: { status: 'healthy' },
    })
  })

  it("reads what stands beside Argo CD's and Flux's marks", async () => {
    await expectShown(cluster, ns, 'argo-web', {
      version: { value: '4.0.2' },
      owner: { value: 'checkout' },
    })
    const { stdout } = await cluster.kulprit(['describe', 'argo-web', '-n', ns, '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({
      repository: { url: 'https://git.example/checkout/web' },
      commit: { value: '1f0c9ac1e5a7b2f4d3c6e8a9b0d1c2e3f4a5b6c7' },
    })
    await expectShown(cluster, ns, 'flux-web', { version: { value: '6.1.0' } })
  })

  it('lists each workload once, an Argo Rollout among them', async () => {
    const { items } = await listed(cluster, ns)
    expect(items.map(({ kind, name }) => `${kind}/${name}`).sort()).toEqual([
      'Deployment/argo-web',
      'Deployment/flux-web',
      'Deployment/helm-web',
      'Rollout/rolled-web',
    ])
    await expectShown(cluster, ns, 'rolled-web', {
      version: { value: '5.1.0' },
      replicas: { desired: 1 },
    })
    await expectOutline(cluster, ns, 'rollout/rolled-web', ['1 5.1.0 current'])
  })

  it('says who deployed a release, by the histories that Argo CD and Flux keep', async () => {
    expect(await history(cluster, ns, 'argo-web')).toMatchObject([
      { releasedBy: 'ada', cause: 'Argo CD application checkout-web: synced 9e8d7c6' },
    ])
    expect(await history(cluster, ns, 'flux-web')).toMatchObject([
      {
        releasedBy: 'Flux',
        cause: 'Flux Kustomization flux-system/apps: revision main@sha1:9e8d7c6',
        proof: 'proven',
      },
    ])
  })

  it('agrees with kubectl about every one of them', async () => {
    await expectAgreement(cluster, ns)
  })
})

/** https://helm.sh/docs/chart_best_practices/labels, https://helm.sh/docs/topics/advanced (storage backends). */
function helmRelease(): object[] {
  const labels = {
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': 'helm-web',
    'app.kubernetes.io/instance': 'shop-front',
    'app.kubernetes.io/version': '2.0.0',
    'helm.sh/chart': 'helm-web-0.9.4',
    team: 'storefront',
  }
  const annotations = {
    'meta.helm.sh/release-name': 'shop-front',
    'meta.helm.sh/release-namespace': ns,
  }
  return [
    deployment(ns, 'helm-web', { version: '2.3.1', labels }, {}, { labels, annotations }),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'helm.sh/release.v1',
      metadata: {
        name: 'sh.helm.release.v1.shop-front.v1',
        namespace: ns,
        labels: { owner: 'helm', name: 'shop-front', status: 'deployed', version: '1' },
      },
      stringData: { release: 'H4sIAAAAAAAA' },
    },
  ]
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking, and operator-manual/application.yaml. */
function argoApplication(): object[] {
  const annotations = {
    'argocd.argoproj.io/tracking-id': `checkout-web:apps/Deployment:${ns}/argo-web`,
    'a8r.io/owner': 'checkout',
    'a8r.io/repository': 'https://git.example/checkout/web',
  }
  const revision = '9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d'
  const source = {
    repoURL: 'https://git.example/platform/manifests',
    path: 'checkout/web',
    targetRevision: 'main',
  }
  return [
    deployment(
      ns,
      'argo-web',
      {
        version: '4.0.2',
        env: { DD_GIT_COMMIT_SHA: '1f0c9ac1e5a7b2f4d3c6e8a9b0d1c2e3f4a5b6c7' },
      },
      {},
      { annotations },
    ),
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'checkout-web', namespace: ns },
      spec: {
        project: 'checkout',
        source,
        destination: { server: 'https://kubernetes.default.svc', namespace: ns },
      },
      status: {
        sync: { status: 'Synced', revision },
        health: { status: 'Healthy' },
        resources: [{ group: 'apps', kind: 'Deployment', namespace: ns, name: 'argo-web' }],
        history: [
          {
            id: 0,
            revision,
            source,
            deployedAt: new Date().toISOString(),
            initiatedBy: { username: 'ada' },
          },
        ],
      },
    },
  ]
}

/** https://fluxcd.io/flux/components/kustomize/kustomizations and …/helm/helmreleases. */
function fluxKustomization(): object[] {
  const labels = {
    'kustomize.toolkit.fluxcd.io/name': 'apps',
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  }
  const revision = 'main@sha1:9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d'
  return [
    namespace('flux-system'),
    deployment(ns, 'flux-web', { version: '6.1.0' }, {}, { labels }),
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'apps', namespace: 'flux-system' },
      spec: {
        interval: '10m',
        path: './apps',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'manifests' },
      },
      status: {
        lastAppliedRevision: revision,
        history: [
          {
            digest: 'sha256:1f0c',
            firstReconciled: new Date().toISOString(),
            lastReconciledStatus: 'ReconciliationSucceeded',
            metadata: { revision },
          },
        ],
      },
    },
    {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'cache', namespace: ns },
      spec: { interval: '10m', chart: { spec: { chart: 'cache', version: '1.2.x' } } },
    },
  ]
}

/** https://argo-rollouts.readthedocs.io/en/stable/features/specification; its ReplicaSets as its controller makes them. */
async function applyRollout(cluster: Cluster): Promise<void> {
  const template = podTemplate('rolled-web', { version: '5.1.0' })
  const rollout = await cluster.admin.post(`/apis/argoproj.io/v1alpha1/namespaces/${ns}/rollouts`, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'rolled-web', namespace: ns },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'rolled-web' } },
      template,
      strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
    },
  })
  const hash = '6d5f7c9b4'
  const labels = { app: 'rolled-web', 'rollouts-pod-template-hash': hash }
  await cluster.admin.post(`/apis/apps/v1/namespaces/${ns}/replicasets`, {
    metadata: {
      name: `rolled-web-${hash}`,
      labels,
      annotations: { 'rollout.argoproj.io/revision': '1' },
      ownerReferences: [
        {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Rollout',
          name: 'rolled-web',
          uid: rollout.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: podTemplate('rolled-web', { version: '5.1.0', labels }),
    },
  })
}

/** A definition that takes any fields: only the names matter here. */
function definition(group: string, version: string, kind: string): object {
  const singular = kind.toLowerCase()
  const plural = `${singular}s`
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, singular, plural },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      ],
    },
  }
}
