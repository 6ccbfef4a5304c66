/** Trims a Pod to its phase, its conditions and the states of its containers. */
import type { ContainerState, ContainerStatus, PodObject } from '../model/kube.ts'
import { count, items, type Json, line, record } from './json.ts'
import { trimConditions, trimMeta } from './trim-meta.ts'

/** null where uid or name is missing. */
export function trimPod(object: Json): PodObject | null {
  const meta = trimMeta(object)
  if (meta === null) return null
  const status = record(object['status'])
  const statuses = (field: string, init: boolean) =>
    items(status[field]).map((each) => trimStatus(record(each), init))
  return {
    type: 'pod',
    meta,
    phase: line(status['phase']) ?? '',
    reason: line(status['reason']),
    message: line(status['message']),
    startedAt: line(status['startTime']),
    node: line(record(object['spec'])['nodeName']),
    conditions: trimConditions(status['conditions']),
    containers: [
      ...statuses('initContainerStatuses', true),
      ...statuses('containerStatuses', false),
    ],
  }
}

function trimStatus(status: Json, init: boolean): ContainerStatus {
  return {
    name: line(status['name']) ?? '',
    init,
    image: line(status['image']) ?? '',
    imageId: line(status['imageID']) ?? '',
    ready: status['ready'] === true,
    restarts: count(status['restartCount']) ?? 0,
    state: trimState(record(status['state'])),
    lastState: trimState(record(status['lastState'])),
  }
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
