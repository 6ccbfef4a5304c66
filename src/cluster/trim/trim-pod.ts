/** Trims a Pod to its phase, its conditions and the states of its containers. */
import type {
  Condition,
  ContainerState,
  ContainerStatus,
  PodObject,
} from '../../model/kube/kube.ts'
import { count, items, type Json, line, record } from './json.ts'
import { shareRecord, shareText } from './share.ts'
import { keepOfPods, shareConditions, slimCondition, slimStatus } from './slim.ts'
import { trimConditions, trimMeta } from './trim-meta.ts'

/** null where uid or name is missing. */
export function trimPod(object: Json): PodObject | null {
  const meta = trimMeta(object)
  if (meta === null) return null
  const status = record(object['status'])
  const node = line(record(object['spec'])['nodeName'])
  const statuses = (field: string, init: boolean) =>
    items(status[field]).map((each) => trimStatus(record(each), init))
  return {
    type: 'pod',
    meta: { ...meta, labels: only(keepOfPods.labels, meta.labels), annotations: noAnnotations },
    phase: line(status['phase']) ?? '',
    reason: line(status['reason']),
    message: line(status['message']),
    startedAt: line(status['startTime']),
    node: node === null ? null : shareText(node),
    conditions: shareConditions(trimConditions(status['conditions']).flatMap(slimmed)),
    containers: [
      ...statuses('initContainerStatuses', true),
      ...statuses('containerStatuses', false),
    ],
  }
}

const noAnnotations = shareRecord({})

function only(
  keys: readonly string[],
  labels: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return shareRecord(
    Object.fromEntries(Object.entries(labels).filter(([key]) => keys.includes(key))),
  )
}

function slimmed(condition: Condition): Condition[] {
  const slim = slimCondition(condition.type, condition.status)
  if (slim === 'skip') return []
  return [slim === 'whole' ? condition : slim]
}

function trimStatus(status: Json, init: boolean): ContainerStatus {
  return slimStatus({
    name: shareText(line(status['name']) ?? ''),
    init,
    image: shareText(line(status['image']) ?? ''),
    imageId: shareText(line(status['imageID']) ?? ''),
    ready: status['ready'] === true,
    restarts: count(status['restartCount']) ?? 0,
    state: trimState(record(status['state'])),
    lastState: trimState(record(status['lastState'])),
  })
}

function trimState(state: Json): ContainerState | null {
  for (const kind of ['waiting', 'running', 'terminated'] as const) {
    if (state[kind] === undefined) continue
    const details = record(state[kind])
    return {
      kind,
      reason: line(details['reason']),
      message: line(details['message']),
      exitCode: count(details['exitCode']),
      startedAt: line(details['startedAt']),
      finishedAt: line(details['finishedAt']),
    }
  }
  return null
}
