/** Decodes a namespace. Field numbers: k8s.io/api/core/v1/generated.proto. */
import type { NamespaceObject } from '../../model/kube/kube.ts'
import { decodeMeta, type Header, keepAll, noMeta } from './meta.ts'
import type { Wire } from './wire.ts'

export function decodeNamespace(wire: Wire, end: number, header: Header): NamespaceObject {
  let meta = noMeta
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === 1) meta = decodeMeta(wire, wire.enter(), keepAll, header)
    else wire.skip()
  }
  return { type: 'namespace', meta }
}
