/** Deployments as the deployment controller leaves them: with their ReplicaSets and pods. */
import type { KubeJson } from '../kube-json.ts'
import { at } from '../kube-json.ts'
import type { Clock } from './clock.ts'
import { days, minutesAgo } from './clock.ts'
import { deploymentConditions } from './deployment-conditions.ts'
import { suffixOf } from './identity.ts'
import type { Template } from './object.ts'
import { metadata, podTemplate, withLabels } from './object.ts'
import { pod } from './pod.ts'
import type { Share } from './rollout.ts'
import { sharesOf } from './rollout.ts'
import type { ReleaseSpec, ServiceSpec } from './spec.ts'

/** The Deployment first, then its ReplicaSets, each before its pods. */
export function deployment(clock: Clock, spec: ServiceSpec): KubeJson[] {
  const parent = emptyDeployment(clock, spec)
  const shares = sharesOf(clock, spec)
  const below = shares.map((share) => replicaSet(clock, spec, parent, share))
  const pods = below.flatMap((objects) => objects.filter((object) => object.kind === 'Pod'))
  const readyPods = pods.filter(isReady).length
  const current = shares.at(-1)
  const newest = below.at(-1)?.[0]
  const status = {
    observedGeneration: parent.metadata.generation,
    replicas: pods.length,
    updatedReplicas: current?.states.length ?? 0,
    readyReplicas: readyPods,
    availableReplicas: readyPods,
    unavailableReplicas: Math.max(0, Math.max(pods.length, spec.replicas) - readyPods),
    conditions: deploymentConditions(clock, spec, newest?.metadata.name ?? '', readyPods),
  }
  return [{ ...parent, status }, ...below.flat()]
}

function emptyDeployment(clock: Clock, spec: ServiceSpec): KubeJson {
  const { namespace, name, replicas, labels, annotations, releases } = spec
  const oldest = releases[0]?.age ?? 0
  const current = releases.at(-1)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata({
      kind: 'Deployment',
      namespace,
      name,
      createdAt: minutesAgo(clock, oldest + 40 * days),
      generation: (current?.number ?? 1) + 2,
      labels: { app: name, ...labels },
      annotations: {
        ...annotations,
        ...(current === undefined ? {} : releaseAnnotations(current)),
      },
    }),
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: current === undefined ? {} : templateOf(spec, current),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 600,
      ...(spec.trouble === 'paused' ? { paused: true } : {}),
    },
  }
}

/** The template of one release; StatefulSets and DaemonSets use it too. */
export function templateOf(spec: ServiceSpec, release: ReleaseSpec): Template {
  const { name, cpu, memory, sidecar } = spec
  const convention = {
    templateLabels: { ...spec.templateLabels, ...release.templateLabels },
    templateAnnotations: { ...spec.templateAnnotations, ...release.templateAnnotations },
  }
  const { image, env } = release
  return podTemplate(name, convention, [
    { name, image, cpu, memory, ...(env === undefined ? {} : { env }) },
    ...(sidecar === undefined
      ? []
      : [{ name: 'istio-proxy', image: sidecar, cpu: '10m', memory: '64Mi' }]),
  ])
}

/** What the controller keeps on the Deployment and copies to the ReplicaSet of the release. */
function releaseAnnotations({ number, cause }: ReleaseSpec): Record<string, string> {
  return {
    'deployment.kubernetes.io/revision': String(number),
    ...(cause === undefined ? {} : { 'kubernetes.io/change-cause': cause }),
  }
}

function replicaSet(
  clock: Clock,
  spec: ServiceSpec,
  parent: KubeJson,
  { release, states, createdIn }: Share,
): KubeJson[] {
  const { namespace, name } = spec
  const plain = templateOf(spec, release)
  const hash = suffixOf(`${namespace}/${name}/${release.earlier?.[0] ?? release.number}`, 9)
  const template = withLabels(plain, { 'pod-template-hash': hash })
  const earlier = release.earlier?.join(',')
  const createdAt = createdIn(0)
  const self: KubeJson = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadata({
      kind: 'ReplicaSet',
      namespace,
      name: `${name}-${hash}`,
      createdAt: release.age > 0 ? minutesAgo(clock, release.age) : createdAt,
      generation: 2,
      labels: template.metadata.labels,
      annotations: {
        ...spec.annotations,
        ...releaseAnnotations(release),
        'deployment.kubernetes.io/desired-replicas': String(spec.replicas),
        'deployment.kubernetes.io/max-replicas': String(spec.replicas + 1),
        ...(earlier === undefined ? {} : { 'deployment.kubernetes.io/revision-history': earlier }),
      },
      controller: parent,
    }),
    spec: {
      replicas: states.length,
      selector: { matchLabels: { app: name, 'pod-template-hash': hash } },
      template,
    },
  }
  const pods = states.map((state, i) =>
    pod({
      namespace,
      name: `${name}-${hash}-${suffixOf(`${name}-${hash}-${i}`, 5)}`,
      createdAt: createdIn(i),
      template,
      controller: self,
      state,
    }),
  )
  const ready = pods.filter(isReady).length
  const status = {
    replicas: pods.length,
    fullyLabeledReplicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
    observedGeneration: 2,
  }
  return [{ ...self, status }, ...pods]
}

export function isReady(object: KubeJson): boolean {
  const conditions = at(object, 'status.conditions')
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (condition) => at(condition, 'type') === 'Ready' && at(condition, 'status') === 'True',
    )
  )
}
