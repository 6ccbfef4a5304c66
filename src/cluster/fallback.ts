/** Where a user may not read a resource in all namespaces: reads it in the context's own instead. */
import type { ClusterChange, ResourceStatus } from '../model/change.ts'
import type { Meta } from '../model/kube/kube.ts'
import type { Connection } from './request/connection.ts'
import type { Target } from './resource.ts'
import { isSame } from './follow/known-objects.ts'
import type { Loop } from './follow/retry.ts'

type Listener = (change: ClusterChange) => void
type ObjectsChange = Extract<ClusterChange, { type: 'objects' }>

/** The same in the context's namespace; null where `target` is within a namespace already. */
export function narrowed(
  target: Target,
  connection: Connection,
): (Target & { readonly namespace: string }) | null {
  return target.namespace === null
    ? { ...target, namespace: connection.namespace ?? 'default' }
    : null
}

/**
 * `narrow` is started where `wide` is refused before it has read anything, and given up once `wide` can
 * be read after all. Rights lost later leave what was read in sight, as stale.
 */
export function withFallback(
  wide: (listener: Listener) => Loop,
  narrow: (listener: Listener) => Loop,
  listener: Listener,
): Loop {
  let instead: Loop | null = null
  let insteadStatus: ResourceStatus | null = null
  /** What only `narrow` has told of. */
  const told = new Map<string, Meta>()

  function onNarrow(change: ClusterChange): void {
    if (change.type === 'status') insteadStatus = change.status
    else {
      for (const { uid } of change.gone) told.delete(uid)
      for (const { meta } of change.put) told.set(meta.uid, meta)
    }
    listener(change)
  }

  /** What `wide` tells is no longer for `narrow` to take back. */
  function takenOver(change: ObjectsChange): ObjectsChange {
    const gone = [...change.gone]
    for (const { meta } of change.put) {
      const before = told.get(meta.uid)
      if (before !== undefined && !isSame(before, meta)) gone.push(before)
      told.delete(meta.uid)
    }
    return { ...change, gone }
  }

  function giveUpNarrow(context: string): void {
    instead?.stop()
    instead = null
    if (insteadStatus === null) return
    listener({ type: 'objects', context, put: [], gone: [...told.values()] })
    listener({ type: 'status', status: { ...insteadStatus, ...well, count: 0 } })
    insteadStatus = null
    told.clear()
  }

  const loop = wide((change) => {
    if (change.type === 'objects') {
      return listener(told.size === 0 ? change : takenOver(change))
    }
    const { state, asOf, context } = change.status
    listener(change)
    if (state === 'live') giveUpNarrow(context)
    if (state === 'forbidden' && asOf === null) instead ??= narrow(onNarrow)
  })
  return {
    stop: () => {
      loop.stop()
      instead?.stop()
    },
    hurry: () => {
      loop.hurry()
      instead?.hurry()
    },
  }
}

const well = { state: 'live', reason: null, message: null, asOf: null } as const
