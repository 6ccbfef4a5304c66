/** Trims a pod template to what the rules read. */
import type { Container, EnvValue, PodTemplate, Quantities } from '../../model/kube/kube.ts'
import { cleanLine } from '../../model/text.ts'
import { canonical, items, type Json, line, lines, record } from './json.ts'
import { sharing } from '../../model/read-once.ts'
import { digest, shareRecord } from './share.ts'
import { annotationsOf } from './trim-meta.ts'

export const noQuantities: Quantities = { cpu: null, memory: null }

/** The label that the deployment controller adds, and leaves out when it compares. */
export const hashLabel = 'pod-template-hash'
const sharedSpec = sharing<Omit<PodTemplate, 'labels' | 'annotations'>>()

export function trimTemplate(value: unknown): PodTemplate {
  const template = record(value)
  const meta = record(template['metadata'])
  const fingerprint = digest(canonical(record(template['spec'])))
  const spec = sharedSpec(fingerprint, () => trimSpec(record(template['spec']), fingerprint))
  return {
    labels: withoutHash(shareRecord(lines(meta['labels']))),
    annotations: annotationsOf(meta),
    ...spec,
  }
}

function withoutHash(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (!(hashLabel in labels)) return labels
  const { [hashLabel]: _, ...rest } = labels
  return shareRecord(rest)
}

/** A digest stands for the canonical JSON of the spec: fleets hold thousands of old templates. */
function trimSpec(spec: Json, fingerprint: string): Omit<PodTemplate, 'labels' | 'annotations'> {
  return {
    containers: items(spec['containers']).map(trimContainer),
    initContainers: items(spec['initContainers']).map(trimContainer),
    overhead: quantities(spec['overhead']),
    ...podResources(record(spec['resources'])),
    mounts: mountsOf(spec),
    fingerprint,
  }
}

function podResources(resources: Json): Pick<PodTemplate, 'podResources'> {
  const { requests, limits } = resources
  if (requests === undefined && limits === undefined) return {}
  return { podResources: { requests: quantities(requests), limits: quantities(limits) } }
}

function trimContainer(value: unknown): Container {
  const container = record(value)
  const resources = record(container['resources'])
  const { command, args, livenessProbe, readinessProbe, startupProbe } = container
  return {
    name: line(container['name']) ?? '',
    image: line(container['image']) ?? '',
    command: cleanLine(
      [...items(command), ...items(args)].flatMap((word) => line(word) ?? []).join(' '),
    ),
    env: Object.fromEntries(items(container['env']).map(record).map(envVariable)),
    envFrom: items(container['envFrom']).map(record).flatMap(envSource),
    requests: quantities(resources['requests']),
    limits: quantities(resources['limits']),
    probes: probesOf({ livenessProbe, readinessProbe, startupProbe }),
    sidecar: container['restartPolicy'] === 'Always',
  }
}

/** '' where there is none. */
function probesOf(probes: Json): string {
  const some = Object.values(probes).some((probe) => probe !== undefined)
  return some ? digest(canonical(probes)) : ''
}

function envVariable(variable: Json): [string, EnvValue] {
  const name = line(variable['name']) ?? ''
  const from = variable['valueFrom']
  if (from === undefined) return [name, { kind: 'literal', text: line(variable['value']) ?? '' }]
  return [name, { kind: 'reference', text: describeReference(record(from)) }]
}

/** `secretKeyRef db/password`, `fieldRef metadata.name`. */
function describeReference(from: Json): string {
  const [kind, value] = Object.entries(from)[0] ?? ['unknown', {}]
  const { name, key, fieldPath, resource } = record(value)
  const parts = [name, key, fieldPath, resource].flatMap((part) => line(part) ?? [])
  return `${cleanLine(kind)} ${parts.join('/')}`
}

function envSource(source: Json): string[] {
  return [
    ...named('configMap', record(source['configMapRef'])['name']),
    ...named('secret', record(source['secretRef'])['name']),
  ]
}

function mountsOf(spec: Json): string[] {
  const mounts = items(spec['volumes'])
    .map(record)
    .flatMap((volume) => {
      const projected = items(record(volume['projected'])['sources']).map(record)
      return [
        ...named('configMap', record(volume['configMap'])['name']),
        ...named('secret', record(volume['secret'])['secretName']),
        ...projected.flatMap((source) => [
          ...named('configMap', record(source['configMap'])['name']),
          ...named('secret', record(source['secret'])['name']),
        ]),
      ]
    })
  return [...new Set(mounts)].sort()
}

function named(kind: string, name: unknown): string[] {
  const text = line(name)
  return text === null ? [] : [`${kind}/${text}`]
}

function quantities(value: unknown): Quantities {
  const { cpu, memory } = record(value)
  if (cpu === undefined && memory === undefined) return noQuantities
  return { cpu: line(cpu), memory: line(memory) }
}
