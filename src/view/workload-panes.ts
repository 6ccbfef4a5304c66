/** The panes of a workload's page: evidence, commits, owner and sources. */
import type { Commit } from '../model/commit.ts'
import type { KubeEvent } from '../model/kube.ts'
import { ago, shortSha } from '../state/format.ts'
import type { WorkloadPage } from '../state/select-workload.ts'
import type { Column } from './columns.ts'
import { fitColumns, headerLine, rowLine } from './columns.ts'
import type { Line } from './line.ts'
import { blank, paragraph, span } from './line.ts'
import { fit } from './width.ts'

/** The crashed container's last lines, then the events, newest first. */
export function evidenceLines(
  { screen }: WorkloadPage,
  now: number,
  width: number,
  height: number,
): Line[] {
  const { details } = screen
  if (details === null) return [[span(' Reading events and log …', 'dim')]]
  const { log, events, problems } = details
  const lines: Line[] = problems.map((problem) => [span(` ! ${problem}`, 'warn')])
  if (log !== null) {
    const which = log.previous ? 'before it crashed' : 'running now'
    // Enough of the log to see the error, and still some of the events below it.
    const tail = log.lines.slice(-Math.max(5, height - 6))
    lines.push(
      [span(` LOG  ${log.pod} › ${log.container}, ${which}`, 'dim')],
      ...tail.map((text): Line => [span(`   ${text}`)]),
    )
  }
  if (events.length > 0) {
    const newest = events.toSorted((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''))
    const table = fitColumns(eventColumns(now), newest, width)
    lines.push(...newest.map((event) => rowLine(table, event, { selected: false, width })))
    lines.splice(lines.length - newest.length, 0, headerLine(table))
  }
  return lines.length === 0
    ? [[span(' No events and no log: the cluster keeps events for about an hour.', 'dim')]]
    : lines
}

export function commitLines({ range, obstacle }: WorkloadPage, now: number, width: number): Line[] {
  if (obstacle !== null) return paragraph(obstacle, width - 2, { tone: 'dim', indent: 1 })
  if (range === null)
    return [
      [
        span(
          ' Not read yet: reading, or the repository is not known. b asks for it, r reads again.',
          'dim',
        ),
      ],
    ]
  if (!range.range.ok) {
    const { message, cause, next } = range.range.failure
    return [
      ...paragraph(`✗ ${message}`, width - 2, { tone: 'warn', indent: 1 }),
      ...(cause === null ? [] : paragraph(cause, width - 2, { tone: 'dim', indent: 3 })),
      ...(next === null ? [] : paragraph(`→ ${next}`, width - 2, { indent: 3 })),
    ]
  }
  const { commits, touching, relation } = range.range.value
  const notes = relation === 'ancestor' ? [] : [relationNotes[relation]]
  const table = fitColumns(commitColumns(now, touching), commits, width)
  return [
    ...notes.map((note): Line => [span(` ! ${note}`, 'warn')]),
    ...commits.map((commit) => rowLine(table, commit, { selected: false, width })),
  ]
}

/** Each value with the place it was read from. */
export function sourceLines({ sources, workload }: WorkloadPage, width: number): Line[] {
  const { requests, limits, usage } = workload.resources
  const quantities = [
    ['requests', requests],
    ['limits', limits],
    ['usage', usage],
  ] as const
  const value = Math.min(
    Math.floor(width / 2),
    Math.max(12, ...sources.map((source) => source.value.length)),
  )
  return [
    ...sources.map((source): Line => [
      span(` ${fit(source.label, 11)} `, 'dim'),
      span(fit(source.value, value)),
      span(`  ${source.source}`, 'dim'),
    ]),
    blank,
    ...quantities.flatMap(([label, { cpu, memory }]): Line[] =>
      cpu === null && memory === null
        ? []
        : [
            [
              span(` ${fit(label, 11)} `, 'dim'),
              span(`cpu ${cpu ?? '–'}  memory ${memory ?? '–'}`),
            ],
          ],
    ),
  ]
}

const relationNotes = {
  equal: 'both releases were built from the same commit',
  reversed: 'the bad end is older: a bisect looks for the commit that fixed it',
  divergent: 'the two ends are on different branches: where they branched off is tested first',
  unrelated: 'the two ends have no common history',
} as const

function eventColumns(now: number): Column<KubeEvent>[] {
  return [
    { title: 'EVENT', cell: ({ lastAt }) => span(ago(lastAt, now)), least: 5, most: 6, keep: 4 },
    {
      title: 'REASON',
      cell: ({ reason, type }) => span(reason, type === 'Warning' ? 'warn' : 'plain'),
      least: 10,
      most: 24,
      keep: 5,
    },
    { title: 'TIMES', cell: ({ count }) => span(String(count)), least: 5, most: 6, keep: 2 },
    { title: 'ABOUT', cell: ({ object }) => span(object, 'dim'), least: 10, most: 40, keep: 1 },
    { title: 'MESSAGE', cell: ({ message }) => span(message), least: 20, most: 400, keep: 6 },
  ]
}

function commitColumns(now: number, touching: ReadonlySet<string> | null): Column<Commit>[] {
  return [
    {
      title: '',
      cell: ({ sha }) =>
        touching === null || touching.has(sha) ? span('●') : span('○ excluded', 'dim'),
      least: 1,
      most: 10,
      keep: 4,
    },
    { title: '', cell: ({ sha }) => span(shortSha(sha), 'accent'), least: 7, most: 7, keep: 6 },
    { title: '', cell: ({ date }) => span(ago(date, now), 'dim'), least: 3, most: 5, keep: 2 },
    { title: '', cell: ({ author }) => span(author, 'dim'), least: 8, most: 24, keep: 3 },
    { title: '', cell: ({ subject }) => span(subject), least: 20, most: 400, keep: 7 },
  ]
}
