/** The timeline of the fleet, or what a failing workload may fail by. */
import type { Happening } from '../../model/timeline/happening.ts'
import { ago } from '../../state/format.ts'
import type { OwnerNames } from '../../state/owner-names.ts'
import { ownerNamesOf, ownerText } from '../../state/owner-names.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { ChangesView } from '../../state/changes/select-changes.ts'
import { changesView } from '../../state/changes/select-changes.ts'
import type { State } from '../../state/state.ts'
import type { Column } from '../parts/column.ts'
import { cutApart } from '../parts/column.ts'
import { detailedTable } from '../parts/detailed-table.ts'
import { rule } from '../parts/panel-pieces.ts'
import type { Line } from '../drawing/line.ts'
import { blank, hanging, paragraph, span } from '../drawing/line.ts'
import { happeningSigns } from '../drawing/theme.ts'
import { truncate } from '../drawing/width.ts'

const detailsTitle = 'DETAILS'

export function changesTitle(state: State): Line {
  const view = changesView(state)
  const subject = view?.subject ?? null
  const filter = state.filter.trim()
  if (subject === null)
    return [
      span('what changed', 'strong'),
      ...(view === null ? [] : [span(`  ${view.rows.length.toLocaleString('en-US')}`)]),
      ...(filter === '' || state.dialog?.kind === 'filter' ? [] : [span(` · /${filter}`, 'warn')]),
    ]
  const failing = subject.health.status === 'degraded'
  return [
    span(failing ? 'what it may fail by' : 'what changed', 'strong'),
    // Below its page, the way there has named the workload.
    ...(state.screens.some(({ name }) => name === 'workload')
      ? []
      : [span(`  ${subject.namespace}/${subject.name}`)]),
  ]
}

export function changesLines(state: State, width: number, height: number): readonly Line[] {
  const view = changesView(state)
  if (view === null) return []
  const head = headLines(view, width)
  if (view.rows.length === 0) return [...head, ...emptyLines(state, view, width)]
  const table = {
    columns: columnsFor(state.now, view, ownerNamesOf(state)),
    rows: view.rows,
    ...{ index: view.index, top: view.top, title: detailsTitle },
    textOf: ({ words }: Happening) => words,
    below: (chosen: Happening) => detailLines(chosen, view, width),
  }
  return [...head, ...detailedTable(table, width, height - head.length)]
}

/** The selected change, whole. */
function detailLines(chosen: Happening, { noteOf }: ChangesView, width: number): Line[] {
  const { namespace, name, owner, by, words } = chosen
  const note = noteOf(chosen)
  const about = [
    `${namespace === '' ? '' : `${namespace}/`}${name}`,
    ...(owner === null ? [] : [ownerText(owner)]),
    ...(by === null ? [] : [`by ${by}`]),
  ]
  return [
    rule(truncate(about.join(' · '), width - 4), width),
    ...paragraph(words, width - 2, { indent: 1, most: note === '' ? 3 : 2 }),
    ...(note === '' ? [] : paragraph(note, width - 2, { indent: 1, most: 1, tone: 'warn' })),
  ]
}

function headLines({ subject, unread, reading }: ChangesView, width: number): Line[] {
  const sentence = subject?.diagnosis?.sentence ?? null
  return [
    ...(sentence === null
      ? []
      : paragraph(sentence, width - 2, { tone: 'bad', indent: 1, most: 2 })),
    ...unread.slice(0, 3).flatMap((line) => hanging([span(' ! ', 'warn')], line, width, 'warn')),
    ...(reading === null ? [] : [[span(` Reading events and ConfigMaps of ${reading} …`, 'dim')]]),
  ]
}

function emptyLines(state: State, { subject, error }: ChangesView, width: number): Line[] {
  const text =
    error !== null
      ? `✗ ${error.message}`
      : subject !== null
        ? 'Nothing is known to have changed around it.'
        : state.filter.trim() === ''
          ? 'No change is known yet.'
          : `Nothing changed in what matches ${state.filter.trim()}`
  return [
    blank,
    ...paragraph(text, width - 4, { tone: error === null ? 'strong' : 'bad', indent: 2 }),
    ...paragraph(nextStep(state), width - 4, { indent: 2 }),
  ]
}

function nextStep(state: State): string {
  const back = `${keyOf(state, 'app.escape')} goes back`
  return state.filter.trim() === ''
    ? `Releases show as soon as the cluster keeps any; ${back}.`
    : `${keyOf(state, 'table.filter')} changes the filter, ${back}.`
}

function columnsFor(
  now: number,
  { severalContexts, noteOf, subject }: ChangesView,
  names: OwnerNames,
): Column<Happening>[] {
  const columns: Column<Happening>[] = [
    { title: 'AGE', cell: ({ at }) => span(ago(at, now)), least: 3, most: 5, keep: 9 },
    {
      title: 'WHAT',
      cell: ({ type }) =>
        span(
          `${happeningSigns[type].glyph} ${happeningSigns[type].word}`,
          happeningSigns[type].tone,
        ),
      least: 10,
      most: 11,
      keep: 8,
    },
    {
      title: 'CONTEXT',
      cell: ({ context }) => span(context),
      least: 7,
      most: 24,
      keep: severalContexts ? 7 : 0,
    },
    { title: 'NAMESPACE', cell: ({ namespace }) => span(namespace), least: 9, most: 24, keep: 4 },
    { title: 'NAME', cell: ({ name }) => span(name, 'strong'), least: 12, most: 40, keep: 10 },
    {
      title: 'OWNER',
      cell: ({ owner }) => span(owner === null ? '' : names.nameOf(owner)),
      cut: cutApart(names.all),
      least: 8,
      most: 22,
      keep: 3,
    },
    { title: 'BY', cell: ({ by }) => span(by ?? '', 'dim'), least: 6, most: 20, keep: 2 },
    {
      title: subject === null ? 'THEN' : 'BECAUSE',
      cell: (row) => span(noteOf(row), 'warn'),
      least: 14,
      most: subject === null ? 40 : 100,
      keep: 6,
    },
    { title: detailsTitle, cell: ({ words }) => span(words), least: 24, most: 300, keep: 5 },
  ]
  return columns.filter(({ keep }) => keep > 0)
}
