/** A workload's releases in the order of their numbers: what the cluster keeps, and what only kulprit remembers. */
import { completedAt } from '../health/rollout.ts'
import type { KeptTemplate } from './kept-template.ts'
import type { RememberedRelease } from './release-memory.ts'
import { keepsNoHistory } from './release-memory.ts'
import type { WorkloadFacts } from '../workload-facts.ts'

export interface Entry {
  readonly number: number
  readonly kept: KeptTemplate
  /** Not the first time that this template was rolled out. */
  readonly again: boolean
  /** The number under which its template was rolled out before, where that is still known. */
  readonly backTo: number | null
  /** The last number of its template; annotations and pods tell about this entry only. */
  readonly last: boolean
  /** What kulprit saw of it earlier. */
  readonly memory: RememberedRelease | undefined
}

/** Newest first. */
export function entriesOf(facts: WorkloadFacts, kept: readonly KeptTemplate[]): readonly Entry[] {
  return withPruned(facts, timeline(facts, kept))
}

export function isCurrent({ kept, last }: Entry): boolean {
  return kept.current && last
}

function timeline({ workload, remembered }: WorkloadFacts, kept: readonly KeptTemplate[]): Entry[] {
  const entries: Entry[] = []
  for (const one of kept)
    for (let i = 0; i < one.numbers.length; i++) {
      const number = one.numbers[i] ?? 0
      entries.push({
        number,
        kept: one,
        again: i > 0 || isFollowed(number, one, kept),
        backTo: one.numbers[i - 1] ?? null,
        last: i === one.numbers.length - 1,
        memory:
          remembered.length === 0
            ? undefined
            : remembered.find(
                (memory) =>
                  memory.release === number &&
                  (memory.uid === workload.meta.uid || keepsNoHistory(workload.kind)) &&
                  memory.template.fingerprint === one.template.fingerprint,
              ),
      })
    }
  return entries.sort((a, b) => b.number - a.number)
}

/** Numbers are forgotten (always by ControllerRevisions); an older release created later tells. */
function isFollowed(number: number, one: KeptTemplate, kept: readonly KeptTemplate[]): boolean {
  for (const other of kept)
    if ((other.numbers[0] ?? 0) < number && (other.firstAt ?? '') > (one.firstAt ?? '')) return true
  return false
}

/** Adds what only kulprit remembers: releases of this very object, older than its current one. */
function withPruned(
  { workload, remembered }: WorkloadFacts,
  entries: readonly Entry[],
): readonly Entry[] {
  if (remembered.length === 0 || keepsNoHistory(workload.kind)) return entries
  const newest = entries[0]?.number ?? 0
  const pruned = remembered.filter(
    ({ uid, release }) =>
      uid === workload.meta.uid &&
      release < newest &&
      !entries.some(({ number }) => number === release),
  )
  if (pruned.length === 0) return entries
  const meta = { ...workload.meta, labels: {}, annotations: {} }
  return [
    ...entries,
    ...pruned.map((memory) => ({
      number: memory.release,
      again: false,
      backTo: null,
      last: false,
      memory,
      kept: {
        numbers: [memory.release],
        template: memory.template,
        meta,
        pods: [],
        available: false,
        current: false,
        firstAt: memory.releasedAt,
      },
    })),
  ].sort((a, b) => b.number - a.number)
}

/**
 * A template's creation is the time of its first release only. For one that was rolled back to, the
 * completion of the rollout is known while it is current; after that only what kulprit noted is.
 */
export function releasedAt(
  { workload }: WorkloadFacts,
  { kept, again, last, memory }: Entry,
): string | null {
  const done = kept.current && last && workload.kind === 'Deployment'
  const at = !again ? kept.firstAt : done ? completedAt(workload) : null
  return at ?? memory?.releasedAt ?? null
}
