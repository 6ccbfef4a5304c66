/** Trims what every object has: metadata and conditions. */
import type { Condition, Meta } from '../model/kube.ts'
import { count, items, type Json, line, lines, record } from './json.ts'

/** A copy of the whole object, as large as the object itself. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** null where uid or name is missing. */
export function trimMeta(object: Json): Meta | null {
  const meta = record(object['metadata'])
  const uid = line(meta['uid'])
  const name = line(meta['name'])
  if (uid === null || name === null) return null
  const controller = items(meta['ownerReferences'])
    .map(record)
    .find((reference) => reference['controller'] === true)
  return {
    uid,
    name,
    namespace: line(meta['namespace']) ?? '',
    labels: lines(meta['labels']),
    annotations: annotationsOf(meta),
    createdAt: line(meta['creationTimestamp']),
    deletedAt: line(meta['deletionTimestamp']),
    generation: count(meta['generation']),
    controller:
      controller === undefined
        ? null
        : {
            kind: line(controller['kind']) ?? '',
            name: line(controller['name']) ?? '',
            uid: line(controller['uid']) ?? '',
          },
  }
}

export function annotationsOf(meta: Json): Record<string, string> {
  const { [lastApplied]: _, ...annotations } = record(meta['annotations'])
  return lines(annotations)
}

export function trimConditions(value: unknown): Condition[] {
  return items(value)
    .map(record)
    .map((condition) => ({
      type: line(condition['type']) ?? '',
      status: line(condition['status']) ?? '',
      reason: line(condition['reason']),
      message: line(condition['message']),
      lastTransitionAt: line(condition['lastTransitionTime']),
      lastUpdateAt: line(condition['lastUpdateTime']),
    }))
}
