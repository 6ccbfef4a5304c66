/** What the containers of the simulated cluster write: made up on request, never kept. */
import type { KubeJson } from '../kube-json.ts'
import { at, listAt, textAt } from '../kube-json.ts'
import type { LogLine } from '../server/logs.ts'
import { pick } from './identity.ts'

const requestEveryMs = 2_000
const remembered = 400

/**
 * null where the container has not run, or with `previous` not run before. The lines of checkout are
 * those that its program in the demo's repository writes at that release.
 */
export function podLogs(
  now: number,
  pod: KubeJson,
  container: string,
  previous: boolean,
): LogLine[] | null {
  const status = listAt(pod, 'status.containerStatuses').find(
    (found) => textAt(found, 'name') === container,
  )
  const ended = at(status, 'lastState.terminated') ?? null
  const present = at(status, 'state.terminated') ?? null
  if (previous) return ended === null ? null : endedLines(pod, ended)
  if (present !== null) return endedLines(pod, present)
  const since = textAt(status, 'state.running.startedAt')
  if (since !== '') return runningLines(pod, Date.parse(since), now)
  return ended === null ? null : endedLines(pod, ended)
}

function endedLines(pod: KubeJson, end: unknown): LogLine[] {
  const finishedAt = textAt(end, 'finishedAt')
  const lines = linesByReason(pod, textAt(end, 'reason'))
  return lines.map((text) => ({ at: finishedAt, text }))
}

function linesByReason(pod: KubeJson, reason: string): string[] {
  const app = pod.metadata.labels?.['app'] ?? ''
  if (reason === 'Completed') return ['INFO  started', 'INFO  done']
  if (reason === 'OOMKilled') return ['INFO  loading features', 'INFO  2,400,000 rows in memory']
  if (app === 'checkout')
    return [
      `INFO  checkout ${pod.metadata.labels?.['app.kubernetes.io/version'] ?? ''} starting`,
      'INFO  priced austria: 1 items, 87.47 EUR',
      'INFO  priced books: 2 items, 80.11 EUR',
      "FATAL division by zero: a line's share of basket free-sample",
    ]
  return [
    'INFO  reading https://suppliers.example/prices.csv',
    'ERROR line 4,117: 7 columns instead of 6',
    'FATAL import stopped, no price was changed',
  ]
}

function runningLines(pod: KubeJson, since: number, now: number): LogLine[] {
  const first = Math.max(
    Math.ceil(since / requestEveryMs),
    Math.floor(now / requestEveryMs) - remembered,
  )
  const lines: LogLine[] = []
  for (let i = first; i * requestEveryMs <= now; i++) {
    const key = `${pod.metadata.name} ${i}`
    lines.push({
      at: new Date(i * requestEveryMs).toISOString(),
      text: `INFO  request ${i} answered in ${pick(key, 90) + 3} ms`,
    })
  }
  return lines
}
