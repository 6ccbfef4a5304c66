/** The columns of `kubectl get pods`: its status is a word that stands nowhere in the object. */
import type { KubeJson } from '../kube-json.ts'
import { listAt, numberAt, textAt, at } from '../kube-json.ts'
import { age } from './age.ts'
import type { Column } from './column.ts'
import { column } from './column.ts'

export const podColumns: readonly Column[] = [
  column('Ready', podReady),
  column('Status', podStatus),
  column('Restarts', podRestarts),
  column('IP', (pod) => textAt(pod, 'status.podIP') || '<none>', { wide: true }),
  column('Node', (pod) => textAt(pod, 'spec.nodeName') || '<none>', { wide: true }),
  column('Nominated Node', () => '<none>', { wide: true }),
  column('Readiness Gates', () => '<none>', { wide: true }),
]

function podReady(pod: KubeJson): string {
  const statuses = listAt(pod, 'status.containerStatuses')
  const ready = statuses.filter((status) => at(status, 'ready') === true).length
  return `${ready}/${listAt(pod, 'spec.containers').length}`
}

function podStatus(pod: KubeJson): string {
  for (const status of listAt(pod, 'status.containerStatuses').toReversed()) {
    const waiting = textAt(status, 'state.waiting.reason')
    const terminated = textAt(status, 'state.terminated.reason')
    if (waiting !== '' || terminated !== '') return waiting || terminated
  }
  return textAt(pod, 'status.reason') || textAt(pod, 'status.phase')
}

function podRestarts(pod: KubeJson, now: number): string {
  const statuses = listAt(pod, 'status.containerStatuses')
  const restarts = statuses.reduce<number>(
    (sum, status) => sum + numberAt(status, 'restartCount'),
    0,
  )
  const last = statuses
    .map((status) => textAt(status, 'lastState.terminated.finishedAt'))
    .toSorted()
    .at(-1)
  return restarts === 0 || !last ? String(restarts) : `${restarts} (${age(last, now)} ago)`
}
