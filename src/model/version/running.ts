/** Versions that run beside the current one: during a rollout both are true. */
import type { KeptTemplate } from '../release/kept-template.ts'
import type { Deployed } from '../release/releases.ts'
import { differs } from './version.ts'
import type { RunningVersion } from '../workload.ts'

const noVersions: readonly RunningVersion[] = []

/** Newest first. A release that only changed configuration runs the same version and is left out. */
export function alsoRunning(
  kept: readonly KeptTemplate[],
  deployed: readonly Deployed[],
): readonly RunningVersion[] {
  const current = deployed.find(({ release }) => release.current)
  if (current === undefined || kept.every((one) => one.current || one.pods.length === 0))
    return noVersions
  return deployed.flatMap(({ release, build }) => {
    const behind = kept.find(
      ({ template, numbers, current }) =>
        !current && template === build.template && numbers.at(-1) === release.release,
    )
    const pods = (behind?.pods ?? []).filter(
      ({ phase, meta }) => phase === 'Running' && meta.deletedAt === null,
    ).length
    if (pods === 0 || !differs(build, current.build)) return []
    return [{ release: release.release, version: release.version, pods }]
  })
}
