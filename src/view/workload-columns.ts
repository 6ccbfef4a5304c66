/** The columns of the table of workloads: what each cell says, and how. */
import type { Workload } from '../model/workload.ts'
import { clock } from '../model/time-text.ts'
import { ago, ownerName, replicas, shortVersion, versionText } from '../state/format.ts'
import type { Staleness } from '../state/select-sync.ts'
import { staleness } from '../state/select-sync.ts'
import type { WorkloadsView } from '../state/select-workloads.ts'
import type { Sort, SortColumn } from '../state/sort.ts'
import type { State } from '../state/state.ts'
import type { Column } from './columns.ts'
import type { Span } from './line.ts'
import { span } from './line.ts'
import { healthSigns, proofSigns } from './theme.ts'

/** From left to right, with what each cell holds and the arrow of the order. */
export function workloadColumns(
  { now, statuses }: State,
  view: WorkloadsView,
  width: number,
): Column<Workload>[] {
  const { sort, contexts } = view
  const columns: (Column<Workload> & { readonly sort?: SortColumn })[] = [
    {
      title: 'CONTEXT',
      field: 'context',
      cell: ({ context }) => span(context),
      least: 7,
      most: 24,
      keep: contexts.length > 1 ? 8 : 0,
      sort: 'context',
    },
    {
      title: 'NAMESPACE',
      field: 'namespace',
      cell: ({ namespace }) => span(namespace),
      least: 9,
      most: 24,
      keep: 5,
      sort: 'namespace',
    },
    {
      title: 'NAME',
      field: 'name',
      cell: ({ name }) => span(name, 'strong'),
      least: 12,
      most: 44,
      keep: 10,
      sort: 'name',
    },
    {
      title: 'KIND',
      cell: ({ kind }) => span(kind, 'dim'),
      least: 10,
      most: 11,
      keep: 2,
      extra: true,
      sort: 'kind',
    },
    {
      title: 'OWNER',
      field: 'owner',
      cell: ({ owner }) =>
        owner.value === null ? span('unknown', 'dim') : span(ownerName(owner.value)),
      least: 8,
      most: 26,
      keep: 7,
      sort: 'owner',
    },
    {
      title: 'VERSION',
      field: 'version',
      cell: (workload) => {
        const text = versionText(workload)
        return text === null ? span('unknown', 'dim') : span(text)
      },
      least: 7,
      most: 24,
      keep: 9,
      sort: 'version',
    },
    {
      title: 'PREVIOUS',
      cell: ({ previous }) => previousCell(previous),
      least: 8,
      most: 26,
      keep: 6,
      sort: 'previous',
    },
    {
      title: 'CHANGED',
      cell: ({ changedAt }) => span(ago(changedAt, now)),
      least: 7,
      most: 9,
      keep: 4,
      sort: 'changed',
    },
    {
      title: 'HEALTH',
      cell: (workload) =>
        healthCell(workload, staleness(workload, statuses), width >= roomForCauses),
      least: 19,
      most: 36,
      keep: 10,
      sort: 'health',
    },
    {
      title: 'READY',
      cell: (workload) => span(replicas(workload.replicas)),
      least: 5,
      most: 7,
      keep: 3,
      sort: 'ready',
    },
    {
      title: 'MESSAGE',
      cell: ({ health }) => span(health.message ?? '', 'dim'),
      least: 24,
      most: 120,
      keep: 1,
      extra: true,
    },
  ]
  return columns
    .filter(({ keep }) => keep > 0)
    .map((column) => ({ ...column, title: column.title + arrow(sort, column.sort) }))
}

function arrow(sort: Sort, column: SortColumn | undefined): string {
  if (column !== sort.column) return ''
  return sort.reverse ? ' ↓' : ' ↑'
}

function previousCell(previous: Workload['previous']): Span {
  if (previous === null) return span('–', 'dim')
  const { version, proof } = previous
  const sign = proofSigns[proof]
  return span(
    `${version.value === null ? 'unknown' : shortVersion(version.value)} ${sign.glyph}`,
    proof === 'proven' ? 'plain' : sign.tone,
  )
}

/** Columns from which a stale row has room to say why; narrower, the line above the table does. */
const roomForCauses = 110

function healthCell({ health }: Workload, stale: Staleness | null, withCause: boolean): Span {
  const sign = healthSigns[health.status]
  if (stale !== null) {
    const cause = withCause ? `, ${stale.cause}` : ''
    return span(`${sign.glyph} stale since ${clock(stale.since)}${cause}`, 'warn')
  }
  return span(`${sign.glyph} ${health.reason ?? sign.word}`, sign.tone)
}
