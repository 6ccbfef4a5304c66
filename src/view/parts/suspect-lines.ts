/** The suspects of a bisect: score and commit, and below each what makes it suspect. */
import { shortSha } from '../../state/format.ts'
import type { BisectView } from '../../state/bisects/select-bisect.ts'
import type { Line } from '../drawing/line.ts'
import { hanging, paragraph, span } from '../drawing/line.ts'

const meaning = 'by what the log says, the files, their owner, size and age; it rules nothing out'

export function suspectLines({ suspects }: BisectView, width: number): Line[] {
  if (suspects === null || suspects.rows.length === 0)
    return [[span(' No candidate is left to rank.', 'dim')]]
  return [
    ...hanging([span(' SCORE  ', 'dim')], meaning, width, 'dim'),
    ...(suspects.shared.length === 0
      ? []
      : paragraph(`each of them ${suspects.shared.join('; ')}`, width - 2, {
          indent: 8,
          tone: 'dim',
        })),
    ...suspects.rows.flatMap(({ sha, score, subject, reasons }, at): Line[] => [
      [
        span(`   ${String(score).padStart(3)} `, at < 3 ? 'warn' : 'dim'),
        span(` ${shortSha(sha)} `, 'accent'),
        span(subject, at < 3 ? 'strong' : 'plain'),
      ],
      ...(reasons.length === 0
        ? []
        : paragraph(reasons.join('; '), width - 2, { indent: 8, tone: 'dim' })),
    ]),
  ]
}
