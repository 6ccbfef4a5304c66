/** The columns of the table of workloads: what each cell says, and how. */
import type { Quantities } from '../../model/kube/kube.ts'
import { partOf } from '../../model/part-of.ts'
import type { ColumnId } from '../../model/settings/table-columns.ts'
import type { Workload } from '../../model/workload.ts'
import { ago, replicas, shortSha, shortVersion, versionText } from '../../state/format.ts'
import { remembered } from '../../state/memo.ts'
import type { OwnerNames } from '../../state/owner-names.ts'
import { ownerNamesOf } from '../../state/owner-names.ts'
import type { ShownColumn } from '../../state/table/select-columns.ts'
import { shownColumns } from '../../state/table/select-columns.ts'
import { staleness } from '../../state/select-sync.ts'
import type { Sort } from '../../state/table/sort.ts'
import type { State } from '../../state/state.ts'
import type { ColumnKey } from '../../state/table/table-column.ts'
import { customName, isCustom } from '../../state/table/table-column.ts'
import type { Column } from './column.ts'
import { cutApart } from './column.ts'
import { healthCell, staleHealth } from './health-cell.ts'
import type { Span } from '../drawing/line.ts'
import { span } from '../drawing/line.ts'
import type { Tone } from '../drawing/theme.ts'
import { proofSigns } from '../drawing/theme.ts'
import { cells, truncate } from '../drawing/width.ts'

interface About {
  readonly now: number
  readonly statuses: State['statuses']
  readonly names: OwnerNames
}

/** A column without what depends on the state. */
interface Kind extends Pick<
  Column<Workload>,
  'field' | 'short' | 'cut' | 'least' | 'most' | 'keep'
> {
  readonly cell: (workload: Workload, about: About) => Span
}

/** A column that the user has picked stays in sight whatever has to go. */
const keepPicked = 9

/** From left to right, with what each cell holds and the arrow of the order. */
export function workloadColumns(state: State): readonly Column<Workload>[] {
  const { now, statuses, sort, pickedColumn } = state
  const names = ownerNamesOf(state)
  return columnsOf(shownColumns(state), now, statuses, names, sort, pickedColumn)
}

/** The same ones until the clock or something else that a cell tells has changed. */
const columnsOf = remembered(
  (
    shown: readonly ShownColumn[],
    now: number,
    statuses: State['statuses'],
    names: OwnerNames,
    sort: Sort,
    picked: ColumnKey | null,
  ): readonly Column<Workload>[] => {
    const about = { now, statuses, names }
    const isStale = statuses.some(({ asOf }) => asOf !== null)
    return shown.map(({ id, title, usual, spare, width: fixed }) => {
      const {
        cell,
        keep,
        short = title,
        ...kind
      } = isCustom(id) ? customKind(customName(id)) : kinds[id]
      const chosen = id === picked || id === sort.column
      return {
        ...kind,
        title: title + arrow(sort, id),
        short: short + arrow(sort, id),
        // The arrow is of more use than the end of any cell.
        least: Math.max(kind.least, arrow(sort, id) === '' ? 0 : cells(short + arrow(sort, id))),
        titleTone: titleTone(picked, sort, id),
        cell: (workload) => cell(workload, about),
        ...(id === 'owner' ? { cut: cutApart(names.all) } : {}),
        ...(id === 'health' && isStale ? staleHealth : {}),
        keep: chosen ? Math.max(keep, keepPicked) : keep,
        usual,
        extra: spare && !chosen,
        ...(fixed === null ? {} : { width: fixed }),
      }
    })
  },
)

function titleTone(picked: ColumnKey | null, sort: Sort, id: ColumnKey): Tone {
  if (id === picked) return 'cursor'
  return id === sort.column ? 'strong' : 'dim'
}

const kinds: Readonly<Record<ColumnId, Kind>> = {
  context: {
    field: 'context',
    cell: ({ context }) => span(context),
    ...{ least: 7, most: 24, keep: 8 },
  },
  namespace: {
    field: 'namespace',
    cell: ({ namespace }) => span(namespace),
    ...{ least: 9, most: 24, keep: 5 },
  },
  name: {
    field: 'name',
    cell: ({ name }) => span(name, 'strong'),
    ...{ least: 12, most: 44, keep: 10 },
  },
  kind: { cell: ({ kind }) => span(kind, 'dim'), ...{ least: 10, most: 11, keep: 2 } },
  owner: {
    field: 'owner',
    cell: ({ owner }, { names }) => known(owner.value === null ? null : names.nameOf(owner.value)),
    ...{ least: 10, most: 26, keep: 7 },
  },
  version: {
    field: 'version',
    cell: (workload) => known(versionText(workload)),
    ...{ least: 7, most: 24, keep: 9 },
  },
  previous: {
    cell: ({ previous }) => previousCell(previous),
    cut: cutBeforeSign,
    ...{ least: 8, most: 26, keep: 6 },
  },
  changed: {
    short: 'AGO',
    cell: ({ changedAt }, { now }) => span(ago(changedAt, now)),
    ...{ least: 7, most: 9, keep: 4 },
  },
  health: {
    cell: (workload, { statuses, now }) => healthCell(workload, staleness(workload, statuses), now),
    ...{ least: 19, most: 36, keep: 10 },
  },
  ready: {
    cell: (workload) => span(replicas(workload.replicas)),
    ...{ least: 5, most: 7, keep: 3 },
  },
  restarts: {
    cell: ({ restarts }) => span(String(restarts), restarts === 0 ? 'dim' : 'plain'),
    ...{ least: 8, most: 10, keep: 2 },
  },
  cpu: { cell: ({ resources }) => amounts(resources, 'cpu'), ...{ least: 7, most: 13, keep: 2 } },
  memory: {
    cell: ({ resources }) => amounts(resources, 'memory'),
    ...{ least: 7, most: 17, keep: 2 },
  },
  commit: {
    cell: ({ commit }) => known(commit.value === null ? null : shortSha(commit.value)),
    ...{ least: 7, most: 8, keep: 2 },
  },
  'part-of': {
    cell: (workload) => span(partOf(workload) ?? ''),
    ...{ least: 7, most: 20, keep: 2 },
  },
  image: { cell: ({ image }) => span(image ?? '', 'dim'), ...{ least: 16, most: 80, keep: 1 } },
  repository: {
    cell: ({ repository }) => span(repository.url ?? '', 'dim'),
    ...{ least: 16, most: 60, keep: 1 },
  },
  message: {
    cell: ({ health }) => span(health.message ?? '', 'dim'),
    ...{ least: 24, most: 120, keep: 1 },
  },
}

/** Of the user's own: whoever writes the settings wants to see it. */
function customKind(name: string): Kind {
  return {
    field: `custom ${name}`,
    cell: ({ custom }) => span(custom?.[name] ?? ''),
    ...{ least: 6, most: 30, keep: 4 },
  }
}

function known(text: string | null): Span {
  return text === null ? span('unknown', 'dim') : span(text)
}

/** `120m/250m`: taken and asked for. */
function amounts(
  { usage, requests }: Pick<Workload['resources'], 'usage' | 'requests'>,
  of: keyof Quantities,
): Span {
  if (usage[of] === null && requests[of] === null) return span('–', 'dim')
  return span(`${usage[of] ?? '–'}/${requests[of] ?? '–'}`)
}

function arrow(sort: Sort, id: ColumnKey): string {
  if (id !== sort.column) return ''
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

/** What is known of a release stands behind its version, and stays where that is cut. */
function cutBeforeSign(text: string, width: number): string {
  const at = text.lastIndexOf(' ')
  if (cells(text) <= width || at < 0) return truncate(text, width)
  const sign = text.slice(at)
  return truncate(text.slice(0, at), Math.max(0, width - cells(sign))) + truncate(sign, width)
}
