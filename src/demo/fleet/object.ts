/** The parts that objects of every kind are built from. */
import type { KubeJson, Metadata } from '../kube-json.ts'
import { digestOf, uidOf } from './identity.ts'
import type { Convention, Labels } from './spec.ts'

export interface MetadataParts {
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly createdAt: string
  readonly labels?: Labels
  readonly annotations?: Labels
  readonly controller?: KubeJson
  readonly generation?: number
}

export function metadata(parts: MetadataParts): Metadata {
  const { kind, namespace, name, createdAt, labels, annotations, controller, generation } = parts
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uidOf(`${kind}/${namespace ?? ''}/${name}`),
    creationTimestamp: createdAt,
    ...(generation === undefined ? {} : { generation }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(controller === undefined ? {} : { ownerReferences: [controllerReference(controller)] }),
  }
}

function controllerReference({ apiVersion, kind, metadata }: KubeJson): object {
  const { name, uid } = metadata
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }
}

export interface ContainerParts {
  readonly name: string
  readonly image: string
  readonly env?: Labels
  readonly cpu: string
  readonly memory: string
}

export interface Template {
  readonly metadata: { readonly labels: Labels; readonly annotations: Labels }
  readonly spec: { readonly containers: readonly object[]; readonly restartPolicy: string }
}

export function podTemplate(
  app: string,
  convention: Convention,
  containers: readonly ContainerParts[],
  restartPolicy: 'Always' | 'Never' = 'Always',
): Template {
  return {
    metadata: {
      labels: { app, ...convention.templateLabels },
      annotations: { ...convention.templateAnnotations },
    },
    spec: { containers: containers.map(container), restartPolicy },
  }
}

export function withLabels(template: Template, labels: Labels): Template {
  const all = { ...template.metadata.labels, ...labels }
  return { ...template, metadata: { ...template.metadata, labels: all } }
}

function container({ name, image, env, cpu, memory }: ContainerParts): object {
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    env: Object.entries(env ?? {}).map(([key, value]) => ({ name: key, value })),
    ports: [{ containerPort: 8080, protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 10 },
    resources: { requests: { cpu, memory }, limits: { memory } },
  }
}

/** What a runtime reports for an image: its name without tag, and the digest. */
export function imageId(image: string): string {
  const [name = '', pinned] = image.split('@')
  const repository = name.replace(/:[^:/]*$/, '')
  return `${repository}@${pinned ?? digestOf(image)}`
}
