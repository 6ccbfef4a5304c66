/** StatefulSets and DaemonSets, with the ControllerRevisions that keep their history. */
import type { KubeJson } from '../kube-json.ts'
import type { Clock } from './clock.ts'
import { days, minutesAgo } from './clock.ts'
import { isReady, templateOf } from './deployment.ts'
import { suffixOf } from './identity.ts'
import { metadata, withLabels } from './object.ts'
import { nodes, pod } from './pod.ts'
import { healthy, outOfMemory } from './pod-states.ts'
import type { ReleaseSpec, ServiceSpec } from './spec.ts'

/** The workload first, then its revisions, then its pods. */
export function statefulSet(clock: Clock, spec: ServiceSpec): KubeJson[] {
  const self = workload(clock, spec, {
    replicas: spec.replicas,
    serviceName: spec.name,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  })
  const revisions = revisionsOf(clock, spec, self)
  const revision = revisions.at(-1)?.metadata.name ?? ''
  const pods = Array.from({ length: spec.replicas }, (_, i) =>
    podOf(clock, spec, self, revision, `${spec.name}-${i}`, i),
  )
  const ready = pods.filter(isReady).length
  const status = {
    observedGeneration: self.metadata.generation,
    replicas: spec.replicas,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: spec.replicas,
    updatedReplicas: spec.replicas,
    currentRevision: revision,
    updateRevision: revision,
  }
  return [{ ...self, status }, ...revisions, ...pods]
}

/** One pod to a node. */
export function daemonSet(clock: Clock, spec: ServiceSpec): KubeJson[] {
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } }
  const self = workload(clock, spec, { updateStrategy })
  const revisions = revisionsOf(clock, spec, self)
  const revision = revisions.at(-1)?.metadata.name ?? ''
  const pods = nodes.map((node, i) => {
    const name = `${spec.name}-${suffixOf(`${spec.namespace}/${spec.name}/${node}`, 5)}`
    return podOf(clock, spec, self, revision, name, i, node)
  })
  const ready = pods.filter(isReady).length
  const status = {
    observedGeneration: self.metadata.generation,
    desiredNumberScheduled: nodes.length,
    currentNumberScheduled: nodes.length,
    updatedNumberScheduled: nodes.length,
    numberReady: ready,
    numberAvailable: ready,
    numberMisscheduled: 0,
  }
  return [{ ...self, status }, ...revisions, ...pods]
}

function workload(clock: Clock, spec: ServiceSpec, rest: object): KubeJson {
  const { kind, namespace, name, releases, labels, annotations } = spec
  const current = releases.at(-1)
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: metadata({
      kind,
      namespace,
      name,
      createdAt: minutesAgo(clock, (releases[0]?.age ?? 0) + 40 * days),
      generation: current?.number ?? 1,
      labels: { app: name, ...labels },
      annotations: {
        ...annotations,
        ...(kind === 'DaemonSet'
          ? { 'deprecated.daemonset.template.generation': String(current?.number ?? 1) }
          : {}),
      },
    }),
    spec: {
      selector: { matchLabels: { app: name } },
      template: current === undefined ? {} : templateOf(spec, current),
      revisionHistoryLimit: 10,
      ...rest,
    },
  }
}

function revisionsOf(clock: Clock, spec: ServiceSpec, self: KubeJson): KubeJson[] {
  return spec.releases.map((release) => {
    const hash = hashOf(spec, release)
    return {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: metadata({
        kind: 'ControllerRevision',
        namespace: spec.namespace,
        name: `${spec.name}-${hash}`,
        createdAt: minutesAgo(clock, release.age),
        labels: { app: spec.name, 'controller-revision-hash': hash },
        controller: self,
      }),
      data: { spec: { template: { ...templateOf(spec, release), $patch: 'replace' } } },
      revision: release.number,
    }
  })
}

function hashOf({ namespace, name }: ServiceSpec, { number }: ReleaseSpec): string {
  return suffixOf(`${namespace}/${name}/${number}`, 9)
}

function podOf(
  clock: Clock,
  spec: ServiceSpec,
  self: KubeJson,
  revision: string,
  name: string,
  i: number,
  node?: string,
): KubeJson {
  const current = spec.releases.at(-1)
  const age = current?.age ?? 0
  // StatefulSets label pods with the revision's name, DaemonSets with its hash.
  const label = spec.kind === 'StatefulSet' ? revision : revision.slice(spec.name.length + 1)
  const template = current === undefined ? null : templateOf(spec, current)
  if (template === null) throw new Error(`${spec.name} has no release`)
  return pod({
    namespace: spec.namespace,
    name,
    createdAt: minutesAgo(clock, age - i * 0.5),
    template: withLabels(template, { 'controller-revision-hash': label }),
    controller: self,
    state:
      spec.trouble === 'out-of-memory' && i === 0
        ? outOfMemory(clock)
        : healthy(minutesAgo(clock, age - i * 0.5 - 0.5)),
    ...(node === undefined ? {} : { node }),
  })
}
