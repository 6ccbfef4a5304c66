/** Reads what a workload's page shows beyond its row: events and the last lines of a log. */
import type { ConfigChange, DetailsTarget, WorkloadDetails } from '../model/change.ts'
import type { ConfigTime } from '../model/timeline/config-time.ts'
import type { KubeEvent } from '../model/kube/kube.ts'
import { cleanOutput } from '../model/text.ts'
import { readConfigTimes } from './config-times.ts'
import type { Connection } from './request/connection.ts'
import { count, items, type Json, line, record } from './trim/json.ts'
import type { Reading } from './request/read-failure.ts'

const logLines = 40
const eventsPerRequest = 500
/** Beyond this many objects one list of the namespace costs the server less than one for each. */
const objectsAskedSingly = 10

/** Never fails as a whole: what could not be read is named in `problems`. */
export async function readDetails(
  connection: Connection,
  target: DetailsTarget,
  signal: AbortSignal,
): Promise<WorkloadDetails> {
  const [events, configs, log] = await Promise.all([
    readEvents(connection, target, signal),
    readConfigTimes(connection, target.namespace, target.configMaps, signal),
    target.log === null ? null : readLog(connection, target.namespace, target.log, signal),
  ])
  const problems = [...events.problems, ...configs.problems]
  if (log !== null && !log.ok)
    problems.push(`log of ${target.log?.pod}/${target.log?.container}: ${log.failure.message}`)
  return {
    events: events.found,
    log: log?.ok === true ? log.value : null,
    configChanges: configs.times.flatMap(changeOf),
    problems,
  }
}

/** One that was only ever created is no change. */
function changeOf({ name, changedAt, changedBy, createdAt }: ConfigTime): ConfigChange[] {
  return changedAt === null || changedAt === createdAt
    ? []
    : [{ at: changedAt, object: `ConfigMap/${name}`, by: changedBy }]
}

async function readEvents(
  connection: Connection,
  { namespace, objects }: DetailsTarget,
  signal: AbortSignal,
): Promise<{ found: KubeEvent[]; problems: string[] }> {
  const selectors =
    objects.length > objectsAskedSingly ? [''] : objects.map((object) => fieldSelector(object))
  const answers = await Promise.all(
    selectors.map((selector) => listEvents(connection, namespace, selector, signal)),
  )
  const wanted = new Set(objects)
  const found = answers.flatMap(({ events }) => events.filter(({ object }) => wanted.has(object)))
  return {
    found: found.sort((a, b) => timeOf(b) - timeOf(a)),
    problems: [...new Set(answers.flatMap(({ problem }) => problem ?? []))],
  }
}

function fieldSelector(object: string): string {
  const slash = object.indexOf('/')
  const kind = object.slice(0, slash)
  const name = object.slice(slash + 1)
  return `involvedObject.kind=${kind},involvedObject.name=${name}`
}

/** Every page; what came before a failing one is kept. */
async function listEvents(
  connection: Connection,
  namespace: string,
  selector: string,
  signal: AbortSignal,
): Promise<{ events: KubeEvent[]; problem: string | null }> {
  const events: KubeEvent[] = []
  let token = ''
  do {
    const parameters = new URLSearchParams({ limit: String(eventsPerRequest) })
    if (selector !== '') parameters.set('fieldSelector', selector)
    if (token !== '') parameters.set('continue', token)
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?${parameters.toString()}`
    const answer = await connection.json(path, signal)
    if (!answer.ok) return { events, problem: `events: ${answer.failure.message}` }
    for (const item of items(answer.value['items'])) events.push(trimEvent(record(item)))
    const next = record(answer.value['metadata'])['continue']
    token = typeof next === 'string' ? next : ''
  } while (token !== '')
  return { events, problem: null }
}

function trimEvent(event: Json): KubeEvent {
  const about = record(event['involvedObject'])
  const series = record(event['series'])
  const first = line(event['firstTimestamp']) ?? line(event['eventTime'])
  return {
    object: `${line(about['kind']) ?? ''}/${line(about['name']) ?? ''}`,
    type: line(event['type']) ?? '',
    reason: line(event['reason']) ?? '',
    message: line(event['message']) ?? '',
    count: count(series['count']) ?? count(event['count']) ?? 1,
    firstAt: first,
    lastAt: line(series['lastObservedTime']) ?? line(event['lastTimestamp']) ?? first,
  }
}

function timeOf(event: KubeEvent): number {
  return Date.parse(event.lastAt ?? '') || 0
}

/** Where the run that crashed left no log behind, the log of the present run. */
async function readLog(
  connection: Connection,
  namespace: string,
  wanted: NonNullable<DetailsTarget['log']>,
  signal: AbortSignal,
): Promise<Reading<WorkloadDetails['log']>> {
  const { pod, container } = wanted
  const read = (previous: boolean) => {
    const parameters = new URLSearchParams({
      container,
      tailLines: String(logLines),
      ...(previous ? { previous: 'true' } : {}),
    })
    return connection.text(
      `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${parameters.toString()}`,
      signal,
    )
  }
  let { previous } = wanted
  let answer = await read(previous)
  if (previous && !answer.ok && answer.failure.status === 400) {
    previous = false
    answer = await read(previous)
  }
  if (!answer.ok) return answer
  const lines = cleanOutput(answer.value).slice(-logLines)
  return { ok: true, value: { pod, container, previous, lines } }
}
