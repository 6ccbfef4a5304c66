/** Every object of the simulated cluster at one moment: a pure function of the clock. */
import type { KubeJson } from '../kube-json.ts'
import { cronJob, job } from './batch.ts'
import type { Clock } from './clock.ts'
import { days, minutesAgo } from './clock.ts'
import { deployment } from './deployment.ts'
import { eventsAbout } from './events.ts'
import { pick } from './identity.ts'
import { metadata } from './object.ts'
import { otherWorkloads } from './other-teams.ts'
import { nodes } from './pod.ts'
import { daemonSet, statefulSet } from './revisioned.ts'
import { shopWorkloads } from './shop.ts'
import type { NamespaceSpec, WorkloadSpec } from './spec.ts'

const namespaces: readonly NamespaceSpec[] = [
  { name: 'shop', labels: { 'part-of': 'shop' } },
  { name: 'payments', labels: { team: 'payments' } },
  { name: 'search' },
  { name: 'logistics' },
  { name: 'data', annotations: { 'a8r.io/owner': 'team-data', 'a8r.io/chat': '#data' } },
  { name: 'platform', labels: { owner: 'platform' } },
  { name: 'sandbox' },
  { name: 'default' },
]

export type Fleet = (clock: Clock) => KubeJson[]

/** `commitOf` gives the full hash of a tag of the demo's repository. */
export function createFleet(commitOf: (tag: string) => string): Fleet {
  const workloads = [...shopWorkloads(commitOf), ...otherWorkloads]
  return (clock) => {
    const objects = workloads.flatMap((spec) => build(clock, spec))
    return [
      ...namespaces.map((spec) => namespace(clock, spec)),
      ...nodes.map((name) => node(clock, name)),
      ...workloads.filter((spec) => spec.kind === 'Deployment').map((spec) => service(clock, spec)),
      ...objects,
      ...eventsAbout(clock, objects),
    ]
  }
}

function build(clock: Clock, spec: WorkloadSpec): KubeJson[] {
  switch (spec.kind) {
    case 'Deployment':
      return deployment(clock, spec)
    case 'StatefulSet':
      return statefulSet(clock, spec)
    case 'DaemonSet':
      return daemonSet(clock, spec)
    case 'CronJob':
      return cronJob(clock, spec)
    case 'Job':
      return job(clock, spec)
  }
}

function namespace(clock: Clock, { name, labels, annotations }: NamespaceSpec): KubeJson {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: metadata({
      kind: 'Namespace',
      name,
      createdAt: minutesAgo(clock, 400 * days),
      labels: { 'kubernetes.io/metadata.name': name, ...labels },
      ...(annotations === undefined ? {} : { annotations }),
    }),
    status: { phase: 'Active' },
  }
}

function node(clock: Clock, name: string): KubeJson {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadata({
      kind: 'Node',
      name,
      createdAt: minutesAgo(clock, 90 * days),
      labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' },
    }),
    status: {
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      nodeInfo: { kubeletVersion: 'v1.34.0', operatingSystem: 'linux', architecture: 'amd64' },
    },
  }
}

function service(clock: Clock, { namespace, name }: WorkloadSpec): KubeJson {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata({
      kind: 'Service',
      namespace,
      name,
      createdAt: minutesAgo(clock, 100 * days),
      labels: { app: name },
    }),
    spec: {
      type: 'ClusterIP',
      clusterIP: `10.0.${pick(`${namespace}/${name}`, 250)}.${pick(name, 250)}`,
      selector: { app: name },
      ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
    },
    status: { loadBalancer: {} },
  }
}
