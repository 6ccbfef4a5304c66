/** Answers `kubectl logs`. */
import type { ServerResponse } from 'node:http'
import type { KubeJson } from '../kube-json.ts'
import { listAt, textAt } from '../kube-json.ts'
import type { Status } from './status.ts'
import { badRequest } from './status.ts'

export interface LogLine {
  /** RFC 3339. */
  readonly at: string
  readonly text: string
}

/** What a container of a pod has written; null where it has not run (`previous`: not run before). */
export type LogSource = (
  pod: KubeJson,
  container: string,
  previous: boolean,
) => readonly LogLine[] | null

const followMs = 1_000

/** The lines asked for, or why there are none. */
export function selectLines(
  source: LogSource,
  pod: KubeJson,
  params: URLSearchParams,
  now: number,
): readonly string[] | Status {
  const containers = listAt(pod, 'spec.containers').map((container) => textAt(container, 'name'))
  const name = pod.metadata.name
  const container = params.get('container') ?? containers[0] ?? ''
  if (!params.has('container') && containers.length > 1)
    return badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]`,
    )
  if (!containers.includes(container))
    return badRequest(`container ${container} is not valid for pod ${name}`)
  const previous = params.get('previous') === 'true'
  const lines = source(pod, container, previous)
  if (lines === null)
    return badRequest(
      previous
        ? `previous terminated container "${container}" in pod "${name}" not found`
        : `container "${container}" in pod "${name}" is waiting to start: ContainerCreating`,
    )
  const seconds = params.get('sinceSeconds')
  const since = seconds === null ? null : now - Number(seconds) * 1000
  const recent = lines.filter((line) => since === null || Date.parse(line.at) >= since)
  const tail = params.get('tailLines')
  const wanted = tail === null ? recent : recent.slice(Math.max(0, recent.length - Number(tail)))
  const stamped = params.get('timestamps') === 'true'
  return wanted.map((line) => (stamped ? `${line.at} ${line.text}` : line.text))
}

/** Writes the lines, and with `follow` those that are added later, until the client goes away. */
export function sendLines(
  response: ServerResponse,
  lines: readonly string[],
  latest: (() => readonly string[]) | null,
): void {
  response.writeHead(200, { 'content-type': 'text/plain' })
  response.write(lines.map((line) => `${line}\n`).join(''))
  if (latest === null) {
    response.end()
    return
  }
  // Old lines are forgotten while new ones come, so their number says nothing.
  let last = latest().at(-1)
  const timer = setInterval(() => {
    const all = latest()
    const from = last === undefined ? 0 : all.lastIndexOf(last) + 1
    for (const line of all.slice(from)) response.write(`${line}\n`)
    last = all.at(-1) ?? last
  }, followMs)
  response.once('close', () => clearInterval(timer))
}
