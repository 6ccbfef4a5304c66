/** Where a line that is too long goes on below: before words; those that are longer than a row fill it. */

/** From and up to which character; the blanks at its end may reach beyond the row. */
export type Row = readonly [from: number, to: number]

/** Words with the blanks between them. Ideographs and kana are words each: their lines break anywhere. */
const pieces =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[^ \p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+| +/gu

/** The blanks before each row but the first: as many as the line begins with. */
export function hangingIndent(text: string, columns: number): number {
  const blanks = text.length - text.trimStart().length
  return blanks < text.length && blanks <= columns / 2 ? blanks : 0
}

/**
 * All of the text in rows of `columns` cells, the indent of those that go on included, at least one; after
 * `most` of them no more are made, and the last has the rest. With a `cellsOf` that measures more there are
 * never fewer.
 */
export function rowsOf(
  text: string,
  columns: number,
  cellsOf: (text: string) => number,
  most = Infinity,
): readonly Row[] {
  if (cellsOf(text) <= columns) return [[0, text.length]]
  const indent = hangingIndent(text, columns)
  const rows: Row[] = []
  let from = 0
  let used = 0
  let blank = true
  const breakAt = (at: number): void => {
    rows.push([from, at])
    from = at
    used = indent
  }
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    if (rows.length >= most) break
    const size = cellsOf(piece)
    if (piece.startsWith(' ')) {
      used += size
      continue
    }
    // What only its indentation stands before is not moved away from that. What is too long for any row is
    // told by its length, which is the same for each `cellsOf`.
    if (used + size > columns && !blank && piece.length <= columns - indent) breakAt(index)
    blank = false
    if (used + size <= columns) {
      used += size
      continue
    }
    let at = index
    for (const character of piece) {
      const cells = cellsOf(character)
      if (used + cells > columns && at > from) breakAt(at)
      used += cells
      at += character.length
    }
  }
  return [...rows, [from, text.length]]
}
