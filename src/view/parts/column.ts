/** A column of a table: what each row shows in it, how wide it may be, and how what is too long is cut. */
import type { HighlightField } from '../../state/query/highlight.ts'
import type { Span } from '../drawing/line.ts'
import type { Tone } from '../drawing/theme.ts'
import { truncate, truncateMiddle } from '../drawing/width.ts'

export interface Column<Row> {
  readonly title: string
  /** The title where the column is narrower than its title. */
  readonly short?: string
  readonly titleTone?: Tone
  readonly cell: (row: Row) => Span
  /** What of a query it shows: what the query finds in it is highlighted. */
  readonly field?: HighlightField
  /** How what is too long is cut; at its end where nothing is said. */
  readonly cut?: Cut
  /** Narrower than this it is not readable, unless its content is narrower still. */
  readonly least: number
  readonly most: number
  /** Set by the user: neither wider nor narrower. */
  readonly width?: number
  /** The lowest is the first to go where not all fit. */
  readonly keep: number
  /** Shown unless the user arranged it otherwise. */
  readonly usual?: boolean
  /** Shown only where it takes no cell from the others. */
  readonly extra?: boolean
}

/** To at most `width` cells. */
type Cut = (text: string, width: number) => string

/** Cut at the end; in the middle where another of the texts would look alike. */
export function cutApart(all: readonly string[]): Cut {
  const byWidth = new Map<number, ReadonlyMap<string, number>>()
  return (text, width) => {
    const cut = truncate(text, width)
    if (cut === text) return text
    const counts = byWidth.get(width) ?? countsOf(all.map((one) => truncate(one, width)))
    byWidth.set(width, counts)
    return (counts.get(cut) ?? 0) > 1 ? truncateMiddle(text, width) : cut
  }
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}
