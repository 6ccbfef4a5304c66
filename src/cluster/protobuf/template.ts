/** Decodes a PodTemplateSpec. Field numbers: k8s.io/api/core/v1/generated.proto. */
import type { Container, EnvValue, PodTemplate, Quantities } from '../../model/kube/kube.ts'
import { cleanLine } from '../../model/text.ts'
import { sharing } from '../../model/read-once.ts'
import { digest } from '../trim/share.ts'
import { noQuantities } from '../trim/trim-template.ts'
import { decodeMeta, keepOfTemplates, noMeta } from './meta.ts'
import { SeenBytes, type Wire } from './wire.ts'

type Spec = Omit<PodTemplate, 'labels' | 'annotations'>

const sharedSpec = sharing<Spec>()

export function decodeTemplate(wire: Wire, end: number): PodTemplate {
  let meta: Pick<PodTemplate, 'labels' | 'annotations'> = noMeta
  let spec: Spec | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) meta = decodeMeta(wire, wire.enter(), keepOfTemplates)
    else if (field === 2) spec = decodeSpec(wire, wire.enter())
    else wire.skip()
  }
  spec ??= decodeSpec(wire, wire.at)
  const { labels, annotations } = meta
  const { containers, initContainers, overhead, podResources, mounts, fingerprint } = spec
  const template = {
    labels,
    annotations,
    containers,
    initContainers,
    overhead,
    mounts,
    fingerprint,
  }
  return podResources === undefined ? template : { ...template, podResources }
}

/** The API server writes equal specs as equal bytes, so their digest is the fingerprint. */
function decodeSpec(wire: Wire, end: number): Spec {
  const fingerprint = digest(wire.bytes.subarray(wire.at, end))
  const spec = sharedSpec(fingerprint, () => readSpec(wire, end, fingerprint))
  wire.at = end
  return spec
}

function readSpec(wire: Wire, end: number, fingerprint: string): Spec {
  const containers: Container[] = []
  const initContainers: Container[] = []
  const mounts: string[] = []
  const overhead: Amounts = { cpu: null, memory: null }
  let podResources: PodTemplate['podResources']
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) decodeVolume(wire, wire.enter(), mounts)
    else if (field === 2) containers.push(decodeContainer(wire, wire.enter()))
    else if (field === 20) initContainers.push(decodeContainer(wire, wire.enter()))
    else if (field === 32) decodeQuantity(wire, wire.enter(), overhead)
    else if (field === 40) podResources = decodeResources(wire, wire.enter())
    else wire.skip()
  }
  return {
    containers,
    initContainers,
    overhead: shared(overhead),
    ...(podResources === undefined ? {} : { podResources }),
    mounts: [...new Set(mounts)].sort(),
    fingerprint,
  }
}

type Settings = Omit<Container, 'name' | 'image'>

const settings = new SeenBytes<Settings>(4096, 8192)

/** Releases of one workload mostly differ in the image alone: what follows it is decoded once. */
function decodeContainer(wire: Wire, end: number): Container {
  let name = ''
  let image = ''
  for (;;) {
    const start = wire.at
    const field = wire.field(end)
    if (field === 1) name = wire.text()
    else if (field === 2) image = wire.text()
    else {
      wire.at = start
      const rest = settings.get(wire, start, end, () => decodeSettings(wire, end))
      wire.at = end
      return { name, image, ...rest }
    }
  }
}

function decodeSettings(wire: Wire, end: number): Settings {
  const words: string[] = []
  const args: string[] = []
  const env: Record<string, EnvValue> = {}
  const envFrom: string[] = []
  const probes: string[] = []
  let resources = noResources
  let sidecar = false
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    switch (field) {
      case 3:
        words.push(wire.text())
        break
      case 4:
        args.push(wire.text())
        break
      case 7: {
        const [name, value] = decodeVariable(wire, wire.enter())
        env[name] = value
        break
      }
      case 8:
        resources = decodeResources(wire, wire.enter())
        break
      case 10:
      case 11:
      case 22: {
        const probeEnd = wire.enter()
        probes.push(`${field} ${digest(wire.bytes.subarray(wire.at, probeEnd))}`)
        wire.at = probeEnd
        break
      }
      case 19:
        envFrom.push(...decodeEnvSource(wire, wire.enter()))
        break
      case 24:
        sidecar = wire.text() === 'Always'
        break
      default:
        wire.skip()
    }
  }
  return {
    command: cleanLine([...words, ...args].join(' ')),
    env,
    envFrom,
    ...resources,
    probes: probes.join(' '),
    sidecar,
  }
}

interface Amounts {
  cpu: string | null
  memory: string | null
}

function shared({ cpu, memory }: Amounts): Quantities {
  return cpu === null && memory === null ? noQuantities : { cpu, memory }
}

const noResources: Pick<Container, 'requests' | 'limits'> = {
  requests: noQuantities,
  limits: noQuantities,
}

function decodeResources(wire: Wire, end: number): typeof noResources {
  const limits: Amounts = { cpu: null, memory: null }
  const requests: Amounts = { cpu: null, memory: null }
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) decodeQuantity(wire, wire.enter(), limits)
    else if (field === 2) decodeQuantity(wire, wire.enter(), requests)
    else wire.skip()
  }
  return { requests: shared(requests), limits: shared(limits) }
}

/** A map's entry whose value is a Quantity. */
function decodeQuantity(wire: Wire, end: number, into: Amounts): void {
  let key = ''
  let value: string | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) key = wire.text()
    else if (field === 2) value = decodeName(wire, wire.enter())
    else wire.skip()
  }
  if (key === 'cpu' || key === 'memory') into[key] = value
}

function decodeVariable(wire: Wire, end: number): [name: string, value: EnvValue] {
  let name = ''
  let text = ''
  let reference: string | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) name = wire.text()
    else if (field === 2) text = wire.text()
    else if (field === 3) reference = decodeReference(wire, wire.enter())
    else wire.skip()
  }
  return [
    name,
    reference === null ? { kind: 'literal', text } : { kind: 'reference', text: reference },
  ]
}

const sources = [
  ...['unknown', 'fieldRef', 'resourceFieldRef'],
  ...['configMapKeyRef', 'secretKeyRef', 'fileKeyRef'],
]

/** EnvVarSource, in the words of trim-template.ts. */
function decodeReference(wire: Wire, end: number): string {
  let reference = 'unknown '
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    const source = sources[field]
    if (source === undefined) wire.skip()
    else reference = `${source} ${decodeSource(wire, wire.enter(), field)}`
  }
  return reference
}

/** A selector of a ConfigMap's or Secret's key, of a field of the pod, or of a key in a file. */
function decodeSource(wire: Wire, end: number, source: number): string {
  const ofKey = source === 3 || source === 4
  const parts: string[] = []
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (ofKey && field === 1) parts.push(decodeName(wire, wire.enter()))
    else if (field === 2 && source !== 5) parts.push(wire.text())
    else if (field === 3 && source === 5) parts.push(wire.text())
    else wire.skip()
  }
  return parts.filter((part) => part !== '').join('/')
}

/** EnvFromSource */
function decodeEnvSource(wire: Wire, end: number): string[] {
  const names: string[] = []
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 2) names.push(...named('configMap', decodeInner(wire, wire.enter())))
    else if (field === 3) names.push(...named('secret', decodeInner(wire, wire.enter())))
    else wire.skip()
  }
  return names
}

/** Volume, and the VolumeSource within it. */
function decodeVolume(wire: Wire, end: number, into: string[]): void {
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 2) decodeVolumeSource(wire, wire.enter(), into)
    else wire.skip()
  }
}

function decodeVolumeSource(wire: Wire, end: number, into: string[]): void {
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 6) into.push(...named('secret', decodeName(wire, wire.enter())))
    else if (field === 19) into.push(...named('configMap', decodeInner(wire, wire.enter())))
    else if (field === 26) decodeProjected(wire, wire.enter(), into)
    else wire.skip()
  }
}

/** ProjectedVolumeSource, and each VolumeProjection within it. */
function decodeProjected(wire: Wire, end: number, into: string[]): void {
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) decodeProjection(wire, wire.enter(), into)
    else wire.skip()
  }
}

function decodeProjection(wire: Wire, end: number, into: string[]): void {
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) into.push(...named('secret', decodeInner(wire, wire.enter())))
    else if (field === 3) into.push(...named('configMap', decodeInner(wire, wire.enter())))
    else wire.skip()
  }
}

/** The name within the LocalObjectReference that such a message begins with. */
function decodeInner(wire: Wire, end: number): string {
  let name = ''
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) name = decodeName(wire, wire.enter())
    else wire.skip()
  }
  return name
}

/** Of a LocalObjectReference, a SecretVolumeSource, or the text of a Quantity: field 1 of each. */
function decodeName(wire: Wire, end: number): string {
  let name = ''
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) name = wire.text()
    else wire.skip()
  }
  return name
}

function named(kind: string, name: string): string[] {
  return name === '' ? [] : [`${kind}/${name}`]
}
