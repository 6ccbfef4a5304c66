/** Lays text out in columns, as kubectl does. */
import stringWidth from 'string-width'

/** What a cell shows where the value is not known. */
export const unknownCell = '<unknown>'

/**
 * One line a row, each column as wide as its widest cell on the screen, three spaces apart, nothing
 * after the last cell; ends with a newline unless there are no rows.
 */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell))
  return rows
    .map((row) => {
      const padded = row.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - stringWidth(cell)))
      return `${padded.join('   ').trimEnd()}\n`
    })
    .join('')
}

/** A table with its header; nothing at all where there are no rows, so that no header stands alone. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  noHeaders: boolean,
): string {
  if (rows.length === 0) return ''
  return columns(noHeaders ? rows : [header, ...rows])
}

/** `Label:   value` lines, the values under each other; further lines of a value are indented. */
export function fields(
  pairs: readonly (readonly [label: string, lines: readonly string[]])[],
): string {
  return columns(
    pairs.flatMap(([label, lines]) =>
      lines.map((line, i): readonly string[] => [i === 0 ? `${label}:` : '', line]),
    ),
  )
}
