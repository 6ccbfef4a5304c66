/** The bisect's page: the commit in hand or the culprit above, the graph and the probes below. */
import type { ReactNode } from 'react'
import { bisectView } from '../state/select-bisect.ts'
import type { BisectView } from '../state/select-bisect.ts'
import { shortSha } from '../state/format.ts'
import { commandLine } from '../state/report.ts'
import type { State } from '../state/state.ts'
import { graphLines, probeLines } from './bisect-panes.ts'
import { culpritLines } from './culprit-lines.ts'
import { authorLine, filesLine } from './commit-lines.ts'
import type { Line } from './line.ts'
import { beside, blank, paragraph, span } from './line.ts'
import { Lines } from './Lines.tsx'
import { scrolled, tabLine } from './tabs.ts'

/** From here on, the probes stand beside the graph instead of behind a tab. */
const wide = 130

export function Bisect(props: {
  readonly state: State
  readonly width: number
  readonly height: number
}): ReactNode {
  const { state, width, height } = props
  const view = bisectView(state)
  const lines = view === null ? [] : pageLines(view, state.now, width, height)
  return <Lines lines={lines} width={width} height={height} />
}

function pageLines(view: BisectView, now: number, width: number, height: number): Line[] {
  const head = [
    blank,
    ...(view.conclusion === null ? handLines(view, now, width) : culpritLines(view, now, width)),
    blank,
    endsLine(view),
    ...(view.conclusion === null ? [countsLine(view)] : []),
  ]
  const room = Math.max(2, height - head.length - 1)
  const { pane, scroll } = view.screen
  if (width >= wide) {
    const left = Math.floor((width - 3) * 0.6)
    const graph = graphLines(view, now, left, room)
    const probes = scrolled(probeLines(view, width - left - 3), scroll, room)
    return [
      ...head,
      tabLine([['graph', 'Commits and probes']], 'graph', width),
      ...beside(graph, probes, left, room),
    ]
  }
  const tabs = [
    ['graph', 'Commits'],
    ['log', view.screen.running ? 'Probes and output' : 'Probes'],
  ] as const
  const body =
    pane === 'log'
      ? scrolled(probeLines(view, width), scroll, room)
      : graphLines(view, now, width, room)
  return [...head, tabLine(tabs, pane, width), ...body]
}

/** The commit in hand, and how to test it. */
function handLines(view: BisectView, now: number, width: number): Line[] {
  const { inHand, why, screen } = view
  if (inHand === null) return []
  const output = screen.running ? screen.output.slice(-2) : []
  return [
    [
      span(' ◆ ', 'accent'),
      span(shortSha(inHand.sha), 'accent'),
      span(` ${inHand.subject}`, 'strong'),
    ],
    authorLine(inHand, now, why),
    filesLine(inHand, width),
    ...(screen.running ? runLines(view, output) : testLines(view, width)),
  ]
}

/** By hand: what to do, and once the commit is checked out, the lines to type in another terminal. */
function testLines({ next, screen, inHand, workload }: BisectView, width: number): Line[] {
  const todo = paragraph(next, width - 2, { indent: 3, most: 3 })
  const { worktree } = screen
  if (worktree === null || worktree.sha !== inHand?.sha)
    return [
      ...todo,
      [span('   w checks it out into a folder, R lets a command judge every commit.', 'dim')],
    ]
  const probe = workload?.repository.probe ?? null
  return [
    ...todo,
    ...paragraph(commandLine(['cd', worktree.path]), width - 2, { indent: 3, tone: 'accent' }),
    ...(probe === null ? [] : paragraph(probe, width - 2, { indent: 3, tone: 'accent' })),
  ]
}

function runLines({ screen, next }: BisectView, output: readonly string[]): Line[] {
  const what = screen.probing === null ? 'preparing' : `testing ${shortSha(screen.probing)}`
  return [
    [span('   ◌ ', 'accent'), span(`${what}. `), span(next, 'dim')],
    ...output.map((text): Line => [span(`     ${text}`, 'dim')]),
  ]
}

function endsLine({ session }: BisectView): Line {
  const { good, bad, repository, path } = session
  return [
    span(' ✓ ', 'good'),
    span(endName(good)),
    span(' → ', 'dim'),
    span('✗ ', 'bad'),
    span(endName(bad)),
    span(session.looksFor === 'fix' ? '  looks for the fix' : '', 'warn'),
    span(`  ${repository}${path === null ? '' : ` › ${path}`}`, 'dim'),
  ]
}

/** A label that is the hash itself is not said twice. */
function endName({ label, sha }: BisectView['session']['good']): string {
  return sha.startsWith(label) ? shortSha(sha) : `${label} ${shortSha(sha)}`
}

function countsLine({ counts }: BisectView): Line {
  const [candidates = '', ...others] = counts
  return [span(` ${candidates}`, 'strong'), span(others.map((text) => ` · ${text}`).join(''))]
}
