/** Reads what happened in a cluster besides releases; each part that may not be read is named. */
import type { AroundTime, ClusterEvent, NodeTrouble } from '../model/timeline/around-time.ts'
import type { ResourceStatus } from '../model/change.ts'
import { listConfigTimes } from './config-times.ts'
import type { Connection } from './request/connection.ts'
import { count, items, type Json, line, record } from './trim/json.ts'
import { listAll } from './follow/list-all.ts'
import type { ReadFailure } from './request/read-failure.ts'
import type { Scope } from './resource.ts'

/** What the timeline tells of: all other events stay in the cluster. */
const wantedEvents = [
  'reason=ScalingReplicaSet',
  'reason=SuccessfulRescale',
  'involvedObject.kind=StatefulSet',
  'involvedObject.kind=Node',
]
/** Nodes on which failing pods run; one after another costs less than a list with every node's images. */
const mostNodes = 50

/** `nodes` are those whose state matters. A right to read nodes is rare, so its lack is no failure. */
export async function readAroundTime(
  connection: Connection,
  { namespaces }: Scope,
  nodes: readonly string[],
  signal: AbortSignal,
): Promise<AroundTime> {
  const places = namespaces ?? [null]
  const [events, configs, troubles] = await Promise.all([
    Promise.all(places.map((namespace) => readEvents(connection, namespace, signal))),
    Promise.all(
      places.map(async (namespace) => ({
        namespace,
        ...(await listConfigTimes(connection, namespace, signal)),
      })),
    ),
    Promise.all(nodes.slice(0, mostNodes).map((name) => readNode(connection, name, signal))),
  ])
  const { context } = connection
  return {
    context,
    events: events.flatMap(({ found }) => found),
    nodes: troubles.flat(),
    configs: configs.flatMap(({ times }) => times),
    unread: [
      ...events.map(({ failure, namespace }) => unread(context, 'events', namespace, failure)),
      ...configs.map(({ failure, namespace }) => unread(context, 'configmaps', namespace, failure)),
    ].flat(),
  }
}

function unread(
  context: string,
  resource: string,
  namespace: string | null,
  failure: ReadFailure | null,
): ResourceStatus[] {
  if (failure === null) return []
  const { state, reason, message } = failure
  const since = new Date().toISOString()
  return [{ context, resource, namespace, state, reason, message, since, asOf: null, count: 0 }]
}

async function readEvents(connection: Connection, namespace: string | null, signal: AbortSignal) {
  const inside = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const answers = await Promise.all(
    wantedEvents.map((fieldSelector) =>
      listAll(connection, `/api/v1${inside}/events`, { fieldSelector }, signal),
    ),
  )
  return {
    namespace,
    found: answers.flatMap((answer) => answer.items.flatMap(eventOf)),
    failure: answers.find(({ failure }) => failure !== null)?.failure ?? null,
  }
}

function eventOf(event: Json): ClusterEvent[] {
  const about = record(event['involvedObject'])
  const series = record(event['series'])
  const firstAt = line(event['firstTimestamp']) ?? line(event['eventTime'])
  if (firstAt === null) return []
  return [
    {
      namespace: line(about['namespace']) ?? '',
      kind: line(about['kind']) ?? '',
      name: line(about['name']) ?? '',
      reason: line(event['reason']) ?? '',
      message: line(event['message']) ?? '',
      warning: event['type'] === 'Warning',
      count: count(series['count']) ?? count(event['count']) ?? 1,
      firstAt,
      lastAt: line(series['lastObservedTime']) ?? line(event['lastTimestamp']) ?? firstAt,
    },
  ]
}

async function readNode(
  connection: Connection,
  name: string,
  signal: AbortSignal,
): Promise<NodeTrouble[]> {
  const answer = await connection.json(`/api/v1/nodes/${encodeURIComponent(name)}`, signal)
  if (!answer.ok) return []
  return items(record(answer.value['status'])['conditions'])
    .map(record)
    .flatMap((condition) => {
      const type = line(condition['type']) ?? ''
      const at = line(condition['lastTransitionTime'])
      const isWell = type === 'Ready' ? 'True' : 'False'
      if (at === null || condition['status'] === isWell) return []
      const trouble = type === 'Ready' ? 'NotReady' : type
      return [{ node: name, condition: trouble, message: line(condition['message']), at }]
    })
}
