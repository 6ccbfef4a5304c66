/** What `kulprit history` prints. */
import type { Release, Workload } from '../../model/workload.ts'
import { shortSha } from '../../state/format.ts'
import { table, unknownCell } from './columns.ts'
import { ageText } from './get.ts'
import type { Output } from '../grammar/output.ts'
import { structured } from './structured.ts'
import { releaseJson } from './workload-json.ts'

export function printHistory(
  workload: Workload,
  output: Output,
  noHeaders: boolean,
  now: number,
): string {
  const { context, namespace, kind, name, particulars } = workload
  const releases = particulars.releases()
  if (output !== 'json' && output !== 'yaml') return releaseTable(releases, noHeaders, now)
  return structured(
    { workload: { context, namespace, kind, name }, items: releases.map(releaseJson) },
    output,
  )
}

/** Newest first, as the releases come. */
export function releaseTable(
  releases: readonly Release[],
  noHeaders: boolean,
  now: number,
): string {
  return table(
    ['RELEASE', 'VERSION', 'COMMIT', 'RELEASED', 'BY', 'PROOF', 'CHANGES', 'CAUSE'],
    releases.map((release) => [
      `${release.release}${release.current ? ' (current)' : ''}`,
      release.version.value ?? unknownCell,
      release.commit.value === null ? unknownCell : shortSha(release.commit.value),
      ageText(release.releasedAt, now),
      release.releasedBy ?? unknownCell,
      release.proof,
      release.changes.join(',') || '-',
      release.cause ?? '-',
    ]),
    noHeaders,
  )
}

/** For stderr, where no release is known. */
export function noHistoryText({ namespace, kind, name, previousUnknown }: Workload): string {
  const why = previousUnknown === null ? '' : `: ${previousUnknown}`
  return `no releases known of ${namespace}/${kind.toLowerCase()}/${name}${why}\n`
}
