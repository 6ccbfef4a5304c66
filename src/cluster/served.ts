/** Finds out which custom resources a server serves, so that the others are never asked for. */
import type { ClusterChange, ResourceStatus } from '../model/change.ts'
import type { Connection } from './request/connection.ts'
import { items, line, record } from './trim/json.ts'
import type { Pace } from './follow/pace.ts'
import { type ReadFailure, type Reading, unread } from './request/read-failure.ts'
import type { Resource, Target } from './resource.ts'
import { keepReading, type Loop } from './follow/retry.ts'
import { statusReporter } from './follow/status-reporter.ts'

/** Whether a resource is served, or why that is not known. */
type Served = (resource: Resource) => Reading<boolean>

/**
 * By the server's own lists: asking for one that is not served answers 403 to whoever has no right to
 * it, which looks like a failure. Everybody who is logged in may read those lists; to whom they are
 * refused all the same, everything counts as served.
 */
export async function servedResources(
  connection: Connection,
  wanted: readonly Resource[],
  signal: AbortSignal,
): Promise<Served> {
  if (wanted.length === 0) return () => yes
  const groups = await listOf(connection, '/apis', 'groups', signal)
  if (!groups.ok) return () => unlessRefused(groups)
  const apis = new Set(
    groups.value.flatMap((group) =>
      items(record(group)['versions']).map(
        (version) => `/apis/${line(record(version)['groupVersion']) ?? ''}`,
      ),
    ),
  )
  const asked = [...new Set(wanted.map(({ api }) => api))].filter((api) => apis.has(api))
  const lists = new Map(
    await Promise.all(
      asked.map(async (api) => [api, await listOf(connection, api, 'resources', signal)] as const),
    ),
  )
  return ({ api, name }) => {
    const list = lists.get(api)
    if (list === undefined) return no
    if (!list.ok) return unlessRefused(list)
    return list.value.some((resource) => record(resource)['name'] === name) ? yes : no
  }
}

const yes = { ok: true, value: true } as const
const no = { ok: true, value: false } as const

async function listOf(
  connection: Connection,
  path: string,
  field: string,
  signal: AbortSignal,
): Promise<Reading<readonly unknown[]>> {
  const answer = await connection.json(path, signal)
  if (!answer.ok) return answer
  const list = answer.value[field]
  return Array.isArray(list)
    ? { ok: true, value: list }
    : unread('Malformed', `${connection.server} sent no list of ${field} for ${path}`)
}

function unlessRefused(answer: Extract<Reading<never>, { ok: false }>): Reading<boolean> {
  const { state } = answer.failure
  return state === 'forbidden' || state === 'absent' ? yes : answer
}

export function notServed({ server }: Connection, { name, api }: Resource): ReadFailure {
  return unread('NotFound', `${server} does not serve ${api}/${name}`, {
    state: 'absent',
    status: 404,
  }).failure
}

/**
 * Follows each of them by `follow` once it is served. Whether it is, is asked again now and then, and
 * sooner where it could not be found out.
 */
export function watchServed(
  connection: Connection,
  targets: readonly Target[],
  follow: (target: Target) => Loop,
  listener: (change: ClusterChange) => void,
  pace: Pace,
): Loop {
  const { context, server } = connection
  const followed: Loop[] = []
  /** Not followed yet, with what is told of them until then. */
  const open = new Map(
    targets.map((target) => {
      const place = { context, resource: target.resource.name, namespace: target.namespace }
      const tell = (status: ResourceStatus): void => {
        listener({ type: 'status', status })
      }
      return [target, statusReporter(place, tell, { slowMs: pace.slowMs, server })]
    }),
  )
  /** Of those the server has said once that it does not serve them: that holds until it says else. */
  const absent = new Set<Target>()

  const discovery = keepReading(async (signal) => {
    for (const reporter of open.values()) reporter.syncing(0)
    const wanted = [...open.keys()].map(({ resource }) => resource)
    const served = await servedResources(connection, wanted, signal)
    let unknown: ReadFailure | null = null
    for (const [target, reporter] of signal.aborted ? [] : open) {
      const answer = served(target.resource)
      if (!answer.ok) {
        unknown ??= answer.failure
        if (!absent.has(target)) reporter.failed(answer.failure, 0, null)
      } else if (answer.value) {
        reporter.stop()
        open.delete(target)
        followed.push(follow(target))
      } else {
        absent.add(target)
        reporter.failed(notServed(connection, target.resource), 0, null)
      }
    }
    return unknown === null
      ? { settled: true, next: { do: 'wait', ms: pace.rereadMs } }
      : { settled: false, next: { do: 'retry', after: unknown } }
  }, pace)
  return {
    stop: () => {
      discovery.stop()
      for (const reporter of open.values()) reporter.stop()
      for (const loop of followed) loop.stop()
    },
    hurry: () => {
      discovery.hurry()
      for (const loop of followed) loop.hurry()
    },
  }
}
