/** How an API server writes lists, objects and watch events: as JSON or as protobuf. */
import type { ApiObject } from './cluster-fault-server.ts'
import { encodeEvent, encodeList, encodeObject } from './cluster-protobuf.ts'

type Json = Readonly<Record<string, unknown>>

export interface Codec {
  readonly type: string
  readonly watchType: string
  readonly list: (collection: string, metadata: Json, items: readonly ApiObject[]) => Buffer
  readonly object: (collection: string, object: Json) => Buffer
  /** `object` of an ERROR is a Status. */
  readonly event: (collection: string, type: string, object: Json) => Buffer
}

export const jsonCodec: Codec = {
  type: 'application/json',
  watchType: 'application/json',
  list: (_collection, metadata, items) =>
    Buffer.from(JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata, items })),
  object: (_collection, object) => Buffer.from(JSON.stringify(object)),
  event: (_collection, type, object) => Buffer.from(`${JSON.stringify({ type, object })}\n`),
}

const kinds: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  statuses: ['v1', 'Status'],
  namespaces: ['v1', 'Namespace'],
  pods: ['v1', 'Pod'],
  deployments: ['apps/v1', 'Deployment'],
  statefulsets: ['apps/v1', 'StatefulSet'],
  daemonsets: ['apps/v1', 'DaemonSet'],
  replicasets: ['apps/v1', 'ReplicaSet'],
  controllerrevisions: ['apps/v1', 'ControllerRevision'],
  jobs: ['batch/v1', 'Job'],
  cronjobs: ['batch/v1', 'CronJob'],
}

function kindOf(collection: string): readonly [apiVersion: string, kind: string] {
  const kind = kinds[collection]
  if (kind === undefined) throw new Error(`no protobuf for ${collection}`)
  return kind
}

export const protobufCodec: Codec = {
  type: 'application/vnd.kubernetes.protobuf',
  watchType: 'application/vnd.kubernetes.protobuf;stream=watch',
  list: (collection, metadata, items) => encodeList(...kindOf(collection), metadata, items),
  object: (collection, object) => encodeObject(...kindOf(collection), object),
  event: (collection, type, object) => {
    const [apiVersion, kind] = kindOf(type === 'ERROR' ? 'statuses' : collection)
    return encodeEvent(type, encodeObject(apiVersion, kind, object))
  },
}
