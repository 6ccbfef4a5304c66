/** A screen of text: a workload's logs, its YAML or its description. */
import type { ShownLine, TextPage } from '../state/select-text.ts'
import { textPage } from '../state/select-text.ts'
import type { State } from '../state/state.ts'
import type { Line, Span } from './line.ts'
import { span, spread } from './line.ts'
import type { Tone } from './theme.ts'
import { sliceRows } from './width.ts'

export function textScreenLines(state: State, width: number, height: number): readonly Line[] {
  const page = textPage(state)
  return page === null ? [] : pageLines(page, width, height)
}

function pageLines(page: TextPage, width: number, height: number): readonly Line[] {
  const head = [
    spread(
      [span(` ${page.heading}`, 'strong')],
      [span(page.place === '' ? '' : ` ${page.place} `, 'dim')],
      width,
    ),
    ...page.notes.map((note): Line => [span(` ! ${note}`, 'warn')]),
  ]
  const body = page.lines.flatMap((line) => textLines(page, line, width))
  const room = Math.max(0, height - head.length)
  // What is wrapped may need more rows than there are: the end is what is followed.
  const shown = page.view.follow ? body.slice(-room || body.length) : body.slice(0, room)
  return [...head, ...shown]
}

function textLines({ view, pattern, margin }: TextPage, line: ShownLine, width: number): Line[] {
  const before = [span(line.time, 'dim'), span(line.pod, podTones[line.source % podTones.length])]
  const room = Math.max(1, width - margin)
  if (!view.wrap) return [[...before, ...marked(line.text.slice(view.left), pattern, line.found)]]
  const indent = [span(' '.repeat(margin))]
  return sliceRows(line.text, room).map((part, i) => [
    ...(i === 0 ? before : indent),
    ...marked(part, pattern, line.found),
  ])
}

/** Neighbours differ; what a colour says, the name says too. */
const podTones: readonly Tone[] = ['accent', 'good', 'warn', 'strong', 'bad', 'plain']

/** Matches stand out, those of the line that the search stands on most. */
function marked(text: string, pattern: RegExp | null, found: boolean): readonly Span[] {
  if (pattern === null) return [span(text)]
  const spans: Span[] = []
  let at = 0
  for (const match of text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))) {
    spans.push(span(text.slice(at, match.index)), span(match[0], found ? 'cursor' : 'accent'))
    at = match.index + match[0].length
  }
  return [...spans, span(text.slice(at))]
}
