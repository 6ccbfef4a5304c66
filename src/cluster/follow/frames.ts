/** Cuts a byte stream into lines, wherever the chunks happen to end. */

const newline = 0x0a

/**
 * Feed it chunks; it returns the lines that are complete. It looks at bytes, so a character that is
 * split between chunks stays whole, and only `\n` ends a line (U+2028 does not).
 */
export function lineSplitter(): (chunk: Uint8Array) => string[] {
  let rest: Uint8Array[] = []
  return (chunk) => {
    const lines: string[] = []
    let from = 0
    for (;;) {
      const end = chunk.indexOf(newline, from)
      if (end === -1) break
      rest.push(chunk.subarray(from, end))
      lines.push(Buffer.concat(rest).toString())
      rest = []
      from = end + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
    return lines
  }
}
