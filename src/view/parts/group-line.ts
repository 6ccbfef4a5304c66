/** The heading of a group in the table: its name, and what its rows come to. */
import { bytes, cores, count } from '../../state/format.ts'
import { ownerText } from '../../state/owner-names.ts'
import type { Group, Taken, Totals } from '../../state/table/group.ts'
import { totalsOf } from '../../state/table/group.ts'
import type { Line, Span } from '../drawing/line.ts'
import { lineWidth, selectLine, span } from '../drawing/line.ts'
import { foldGlyphs, selectionGlyph } from '../drawing/theme.ts'
import { cells, truncate } from '../drawing/width.ts'

/** The cells before a name. */
const margin = 3
const leastName = 16
/** Below it all headings are short, so that neighbours look alike. */
const roomy = 100

export function groupLine(group: Group, selected: boolean, width: number): Line {
  const name = headingOf(group)
  // What a group comes to is said even where its name has to be cut, and a number whole or not at all.
  const least = Math.min(leastName, cells(name)) + margin
  const sums = totalsOf(group.workloads)
  const whole = totalsLine(group, sums, { isShort: false })
  const fits = width >= roomy && margin + cells(name) + lineWidth(whole) <= width
  const totals = fits ? whole : totalsLine(group, sums, { isShort: true })
  while (totals.length > 1 && least + lineWidth(totals) > width) totals.pop()
  const room = Math.max(least, width - lineWidth(totals)) - margin
  const line = [
    span(selected ? selectionGlyph : ' '),
    span(`${group.folded ? foldGlyphs.folded : foldGlyphs.open} `, 'accent'),
    span(truncate(name, room), 'strong'),
    ...totals,
  ]
  return selected ? selectLine(line, width) : line
}

/** The most important first: where there is no room at all, the last ones go. */
function totalsLine(
  { workloads }: Group,
  { failing, ready, desired, cpu, memory }: Totals,
  { isShort }: { readonly isShort: boolean },
): Span[] {
  return [
    span(isShort ? ` (${workloads.length})` : `  ${count(workloads.length, 'workload')}`),
    ...(failing === 0 ? [] : [span(` · ${failing} failing`, 'bad')]),
    ...(desired === 0 ? [] : [span(` · ${ready}/${desired} ready`, 'dim')]),
    ...takenText('cpu', cpu, cores),
    ...takenText(isShort ? 'mem' : 'memory', memory, bytes),
  ]
}

function headingOf({ by, name }: Group): string {
  if (name === null) return by === 'owner' ? 'owner unknown' : 'part of nothing'
  return by === 'owner' ? ownerText(name) : name
}

/** ` · cpu 1.5/4`: taken and asked for, as in the columns. */
function takenText(what: string, { used, requested }: Taken, text: (n: number) => string): Line {
  if (used === null && requested === null) return []
  const both = [used, requested].map((n) => (n === null ? '–' : text(n)))
  return [span(` · ${what} ${both.join('/')}`, 'dim')]
}
