/** Small builders of Kubernetes objects as cluster/ hands them over; each takes what matters to a test. */
import type {
  Condition,
  Container,
  ContainerState,
  ContainerStatus,
  Controller,
  ControllerRevisionObject,
  Meta,
  NamespaceObject,
  PodObject,
  PodTemplate,
  ReplicaSetObject,
  WorkloadKind,
  WorkloadObject,
} from '../../src/model/kube/kube.ts'
import type { WorkloadFacts } from '../../src/model/workload-facts.ts'

export function meta(parts: Partial<Meta> = {}): Meta {
  const name = parts.name ?? 'cart'
  return {
    uid: `uid-${name}`,
    name,
    namespace: 'shop',
    labels: {},
    annotations: {},
    createdAt: '2026-05-01T10:00:00Z',
    deletedAt: null,
    generation: 1,
    controller: null,
    ...parts,
  }
}

export function container(parts: Partial<Container> = {}): Container {
  return {
    name: 'cart',
    image: 'registry.example/shop/cart:1.4.2',
    command: '',
    env: {},
    envFrom: [],
    requests: { cpu: null, memory: null },
    limits: { cpu: null, memory: null },
    probes: '',
    sidecar: false,
    ...parts,
  }
}

/** The fingerprint follows from the containers and mounts unless it is given. */
export function template(parts: Partial<PodTemplate> = {}): PodTemplate {
  const whole = {
    labels: {},
    annotations: {},
    containers: [container()],
    initContainers: [],
    overhead: { cpu: null, memory: null },
    mounts: [],
    ...parts,
  }
  const { containers, initContainers, mounts } = whole
  return { fingerprint: JSON.stringify({ containers, initContainers, mounts }), ...whole }
}

/** A template with one container `cart` that runs this image. */
export function imageTemplate(image: string, parts: Partial<PodTemplate> = {}): PodTemplate {
  return template({ containers: [container({ image })], ...parts })
}

/** Three wanted replicas, all there and all well, unless `status` says otherwise. */
export function workloadObject(
  parts: Partial<Omit<WorkloadObject, 'status' | 'meta'>> & {
    readonly meta?: Partial<Meta>
    readonly status?: Partial<WorkloadObject['status']>
  } = {},
): WorkloadObject {
  const kind: WorkloadKind = parts.kind ?? 'Deployment'
  const replicated = kind !== 'Job' && kind !== 'CronJob'
  const desired = parts.desired === undefined ? (replicated ? 3 : null) : parts.desired
  const count = replicated ? (desired ?? 1) : 0
  return {
    type: 'workload',
    template: template(),
    paused: false,
    suspended: false,
    updateStrategy: 'RollingUpdate',
    partition: null,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    observedGeneration: replicated ? 1 : null,
    conditions: [],
    schedule: null,
    lastScheduleAt: null,
    lastSuccessfulAt: null,
    ...parts,
    kind,
    desired,
    meta: meta(parts.meta),
    status: {
      replicas: count,
      ready: count,
      updated: count,
      available: count,
      active: 0,
      succeeded: 0,
      failed: 0,
      currentRevision: null,
      updateRevision: null,
      startedAt: null,
      completedAt: null,
      ...parts.status,
    },
  }
}

/** The ReplicaSet that a Deployment made for its release `number`, or re-used for it. */
export function replicaSet(
  deployment: WorkloadObject,
  number: number,
  parts: Partial<Omit<ReplicaSetObject, 'meta'>> & {
    readonly meta?: Partial<Meta>
    readonly history?: string
  } = {},
): ReplicaSetObject {
  const { meta: metaParts = {}, history, ...rest } = parts
  const pods = rest.replicas ?? 0
  return {
    type: 'replicaset',
    template: deployment.template,
    replicas: pods,
    ready: pods,
    available: pods,
    ...rest,
    meta: meta({
      name: `${deployment.meta.name}-${number}`,
      uid: `${deployment.meta.uid}-rs-${number}`,
      namespace: deployment.meta.namespace,
      controller: controllerOf(deployment),
      ...metaParts,
      annotations: {
        'deployment.kubernetes.io/revision': String(number),
        ...(history === undefined ? {} : { 'deployment.kubernetes.io/revision-history': history }),
        ...metaParts.annotations,
      },
    }),
  }
}

export function controllerRevision(
  workload: WorkloadObject,
  revision: number,
  template: PodTemplate,
  parts: Partial<Meta> = {},
): ControllerRevisionObject {
  return {
    type: 'controllerrevision',
    revision,
    template,
    meta: meta({
      name: `${workload.meta.name}-hash${revision}`,
      uid: `${workload.meta.uid}-cr-${revision}`,
      namespace: workload.meta.namespace,
      controller: controllerOf(workload),
      ...parts,
    }),
  }
}

/** A running, ready pod of `controller`. */
export function pod(
  controller: WorkloadObject | ReplicaSetObject,
  parts: Partial<Omit<PodObject, 'meta'>> & { readonly meta?: Partial<Meta> } = {},
): PodObject {
  return {
    type: 'pod',
    phase: 'Running',
    reason: null,
    message: null,
    startedAt: null,
    node: null,
    conditions: [condition('Ready', 'True')],
    containers: [containerStatus()],
    ...parts,
    meta: meta({
      name: `${controller.meta.name}-pod`,
      uid: `${controller.meta.uid}-pod`,
      namespace: controller.meta.namespace,
      controller: controllerOf(controller),
      ...parts.meta,
    }),
  }
}

export function condition(type: string, status: string, parts: Partial<Condition> = {}): Condition {
  return {
    type,
    status,
    reason: null,
    message: null,
    lastTransitionAt: '2026-05-01T10:00:05Z',
    lastUpdateAt: null,
    ...parts,
  }
}

export function containerStatus(parts: Partial<ContainerStatus> = {}): ContainerStatus {
  return {
    name: 'cart',
    init: false,
    image: 'registry.example/shop/cart:1.4.2',
    imageId: '',
    ready: true,
    restarts: 0,
    state: state('running', { startedAt: '2026-05-01T10:00:02Z' }),
    lastState: null,
    ...parts,
  }
}

export function state(
  kind: ContainerState['kind'],
  parts: Partial<ContainerState> = {},
): ContainerState {
  return {
    kind,
    reason: null,
    message: null,
    exitCode: null,
    startedAt: null,
    finishedAt: null,
    ...parts,
  }
}

export function namespaceObject(name: string, parts: Partial<Meta> = {}): NamespaceObject {
  return { type: 'namespace', meta: meta({ name, uid: `ns-${name}`, namespace: '', ...parts }) }
}

export function facts(workload: WorkloadObject, parts: Partial<WorkloadFacts> = {}): WorkloadFacts {
  return {
    context: 'prod',
    workload,
    replicaSets: [],
    controllerRevisions: [],
    jobs: [],
    pods: [],
    namespace: null,
    services: [],
    applications: [],
    deliveries: [],
    remembered: [],
    fields: null,
    ...parts,
  }
}

export function controllerOf(object: WorkloadObject | ReplicaSetObject): Controller {
  const kind = object.type === 'workload' ? object.kind : 'ReplicaSet'
  return { kind, uid: object.meta.uid }
}
