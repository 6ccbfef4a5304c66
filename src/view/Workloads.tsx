/** The table of workloads, or what stands in its place. */
import type { ReactNode } from 'react'
import type { Workload } from '../model/workload.ts'
import { firstVisible } from '../state/cursor.ts'
import { ago, clock, ownerName, replicas, shortVersion, versionText } from '../state/format.ts'
import { queryHelp } from '../state/query.ts'
import type { Staleness } from '../state/select-sync.ts'
import { staleness } from '../state/select-sync.ts'
import type { WorkloadsView } from '../state/select-workloads.ts'
import { workloadsView } from '../state/select-workloads.ts'
import type { Sort, SortColumn } from '../state/sort.ts'
import type { State } from '../state/state.ts'
import type { Column } from './columns.ts'
import { fitColumns, headerLine, rowLine } from './columns.ts'
import type { Line, Span } from './line.ts'
import { blank, paragraph, span } from './line.ts'
import { Lines } from './Lines.tsx'
import { healthSigns, proofSigns } from './theme.ts'

export function Workloads(props: {
  readonly state: State
  readonly width: number
  readonly height: number
}): ReactNode {
  const { state, width, height } = props
  const view = workloadsView(state)
  const notes = view.empty === null ? problemLines(view, width) : []
  const room = height - notes.length
  const body =
    view.error === null && view.empty === null
      ? tableLines(state, view, width, room)
      : placeholder(view, width)
  return <Lines lines={[...notes, ...body]} width={width} height={height} />
}

function problemLines({ problems }: WorkloadsView, width: number): Line[] {
  const shown = problems
    .slice(0, 3)
    .map(({ tone, text, next }): Line => [span(` ! ${text}`, tone), span(` → ${next}`, 'dim')])
  const more = problems.length - shown.length
  if (more > 0) shown.push([span(`   and ${more} more`, 'dim')])
  return shown.flatMap((line) =>
    // A long reason keeps its next step: it goes to a line of its own.
    line.reduce((sum, { text }) => sum + text.length, 0) <= width
      ? [line]
      : line.map((part, i) => [i === 0 ? part : span(`  ${part.text}`, part.tone)]),
  )
}

function tableLines(state: State, view: WorkloadsView, width: number, height: number): Line[] {
  const { rows, index } = view
  const table = fitColumns(columnsFor(state, view, width), rows, width)
  const top = firstVisible(view.top, index, rows.length, height - 1)
  const shown = rows.slice(top, top + height - 1).map((workload, i) =>
    rowLine(table, workload, {
      selected: top + i === index,
      width,
      faded: staleness(workload, state.statuses) !== null,
    }),
  )
  return [headerLine(table), ...shown]
}

function columnsFor(
  { now, statuses }: State,
  view: WorkloadsView,
  width: number,
): Column<Workload>[] {
  const { sort, contexts } = view
  const columns: (Column<Workload> & { readonly sort?: SortColumn })[] = [
    {
      title: 'CONTEXT',
      cell: ({ context }) => span(context),
      least: 7,
      most: 24,
      keep: contexts.length > 1 ? 8 : 0,
      sort: 'context',
    },
    {
      title: 'NAMESPACE',
      cell: ({ namespace }) => span(namespace),
      least: 9,
      most: 24,
      keep: 5,
      sort: 'namespace',
    },
    {
      title: 'NAME',
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
      cell: ({ owner }) =>
        owner.value === null ? span('unknown', 'dim') : span(ownerName(owner.value)),
      least: 8,
      most: 26,
      keep: 7,
      sort: 'owner',
    },
    {
      title: 'VERSION',
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

/** The query's error with the language's help, or the reason why there is no row. */
function placeholder({ error, empty }: WorkloadsView, width: number): Line[] {
  if (error !== null)
    return [
      blank,
      ...paragraph(`✗ ${error.message}`, width - 4, { tone: 'bad', indent: 2 }),
      ...(error.cause === null
        ? []
        : paragraph(error.cause, width - 4, { tone: 'dim', indent: 4 })),
      ...(error.next === null ? [] : paragraph(`→ ${error.next}`, width - 4, { indent: 4 })),
      blank,
      ...queryHelp.map(([example, meaning]): Line => [
        span(`    ${example.padEnd(18)}`, 'accent'),
        span(meaning, 'dim'),
      ]),
    ]
  if (empty === null) return []
  return [
    blank,
    ...paragraph(empty.title, width - 4, { tone: 'strong', indent: 2 }),
    ...empty.lines.flatMap((line) => paragraph(line, width - 4, { indent: 2 })),
  ]
}
