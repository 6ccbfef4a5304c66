/**
 * Encodes API objects as an API server does with `application/vnd.kubernetes.protobuf`, from their JSON.
 * Field numbers are those of the generated.proto files of k8s.io/api (core/v1, apps/v1, batch/v1) and
 * k8s.io/apimachinery (meta/v1, runtime), v0.37; fields that are not listed here are left out.
 */

type Json = Readonly<Record<string, unknown>>

/** A message's name, a scalar, `[]` before what is repeated, `{}` before the values of a map. */
type Field = readonly [number: number, type: string]
type Message = Readonly<Record<string, Field>>

const podTemplate: Message = { metadata: [1, 'ObjectMeta'], spec: [2, 'PodSpec'] }

const messages: Readonly<Record<string, Message>> = {
  ObjectMeta: {
    name: [1, 'string'],
    generateName: [2, 'string'],
    namespace: [3, 'string'],
    uid: [5, 'string'],
    resourceVersion: [6, 'string'],
    generation: [7, 'int'],
    creationTimestamp: [8, 'Time'],
    deletionTimestamp: [9, 'Time'],
    labels: [11, '{}string'],
    annotations: [12, '{}string'],
    ownerReferences: [13, '[]OwnerReference'],
    finalizers: [14, '[]string'],
    managedFields: [17, '[]ManagedFieldsEntry'],
  },
  OwnerReference: {
    kind: [1, 'string'],
    name: [3, 'string'],
    uid: [4, 'string'],
    apiVersion: [5, 'string'],
    controller: [6, 'bool'],
    blockOwnerDeletion: [7, 'bool'],
  },
  ManagedFieldsEntry: {
    manager: [1, 'string'],
    operation: [2, 'string'],
    apiVersion: [3, 'string'],
    time: [4, 'Time'],
    fieldsType: [6, 'string'],
    fieldsV1: [7, 'RawJson'],
    subresource: [8, 'string'],
  },
  ListMeta: { selfLink: [1, 'string'], resourceVersion: [2, 'string'], continue: [3, 'string'] },
  LabelSelector: { matchLabels: [1, '{}string'] },
  Status: {
    metadata: [1, 'ListMeta'],
    status: [2, 'string'],
    message: [3, 'string'],
    reason: [4, 'string'],
    code: [6, 'int'],
  },
  Namespace: { metadata: [1, 'ObjectMeta'] },
  Pod: { metadata: [1, 'ObjectMeta'], spec: [2, 'PodSpec'], status: [3, 'PodStatus'] },
  PodSpec: {
    volumes: [1, '[]Volume'],
    containers: [2, '[]Container'],
    restartPolicy: [3, 'string'],
    terminationGracePeriodSeconds: [4, 'int'],
    dnsPolicy: [6, 'string'],
    serviceAccountName: [8, 'string'],
    serviceAccount: [9, 'string'],
    nodeName: [10, 'string'],
    schedulerName: [19, 'string'],
    initContainers: [20, '[]Container'],
    tolerations: [22, '[]Toleration'],
    priority: [25, 'int'],
    enableServiceLinks: [30, 'bool'],
    preemptionPolicy: [31, 'string'],
    overhead: [32, '{}Quantity'],
  },
  Toleration: {
    key: [1, 'string'],
    operator: [2, 'string'],
    value: [3, 'string'],
    effect: [4, 'string'],
    tolerationSeconds: [5, 'int'],
  },
  Volume: {
    name: [1, 'string'],
    secret: [6, 'SecretVolume'],
    configMap: [19, 'ConfigMapVolume'],
    projected: [26, 'ProjectedVolume'],
  },
  SecretVolume: { secretName: [1, 'string'] },
  ConfigMapVolume: { name: [1, 'string'], defaultMode: [3, 'int'] },
  ProjectedVolume: { sources: [1, '[]VolumeProjection'], defaultMode: [2, 'int'] },
  VolumeProjection: {
    secret: [1, 'Projection'],
    configMap: [3, 'Projection'],
    serviceAccountToken: [4, 'TokenProjection'],
  },
  Projection: { name: [1, 'string'] },
  TokenProjection: { expirationSeconds: [2, 'int'], path: [3, 'string'] },
  Container: {
    name: [1, 'string'],
    image: [2, 'string'],
    command: [3, '[]string'],
    args: [4, '[]string'],
    ports: [6, '[]ContainerPort'],
    env: [7, '[]EnvVar'],
    resources: [8, 'ResourceRequirements'],
    volumeMounts: [9, '[]VolumeMount'],
    livenessProbe: [10, 'Probe'],
    readinessProbe: [11, 'Probe'],
    terminationMessagePath: [13, 'string'],
    imagePullPolicy: [14, 'string'],
    envFrom: [19, '[]EnvFromSource'],
    terminationMessagePolicy: [20, 'string'],
    startupProbe: [22, 'Probe'],
    restartPolicy: [24, 'string'],
  },
  ContainerPort: { name: [1, 'string'], containerPort: [3, 'int'], protocol: [4, 'string'] },
  VolumeMount: { name: [1, 'string'], readOnly: [2, 'bool'], mountPath: [3, 'string'] },
  EnvVar: { name: [1, 'string'], value: [2, 'string'], valueFrom: [3, 'EnvVarSource'] },
  EnvVarSource: {
    fieldRef: [1, 'ObjectFieldSelector'],
    resourceFieldRef: [2, 'ResourceFieldSelector'],
    configMapKeyRef: [3, 'KeySelector'],
    secretKeyRef: [4, 'KeySelector'],
  },
  ObjectFieldSelector: { apiVersion: [1, 'string'], fieldPath: [2, 'string'] },
  ResourceFieldSelector: { containerName: [1, 'string'], resource: [2, 'string'] },
  KeySelector: { name: [1, 'string'], key: [2, 'string'], optional: [3, 'bool'] },
  EnvFromSource: {
    prefix: [1, 'string'],
    configMapRef: [2, 'Projection'],
    secretRef: [3, 'Projection'],
  },
  ResourceRequirements: { limits: [1, '{}Quantity'], requests: [2, '{}Quantity'] },
  Probe: {
    initialDelaySeconds: [2, 'int'],
    timeoutSeconds: [3, 'int'],
    periodSeconds: [4, 'int'],
    successThreshold: [5, 'int'],
    failureThreshold: [6, 'int'],
  },
  HttpGet: { path: [1, 'string'], host: [3, 'string'], scheme: [4, 'string'] },
  PodStatus: {
    phase: [1, 'string'],
    conditions: [2, '[]PodCondition'],
    message: [3, 'string'],
    reason: [4, 'string'],
    hostIP: [5, 'string'],
    podIP: [6, 'string'],
    startTime: [7, 'Time'],
    containerStatuses: [8, '[]ContainerStatus'],
    qosClass: [9, 'string'],
    initContainerStatuses: [10, '[]ContainerStatus'],
  },
  PodCondition: {
    type: [1, 'string'],
    status: [2, 'string'],
    lastTransitionTime: [4, 'Time'],
    reason: [5, 'string'],
    message: [6, 'string'],
  },
  ContainerStatus: {
    name: [1, 'string'],
    state: [2, 'ContainerState'],
    lastState: [3, 'ContainerState'],
    ready: [4, 'bool'],
    restartCount: [5, 'int'],
    image: [6, 'string'],
    imageID: [7, 'string'],
    containerID: [8, 'string'],
    started: [9, 'bool'],
  },
  ContainerState: { waiting: [1, 'Waiting'], running: [2, 'Running'], terminated: [3, 'Ended'] },
  Waiting: { reason: [1, 'string'], message: [2, 'string'] },
  Running: { startedAt: [1, 'Time'] },
  Ended: {
    exitCode: [1, 'int'],
    signal: [2, 'int'],
    reason: [3, 'string'],
    message: [4, 'string'],
    startedAt: [5, 'Time'],
    finishedAt: [6, 'Time'],
  },
  Deployment: {
    metadata: [1, 'ObjectMeta'],
    spec: [2, 'DeploymentSpec'],
    status: [3, 'DeploymentStatus'],
  },
  DeploymentSpec: {
    replicas: [1, 'int'],
    selector: [2, 'LabelSelector'],
    template: [3, 'PodTemplateSpec'],
    strategy: [4, 'Strategy'],
    minReadySeconds: [5, 'int'],
    revisionHistoryLimit: [6, 'int'],
    paused: [7, 'bool'],
    progressDeadlineSeconds: [9, 'int'],
  },
  Strategy: { type: [1, 'string'], rollingUpdate: [2, 'RollingUpdate'] },
  RollingUpdate: { partition: [1, 'int'] },
  DeploymentStatus: {
    observedGeneration: [1, 'int'],
    replicas: [2, 'int'],
    updatedReplicas: [3, 'int'],
    availableReplicas: [4, 'int'],
    unavailableReplicas: [5, 'int'],
    conditions: [6, '[]DeploymentCondition'],
    readyReplicas: [7, 'int'],
  },
  DeploymentCondition: {
    type: [1, 'string'],
    status: [2, 'string'],
    reason: [4, 'string'],
    message: [5, 'string'],
    lastUpdateTime: [6, 'Time'],
    lastTransitionTime: [7, 'Time'],
  },
  ReplicaSet: {
    metadata: [1, 'ObjectMeta'],
    spec: [2, 'ReplicaSetSpec'],
    status: [3, 'ReplicaSetStatus'],
  },
  ReplicaSetSpec: {
    replicas: [1, 'int'],
    selector: [2, 'LabelSelector'],
    template: [3, 'PodTemplateSpec'],
  },
  ReplicaSetStatus: {
    replicas: [1, 'int'],
    fullyLabeledReplicas: [2, 'int'],
    observedGeneration: [3, 'int'],
    readyReplicas: [4, 'int'],
    availableReplicas: [5, 'int'],
  },
  StatefulSet: {
    metadata: [1, 'ObjectMeta'],
    spec: [2, 'StatefulSetSpec'],
    status: [3, 'StatefulSetStatus'],
  },
  StatefulSetSpec: {
    replicas: [1, 'int'],
    selector: [2, 'LabelSelector'],
    template: [3, 'PodTemplateSpec'],
    serviceName: [5, 'string'],
    updateStrategy: [7, 'Strategy'],
    revisionHistoryLimit: [8, 'int'],
  },
  StatefulSetStatus: {
    observedGeneration: [1, 'int'],
    replicas: [2, 'int'],
    readyReplicas: [3, 'int'],
    currentReplicas: [4, 'int'],
    updatedReplicas: [5, 'int'],
    currentRevision: [6, 'string'],
    updateRevision: [7, 'string'],
    conditions: [10, '[]SetCondition'],
    availableReplicas: [11, 'int'],
  },
  SetCondition: {
    type: [1, 'string'],
    status: [2, 'string'],
    lastTransitionTime: [3, 'Time'],
    reason: [4, 'string'],
    message: [5, 'string'],
  },
  DaemonSet: {
    metadata: [1, 'ObjectMeta'],
    spec: [2, 'DaemonSetSpec'],
    status: [3, 'DaemonSetStatus'],
  },
  DaemonSetSpec: {
    selector: [1, 'LabelSelector'],
    template: [2, 'PodTemplateSpec'],
    updateStrategy: [3, 'Strategy'],
    revisionHistoryLimit: [6, 'int'],
  },
  DaemonSetStatus: {
    currentNumberScheduled: [1, 'int'],
    desiredNumberScheduled: [3, 'int'],
    numberReady: [4, 'int'],
    observedGeneration: [5, 'int'],
    updatedNumberScheduled: [6, 'int'],
    numberAvailable: [7, 'int'],
    conditions: [10, '[]SetCondition'],
  },
  ControllerRevision: {
    metadata: [1, 'ObjectMeta'],
    data: [2, 'RawJson'],
    revision: [3, 'int'],
  },
  CronJob: {
    metadata: [1, 'ObjectMeta'],
    spec: [2, 'CronJobSpec'],
    status: [3, 'CronJobStatus'],
  },
  CronJobSpec: {
    schedule: [1, 'string'],
    concurrencyPolicy: [3, 'string'],
    suspend: [4, 'bool'],
    jobTemplate: [5, 'JobTemplate'],
  },
  JobTemplate: { metadata: [1, 'ObjectMeta'], spec: [2, 'JobSpec'] },
  CronJobStatus: {
    active: [1, '[]ObjectReference'],
    lastScheduleTime: [4, 'Time'],
    lastSuccessfulTime: [5, 'Time'],
  },
  ObjectReference: { kind: [1, 'string'], namespace: [2, 'string'], name: [3, 'string'] },
  Job: { metadata: [1, 'ObjectMeta'], spec: [2, 'JobSpec'], status: [3, 'JobStatus'] },
  JobSpec: {
    parallelism: [1, 'int'],
    completions: [2, 'int'],
    selector: [4, 'LabelSelector'],
    template: [6, 'PodTemplateSpec'],
    backoffLimit: [7, 'int'],
    suspend: [10, 'bool'],
  },
  JobStatus: {
    conditions: [1, '[]PodCondition'],
    startTime: [2, 'Time'],
    completionTime: [3, 'Time'],
    active: [4, 'int'],
    succeeded: [5, 'int'],
    failed: [6, 'int'],
    ready: [9, 'int'],
  },
  PodTemplateSpec: podTemplate,
}

/** Messages that in Go are embedded structs: JSON has their fields in place, protobuf one level down. */
const embedded: Readonly<Record<string, { readonly number: number; readonly fields: Message }>> = {
  ConfigMapVolume: { number: 1, fields: { name: [1, 'string'] } },
  Projection: { number: 1, fields: { name: [1, 'string'] } },
  KeySelector: { number: 1, fields: { name: [1, 'string'] } },
  Volume: {
    number: 2,
    fields: {
      secret: [6, 'SecretVolume'],
      configMap: [19, 'ConfigMapVolume'],
      projected: [26, 'ProjectedVolume'],
    },
  },
  Probe: { number: 1, fields: { httpGet: [2, 'HttpGet'] } },
}

const magic = Buffer.from('k8s\0', 'latin1')

/** One object as the body of a GET, or as it stands in a watch event. */
export function encodeObject(apiVersion: string, kind: string, object: Json): Buffer {
  return envelope(apiVersion, kind, message(kind, object))
}

/** A list; its objects are of `kind`. */
export function encodeList(
  apiVersion: string,
  kind: string,
  metadata: Json,
  objects: readonly Json[],
): Buffer {
  const items = objects.map((object) => bytes(2, message(kind, object)))
  const list = Buffer.concat([bytes(1, message('ListMeta', metadata)), ...items])
  return envelope(apiVersion, `${kind}List`, list)
}

/** A frame of a watch with `;stream=watch`: its length in four bytes, then the event. */
export function encodeEvent(type: string, object: Buffer): Buffer {
  const event = Buffer.concat([text(1, type), bytes(2, bytes(1, object))])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(event.length)
  return Buffer.concat([length, event])
}

export function encodeMessage(kind: string, object: Json): Buffer {
  return message(kind, object)
}

export function envelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
  const type = bytes(1, Buffer.concat([text(1, apiVersion), text(2, kind)]))
  return Buffer.concat([magic, type, bytes(2, raw)])
}

function message(name: string, value: Json): Buffer {
  const fields = messages[name] ?? {}
  const inner = embedded[name]
  const parts: { number: number; part: Buffer }[] = []
  const add = (all: Message, from: Json): { number: number; part: Buffer }[] =>
    Object.entries(all).flatMap(([key, [number, type]]) => {
      const given = from[key]
      return given === undefined || given === null
        ? []
        : [{ number, part: field(number, type, given) }]
    })
  if (inner !== undefined) {
    const part = Buffer.concat(add(inner.fields, value).map(({ part }) => part))
    if (part.length > 0) parts.push({ number: inner.number, part: bytes(inner.number, part) })
  }
  const own = Object.fromEntries(
    Object.entries(fields).filter(([key]) => inner === undefined || !(key in inner.fields)),
  ) as Message
  parts.push(...add(own, value))
  return Buffer.concat(parts.sort((a, b) => a.number - b.number).map(({ part }) => part))
}

function field(number: number, type: string, value: unknown): Buffer {
  if (type.startsWith('[]'))
    return Buffer.concat((value as unknown[]).map((each) => field(number, type.slice(2), each)))
  if (type.startsWith('{}')) {
    const entries = Object.entries(value as Json).sort(([a], [b]) => (a < b ? -1 : 1))
    return Buffer.concat(
      entries.map(([key, each]) =>
        bytes(number, Buffer.concat([text(1, key), field(2, type.slice(2), each)])),
      ),
    )
  }
  switch (type) {
    case 'string':
      return text(number, String(value))
    case 'int':
      return Buffer.concat([tag(number, 0), varint(BigInt.asUintN(64, BigInt(Number(value))))])
    case 'bool':
      return Buffer.concat([tag(number, 0), Buffer.of(value === true ? 1 : 0)])
    case 'Time':
      return bytes(number, time(String(value)))
    case 'Quantity':
      return bytes(number, text(1, String(value)))
    case 'RawJson':
      return bytes(number, text(1, JSON.stringify(value)))
    default:
      return bytes(number, message(type, value as Json))
  }
}

function time(text: string): Buffer {
  const seconds = BigInt(Math.floor(Date.parse(text) / 1000))
  return Buffer.concat([
    ...[tag(1, 0), varint(BigInt.asUintN(64, seconds))],
    ...[tag(2, 0), varint(0n)],
  ])
}

function text(number: number, value: string): Buffer {
  return bytes(number, Buffer.from(value))
}

function bytes(number: number, value: Buffer): Buffer {
  return Buffer.concat([tag(number, 2), varint(BigInt(value.length)), value])
}

function tag(number: number, wireType: number): Buffer {
  return varint(BigInt(number * 8 + wireType))
}

function varint(value: bigint): Buffer {
  const out: number[] = []
  let rest = value
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  out.push(Number(rest))
  return Buffer.from(out)
}
