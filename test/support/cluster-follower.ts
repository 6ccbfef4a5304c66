/** Holds what a FleetWatch tells, as the screens would, and compares it with what is true. */
import { isDeepStrictEqual } from 'node:util'
import type { ClusterChange, ResourceStatus } from '../../src/model/change.ts'
import { Fleet } from '../../src/model/fleet.ts'
import type { KubeObject } from '../../src/model/kube/kube.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import type { Workload } from '../../src/model/workload.ts'
import { staleness } from '../../src/state/select-sync.ts'

export class Follower {
  readonly objects = new Map<string, KubeObject>()
  readonly rows = new Map<string, Workload>()
  /** Every message of a status. */
  readonly said = new Set<string>()
  readonly #statuses = new Map<string, ResourceStatus>()
  readonly #fleet = new Fleet(defaultSettings, () => 0)

  readonly listen = (change: ClusterChange): void => {
    if (change.type === 'status') {
      const { resource, namespace, message } = change.status
      this.#statuses.set(`${resource}/${namespace ?? ''}`, change.status)
      this.said.add(message ?? '')
      return
    }
    this.#fleet.apply(change)
    for (const { uid } of change.gone) this.objects.delete(uid)
    for (const object of change.put) this.objects.set(object.meta.uid, object)
  }

  /** What is not as a fresh list has it, or is not said to be live, in words. */
  wrong(fresh: Follower): string[] {
    return [...this.#differences(fresh), ...this.unsettled()]
  }

  unsettled(): string[] {
    this.#flush()
    const statuses = [...this.#statuses.values()]
    return [
      ...statuses
        .filter(({ state, asOf }) => state !== 'absent' && (state !== 'live' || asOf !== null))
        .map(({ resource, state, reason }) => `${resource} is ${state} (${reason})`),
      ...[...this.rows.values()]
        .filter((row) => staleness(row, statuses) !== null)
        .map(({ id }) => `row ${id} is labelled stale`),
    ]
  }

  /** The rows that look as if they were true now. */
  unlabelled(): string[] {
    this.#flush()
    const statuses = [...this.#statuses.values()]
    return [...this.rows.values()]
      .filter((row) => staleness(row, statuses) === null)
      .map(({ id }) => id)
  }

  #differences(fresh: Follower): string[] {
    this.#flush()
    fresh.#flush()
    const words: string[] = []
    for (const [uid, object] of fresh.objects) {
      const held = this.objects.get(uid)
      const what = `${object.meta.namespace}/${object.meta.name} ${uid}`
      if (held === undefined) words.push(`lost: ${what}`)
      else if (!isDeepStrictEqual(comparable(held), comparable(object))) words.push(`old: ${what}`)
    }
    for (const [uid, { meta }] of this.objects)
      if (!fresh.objects.has(uid)) words.push(`ghost: ${meta.namespace}/${meta.name} ${uid}`)
    for (const id of new Set([...this.rows.keys(), ...fresh.rows.keys()]))
      if (!isDeepStrictEqual(comparable(this.rows.get(id)), comparable(fresh.rows.get(id))))
        words.push(`row: ${id}`)
    return words
  }

  #flush(): void {
    const { put, gone } = this.#fleet.flush()
    for (const id of gone) this.rows.delete(id)
    for (const row of put) this.rows.set(row.id, row)
  }
}

/** Digests differ between JSON and protobuf, and one of the two may have had to give up protobuf. */
function comparable(object: KubeObject | Workload | undefined): unknown {
  if (object === undefined) return null
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) =>
      key === 'fingerprint' || key === 'probes' ? '' : value,
    ),
  )
}
