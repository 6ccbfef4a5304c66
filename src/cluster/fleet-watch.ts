/** Watches everything a scope asks for in one context. */
import type { ClusterChange } from '../model/change.ts'
import type { Connection } from './connection.ts'
import { watchNamespace } from './namespace-read.ts'
import { type Pace, usualPace } from './pace.ts'
import { reflect } from './reflector.ts'
import { type Scope, targetsOf } from './resource.ts'

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
  const loops = [
    ...(scope.namespaces ?? []).map((name) => watchNamespace(connection, name, listener, pace)),
    ...targetsOf(scope).map((target) => reflect(connection, target, listener, pace)),
  ]
  return {
    stop: () => {
      for (const loop of loops) loop.stop()
    },
    reconnect: () => {
      void connection.verify()
      for (const loop of loops) loop.hurry()
    },
  }
}
