/** The lower part of a bisect's page: the commits as a graph, the probes with their output. */
import { percent } from '../../state/bisects/bisect-modes.ts'
import { firstVisible } from '../../state/table/cursor.ts'
import { ago, duration, shortSha } from '../../state/format.ts'
import type { BisectView, CommitRow, ProbeRow } from '../../state/bisects/select-bisect.ts'
import { noteText } from './commit-lines.ts'
import type { Column } from './column.ts'
import { tableLines } from './columns.ts'
import type { Line, Span } from '../drawing/line.ts'
import { probabilityBar } from './flaky-bar.ts'
import { selectLine, span, spread } from '../drawing/line.ts'
import { commitSigns, selectionGlyph, verdictSigns } from '../drawing/theme.ts'
import { cells, fit, isSpoken } from '../drawing/width.ts'

const mostGraph = 24

export function graphLines(view: BisectView, now: number, width: number, height: number): Line[] {
  const { rows, index, screen } = view
  if (isSpoken(width)) return spokenCommit(view, now)
  const top = firstVisible(screen.cursor.top, index, rows.length, height)
  const shown = rows.slice(top, top + height)
  const lanes = Math.min(
    mostGraph,
    Math.max(2, ...shown.map(({ before, after }) => cells(before) + 1 + cells(after))),
  )
  const { probing } = screen
  const sinceOf = (sha: string): number | null =>
    probing.length < 2 ? null : (probing.find((one) => one.sha === sha)?.since ?? null)
  return shown.map((row, i) => {
    const since = sinceOf(row.commit.sha)
    const tested = since === null ? null : `testing ${duration(Math.max(0, now - since))}`
    return graphLine({ ...row, tests: tested ?? row.tests }, lanes, now, width, top + i === index)
  })
}

/** The commit that one is on, without the lanes. */
function spokenCommit({ rows, index }: BisectView, now: number): Line[] {
  const row = rows[index]
  if (row === undefined) return []
  const { commit, state, note, probability, suspect, tests } = row
  const facts = [
    `commit ${index + 1} of ${rows.length}: ${shortSha(commit.sha)}`,
    commitSigns[state].word,
    ...(probability === null ? [] : [`${percent(probability)} likely`]),
    ...(tests === null ? [] : [tests]),
    ...(suspect === null ? [] : [`suspect ${suspect}`]),
    ...(note === null ? [] : [noteText(note)]),
    commit.subject,
    `by ${commit.author}`,
    `${ago(commit.date, now)} ago`,
  ]
  return [[span(facts.join(', '))]]
}

/** More than lanes, hash, word, bar and notes take, and the author. */
const besideSubject = 140

/** Lanes, glyph, hash and word, then the subject, with author and age where there is room. */
function graphLine(
  { before, after, commit, state, note, probability, tests, suspect }: CommitRow,
  lanes: number,
  now: number,
  width: number,
  selected: boolean,
): Line {
  const sign = commitSigns[state]
  const { tone } = sign
  const quiet = state !== 'candidate' && state !== 'in-hand' && state !== 'bad'
  const room = Math.max(0, lanes - cells(before) - 1)
  const right =
    width < (probability === null ? 70 : 100)
      ? []
      : [span(`  ${fit(commit.author, 14)} ${fit(ago(commit.date, now), 4)} `, 'dim')]
  const line = spread(
    [
      span(selected ? `${selectionGlyph} ` : '  '),
      span(before, 'dim'),
      span(sign.glyph, tone),
      span(fit(after, room), 'dim'),
      span(` ${shortSha(commit.sha)} `, quiet ? 'dim' : 'accent'),
      span(fit(sign.word, 13), tone),
      ...(probability === null ? [] : probabilityBar(probability)),
      ...(tests === null ? [] : [span(`${tests} `, 'warn')]),
      ...(suspect === null ? [] : [span(`suspect ${suspect} `, 'warn')]),
      ...(note === null ? [] : [span(`${noteText(note)} `, 'warn')]),
      span(commit.subject, quiet ? 'dim' : 'plain'),
    ],
    right,
    width,
  )
  return selected ? selectLine(line, width) : line
}

/** What the longest of them needs, with author and age. */
export function graphWidth({ rows }: BisectView): number {
  return besideSubject + Math.max(0, ...rows.map(({ commit }) => cells(commit.subject)))
}

/** While a command runs, its last lines stand above the probes, where they are seen without scrolling. */
const lastWhileRunning = 6

/**
 * What was tested and what it said; below it the output of the command that is running, or above it
 * its last lines where not the `whole` is shown.
 */
export function probeLines(
  { probes, screen }: BisectView,
  now: number,
  width: number,
  whole: boolean,
): Line[] {
  const none: Line = [span(' No commit was tested yet.', 'dim')]
  const tested = probes.length === 0 ? [none] : tableLines(probeColumns, probes, width)
  const several = screen.probing.length > 1 || screen.pointless.length > 0
  const running = several ? runningLines(screen, now) : []
  if (screen.output.length === 0) return [...running, ...tested]
  const [only] = screen.probing
  const glimpsed = screen.running && !whole
  const of = several || only === undefined ? '' : ` of ${shortSha(only.sha)}`
  const output = [
    [span(` OUTPUT${of}`, 'dim')],
    ...screen.output
      .slice(glimpsed ? -lastWhileRunning : 0)
      .map((text): Line => [span(`   ${text}`)]),
  ]
  return glimpsed ? [...running, ...output, ...tested] : [...tested, ...running, ...output]
}

const mostPointless = 3

/** Tests that run side by side, with their time, and the last ones that told nothing. */
function runningLines({ probing, pointless, progress }: BisectView['screen'], now: number): Line[] {
  const subjectOf = (sha: string): string =>
    progress.commits.find((commit) => commit.sha === sha)?.subject ?? ''
  const line = (sign: Span, sha: string, word: string): Line => [
    sign,
    span(shortSha(sha), 'accent'),
    span(` ${fit(word, 18)}`, 'dim'),
    span(subjectOf(sha)),
  ]
  return [
    ...(probing.length === 0 ? [] : [[span(` RUNNING ${probing.length}`, 'dim')]]),
    ...probing.map(({ sha, since }) =>
      line(span('   ◌ ', 'accent'), sha, duration(Math.max(0, now - since))),
    ),
    ...pointless
      .slice(0, mostPointless)
      .map(({ sha, how }) =>
        line(span('   ○ ', 'dim'), sha, how === 'late' ? 'came too late' : 'stopped: no need'),
      ),
  ]
}

const probeColumns: readonly Column<ProbeRow>[] = [
  { title: 'TESTED', cell: ({ sha }) => span(shortSha(sha), 'accent'), least: 7, most: 7, keep: 6 },
  {
    title: 'VERDICT',
    cell: ({ verdict }) => {
      const { glyph, word, tone } = verdictSigns[verdict]
      return span(`${glyph} ${word}`, tone)
    },
    least: 9,
    most: 9,
    keep: 7,
  },
  {
    title: 'EXIT',
    cell: ({ exitCode }) => span(exitCode === null ? '' : String(exitCode)),
    least: 4,
    most: 4,
    keep: 3,
  },
  {
    title: 'TOOK',
    cell: ({ durationMs }) => span(durationMs === null ? 'by hand' : duration(durationMs), 'dim'),
    least: 4,
    most: 7,
    keep: 2,
  },
  {
    title: 'FOR',
    cell: ({ phase }) => span(phase === 'verify' ? 'an end' : 'search', 'dim'),
    least: 6,
    most: 6,
    keep: 1,
  },
  {
    title: 'NOTE',
    cell: ({ note }) => (note === null ? span('') : span(noteText(note), 'warn')),
    least: 8,
    most: 40,
    keep: 5,
  },
  { title: 'SUBJECT', cell: ({ subject }) => span(subject), least: 16, most: 300, keep: 4 },
]
