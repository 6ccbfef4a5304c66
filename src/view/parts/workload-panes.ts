/** The panes of a workload's page that are about what was built: commits, owner and sources. */
import type { Commit } from '../../model/commit/commit.ts'
import type { Failure } from '../../model/failure.ts'
import { ago, shortSha } from '../../state/format.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { WorkloadPage } from '../../state/workload/select-workload.ts'
import { isSourceUnknown } from '../../state/workload/select-workload.ts'
import type { State } from '../../state/state.ts'
import type { Column } from './column.ts'
import { tableLines } from './columns.ts'
import type { Line } from '../drawing/line.ts'
import { blank, paragraph, span } from '../drawing/line.ts'
import { fit } from '../drawing/width.ts'

/** What to press where commits are not there. */
function waysOn(state: State): string {
  return `${keyOf(state, 'bisect.start')} asks for what is missing, ${keyOf(state, 'range.load')} reads again`
}

/** The key that asks for what keeps the commits from being read: also whoever wants no bisect has one. */
export function askingKey(state: State, failure: Failure): string {
  return keyOf(state, isSourceUnknown(failure) ? 'range.load' : 'bisect.start')
}

/** Why commits cannot be read, and `ways` to go on with keys: whoever asks on the command line is told of flags. */
export function unreadLines(
  { kind, message, cause, next }: Failure,
  ways: string,
  width: number,
): Line[] {
  const advice = kind === 'git' ? next : null
  return [
    ...paragraph(`✗ ${message}`, width - 2, { tone: 'warn', indent: 1 }),
    ...(cause === null ? [] : paragraph(cause, width - 2, { tone: 'dim', indent: 3 })),
    ...(advice === null ? [] : paragraph(`→ ${advice}`, width - 2, { indent: 3 })),
    ...paragraph(`→ ${ways}`, width - 2, { indent: 3 }),
  ]
}

export function commitLines(
  state: State,
  { range, obstacle }: WorkloadPage,
  width: number,
): Line[] {
  if (obstacle !== null) return paragraph(obstacle, width - 2, { tone: 'dim', indent: 1 })
  if (range === null)
    return paragraph(`Being read, or the repository is not known: ${waysOn(state)}.`, width - 2, {
      tone: 'dim',
      indent: 1,
    })
  if (!range.range.ok) {
    const { failure } = range.range
    const ways = isSourceUnknown(failure)
      ? `${askingKey(state, failure)} asks where it is and loads them, ${keyOf(state, 'bisect.start')} starts a bisect`
      : waysOn(state)
    return unreadLines(failure, ways, width)
  }
  const { commits, touching, relation } = range.range.value
  const notes = relation === 'ancestor' ? [] : [relationNotes[relation]]
  return [
    ...notes.map((note): Line => [span(` ! ${note}`, 'warn')]),
    ...tableLines(commitColumns(state.now, touching), commits, width),
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
