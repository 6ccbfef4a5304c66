/** Versions that run beside the current one: during a rollout both are true. */
import type { KeptTemplate } from '../release/kept-template.ts'
import type { Releases } from '../release/releases.ts'
import { differs } from './version.ts'
import type { RunningVersion } from '../workload.ts'

const noVersions: readonly RunningVersion[] = []

/** Newest first. A release that only changed configuration runs the same version and is left out. */
export function alsoRunning(
  kept: readonly KeptTemplate[],
  releases: Releases,
): readonly RunningVersion[] {
  const { current, count } = releases
  if (current < 0 || kept.every((one) => one.current || one.pods.length === 0)) return noVersions
  const others: RunningVersion[] = []
  for (let at = 0; at < count; at++) {
    const pods = runningPods(kept, releases, at)
    if (pods === 0 || !differs(releases.build(at), releases.build(current))) continue
    const { release, version } = releases.brief(at)
    others.push({ release, version, pods })
  }
  return others
}

function runningPods(kept: readonly KeptTemplate[], releases: Releases, at: number): number {
  const behind = kept.find(
    ({ template, numbers, current }) =>
      !current &&
      template === releases.build(at).template &&
      numbers.at(-1) === releases.number(at),
  )
  return (behind?.pods ?? []).filter(
    ({ phase, meta }) => phase === 'Running' && meta.deletedAt === null,
  ).length
}
