/** One line of the screen as styled pieces of text: what components are made of before they are drawn. */
import type { Tone } from './theme.ts'
import { cells, truncate, wrap } from './width.ts'

export interface Span {
  readonly text: string
  readonly tone: Tone
}

export type Line = readonly Span[]

export const blank: Line = []

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone }
}

export function sameLine(a: Line, b: Line): boolean {
  return (
    a.length === b.length &&
    a.every(({ text, tone }, i) => text === b[i]?.text && tone === b[i]?.tone)
  )
}

export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('')
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + cells(text), 0)
}

/** Exactly `width` cells: cut with `…`, or padded. */
export function fitLine(line: Line, width: number): Line {
  const fitted: Span[] = []
  let left = width
  for (const { text, tone } of line) {
    if (left <= 0) break
    const cut = truncate(text, left)
    fitted.push({ text: cut, tone })
    left -= cells(cut)
    if (cut !== text) break
  }
  return left > 0 ? [...fitted, span(' '.repeat(left))] : fitted
}

/** Without the blanks at its end. */
export function trimLine(line: Line): Line {
  const last = line.findLastIndex(({ text }) => text.trim() !== '')
  const end = line[last]
  return end === undefined ? blank : [...line.slice(0, last), span(end.text.trimEnd(), end.tone)]
}

/** The parts of a line between two characters, each in its tone; of what is marked in its own. */
export function sliceLine(line: Line, from: number, to: number): Line {
  const parts: Span[] = []
  let at = 0
  for (const { text, tone } of line) {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at))
    if (part !== '') parts.push(span(part, tone))
    at += text.length
  }
  return parts
}

/** `left` and `right` at the two ends of a line; where both do not fit, `left` is cut. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = Math.max(0, width - lineWidth(right))
  return [...fitLine(left, room), ...right]
}

/** A paragraph, indented; cut with `…` after `most` lines. */
export function paragraph(
  text: string,
  width: number,
  options: { readonly tone?: Tone; readonly indent?: number; readonly most?: number } = {},
): Line[] {
  const { tone = 'plain', indent = 0, most = Infinity } = options
  const room = Math.max(1, width - indent)
  const lines = wrap(text, room)
  const shown =
    lines.length <= most
      ? lines
      : [...lines.slice(0, most - 1), truncate(lines.slice(most - 1).join(' '), room)]
  return shown.map((line) => [span(' '.repeat(indent) + line, tone)])
}

/** A text after what stands before it, going on below where it began. */
export function hanging(before: Line, text: string, width: number, tone: Tone = 'plain'): Line[] {
  const indent = lineWidth(before)
  return wrap(text, Math.max(1, width - indent - 1)).map((part, i) => [
    ...(i === 0 ? before : [span(' '.repeat(indent))]),
    span(part, tone),
  ])
}

/** Parts one after another with `between` between them; what does not fit goes on below. */
export function flowed(parts: readonly Line[], between: string, width: number): Line[] {
  const lines: Line[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const longer = last === undefined ? null : [...last, span(between, 'dim'), ...part]
    if (longer !== null && lineWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push([span(' '), ...part])
  }
  return lines
}

/** The line as the selected one of its list: all of it in the cursor's tones. */
export function selectLine(line: Line, width: number): Line {
  const selected: Span[] = []
  for (const { text, tone } of fitLine(line, width)) {
    const last = selected.at(-1)
    const over = tone === 'match' ? 'cursorMatch' : 'cursor'
    if (last?.tone === over) selected[selected.length - 1] = span(last.text + text, over)
    else selected.push(span(text, over))
  }
  return selected
}

/** Two blocks of lines beside each other, with a rule between them. */
export function beside(
  left: readonly Line[],
  right: readonly Line[],
  leftWidth: number,
  height: number,
): Line[] {
  return Array.from({ length: height }, (_, i) => [
    ...fitLine(left[i] ?? blank, leftWidth),
    span(' │ ', 'dim'),
    ...(right[i] ?? blank),
  ])
}
