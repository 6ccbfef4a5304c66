/** Finds in what a terminal sends its answer to the question for its background, and leaves what was typed. */
import type { Background } from '../state/look.ts'

/** As xterm has it (Operating System Commands, 11): a colour as XParseColor reads it, ended by BEL or ST. */
const answer = /\u001B\]11;([^\u0007\u001B]*)(?:\u0007|\u001B\\)/
const beginning = /\u001B(?:\](?:1(?:1(?:;[\da-z#:/]{0,40}\u001B?)?)?)?)?$/i
const colour = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/|$)/i

export interface AnswerReader {
  /** What remains of a chunk. What may be the beginning of a cut answer is held back from `least` characters on. */
  readonly take: (chunk: string, least: number) => string
  /** What is held back, which was no answer then; empty where nothing is. */
  readonly release: () => string
}

/** `heard` is told of the answer; null stands for a colour that cannot be read. */
export function answerReader(heard: (background: Background | null) => void): AnswerReader {
  let held = ''
  function release(): string {
    const all = held
    held = ''
    return all
  }
  return {
    release,
    take(chunk, least) {
      const all = release() + chunk
      const found = answer.exec(all)
      if (found !== null) {
        heard(backgroundOf(found[1] ?? ''))
        return all.replace(answer, '')
      }
      const begun = beginning.exec(all)?.[0] ?? ''
      if (begun.length >= least) held = begun
      return all.slice(0, all.length - held.length)
    },
  }
}

/** By its relative luminance, as the sRGB weights have it without its curve. */
function backgroundOf(text: string): Background | null {
  const parts = colour.exec(text)?.slice(1, 4)
  if (parts === undefined) return null
  const [red = 0, green = 0, blue = 0] = parts.map(
    (digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1),
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? 'light' : 'dark'
}
