/** Text measured and cut in terminal cells: a Chinese character takes two, a combining mark none. */
import stringWidth from 'string-width'

/** Letters of the West, lines and kulprit's own signs: a cell each on every terminal. */
export const steady =
  /^[\x20-\x7e\xa1-\xac\xae-\u024f\u2010-\u2027\u2190-\u21bb\u2264\u2265\u2500-\u25d0\u2713\u2717\u270e\u03a3\ufffd]*$/
const widths = new Map<string, number>()
const remembered = 20_000

/** Cells that a clean, one-line text takes. */
export function cells(text: string): number {
  // Measuring takes milliseconds the first time, and microseconds each.
  if (steady.test(text)) return text.length
  const known = widths.get(text)
  if (known !== undefined) return known
  if (widths.size >= remembered) widths.clear()
  const width = stringWidth(text)
  widths.set(text, width)
  return width
}

/** At most `width` cells; what is cut off ends in `…`. */
export function truncate(text: string, width: number): string {
  if (cells(text) <= width) return text
  if (width <= 0) return ''
  let kept = ''
  let used = 0
  for (const character of text) {
    const size = cells(character)
    if (used + size > width - 1) break
    kept += character
    used += size
  }
  return `${kept}…`
}

/** At most `width` cells; of what is too long the beginning and the end, with `…` between them. */
export function truncateMiddle(text: string, width: number): string {
  if (cells(text) <= width || width < 4) return truncate(text, width)
  const end = lastCells(text, Math.floor((width - 1) / 2))
  return truncate(text, width - cells(end)) + end
}

function lastCells(text: string, width: number): string {
  let kept = ''
  for (const character of Array.from(text).toReversed()) {
    if (cells(character + kept) > width) break
    kept = character + kept
  }
  return kept
}

/** Exactly `width` cells: cut, or padded on the right. */
export function fit(text: string, width: number): string {
  const cut = truncate(text, width)
  return cut + ' '.repeat(Math.max(0, width - cells(cut)))
}

/** Lines of at most `width` cells, broken at spaces where possible; at least one. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (cells(longer) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (cells(line) > width) {
      const part = truncate(line, width + 1).slice(0, -1)
      if (part === '') break
      lines.push(part)
      line = line.slice(part.length)
    }
  }
  return [...lines, line]
}

/** The width of lines that are read aloud, wider than any terminal: nothing is cut, and no table drawn. */
export const spokenWidth = 4000

export function isSpoken(width: number): boolean {
  return width === spokenWidth
}
