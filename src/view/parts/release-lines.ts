/** Which releases contain the commit that was found, and which of them run now. */
import { count } from '../../state/format.ts'
import type { BisectView } from '../../state/bisects/select-bisect.ts'
import type { Column } from './column.ts'
import { tableLines } from './columns.ts'
import type { Line } from '../drawing/line.ts'
import { paragraph, span } from '../drawing/line.ts'

type TracedRelease = NonNullable<BisectView['screen']['trace']>['releases'][number]

const mostNamed = 3

export function releaseLines({ screen, session }: BisectView, width: number): Line[] {
  if (screen.trace === null) return [[span(' Looking for the releases that contain it …', 'dim')]]
  const { releases } = screen.trace
  if (releases.length === 0)
    return [[span(' No release built from this repository has a known commit.', 'dim')]]
  const ranked = releases.toSorted((a, b) => rank(b) - rank(a))
  return tableLines(columnsFor(session.looksFor === 'fix'), ranked, width)
}

/** Where it runs now first, then where it ran. */
function rank({ contains, current }: TracedRelease): number {
  return (contains ? 2 : 0) + (contains && current ? 1 : 0)
}

/** `in 3 known releases, runs now as shop/cart 1.7.2 in prod`; nothing while it is not known. */
export function holderLines({ screen, session }: BisectView, width: number): Line[] {
  if (screen.trace === null) return []
  const holding = screen.trace.releases.filter(({ contains }) => contains)
  const now = holding.filter(({ current }) => current)
  const named = now
    .slice(0, mostNamed)
    .map(
      ({ workload: { context, namespace, name }, version }) =>
        `${namespace}/${name} ${version ?? ''} in ${context}`,
    )
  const more = now.length - named.length
  const runs =
    now.length === 0
      ? 'no workload runs it now'
      : `runs now as ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const tone = now.length === 0 ? 'dim' : session.looksFor === 'fix' ? 'good' : 'bad'
  const text = `in ${count(holding.length, 'known release')}, ${runs}`
  return paragraph(text, width - 2, { indent: 3, tone, most: 2 })
}

function columnsFor(fix: boolean): Column<TracedRelease>[] {
  return [
    {
      title: 'WORKLOAD',
      cell: ({ workload: { namespace, name } }) => span(`${namespace}/${name}`),
      least: 10,
      most: 40,
      keep: 6,
    },
    {
      title: 'CONTEXT',
      cell: ({ workload }) => span(workload.context, 'dim'),
      least: 7,
      most: 24,
      keep: 3,
    },
    {
      title: 'RELEASE',
      cell: ({ release, current }) => span(`${release}${current ? ' now' : ''}`, 'strong'),
      least: 7,
      most: 10,
      keep: 5,
    },
    {
      title: 'VERSION',
      cell: ({ version }) => span(version ?? 'unknown'),
      least: 7,
      most: 30,
      keep: 4,
    },
    {
      title: fix ? 'FIX' : 'CULPRIT',
      cell: ({ contains }) =>
        contains
          ? span(fix ? '✓ has it' : '✗ has it', fix ? 'good' : 'bad')
          : span('– without it', 'dim'),
      least: 12,
      most: 12,
      keep: 7,
    },
  ]
}
