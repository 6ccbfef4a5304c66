/** A screen of text: a workload's logs, its YAML, its description, or a pane of another screen. */
import type { Note, ShownLine, TextPage } from '../../state/text/select-text.ts'
import { noteRows, textPage } from '../../state/text/select-text.ts'
import type { State } from '../../state/state.ts'
import type { Row } from '../../state/text/wrap.ts'
import { hangingIndent, rowsOf } from '../../state/text/wrap.ts'
import type { Line, Span } from '../drawing/line.ts'
import { hanging, selectLine, sliceLine, span, spread } from '../drawing/line.ts'
import { layout, paneLines } from '../parts/pane-text.ts'
import type { Tone } from '../drawing/theme.ts'
import { cells, truncateMiddle } from '../drawing/width.ts'

export function textScreenLines(state: State, width: number, height: number): readonly Line[] {
  const page = textPage(state, layout)
  if (page === null) return []
  const tones = page.screen.name === 'pane' ? paneLines(state) : []
  return pageLines(page, tones, width, height)
}

/** `tones` are the lines of a pane, as it shows them; none where the text has no tones of its own. */
function pageLines(
  page: TextPage,
  tones: readonly Line[],
  width: number,
  height: number,
): readonly Line[] {
  const place = page.place === '' ? '' : ` ${page.place} `
  const heading = headingText(page.heading, width - cells(place) - 1)
  const head = [
    spread([span(` ${heading}`, 'strong')], [span(place, 'dim')], width),
    ...page.notes.flatMap((note) => {
      const { sign, tone } = noteSigns[note.kind]
      const lines = hanging([span(` ${sign} `, tone)], note.text, width, tone)
      return lines.slice(0, noteRows(note, width))
    }),
  ]
  const body = page.lines.flatMap((line, i) =>
    textLines(page, line, tones[page.top + i] ?? [span(line.text)], width),
  )
  const room = Math.max(0, height - head.length)
  // What is wrapped may need more rows than there are: the end is what is followed.
  const shown = page.view.follow ? body.slice(-room || body.length) : body.slice(0, room)
  return [...head, ...shown]
}

/** As many parts as there is room for; of a lone one that is too long, such as a pod's name, the middle goes. */
function headingText(parts: readonly string[], width: number): string {
  const [first = '', second] = parts
  for (let shown = parts.length; shown > 1; shown -= 1) {
    const text = parts.slice(0, shown).join(between)
    if (cells(text) <= width) return text
  }
  // That it is followed, or stands still, is told whatever the name.
  const rest = second === undefined ? '' : between + second
  return truncateMiddle(first, Math.max(leastName, width - cells(rest))) + rest
}

const between = ' · '
const leastName = 12

const noteSigns: Readonly<Record<Note['kind'], { readonly sign: string; readonly tone: Tone }>> = {
  problem: { sign: '!', tone: 'warn' },
  cause: { sign: ' ', tone: 'dim' },
  next: { sign: '→', tone: 'plain' },
  calm: { sign: ' ', tone: 'dim' },
}

function textLines(
  { view, pattern, margin, room }: TextPage,
  line: ShownLine,
  toned: Line,
  width: number,
): Line[] {
  const before = [span(line.time, 'dim'), span(line.pod, podTones[line.source % podTones.length])]
  const marks = marked(toned, line.text, pattern, line.found)
  const { text } = line
  const columns = Math.max(1, width - margin)
  const indent = view.wrap ? hangingIndent(text, columns) : 0
  const most = view.follow ? Infinity : room.rows
  const rows: readonly Row[] = view.wrap
    ? rowsOf(text, columns, cells, most)
    : [[view.left, text.length]]
  return rows.map(([from, to], i) => {
    const part = sliceLine(marks, from, from + text.slice(from, to).trimEnd().length)
    const drawn = [...(i === 0 ? before : [span(' '.repeat(margin + indent))]), ...part]
    return line.selected ? selectLine(drawn, width) : drawn
  })
}

/** Neighbours differ; what a colour says, the name says too. */
const podTones: readonly Tone[] = ['accent', 'good', 'warn', 'strong', 'bad', 'plain']

/** Matches stand out, those of the line that the search stands on most. */
function marked(line: Line, text: string, pattern: RegExp | null, found: boolean): Line {
  if (pattern === null) return line
  const spans: Span[] = []
  let at = 0
  for (const { index, 0: match } of text.matchAll(
    new RegExp(pattern.source, `${pattern.flags}g`),
  )) {
    spans.push(...sliceLine(line, at, index), span(match, found ? 'cursor' : 'match'))
    at = index + match.length
  }
  return [...spans, ...sliceLine(line, at, text.length)]
}
