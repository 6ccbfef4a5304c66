/** Reads the objects of lists and watches out of their bytes as these come, whatever they are encoded in. */
import type { KubeObject } from '../../model/kube/kube.ts'
import { jsonEvents, jsonList } from './json-stream.ts'
import { protobufEvents, protobufList } from '../protobuf/stream.ts'
import type { Resource } from '../resource.ts'
import type { EventReader, ListReader, WatchEvent } from './watch-event.ts'

/** Best first: an API server takes the first that it has, and tells in `content-type` which. */
export const anyEncoding = 'application/vnd.kubernetes.protobuf,application/json'
export const onlyJson = 'application/json'

/** A server too old for it answers with whole objects. */
export function metadataOnly(kind: 'PartialObjectMetadata' | 'PartialObjectMetadataList'): string {
  return `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`
}

export function isProtobuf(type: string): boolean {
  return type.startsWith('application/vnd.kubernetes.protobuf')
}

/** `type` is the answer's content-type. */
export function readEvents(
  type: string,
  resource: Resource,
  onEvent: (event: WatchEvent) => void,
): EventReader {
  return isProtobuf(type) ? protobufEvents(resource, onEvent) : jsonEvents(resource, onEvent)
}

export function readList(
  type: string,
  resource: Resource,
  onObject: (object: KubeObject) => void,
): ListReader {
  return isProtobuf(type) ? protobufList(resource, onObject) : jsonList(resource, onObject)
}
