/** The bisect's page: the commit in hand or the culprit above; graph, commit and probes below. */
import type { Pane } from '../../state/dialog.ts'
import { shortSha } from '../../state/format.ts'
import { soughtBy } from '../../state/bisects/mend.ts'
import { bisectPanes, bisectView } from '../../state/bisects/select-bisect.ts'
import type { BisectView } from '../../state/bisects/select-bisect.ts'
import type { State } from '../../state/state.ts'
import { graphLines, graphWidth, probeLines } from '../parts/bisect-panes.ts'
import { commitLines } from '../parts/commit-lines.ts'
import { conclusionLine, culpritLines } from '../parts/culprit-lines.ts'
import { handLines, shortHandLines } from '../parts/hand-lines.ts'
import type { Line } from '../drawing/line.ts'
import { beside, blank, flowed, paragraph, span } from '../drawing/line.ts'
import { releaseLines } from '../parts/release-lines.ts'
import { suspectLines } from '../parts/suspect-lines.ts'
import { scrolled, tabLine } from '../parts/tabs.ts'
import { stageSigns } from '../drawing/theme.ts'
import { isSpoken } from '../drawing/width.ts'

/** From here on, the other panes stand beside the graph instead of in its place. */
const wide = 130
/** Rows of the terminal: below the first the commit in hand takes two lines, from the second on all it can. */
const low = 20
const tall = 32

export function bisectLines(state: State, width: number, height: number): Line[] {
  const view = bisectView(state)
  return view === null ? [] : pageLines(view, state, width, height)
}

/** All lines of the pane that is open. */
export function bisectPaneLines(state: State, width: number): Line[] {
  const view = bisectView(state)
  if (view === null) return []
  const { pane } = view.screen
  return pane === 'graph'
    ? graphLines(view, state.now, Math.min(width, graphWidth(view)), view.rows.length)
    : paneLines(view, pane, state.now, width, true)
}

function pageLines(view: BisectView, state: State, width: number, height: number): Line[] {
  const { now, rows } = state
  const { pane, scroll } = view.screen
  const isCrowded = view.conclusion === null && rows < low
  const head =
    isCrowded || (pane === 'commit' && width < wide)
      ? shortHead(view, width)
      : [blank, ...longHead(view, now, width, rows >= tall)]
  const room = Math.max(2, height - head.length - 1)
  const titles = {
    ...tabTitles,
    log: view.screen.running ? 'Probes and output' : tabTitles.log,
  }
  const tabs = bisectPanes(view.screen).map((name) => [name, titles[name]] as const)
  const tabsLine = tabLine(tabs, pane, width)
  if (width >= wide && !isSpoken(width)) {
    const left = Math.floor((width - 3) * 0.6)
    const graph = graphLines(view, now, left, room)
    const right = width - left - 3
    const other = paneLines(view, pane === 'graph' ? 'log' : pane, now, right)
    return [...head, tabsLine, ...beside(graph, scrolled(state, other, scroll, room), left, room)]
  }
  const body =
    pane === 'graph'
      ? graphLines(view, now, width, room)
      : scrolled(state, paneLines(view, pane, now, width), scroll, room)
  return [...head, tabsLine, ...body]
}

const tabTitles: Readonly<Record<Pane, string>> = {
  evidence: 'Evidence',
  commits: 'Commits',
  sources: 'Owner and sources',
  graph: 'Commits',
  commit: 'Commit',
  log: 'Probes',
  releases: 'Releases',
  suspects: 'Suspects',
}

/** `whole` where there is room for all of them. */
function paneLines(
  view: BisectView,
  pane: Pane,
  now: number,
  width: number,
  whole = false,
): Line[] {
  switch (pane) {
    case 'commit':
      return commitLines(view.shown, now, width)
    case 'releases':
      return releaseLines(view, width)
    case 'suspects':
      return suspectLines(view, width)
    default:
      return probeLines(view, now, width, whole)
  }
}

function longHead(view: BisectView, now: number, width: number, isTall: boolean): Line[] {
  return view.conclusion === null
    ? [
        ...handLines(view, now, width, isTall),
        blank,
        ...endsLines(view, width, isTall),
        ...countLines(view, width),
      ]
    : [...culpritLines(view, now, width), blank, ...endsLines(view, width, isTall)]
}

function shortHead(view: BisectView, width: number): Line[] {
  return view.conclusion === null
    ? [...shortHandLines(view, width), ...countLines(view, width)]
    : [conclusionLine(view)]
}

function endsLines({ session }: BisectView, width: number, isTall: boolean): Line[] {
  const { good, bad, repository, path, looksFor } = session
  const goodEnd = [span('✓ ', 'good'), span(endName(good))]
  const badEnd = [span('✗ ', 'bad'), span(endName(bad))]
  const [older, newer] = looksFor === 'fix' ? [badEnd, goodEnd] : [goodEnd, badEnd]
  const source = span(`${repository}${path === null ? '' : ` › ${path}`}`, 'dim')
  const sought = looksFor === 'fix' ? [[span(`looking for ${soughtBy.fix}`, 'warn')]] : []
  const parts = [[...older, span(' → ', 'dim'), ...newer], ...sought]
  if (isTall) return flowed([...parts, [source]], '  ', width)
  // Where rows are few, the source is cut rather than given one.
  const lines = flowed(parts, '  ', width)
  return [...lines.slice(0, -1), [...(lines.at(-1) ?? blank), span('  '), source]]
}

/** A label that is the hash itself is not said twice. */
function endName({ label, sha }: BisectView['session']['good']): string {
  return sha.startsWith(label) ? shortSha(sha) : `${label} ${shortSha(sha)}`
}

function countLines(
  { counts, modes, offers, stages, assumptions, screen, keys }: BisectView,
  width: number,
): Line[] {
  const [candidates = '', ...others] = counts
  const widening = screen.progress.excluded > 0 ? [`${keys('bisect.widen')} adds them`] : []
  const options = [
    ...modes.map((text) => span(text, 'warn')),
    ...offers.map((text) => span(text, 'dim')),
  ]
  return [
    ...flowed(
      [
        [span(candidates, 'strong')],
        ...others.map((text) => [span(text)]),
        ...widening.map((text) => [span(text, 'dim')]),
      ],
      ' · ',
      width,
    ),
    ...(stages.length === 0 ? [] : [stagesLine(stages)]),
    ...flowed(
      options.map((option) => [option]),
      ' · ',
      width,
    ),
    ...assumptions.flatMap((text) =>
      paragraph(`! ${text}`, width - 2, { indent: 1, tone: 'warn', most: 2 }),
    ),
  ]
}

/** `✓ 3 released → ◆ 5 with an image → · 20 any commit`. */
function stagesLine(stages: BisectView['stages']): Line {
  return [
    span(' '),
    ...stages.flatMap(({ name, commits, standing }, i): Line => {
      const { glyph, tone } = stageSigns[standing]
      return [
        span(i === 0 ? '' : ' → ', 'dim'),
        span(`${glyph} `, tone),
        span(`${commits} ${name}`, standing === 'now' ? 'strong' : 'dim'),
      ]
    }),
  ]
}
