/** What differs between two releases: the answer, the differences, ConfigMaps and commits; or the templates. */
import type { CreditedCommit } from '../../model/commit/commit.ts'
import type { ConfigTime } from '../../model/timeline/config-time.ts'
import type { DiffCommits, DiffContext } from '../../model/release/release-diff.ts'
import { changedAfter, differenceText, verdictOf } from '../../model/release/release-diff.ts'
import type { Release } from '../../model/workload.ts'
import { ago, count, shortSha, shortVersion } from '../../state/format.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import type { DiffView } from '../../state/changes/select-diff.ts'
import { diffView } from '../../state/changes/select-diff.ts'
import type { State } from '../../state/state.ts'
import { templateDiff } from '../../state/changes/template-lines.ts'
import type { Column } from '../parts/column.ts'
import { tableLines } from '../parts/columns.ts'
import type { Line, Span } from '../drawing/line.ts'
import { blank, hanging, paragraph, span } from '../drawing/line.ts'
import { scrolled } from '../parts/tabs.ts'
import { askingKey, unreadLines } from '../parts/workload-panes.ts'
import { fit } from '../drawing/width.ts'

export function diffTitle(state: State): Line {
  const view = diffView(state)
  if (view === null) return [span('a difference that is gone', 'dim')]
  const { workload, diff } = view
  const ends = span(`${nameOf(diff.from)} → ${nameOf(diff.to)}`)
  // Below its page, the way there has named the workload.
  return state.screens.some(({ name }) => name === 'workload')
    ? [ends]
    : [span(`${workload.namespace}/${workload.name}  `, 'strong'), ends]
}

export function diffLines(state: State, width: number, height: number): readonly Line[] {
  const view = diffView(state)
  if (view === null)
    return [
      blank,
      ...paragraph('The workload or one of the releases is gone.', width - 4, {
        ...{ tone: 'strong', indent: 2 },
      }),
      ...paragraph(`${keyOf(state, 'app.escape')} goes back.`, width - 4, { indent: 2 }),
    ]
  const lines = view.screen.templates ? templateLines(view, width) : wordLines(state, view, width)
  return scrolled(state, [blank, ...lines], view.screen.scroll, height)
}

function nameOf({ release, version }: Release): string {
  return `release ${release} (${version.value === null ? 'unknown' : shortVersion(version.value)})`
}

function wordLines(state: State, view: DiffView, width: number): Line[] {
  const { diff, screen } = view
  const { differences, replicas, configOnly, codeChanged } = diff
  const verdict = verdictOf(diff)
  const kinds = [
    ...(differences ?? []).map((difference) => [difference.kind, differenceText(difference)]),
    ...(replicas === null ? [] : [['replicas', `replicas ${replicas.from} → ${replicas.to}`]]),
  ]
  return [
    [
      span(
        ` ${verdict[0]?.toUpperCase()}${verdict.slice(1)}`,
        configOnly || codeChanged === false ? 'warn' : 'strong',
      ),
    ],
    blank,
    ...kinds.flatMap(([kind = '', words = '']): Line[] => {
      const [first = blank, ...more] = paragraph(words, width - 14)
      return [
        [span(`   ${fit(kind, 10)} `, 'accent'), ...first],
        ...more.map((line): Line => [span(' '.repeat(14)), ...line]),
      ]
    }),
    ...(kinds.length === 0 ? [] : [blank]),
    ...contextLines(state, view, screen.context, width),
  ]
}

function contextLines(
  state: State,
  view: DiffView,
  context: DiffContext | null,
  width: number,
): Line[] {
  const { now } = state
  if (context === null) return [[span(' Reading the commits and the ConfigMaps …', 'dim')]]
  const { commits, configTimes, problems } = context
  return [
    ...problems.flatMap((problem) => hanging([span(' ! ', 'warn')], problem, width, 'warn')),
    ...configLines(view, configTimes, now, width),
    ...(commits === null
      ? []
      : commits.ok
        ? commitLines(commits.value, now, width)
        : unreadLines(
            { ...commits.failure, message: `commits: ${commits.failure.message}` },
            `${askingKey(state, commits.failure)} on the page of the workload asks for what is missing`,
            width,
          )),
  ]
}

function configLines(
  { diff }: DiffView,
  times: readonly ConfigTime[],
  now: number,
  width: number,
): Line[] {
  if (times.length === 0) return []
  const columns: Column<ConfigTime>[] = [
    { title: 'CONFIGMAP', cell: ({ name }) => span(name, 'strong'), least: 12, most: 50, keep: 4 },
    {
      title: 'CHANGED',
      cell: ({ changedAt }) => span(ago(changedAt, now)),
      least: 7,
      most: 8,
      keep: 3,
    },
    {
      title: 'BY',
      cell: ({ changedBy }) => span(changedBy ?? '', 'dim'),
      least: 8,
      most: 30,
      keep: 1,
    },
    {
      title: '',
      cell: (time) => noteOn(diff.to, changedAfter(diff, time)),
      least: 16,
      most: 30,
      keep: 2,
    },
  ]
  return [...tableLines(columns, times, width), blank]
}

function noteOn({ release }: Release, after: boolean): Span {
  return after ? span(`after release ${release}`, 'warn') : span('')
}

function commitLines(
  { items, excluded, repository, takenBack }: DiffCommits,
  now: number,
  width: number,
): Line[] {
  const others = excluded === 0 ? '' : `, and ${count(excluded, 'other')} outside its path`
  const columns: Column<CreditedCommit>[] = [
    {
      title: 'COMMIT',
      cell: ({ sha }) => span(shortSha(sha), 'accent'),
      least: 7,
      most: 7,
      keep: 7,
    },
    { title: 'AGE', cell: ({ date }) => span(ago(date, now), 'dim'), least: 3, most: 5, keep: 2 },
    { title: 'AUTHOR', cell: ({ author }) => span(author, 'dim'), least: 8, most: 24, keep: 5 },
    {
      title: 'OWNERS',
      cell: ({ owners }) => span(owners.join(' '), 'dim'),
      least: 8,
      most: 26,
      keep: 4,
    },
    {
      title: 'REQUEST',
      cell: ({ pullRequest }) => span(pullRequest === null ? '' : `#${pullRequest.number}`),
      least: 4,
      most: 8,
      keep: 3,
    },
    {
      title: 'FILES',
      cell: ({ files }) => span(String(files.length), 'dim'),
      least: 5,
      most: 5,
      keep: 1,
    },
    { title: 'SUBJECT', cell: ({ subject }) => span(subject), least: 20, most: 300, keep: 8 },
  ]
  return [
    [
      span(` ${count(items.length, 'commit')}${takenBack ? ' taken back' : ''}`, 'strong'),
      span(` in ${repository}${others}`, 'dim'),
    ],
    ...(items.length === 0 ? [] : tableLines(columns, items, width)),
  ]
}

const markTones = { ' ': 'dim', '-': 'bad', '+': 'good' } as const

function templateLines({ diff: { from, to } }: DiffView, width: number): Line[] {
  if (from.template === null || to.template === null)
    return paragraph('The pod template of one of the releases is no longer known.', width - 4, {
      indent: 2,
    })
  return templateDiff(from.template, to.template).map(({ mark, text }) => [
    span(` ${mark} ${text}`, markTones[mark]),
  ])
}
