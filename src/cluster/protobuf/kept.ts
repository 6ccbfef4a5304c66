/** Decodes what the controllers of workloads keep. Field numbers: k8s.io/api/apps/v1/generated.proto. */
import type {
  ControllerRevisionObject,
  PodTemplate,
  ReplicaSetObject,
} from '../../model/kube/kube.ts'
import { record } from '../trim/json.ts'
import { keepOfReplicaSets } from '../trim/slim.ts'
import { trimTemplate } from '../trim/trim-template.ts'
import { decodeMeta, type Header, keepAll, noMeta } from './meta.ts'
import { decodeTemplate } from './template.ts'
import { Malformed, type Wire } from './wire.ts'

export function decodeReplicaSet(wire: Wire, end: number, header: Header): ReplicaSetObject {
  let meta = noMeta
  let template: PodTemplate | null = null
  let counts = { replicas: 0, ready: 0, available: 0 }
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) meta = decodeMeta(wire, wire.enter(), keepOfReplicaSets, header)
    else if (field === 2) template = decodeReplicaSetSpec(wire, wire.enter())
    else if (field === 3) counts = decodeReplicaSetStatus(wire, wire.enter())
    else wire.skip()
  }
  template ??= decodeTemplate(wire, wire.at)
  const { replicas, ready, available } = counts
  return { type: 'replicaset', meta, template, replicas, ready, available }
}

function decodeReplicaSetSpec(wire: Wire, end: number): PodTemplate | null {
  let template: PodTemplate | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 3) template = decodeTemplate(wire, wire.enter())
    else wire.skip()
  }
  return template
}

function decodeReplicaSetStatus(
  wire: Wire,
  end: number,
): Pick<ReplicaSetObject, 'replicas' | 'ready' | 'available'> {
  const counts = { replicas: 0, ready: 0, available: 0 }
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) counts.replicas = wire.int()
    else if (field === 4) counts.ready = wire.int()
    else if (field === 5) counts.available = wire.int()
    else wire.skip()
  }
  return counts
}

export function decodeControllerRevision(
  wire: Wire,
  end: number,
  header: Header,
): ControllerRevisionObject {
  let meta = noMeta
  let template: PodTemplate | null = null
  let revision = 0
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) meta = decodeMeta(wire, wire.enter(), keepAll, header)
    else if (field === 2) template = decodePatch(wire, wire.enter())
    else if (field === 3) revision = wire.int()
    else wire.skip()
  }
  return { type: 'controllerrevision', meta, revision, template }
}

/** A RawExtension, whose bytes are the JSON of a patch in both encodings. */
function decodePatch(wire: Wire, end: number): PodTemplate | null {
  let template: PodTemplate | null = null
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field !== 1) {
      wire.skip()
      continue
    }
    const patchEnd = wire.enter()
    template = templateOf(wire.bytes.toString('utf8', wire.at, patchEnd))
    wire.at = patchEnd
  }
  return template
}

function templateOf(patch: string): PodTemplate | null {
  let data: unknown
  try {
    data = JSON.parse(patch)
  } catch {
    throw new Malformed('a ControllerRevision whose data is no JSON')
  }
  const { template } = record(record(data)['spec'])
  return template === undefined ? null : trimTemplate(template)
}
