/** How much the clipboard takes: terminals drop a sequence that is too long, most without a word. */
import { count } from '../format.ts'

/** Bytes of text; 100,000 once they are encoded, which is where the strictest terminals stop. */
export const mostCopied = 75_000

/** Why a text cannot be copied; null where it can. */
export function copyObstacle(text: string): string | null {
  const size = bytesOf(text)
  return size <= mostCopied
    ? null
    : `${count(size, 'byte')} are too many for the clipboard, which takes ${count(mostCopied, 'byte')}`
}

/** The last of the lines that fit together. */
export function lastThatFit(lines: readonly string[]): readonly string[] {
  let size = 0
  let from = lines.length
  while (from > 0) {
    size += bytesOf(lines[from - 1] ?? '')
    if (size > mostCopied) break
    from -= 1
  }
  return lines.slice(from)
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
