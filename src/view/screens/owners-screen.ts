/** The list of owners, and the page of one. */
import type { OwnerSummary } from '../../model/owner/owners.ts'
import type { Workload } from '../../model/workload.ts'
import { firstRow, firstVisible, locate } from '../../state/table/cursor.ts'
import { ago, count, replicas, versionText } from '../../state/format.ts'
import type { OwnerNames } from '../../state/owner-names.ts'
import { ownerNamesOf } from '../../state/owner-names.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { OwnerPage } from '../../state/workload/select-owners.ts'
import { ownerIds, ownerPage, shownOwners } from '../../state/workload/select-owners.ts'
import { staleness } from '../../state/select-sync.ts'
import type { State } from '../../state/state.ts'
import { currentScreen } from '../../state/state.ts'
import type { Column } from '../parts/column.ts'
import { cutApart } from '../parts/column.ts'
import { tableLines } from '../parts/columns.ts'
import { detailedTable } from '../parts/detailed-table.ts'
import { healthCell, staleHealth } from '../parts/health-cell.ts'
import type { Line } from '../drawing/line.ts'
import { rule } from '../parts/panel-pieces.ts'
import { blank, paragraph, span } from '../drawing/line.ts'
import { happeningSigns } from '../drawing/theme.ts'
import { fit, truncate } from '../drawing/width.ts'

export function ownersLines(state: State, width: number, height: number): readonly Line[] {
  const owners = shownOwners(state)
  if (owners.length === 0)
    return [
      blank,
      ...paragraph('No workload matches, so there is no owner to show.', width - 4, {
        ...{ tone: 'strong', indent: 2 },
      }),
      ...paragraph(
        `${keyOf(state, 'table.filter')} changes the filter, ${keyOf(state, 'app.escape')} goes back.`,
        width - 4,
        { indent: 2 },
      ),
    ]
  const screen = currentScreen(state)
  const cursor = screen.name === 'owners' ? screen.cursor : firstRow
  const index = locate(cursor, ownerIds(state))
  const top = firstVisible(cursor.top, index, owners.length, height - 1)
  const part = { top, room: height - 1, selected: index }
  return tableLines(ownerColumns(state.now, ownerNamesOf(state)), owners, width, part)
}

function ownerColumns(now: number, names: OwnerNames): Column<OwnerSummary>[] {
  return [
    {
      title: 'OWNER',
      cell: ({ owner }) =>
        owner === null ? span('unknown', 'dim') : span(names.nameOf(owner), 'strong'),
      cut: cutApart(names.all),
      least: 12,
      most: 40,
      keep: 9,
    },
    {
      title: 'WORKLOADS',
      cell: ({ workloads }) => span(String(workloads.length)),
      least: 9,
      most: 9,
      keep: 7,
    },
    {
      title: 'FAILING',
      cell: ({ failing }) => (failing === 0 ? span('') : span(`✗ ${failing}`, 'bad')),
      least: 7,
      most: 7,
      keep: 8,
    },
    {
      title: 'CHANGED',
      cell: ({ changedAt }) => span(ago(changedAt, now)),
      least: 7,
      most: 8,
      keep: 5,
    },
    {
      title: 'CPU',
      cell: ({ resources }) => span(resources.requests.cpu ?? '–', 'dim'),
      least: 6,
      most: 10,
      keep: 2,
    },
    {
      title: 'MEMORY',
      cell: ({ resources }) => span(resources.requests.memory ?? '–', 'dim'),
      least: 7,
      most: 10,
      keep: 3,
    },
    {
      title: 'CONTACT',
      cell: ({ contacts }) => span(contacts[0]?.value ?? ''),
      least: 10,
      most: 60,
      keep: 6,
    },
  ]
}

const mostContacts = 4
const mostReleases = 5

export function ownerLines(state: State, width: number, height: number): readonly Line[] {
  const page = ownerPage(state)
  if (page === null)
    return [
      blank,
      ...paragraph(
        `Nothing is theirs any more; ${keyOf(state, 'app.escape')} goes back.`,
        width - 4,
        {
          indent: 2,
        },
      ),
    ]
  const head = [blank, ...factLines(page, state.now, width), blank]
  const table = {
    columns: workloadColumns(state),
    rows: page.summary.workloads,
    ...{ index: page.index, top: page.top, title: whyTitle },
    textOf: sentenceOf,
    below: (chosen: Workload) => whyLines(chosen, width),
  }
  return [...head, ...detailedTable(table, width, height - head.length)]
}

const whyTitle = 'WHY'

function sentenceOf({ diagnosis }: Workload): string {
  return diagnosis?.sentence ?? ''
}

/** Why the selected workload fails, whole. */
function whyLines(chosen: Workload, width: number): Line[] {
  const sentence = sentenceOf(chosen)
  if (sentence === '') return []
  const title = truncate(`why ${chosen.namespace}/${chosen.name} fails`, width - 4)
  return [rule(title, width), ...paragraph(sentence, width - 2, { indent: 1, most: 3 })]
}

function factLines({ summary, happenings }: OwnerPage, now: number, width: number): Line[] {
  const { workloads, failing, contacts, resources, partial } = summary
  const { requests, limits, usage } = resources
  const releases = happenings.filter(({ type }) => type === 'release' || type === 'rollback')
  const sum = ({ cpu, memory }: typeof requests): string => `${cpu ?? '–'} CPU, ${memory ?? '–'}`
  return [
    [
      span(` ${count(workloads.length, 'workload')}`, 'strong'),
      failing === 0 ? span(', none is failing', 'good') : span(`, ${failing} failing`, 'bad'),
    ],
    ...(contacts.length === 0
      ? [[span(' No contact is named for any of them.', 'dim')]]
      : contacts
          .slice(0, mostContacts)
          .map(({ kind, value }): Line => [span(`   ${fit(kind, 10)} `, 'dim'), span(value)])),
    [
      span(`   ${fit('requests', 10)} `, 'dim'),
      span(sum(requests)),
      span(`  limits ${sum(limits)}  usage ${sum(usage)}${partial ? '  (partial)' : ''}`, 'dim'),
    ],
    ...releases.slice(0, mostReleases).map(({ type, name, words, at, by }): Line => {
      const { glyph, tone } = happeningSigns[type]
      const who = by === null ? '' : ` by ${by}`
      return [
        span(`   ${fit(ago(at, now), 10)} `, 'dim'),
        span(`${glyph} `, tone),
        span(fit(`${name} ${words}${who}`, width - 18).trimEnd()),
      ]
    }),
  ]
}

function workloadColumns({ now, statuses }: State): Column<Workload>[] {
  return [
    { title: 'NAMESPACE', cell: ({ namespace }) => span(namespace), least: 9, most: 24, keep: 4 },
    { title: 'NAME', cell: ({ name }) => span(name, 'strong'), least: 12, most: 40, keep: 9 },
    {
      title: 'VERSION',
      cell: (workload) => span(versionText(workload) ?? 'unknown'),
      least: 8,
      most: 24,
      keep: 6,
    },
    {
      title: 'CHANGED',
      cell: ({ changedAt }) => span(ago(changedAt, now)),
      least: 7,
      most: 8,
      keep: 5,
    },
    {
      title: 'HEALTH',
      cell: (workload) => healthCell(workload, staleness(workload, statuses), now),
      least: 19,
      most: 36,
      keep: 8,
      ...(statuses.some(({ asOf }) => asOf !== null) ? staleHealth : {}),
    },
    {
      title: 'READY',
      cell: (workload) => span(replicas(workload.replicas)),
      least: 5,
      most: 7,
      keep: 3,
    },
    {
      title: whyTitle,
      cell: (workload) => span(sentenceOf(workload), 'dim'),
      least: 20,
      most: 200,
      keep: 2,
      extra: true,
    },
  ]
}
