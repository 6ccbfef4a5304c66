/** Trims what every object has: metadata and conditions. */
import type { Condition, Meta } from '../../model/kube/kube.ts'
import { count, items, type Json, line, lines, record } from './json.ts'
import { shareRecord, shareText } from './share.ts'

/** A copy of the whole object, as large as the object itself. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

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
    uid: shareText(uid),
    name,
    namespace: shareText(line(meta['namespace']) ?? ''),
    labels: shareRecord(lines(meta['labels'])),
    annotations: annotationsOf(meta),
    createdAt: line(meta['creationTimestamp']),
    deletedAt: line(meta['deletionTimestamp']),
    generation: count(meta['generation']),
    controller:
      controller === undefined
        ? null
        : {
            kind: shareText(line(controller['kind']) ?? ''),
            uid: shareText(line(controller['uid']) ?? ''),
          },
  }
}

export function annotationsOf(meta: Json): Readonly<Record<string, string>> {
  const { [lastApplied]: _, ...annotations } = record(meta['annotations'])
  return shareRecord(lines(annotations))
}

export function trimConditions(value: unknown): Condition[] {
  return items(value)
    .map(record)
    .map((condition) => ({
      type: shareText(line(condition['type']) ?? ''),
      status: shareText(line(condition['status']) ?? ''),
      reason: line(condition['reason']),
      message: line(condition['message']),
      lastTransitionAt: line(condition['lastTransitionTime']),
      lastUpdateAt: line(condition['lastUpdateTime']),
    }))
}
