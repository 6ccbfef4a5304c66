/** The bytes that turn one frame on the terminal into the next: no more of a line than what differs. */
import type { Look } from '../../state/look.ts'
import type { Frame } from '../frame.ts'
import { drawn } from './glyphs.ts'
import type { Line } from './line.ts'
import { fitLine } from './line.ts'
import { sgrOf } from './sgr.ts'
import type { Tone } from './theme.ts'
import { steady } from './width.ts'

/** A line as it is drawn, in exactly as many cells as the frame is wide. */
interface Row {
  readonly runs: readonly Run[]
  /** null where some character takes another number of cells than one: such a line is drawn whole. */
  readonly grid: Grid | null
}

interface Run {
  readonly text: string
  readonly tone: Tone
}

/** A character a cell, in both. */
interface Grid {
  readonly text: string
  /** The first letter of each cell's tone in `letters`. */
  readonly tones: string
}

const tones: readonly Tone[] = [
  ...(['plain', 'strong', 'dim', 'accent', 'good', 'bad', 'warn'] as const),
  ...(['cursor', 'match', 'cursorMatch'] as const),
]
const plain = 'a'
const letters = new Map(tones.map((tone, i) => [tone, String.fromCodePoint(97 + i)]))

const invisible = /\p{Default_Ignorable_Code_Point}/u
const onlyInvisible = /^\p{Default_Ignorable_Code_Point}+$/u
/** Made on first use: it takes milliseconds, and few screens need it. */
let graphemes: Intl.Segmenter | null = null

/** ECMA-48, and mode 2026 so that no half of a frame is ever seen. */
const begin = '\u001B[?2026h'
const end = '\u001B[?2026l'
const home = '\u001B[H'
const eraseDown = '\u001B[J'
const eraseRight = '\u001B[K'
/** Fewer cells than this are drawn again rather than jumped over. */
const leastJump = 8

/** Empty where nothing differs. null stands for a screen that may show anything: all of it is drawn. */
export function paint(before: Frame | null, after: Frame): string {
  const known = isAlike(before, after) ? before.lines : []
  const isBlank = known.length === 0
  const pen = new Pen(after.look)
  for (const [y, line] of after.lines.entries()) {
    const old = known[y]
    if (line === old) continue
    const next = rowOf(line, after)
    const shown = old === undefined ? null : rowOf(old, after).grid
    if (shown !== null && next.grid !== null) pen.change(y, shown, next.grid)
    else pen.draw(y, next, isBlank)
  }
  const bytes = pen.done()
  if (isBlank) return begin + home + eraseDown + bytes + end
  return bytes === '' ? '' : begin + bytes + end
}

/** Where they are not, no place on the screen is known to hold what it held. */
function isAlike(before: Frame | null, after: Frame): before is Frame {
  return (
    before?.width === after.width &&
    before.look === after.look &&
    before.lines.length === after.lines.length
  )
}

/** Writes cells, and remembers in which tone the terminal writes. */
class Pen {
  readonly #look: Look
  #bytes = ''
  #tone: Tone = 'plain'

  constructor(look: Look) {
    this.#look = look
  }

  /** The whole line; `empty` where nothing is there yet. */
  draw(y: number, { runs }: Row, empty: boolean): void {
    this.#move(y, 0)
    // Afterwards it would take the last cell along where the line fills all of them.
    if (!empty) this.#erase()
    const last = runs.at(-1)
    const trimmed = last?.tone === 'plain' ? last.text.trimEnd() : null
    for (const run of runs)
      if (run !== last || trimmed === null) this.#write(run.text, run.tone)
      else if (trimmed !== '') this.#write(trimmed, run.tone)
  }

  /** What differs, in stretches, and what is blank from some place on as one. */
  change(y: number, old: Grid, next: Grid): void {
    const blankFrom = contentEnd(next)
    let at = 0
    let drawnTo: number | null = null
    while (at < next.text.length) {
      if (isSameCell(old, next, at)) {
        at += 1
        continue
      }
      if (at >= blankFrom) {
        this.#reach(y, drawnTo, at, next)
        this.#erase()
        return
      }
      const to = stretchEnd(old, next, at, blankFrom)
      this.#reach(y, drawnTo, at, next)
      this.#cells(next, at, to)
      drawnTo = to
      at = to
    }
  }

  done(): string {
    this.#take('plain')
    return this.#bytes
  }

  /** To a cell of the line from where it was drawn last: short ways are drawn again. */
  #reach(y: number, from: number | null, to: number, next: Grid): void {
    if (from === null) this.#move(y, to)
    else if (to - from < leastJump) this.#cells(next, from, to)
    else this.#bytes += `\u001B[${to - from}C`
  }

  #move(y: number, x: number): void {
    this.#bytes += x === 0 ? `\u001B[${y + 1}H` : `\u001B[${y + 1};${x + 1}H`
  }

  #cells({ text, tones: styles }: Grid, from: number, to: number): void {
    for (let at = from; at < to;) {
      const letter = styles[at] ?? plain
      let until = at + 1
      while (until < to && styles[until] === letter) until += 1
      this.#write(text.slice(at, until), tones[letter.charCodeAt(0) - 97] ?? 'plain')
      at = until
    }
  }

  #write(text: string, tone: Tone): void {
    this.#take(tone)
    this.#bytes += text
  }

  #erase(): void {
    this.#take('plain')
    this.#bytes += eraseRight
  }

  #take(tone: Tone): void {
    if (tone === this.#tone) return
    const wanted = sgrOf(this.#look)[tone]
    const current = sgrOf(this.#look)[this.#tone]
    this.#tone = tone
    if (wanted === current) return
    if (wanted === '') this.#bytes += '\u001B[m'
    else this.#bytes += `\u001B[${current === '' ? '' : '0;'}${wanted}m`
  }
}

/** Where the next stretch of cells that are as they were begins, if it is long enough to be jumped over. */
function stretchEnd(old: Grid, next: Grid, from: number, most: number): number {
  let end = from + 1
  for (let at = end; at < most && at - end < leastJump; at += 1)
    if (!isSameCell(old, next, at)) end = at + 1
  return end
}

function isSameCell(a: Grid, b: Grid, at: number): boolean {
  return a.text[at] === b.text[at] && a.tones[at] === b.tones[at]
}

/** From there on all is blank. */
function contentEnd({ text, tones: styles }: Grid): number {
  let end = text.length
  while (end > 0 && text[end - 1] === ' ' && styles[end - 1] === plain) end -= 1
  return end
}

const rows = new WeakMap<Line, Row & Pick<Frame, 'width' | 'look'>>()

/** Kept as long as the line is: the next frame is compared with it. */
function rowOf(line: Line, { width, look }: Frame): Row {
  const before = rows.get(line)
  if (before?.width === width && before.look === look) return before
  const runs = fitLine(line, width).map(({ text, tone }) => ({
    text: withoutInvisible(drawn(text, look.ascii)),
    tone,
  }))
  const row = { runs, grid: gridOf(runs), width, look }
  rows.set(line, row)
  return row
}

/** What is no part of a visible character was counted as no cell, yet some terminals give it some. */
function withoutInvisible(text: string): string {
  if (!invisible.test(text)) return text
  graphemes ??= new Intl.Segmenter('en')
  return Array.from(graphemes.segment(text), ({ segment }) =>
    onlyInvisible.test(segment) ? '' : segment,
  ).join('')
}

function gridOf(runs: readonly Run[]): Grid | null {
  let text = ''
  let styles = ''
  for (const run of runs) {
    if (!steady.test(run.text)) return null
    text += run.text
    styles += (letters.get(run.tone) ?? plain).repeat(run.text.length)
  }
  return { text, tones: styles }
}
