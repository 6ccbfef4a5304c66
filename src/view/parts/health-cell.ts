/** The health of a workload in a table: what is known of it, and since when that may be true no longer. */
import { moment } from '../../model/time-text.ts'
import type { Workload } from '../../model/workload.ts'
import type { Staleness } from '../../state/select-sync.ts'
import type { Span } from '../drawing/line.ts'
import { span } from '../drawing/line.ts'
import { healthSigns } from '../drawing/theme.ts'
import { cells, truncate } from '../drawing/width.ts'

/** What was known stays in sight: a row that failed when it was last read must not look as if it did not. */
export function healthCell(
  { health }: Pick<Workload, 'health'>,
  stale: Staleness | null,
  now: number,
): Span {
  const sign = healthSigns[health.status]
  const known = `${sign.glyph} ${health.reason ?? sign.word}`
  return stale === null
    ? span(known, sign.tone)
    : span(`${known}, stale since ${moment(stale.since, now)}, ${stale.cause}`, 'warn')
}

/** The widths of a column in which rows are stale. */
export const staleHealth = { least: 27, most: 60, cut: cutHealth } as const

/** Of what is too long goes first why it cannot be read; that it is stale, and since when, goes last, of that the year first. */
function cutHealth(text: string, width: number): string {
  const [, known, since] = /^(.*), stale since ([^,]+), [^,]+$/.exec(text) ?? []
  if (cells(text) <= width || known === undefined || since === undefined)
    return truncate(text, width)
  const withoutYear = since.replace(/^\d+-/, '')
  const shorter = [`stale since ${since}`, `stale ${since}`, `stale ${withoutYear}`]
  const found = shorter.find((one) => cells(`${known}, ${one}`) <= width)
  if (found !== undefined) return `${known}, ${found}`
  const end = `, stale ${withoutYear}`
  return truncate(known, Math.max(0, width - cells(end))) + truncate(end, width)
}
