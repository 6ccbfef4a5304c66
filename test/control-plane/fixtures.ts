/** Workloads to apply to the test cluster. */

export interface Template {
  readonly version: string
  readonly env?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  /** How its pods fail: see stages.yaml. */
  readonly pod?: 'crash' | 'oom' | 'image-pull' | 'unready' | 'fail'
  /** Of a kind that no node is. */
  readonly unschedulable?: boolean
  readonly labels?: Readonly<Record<string, string>>
  readonly image?: string
}

function image(name: string, version: string): string {
  return `registry.example/${name}:${version}`
}

export function podTemplate(name: string, template: Template, restartPolicy = 'Always'): object {
  const { version, env, annotations, pod, labels, unschedulable } = template
  return {
    metadata: {
      labels: { app: name, ...labels },
      annotations: { ...annotations, ...(pod === undefined ? {} : { 'test.kulprit/pod': pod }) },
    },
    spec: {
      restartPolicy,
      ...(unschedulable === true ? { nodeSelector: { 'test.kulprit/node': 'none' } } : {}),
      containers: [
        {
          name,
          image: template.image ?? image(name, version),
          env: Object.entries(env ?? {}).map(([name, value]) => ({ name, value })),
          resources: {
            requests: { cpu: '100m', memory: '64Mi' },
            limits: { memory: '128Mi' },
          },
        },
      ],
    },
  }
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

export function deployment(
  namespace: string,
  name: string,
  template: Template,
  spec: object = {},
  metadata: object = {},
): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, ...metadata },
    spec: { replicas: 2, ...withSelector(name), template: podTemplate(name, template), ...spec },
  }
}

export function statefulSet(
  namespace: string,
  name: string,
  template: Template,
  updateStrategy: object,
): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace },
    spec: {
      replicas: 3,
      serviceName: name,
      podManagementPolicy: 'Parallel',
      updateStrategy,
      ...withSelector(name),
      template: podTemplate(name, template),
    },
  }
}

export function daemonSet(namespace: string, name: string, template: Template): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace },
    spec: { ...withSelector(name), template: podTemplate(name, template) },
  }
}

export function job(namespace: string, name: string, template: Template): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: { backoffLimit: 0, template: podTemplate(name, template, 'Never') },
  }
}

/** Due every minute. */
export function cronJob(namespace: string, name: string, template: Template): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace },
    spec: {
      schedule: '* * * * *',
      jobTemplate: {
        spec: { backoffLimit: 0, template: podTemplate(name, template, 'Never') },
      },
    },
  }
}

function withSelector(name: string): object {
  return { selector: { matchLabels: { app: name } } }
}
