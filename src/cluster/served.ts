/** Finds out which custom resources a server serves, so that the others are never asked for. */
import type { ClusterChange } from '../model/change.ts'
import type { Connection } from './connection.ts'
import { items, line, record } from './json.ts'
import type { Pace } from './pace.ts'
import { type ReadFailure, unread } from './read-failure.ts'
import type { Resource, Target } from './resource.ts'
import { keepReading, type Loop } from './retry.ts'
import { statusReporter } from './status-reporter.ts'

/**
 * By the server's own lists: asking for one that is not served answers 403 to whoever has no right to
 * it, which looks like a failure. Everybody who is logged in may read those lists; where they cannot
 * be read all the same, everything counts as served.
 */
export async function servedResources(
  connection: Connection,
  wanted: readonly Resource[],
  signal: AbortSignal,
): Promise<(resource: Resource) => boolean> {
  if (wanted.length === 0) return () => true
  const groups = await connection.json('/apis', signal)
  if (!groups.ok || !Array.isArray(groups.value['groups'])) return () => true
  const apis = new Set(
    items(groups.value['groups']).flatMap((group) =>
      items(record(group)['versions']).map(
        (version) => `/apis/${line(record(version)['groupVersion']) ?? ''}`,
      ),
    ),
  )
  const asked = [...new Set(wanted.map(({ api }) => api))].filter((api) => apis.has(api))
  const served = new Set<string>()
  await Promise.all(
    asked.map(async (api) => {
      const list = await connection.json(api, signal)
      for (const { name } of wanted.filter((resource) => resource.api === api))
        if (!list.ok || lists(list.value['resources'], name)) served.add(`${api}/${name}`)
    }),
  )
  return ({ api, name }) => served.has(`${api}/${name}`)
}

function lists(resources: unknown, name: string): boolean {
  return items(resources).some((resource) => record(resource)['name'] === name)
}

export function notServed({ server }: Connection, { name, api }: Resource): ReadFailure {
  return unread('NotFound', `${server} does not serve ${api}/${name}`, {
    state: 'absent',
    status: 404,
  }).failure
}

/** Follows each of them by `follow` once it is served; whether it is, is asked again now and then. */
export function watchServed(
  connection: Connection,
  targets: readonly Target[],
  follow: (target: Target) => Loop,
  listener: (change: ClusterChange) => void,
  pace: Pace,
): Loop {
  const { context } = connection
  const followed = new Map<Target, Loop>()
  const reporters = new Map(
    targets.map((target) => [
      target,
      statusReporter(
        { context, resource: target.resource.name, namespace: target.namespace },
        (status) => {
          listener({ type: 'status', status })
        },
      ),
    ]),
  )
  const discovery = keepReading(async (signal) => {
    const open = targets.filter((target) => !followed.has(target))
    const isServed = await servedResources(
      connection,
      open.map(({ resource }) => resource),
      signal,
    )
    if (signal.aborted) return { settled: false, next: { do: 'continue' } }
    for (const target of open)
      if (isServed(target.resource)) followed.set(target, follow(target))
      else reporters.get(target)?.failed(notServed(connection, target.resource), 0, null)
    return { settled: true, next: { do: 'wait', ms: pace.rereadMs } }
  }, pace)
  return {
    stop: () => {
      discovery.stop()
      for (const loop of followed.values()) loop.stop()
    },
    hurry: () => {
      discovery.hurry()
      for (const loop of followed.values()) loop.hurry()
    },
  }
}
