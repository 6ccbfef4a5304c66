/** What happened in the fleet, newest first: releases, scalings, writes to ConfigMaps, nodes, failures. */
import { differencesBetween } from '../release/difference.ts'
import { lengthText } from '../time-text.ts'
import type { Release, Workload } from '../workload.ts'
import type { AroundTime } from './around-time.ts'
import { configWrites } from './config-writes.ts'
import type { Happening } from './happening.ts'
import { happening } from './happening.ts'
import { nodeTroubles } from './node-troubles.ts'
import type { SeenScaling } from './scalings.ts'
import { scalings, seenScalings, shrunkSets } from './scalings.ts'

/** Newest first; what happened at the same moment stays in a fixed order. */
export function timelineOf(
  workloads: Iterable<Workload>,
  around: readonly AroundTime[] = [],
  seen: readonly SeenScaling[] = [],
): readonly Happening[] {
  const all = [...workloads]
  const found = [...all.flatMap(happeningsOf), ...seenScalings(seen, all)]
  for (const one of around) {
    const inContext = all.filter(({ context }) => context === one.context)
    found.push(
      ...scalings(one, inContext),
      ...shrunkSets(one, inContext, seen),
      ...configWrites(one, inContext),
      ...nodeTroubles(one, inContext),
    )
  }
  return found.sort((a, b) => b.time - a.time || effect(b) - effect(a) || (a.id < b.id ? -1 : 1))
}

/** Of what came at the same time, what follows from the rest is the newest. */
function effect({ type }: Happening): number {
  return type === 'failure' ? 1 : 0
}

const known = new WeakMap<Workload, readonly Happening[]>()

/** What a row itself tells; made once for each. */
function happeningsOf(workload: Workload): readonly Happening[] {
  const before = known.get(workload)
  if (before !== undefined) return before
  const releases = workload.particulars.releases()
  const made = [
    ...releases.flatMap((release, i) =>
      releaseHappening(workload, release, {
        from: releases[i + 1] ?? null,
        next: releases[i - 1] ?? null,
      }),
    ),
    ...failure(workload),
  ]
  known.set(workload, made)
  return made
}

function releaseHappening(
  workload: Workload,
  to: Release,
  { from, next }: { readonly from: Release | null; readonly next: Release | null },
): Happening[] {
  const { release, rollbackTo, releasedAt, releasedBy, changes } = to
  const type = rollbackTo !== undefined ? 'rollback' : isRestart(from, to) ? 'restart' : 'release'
  const versions = versionWords(from, to)
  const words =
    type === 'rollback'
      ? `back to release ${rollbackTo}, ${versions}`
      : type === 'restart'
        ? `restarted, ${to.version.value ?? 'unknown version'}`
        : versions
  return happening(workload, type, `${release}`, releasedAt, {
    ...{ from, to, changes, words: `${words}${takenBackWords(to, next)}` },
    by: releasedBy,
  })
}

/** A cluster keeps nothing of a failure that is over; that a release was taken back is what it left. */
function takenBackWords({ releasedAt }: Release, next: Release | null): string {
  if (next?.rollbackTo === undefined) return ''
  const lasted = Date.parse(next.releasedAt ?? '') - Date.parse(releasedAt ?? '')
  const to = `rolled back to release ${next.rollbackTo}`
  return Number.isNaN(lasted) ? `, ${to}` : `, ${to} after ${lengthText(lasted)}`
}

/** `1.8.0 → 1.9.0`, or one of them where both are the same. */
function versionWords(from: Release | null, to: Release): string {
  const [before, after] = [from?.version.value ?? null, to.version.value ?? 'unknown version']
  if (from === null) return `first known, ${after}`
  return before === after ? `${after} again` : `${before ?? 'unknown version'} → ${after}`
}

function isRestart(from: Release | null, { changes, template }: Release): boolean {
  if (changes.length !== 1 || changes[0] !== 'other') return false
  if (template === null || from === null || from.template === null) return false
  return differencesBetween(from.template, template).every(({ subject }) => subject === 'restart')
}

function failure(workload: Workload): Happening[] {
  const { health, diagnosis } = workload
  if (health.status !== 'degraded') return []
  return happening(workload, 'failure', 'failure', diagnosis?.since ?? health.since, {
    words: diagnosis?.sentence ?? health.message ?? health.reason ?? 'it fails',
  })
}
