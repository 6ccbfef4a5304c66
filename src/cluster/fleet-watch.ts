/** Watches everything a scope asks for in one context. */
import type { ClusterChange } from '../model/change.ts'
import type { Connection } from './request/connection.ts'
import { narrowed, withFallback } from './fallback.ts'
import { watchNamespace } from './follow/namespace-read.ts'
import { type Pace, usualPace } from './follow/pace.ts'
import { reflect } from './follow/reflector.ts'
import { namespaceResource, type Scope, type Target, targetsOf } from './resource.ts'
import type { Loop } from './follow/retry.ts'
import { watchServed } from './served.ts'
import { newTerms, type Terms } from './follow/terms.ts'

export interface FleetWatch {
  readonly stop: () => void
  /** Retries now whatever waits for its next try, and has the connection checked. */
  readonly reconnect: () => void
}

/**
 * `listener` hears a status for each resource (and namespace) whenever its state changes, and objects
 * in batches; an object is put again when it changes. Nothing is heard after `stop`.
 */
export function watchFleet(
  connection: Connection,
  scope: Scope,
  listener: (change: ClusterChange) => void,
  pace: Pace = usualPace,
): FleetWatch {
  const { stop, hurry } = watchTargets(
    connection,
    targetsOf(scope),
    listener,
    pace,
    scope.namespaces,
  )
  return {
    stop,
    reconnect: () => {
      connection.retry()
      void connection.verify()
      hurry()
    },
  }
}

/** Likewise for these targets, and for `namespaces` as objects, each by its name. */
export function watchTargets(
  connection: Connection,
  targets: readonly Target[],
  listener: (change: ClusterChange) => void,
  pace: Pace,
  namespaces: readonly string[] | null = null,
): Loop {
  let stopped = false
  // What is on its way when it is stopped comes in vain.
  const tell = (change: ClusterChange): void => {
    if (!stopped) listener(change)
  }
  const terms = newTerms(pace)
  const follow = (target: Target): Loop => watchTarget(connection, target, terms, tell, pace)
  const loops = [
    ...(namespaces ?? []).map((name) => watchNamespace(connection, name, tell, pace)),
    ...targets.filter(({ resource }) => resource.custom !== true).map(follow),
    watchServed(
      connection,
      targets.filter(({ resource }) => resource.custom === true),
      follow,
      tell,
      pace,
    ),
  ]
  return {
    stop: () => {
      stopped = true
      for (const loop of loops) loop.stop()
    },
    hurry: () => {
      for (const loop of loops) loop.hurry()
    },
  }
}

function watchTarget(
  connection: Connection,
  target: Target,
  terms: Terms,
  listener: (change: ClusterChange) => void,
  pace: Pace,
): Loop {
  const narrow = narrowed(target, connection)
  if (narrow === null) return reflect(connection, target, terms, listener, pace)
  return withFallback(
    (heard) => reflect(connection, target, terms, heard, pace),
    (heard) =>
      target.resource === namespaceResource
        ? watchNamespace(connection, narrow.namespace, heard, pace)
        : reflect(connection, narrow, terms, heard, pace),
    listener,
  )
}
