/** The table of workloads, or what stands in its place. */
import { firstVisible } from '../../state/table/cursor.ts'
import { isGroup } from '../../state/table/group.ts'
import { queryHelpWith } from '../../state/query/query.ts'
import { staleness } from '../../state/select-sync.ts'
import type { WorkloadsView } from '../../state/table/select-workloads.ts'
import { workloadsView } from '../../state/table/select-workloads.ts'
import type { State } from '../../state/state.ts'
import { shownTable } from '../parts/column-parts.ts'
import { headerLine, rowLine } from '../parts/columns.ts'
import type { Line, Span } from '../drawing/line.ts'
import { blank, hanging, paragraph, span } from '../drawing/line.ts'
import { rowSigns } from '../drawing/theme.ts'
import { groupLine } from '../parts/group-line.ts'

export function workloadsLines(state: State, width: number, height: number): Line[] {
  const view = workloadsView(state)
  const notes = view.empty === null ? problemLines(view, width) : []
  const room = height - notes.length
  const body =
    view.error === null && view.empty === null
      ? entryLines(state, view, width, room)
      : placeholder(view, Object.keys(state.table.customColumns), width)
  return [...notes, ...body]
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

function entryLines(state: State, view: WorkloadsView, width: number, height: number): Line[] {
  const { rows, entries, index } = view
  const table = shownTable(state, rows, width)
  const top = firstVisible(view.top, index, entries.length, height - 1)
  const shown = entries.slice(top, top + height - 1).map((entry, i) => {
    const selected = top + i === index
    if (isGroup(entry)) return groupLine(entry, selected, width)
    return rowLine(table, entry, {
      selected,
      width,
      faded: staleness(entry, state.statuses) !== null,
      highlight: view.highlight,
      ...signOf(state, entry.id),
    })
  })
  return [headerLine(table), ...shown]
}

function signOf({ marks, flashes }: State, id: string): { readonly sign?: Span } {
  const kind = marks.has(id) ? 'marked' : flashes.get(id)?.kind
  return kind === undefined ? {} : { sign: span(rowSigns[kind].glyph, rowSigns[kind].tone) }
}

/** The query's error with the language's help, or the reason why there is no row. */
function placeholder(
  { error, empty }: WorkloadsView,
  columns: readonly string[],
  width: number,
): Line[] {
  if (error !== null)
    return [
      blank,
      ...paragraph(`✗ ${error.message}`, width - 4, { tone: 'bad', indent: 2 }),
      ...(error.cause === null
        ? []
        : paragraph(error.cause, width - 4, { tone: 'dim', indent: 4 })),
      ...(error.next === null ? [] : paragraph(`→ ${error.next}`, width - 4, { indent: 4 })),
      blank,
      ...queryHelpWith(columns).flatMap(([example, meaning]) =>
        hanging([span(`    ${example.padEnd(18)}`, 'accent')], meaning, width, 'dim'),
      ),
    ]
  if (empty === null) return []
  return [
    blank,
    ...paragraph(empty.title, width - 4, { tone: 'strong', indent: 2 }),
    ...empty.lines.flatMap((line) => paragraph(line, width - 4, { indent: 2 })),
  ]
}
