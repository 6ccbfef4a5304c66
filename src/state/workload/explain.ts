/** Why a cell shows what it shows: its source, the rule, and what was found but not taken. */
import type { Reasons, Rejected } from '../../model/resolved.ts'
import type { Workload } from '../../model/workload.ts'

export interface Explanation {
  readonly cell: string
  /** The letter that picks it. */
  readonly key: string
  /** null where it is unknown. */
  readonly value: string | null
  readonly lines: readonly string[]
}

/** Where a value is from, how sure that is, by which rule, and what else there was. */
export function reasonLines({ source, confidence, rule, rejected = [] }: Reasons): string[] {
  return [
    confidence === 'none' ? source : `${source} (${confidence})`,
    ...(rule === undefined ? [] : [`rule: ${rule}`]),
    ...rejected.map(rejectedLine),
  ]
}

/** Everything that a row says, in the order of its columns. */
export function explanationsOf(workload: Workload): Explanation[] {
  const { previous, health, alsoRunning = [] } = workload
  const { owner, version, commit, repository } = workload.particulars.explained()
  const place = [repository.url, repository.path].filter((part) => part !== null)
  return [
    { cell: 'owner', key: 'o', value: owner.value, lines: reasonLines(owner) },
    {
      cell: 'version',
      key: 'v',
      value: version.value,
      lines: [
        ...reasonLines(version),
        ...alsoRunning.map(
          ({ version, release, pods }) =>
            `runs too: ${version.value ?? 'an unknown version'} (release ${release}) on ${pods} pod${pods === 1 ? '' : 's'}`,
        ),
      ],
    },
    { cell: 'commit', key: 'c', value: commit.value, lines: reasonLines(commit) },
    {
      cell: 'previous',
      key: 'p',
      value: previous?.version.value ?? null,
      lines: previousLines(workload),
    },
    {
      cell: 'repository',
      key: 'r',
      value: place.length === 0 ? null : place.join(' › '),
      lines: reasonLines(repository),
    },
    {
      cell: 'health',
      key: 'h',
      value: health.status,
      lines: [health.message ?? health.reason ?? 'all of its pods are as they should be'],
    },
  ]
}

function rejectedLine({ value, source, reason }: Rejected): string {
  return `not ${value}: ${source} – ${reason}`
}

function previousLines({ previous, previousUnknown, particulars }: Workload): string[] {
  if (previous === null) return [previousUnknown ?? 'no older release is known']
  const releases = particulars.releases()
  const current = releases.findIndex((release) => release.current)
  const at = releases.findIndex(({ release }) => release === previous.release)
  const between = current < 0 || at < 0 ? [] : releases.slice(current + 1, at)
  return [
    `release ${previous.release}, ${previous.version.source}, ${previous.proof}`,
    'rule: the newest older release of another version',
    ...between.map(
      ({ release, version }) => `not release ${release}: runs ${version.value ?? 'the same'} too`,
    ),
  ]
}
