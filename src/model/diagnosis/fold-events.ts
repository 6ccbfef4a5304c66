/** Folds events that say the same of several objects, or again and again, into one. */
import type { KubeEvent } from '../kube/kube.ts'

export interface FoldedEvents {
  readonly type: string
  /** `Unhealthy (readiness)` for probes, whose kind only the message tells. */
  readonly reason: string
  /** How often, over all of its objects. */
  readonly count: number
  readonly firstAt: string | null
  readonly lastAt: string | null
  /** The newest message. */
  readonly message: string
  /** `Kind/name` of each object that it is about, the one of the newest message first. */
  readonly objects: readonly string[]
}

/** By reason and kind of object, the newest first. */
export function foldEvents(events: readonly KubeEvent[]): readonly FoldedEvents[] {
  const groups = new Map<string, KubeEvent[]>()
  for (const event of events.toSorted(newestFirst)) {
    const kind = event.object.slice(0, event.object.indexOf('/'))
    const key = `${event.type} ${reasonOf(event)} ${kind}`
    groups.set(key, [...(groups.get(key) ?? []), event])
  }
  return [...groups.values()].flatMap((group) => {
    const [newest] = group
    return newest === undefined ? [] : [folded(newest, group)]
  })
}

function folded(newest: KubeEvent, group: readonly KubeEvent[]): FoldedEvents {
  return {
    type: newest.type,
    reason: reasonOf(newest),
    count: group.reduce((sum, { count }) => sum + count, 0),
    firstAt: group.flatMap(({ firstAt }) => firstAt ?? []).sort()[0] ?? null,
    lastAt: newest.lastAt,
    message: newest.message,
    objects: [...new Set(group.map(({ object }) => object))],
  }
}

function newestFirst(a: KubeEvent, b: KubeEvent): number {
  return (Date.parse(b.lastAt ?? '') || 0) - (Date.parse(a.lastAt ?? '') || 0)
}

/** kubelet, `prober.go`: `Readiness probe failed: …`. */
function reasonOf({ reason, message }: KubeEvent): string {
  const probe = /^(Liveness|Readiness|Startup) probe/.exec(message)?.[1]
  return reason === 'Unhealthy' && probe !== undefined
    ? `${reason} (${probe.toLowerCase()})`
    : reason
}
