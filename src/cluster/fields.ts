/**
 * Reads what the user's columns show of workloads by JSONPath. Only JSON has every field, so workloads
 * are read a second time, and of each nothing but those texts is kept.
 */
import type { ClusterChange } from '../model/change.ts'
import type { JsonPath } from '../model/json-path/json-path.ts'
import { textAt } from '../model/json-path/follow-json-path.ts'
import type { FieldsObject } from '../model/kube/kube.ts'
import { cleanLine } from '../model/text.ts'
import { readTargets } from './fleet-read.ts'
import { watchTargets } from './fleet-watch.ts'
import { type Pace, usualPace } from './follow/pace.ts'
import type { Connection } from './request/connection.ts'
import { type Resource, type Scope, type Target, targetsOf } from './resource.ts'
import type { Json } from './trim/json.ts'
import { shareRecord } from './trim/share.ts'
import { trimMeta } from './trim/trim-meta.ts'

/** By the column's name. */
export type FieldPaths = Readonly<Record<string, JsonPath>>

/** What cannot be read is told by a status, as `readFleet` does. */
export async function readFields(
  connection: Connection,
  scope: Scope,
  paths: FieldPaths,
  signal: AbortSignal,
): Promise<ClusterChange[]> {
  return readTargets(connection, fieldTargets(scope, paths), signal)
}

/**
 * How well they can be read is not told: it is what the same workloads' own statuses tell. Nothing is
 * heard after `stop`.
 */
export function watchFields(
  connection: Connection,
  scope: Scope,
  paths: FieldPaths,
  listener: (change: Extract<ClusterChange, { type: 'objects' }>) => void,
  pace: Pace = usualPace,
): { readonly stop: () => void; readonly hurry: () => void } {
  const tell = (change: ClusterChange): void => {
    if (change.type === 'objects') listener(change)
  }
  return watchTargets(connection, fieldTargets(scope, paths), tell, pace)
}

function fieldTargets(scope: Scope, paths: FieldPaths): Target[] {
  if (Object.keys(paths).length === 0) return []
  return targetsOf(scope)
    .filter(({ resource }) => resource.workload)
    .map((target) => ({ ...target, resource: withFields(target.resource, paths), keep: all }))
}

const all = () => true

/** Without `decode` it is asked for in JSON. */
function withFields(resource: Resource, paths: FieldPaths): Resource {
  const { decode: _, ...others } = resource
  return { ...others, trim: (object) => trimFields(object, paths) }
}

const longestText = 256
const nothing = shareRecord({})

/** null where uid or name is missing. */
function trimFields(object: Json, paths: FieldPaths): FieldsObject | null {
  const meta = trimMeta(object)
  if (meta === null) return null
  const values = Object.entries(paths).flatMap(([name, path]) => {
    const text = cleanLine(textAt(path, object).slice(0, longestText))
    return text === '' ? [] : [[name, text] as const]
  })
  return {
    type: 'fields',
    meta: {
      ...meta,
      uid: `${meta.uid} fields`,
      labels: nothing,
      annotations: nothing,
      controller: { kind: '', uid: meta.uid },
    },
    values: Object.fromEntries(values),
  }
}
