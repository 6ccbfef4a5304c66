/** What `kulprit describe` prints: every value with its source. */
import type { WorkloadDetails } from '../../model/change.ts'
import type { Quantities } from '../../model/kube/kube.ts'
import { pitfallHelp, pitfallsOf } from '../../model/pitfalls.ts'
import type { Resolved } from '../../model/resolved.ts'
import type { Diagnosis, Workload } from '../../model/workload.ts'
import { reasonLines } from '../../state/workload/explain.ts'
import { columns, fields, table, unknownCell } from './columns.ts'
import { ageText, healthText } from './get.ts'
import { releaseTable } from './history.ts'
import type { Output } from '../grammar/output.ts'
import { structured } from './structured.ts'
import { describedJson } from './workload-json.ts'

export function printDescription(
  workload: Workload,
  details: WorkloadDetails,
  diagnosis: Diagnosis | null,
  output: Output,
  now: number,
): string {
  if (output === 'json' || output === 'yaml')
    return structured(describedJson(workload, details, diagnosis), output)
  const summary = diagnosis === null ? '' : `${diagnosis.sentence}\n\n`
  const sections = [
    ['', summary + identity(workload, now)],
    [`Beware (${pitfallHelp})`, pitfallText(workload)],
    ['Resources', resourceTable(workload)],
    ['Contacts', contactTable(workload)],
    ['Releases', releaseTable(workload.particulars.releases(), false, now)],
    ['Events', eventTable(details, now)],
    [logTitle(details), details.log?.lines.map((line) => `${line}\n`).join('') ?? ''],
    ['Could not be read', details.problems.map((problem) => `${problem}\n`).join('')],
  ] as const
  return sections
    .filter(([, body]) => body !== '')
    .map(([title, body]) => (title === '' ? body : `\n${title}:\n${indent(body)}`))
    .join('')
}

function identity(workload: Workload, now: number): string {
  const { health, replicas, particulars } = workload
  const { owner, version, commit, repository } = particulars.explained()
  const source = repository.path === null ? '' : `, path ${repository.path}`
  return fields([
    ['Name', [workload.name]],
    ['Namespace', [workload.namespace]],
    ['Context', [workload.context]],
    ['Kind', [workload.kind]],
    ['Labels', Object.entries(workload.labels).map(([key, value]) => `${key}=${value}`)],
    ['Owner', valueLines(owner)],
    ['Version', [...valueLines(version), ...runningLines(workload)]],
    ['Commit', valueLines(commit)],
    [
      'Repository',
      valueLines({
        ...repository,
        value: repository.url === null ? null : repository.url + source,
      }),
    ],
    ['Image', [workload.image ?? unknownCell]],
    ['Previous', previousLines(workload, now)],
    ['Changed', [timeText(workload.changedAt, now)]],
    [
      'Health',
      [
        health.since === null
          ? healthText(health)
          : `${healthText(health)}, since ${timeText(health.since, now)}`,
        ...(health.message === null ? [] : [health.message]),
      ],
    ],
    [
      'Replicas',
      [
        `${replicas.desired ?? unknownCell} desired, ${replicas.updated} updated, ${replicas.ready} ready, ${replicas.available} available`,
      ],
    ],
    ['Restarts', [String(workload.restarts)]],
  ])
}

/** The value, and below it where it comes from, by which rule, and what was not taken. */
function valueLines(resolved: Resolved): string[] {
  return [resolved.value ?? unknownCell, ...reasonLines(resolved)]
}

function runningLines({ alsoRunning = [] }: Workload): string[] {
  return alsoRunning.map(
    ({ version, release, pods }) =>
      `${version.value ?? unknownCell} (release ${release}) runs too, pods: ${pods}`,
  )
}

function previousLines({ previous, previousUnknown }: Workload, now: number): string[] {
  if (previous === null)
    return [unknownCell, ...(previousUnknown === null ? [] : [previousUnknown])]
  const { version, commit, release, proof, releasedAt } = previous
  return [
    version.value ?? unknownCell,
    version.source,
    `release ${release}, ${proof}, released ${timeText(releasedAt, now)}`,
    `commit ${commit.value ?? unknownCell}, ${commit.source}`,
  ]
}

/** `2026-03-01T10:00:00Z (3h ago)`. */
function timeText(time: string | null, now: number): string {
  return time === null ? unknownCell : `${time} (${ageText(time, now)} ago)`
}

function pitfallText(workload: Workload): string {
  return pitfallsOf(workload)
    .map(({ words }) => `${words}\n`)
    .join('')
}

function resourceTable({ resources }: Workload): string {
  const { requests, limits, usage, partial, measured } = resources
  const row = (
    title: string,
    { cpu, memory }: Quantities,
    unset: readonly ('cpu' | 'memory')[] = [],
  ): readonly string[] => [
    title,
    cpu === null ? unknownCell : unset.includes('cpu') ? `${cpu} (partial)` : cpu,
    memory === null ? unknownCell : unset.includes('memory') ? `${memory} (partial)` : memory,
  ]
  const window = measured?.window ?? null
  const over = window === null ? '' : ` over ${window}`
  return columns([
    ['', 'CPU', 'MEMORY'],
    row('Requests', requests, partial?.requests),
    row('Limits', limits, partial?.limits),
    row(measured === undefined ? 'Usage' : `Usage at ${measured.at}${over}`, usage),
  ])
}

function contactTable({ contacts }: Workload): string {
  return table(
    ['KIND', 'VALUE', 'SOURCE'],
    contacts.map(({ kind, value, source }) => [kind, value, source]),
    false,
  )
}

function eventTable({ events }: WorkloadDetails, now: number): string {
  return table(
    ['LAST', 'TYPE', 'REASON', 'OBJECT', 'COUNT', 'MESSAGE'],
    events.map((event) => [
      ageText(event.lastAt, now),
      event.type,
      event.reason,
      event.object,
      String(event.count),
      event.message,
    ]),
    false,
  )
}

function logTitle({ log }: WorkloadDetails): string {
  if (log === null) return ''
  return `Log of container ${log.container} in pod ${log.pod}${log.previous ? ', before its last restart' : ''}`
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
