/**
 * Objects of a large fleet as bytes, in JSON and in protobuf: an application is a Deployment with five
 * ReplicaSets and ten pods. They are made from a few prototypes whose names and numbers are replaced
 * in place, so that hundreds of megabytes are ready within seconds.
 */
import { encodeMessage } from '../test/support/cluster-protobuf.ts'

type Json = Record<string, unknown>

/** Of one length with what replaces them. */
const marks = {
  namespace: 'nspace',
  app: 'app-@@@@@@',
  hash: '@hash@@@@@',
  suffix: '@sfx@',
  uid: '00000000-0000-0000-0000-@@@@@@@@@uid',
  controller: '00000000-0000-0000-0000-@@@@@@@@ctrl',
  version: '@7654321',
  release: '1.4.@@@',
  address: '10.@@@.@@@.@@',
} as const

type Values = Partial<Record<keyof typeof marks, string>>

export interface Prototype {
  readonly json: Stamp
  readonly protobuf: Stamp
}

/** A copy with the marks replaced; values must be as long as their marks. */
export type Stamp = (values: Values) => Buffer

export function prototype(kind: string, object: Json): Prototype {
  return {
    json: stamp(Buffer.from(JSON.stringify(object))),
    protobuf: stamp(encodeMessage(kind, object)),
  }
}

function stamp(bytes: Buffer): Stamp {
  const places = Object.entries(marks).map(([name, mark]) => {
    const at: number[] = []
    for (let i = bytes.indexOf(mark); i >= 0; i = bytes.indexOf(mark, i + 1)) at.push(i)
    return { name: name as keyof Values, mark, at }
  })
  return (values) => {
    const copy = Buffer.from(bytes)
    for (const { name, mark, at } of places) {
      const value = values[name] ?? mark
      if (value.length !== mark.length) throw new Error(`${name}: ${value}`)
      for (const i of at) copy.write(value, i, 'latin1')
    }
    return copy
  }
}

/** Where the number of a pod's restarts stands; two digits in JSON, one byte in protobuf. */
export const restarts = 11

export function podPrototype(failing: boolean): Prototype {
  return prototype('Pod', pod(failing))
}

export function deploymentPrototype(): Prototype {
  return prototype('Deployment', {
    metadata: {
      ...meta(marks.app, { managers: 2 }),
      labels: { app: marks.app, team: 'payments' },
      annotations: { ...annotations, 'deployment.kubernetes.io/revision': '5' },
      generation: 7,
    },
    spec: {
      replicas: 10,
      selector: { matchLabels: { app: marks.app } },
      template: template({ app: marks.app, team: 'payments' }),
      strategy: { type: 'RollingUpdate' },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: 7,
      replicas: 10,
      updatedReplicas: 10,
      readyReplicas: 10,
      availableReplicas: 10,
      conditions: [
        ...['Available', 'Progressing'].map((type) => ({
          type,
          status: 'True',
          reason: type === 'Available' ? 'MinimumReplicasAvailable' : 'NewReplicaSetAvailable',
          message: `ReplicaSet "${marks.app}-${marks.hash}" has successfully progressed.`,
          lastUpdateTime: '2026-05-01T10:00:00Z',
          lastTransitionTime: '2026-05-01T09:00:00Z',
        })),
      ],
    },
  })
}

/** `revision` from 1 to 5; the last one has the pods. */
export function replicaSetPrototype(revision: number): Prototype {
  const replicas = revision === 5 ? 10 : 0
  const labels = { app: marks.app, team: 'payments', 'pod-template-hash': marks.hash }
  return prototype('ReplicaSet', {
    metadata: {
      ...meta(`${marks.app}-${marks.hash}`, { managers: 1, controller: 'Deployment' }),
      labels,
      annotations: {
        ...annotations,
        'deployment.kubernetes.io/desired-replicas': '10',
        'deployment.kubernetes.io/max-replicas': '13',
        'deployment.kubernetes.io/revision': String(revision),
      },
      generation: 2,
    },
    spec: { replicas, selector: { matchLabels: labels }, template: template(labels) },
    status: {
      replicas,
      fullyLabeledReplicas: replicas,
      observedGeneration: 2,
      readyReplicas: replicas,
      availableReplicas: replicas,
    },
  })
}

const annotations = {
  'a8r.io/owner': 'payments',
  'a8r.io/repository': 'https://git.example.com/shop/app',
  'a8r.io/chat': '#payments',
  'kubernetes.io/change-cause': 'kubectl apply --filename=deploy.yaml --record=true',
}

function meta(name: string, more: { managers: number; controller?: string }): Json {
  return {
    name,
    namespace: marks.namespace,
    uid: marks.uid,
    resourceVersion: marks.version,
    creationTimestamp: '2026-05-01T10:00:00Z',
    ...(more.controller === undefined
      ? {}
      : {
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: more.controller,
              name: more.controller === 'ReplicaSet' ? `${marks.app}-${marks.hash}` : marks.app,
              uid: marks.controller,
              controller: true,
              blockOwnerDeletion: true,
            },
          ],
        }),
    managedFields: Array.from({ length: more.managers }, (_, i) => ({
      manager: i === 0 ? 'kube-controller-manager' : 'kubelet',
      operation: 'Update',
      apiVersion: 'v1',
      time: '2026-05-01T10:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: managed,
    })),
  }
}

/** Some 1.7 KB, as a kubelet's entry on a pod has. */
const managed = {
  'f:metadata': { 'f:labels': { '.': {}, 'f:app': {}, 'f:team': {}, 'f:pod-template-hash': {} } },
  'f:spec': Object.fromEntries(
    Array.from({ length: 18 }, (_, i) => [
      `k:{"name":"part-${i}"}`,
      { '.': {}, 'f:image': {}, 'f:imagePullPolicy': {}, 'f:name': {}, 'f:resources': {} },
    ]),
  ),
  'f:status': { 'f:phase': {}, 'f:podIP': {}, 'f:startTime': {} },
}

function template(labels: Json): Json {
  return { metadata: { creationTimestamp: null, labels }, spec: podSpec([]) }
}

function podSpec(mounted: readonly Json[]): Json {
  return {
    volumes: [{ name: 'config', configMap: { name: 'settings', defaultMode: 420 } }, ...mounted],
    containers: [
      {
        name: 'app',
        image: `registry.example.com/shop/app:${marks.release}`,
        args: ['--listen=:8080', '--config=/etc/app/config.yaml', '--log-format=json'],
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        env: [
          ...['LOG_LEVEL', 'REGION', 'DATABASE_HOST', 'CACHE_HOST', 'QUEUE_URL'].map((name) => ({
            name,
            value: `value-of-${name.toLowerCase()}`,
          })),
          {
            name: 'DATABASE_PASSWORD',
            valueFrom: { secretKeyRef: { name: 'database', key: 'password' } },
          },
        ],
        resources: {
          requests: { cpu: '100m', memory: '128Mi' },
          limits: { cpu: '1', memory: '512Mi' },
        },
        volumeMounts: [{ name: 'config', mountPath: '/etc/app', readOnly: true }],
        livenessProbe: probe('/live'),
        readinessProbe: probe('/ready'),
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    schedulerName: 'default-scheduler',
  }
}

function probe(path: string): Json {
  return {
    httpGet: { path, port: 8080, scheme: 'HTTP' },
    initialDelaySeconds: 5,
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  }
}

function pod(failing: boolean): Json {
  const token = {
    name: 'kube-api-access',
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt' } },
      ],
      defaultMode: 420,
    },
  }
  const since = '2026-05-01T10:00:05Z'
  return {
    metadata: {
      ...meta(`${marks.app}-${marks.hash}-${marks.suffix}`, {
        managers: 2,
        controller: 'ReplicaSet',
      }),
      generateName: `${marks.app}-${marks.hash}-`,
      labels: { app: marks.app, team: 'payments', 'pod-template-hash': marks.hash },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' },
    },
    spec: {
      ...podSpec([token]),
      nodeName: 'ip-10-0-0-1.eu-central-1.compute.internal',
      tolerations: ['not-ready', 'unreachable'].map((name) => ({
        key: `node.kubernetes.io/${name}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      phase: 'Running',
      conditions: [
        'PodReadyToStartContainers',
        'Initialized',
        'Ready',
        'ContainersReady',
        'PodScheduled',
      ].map((type) => ({
        type,
        status: failing && type.endsWith('Ready') ? 'False' : 'True',
        lastTransitionTime: since,
      })),
      hostIP: '10.0.0.1',
      podIP: marks.address,
      startTime: '2026-05-01T10:00:00Z',
      qosClass: 'Burstable',
      containerStatuses: [
        {
          name: 'app',
          state: failing
            ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting' } }
            : { running: { startedAt: since } },
          lastState: failing
            ? { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-05-01T10:20:00Z' } }
            : {},
          ready: !failing,
          restartCount: restarts,
          image: `registry.example.com/shop/app:${marks.release}`,
          imageID: `registry.example.com/shop/app@sha256:${'4f'.repeat(32)}`,
          containerID: `containerd://${'7c'.repeat(32)}`,
          started: !failing,
        },
      ],
    },
  }
}
