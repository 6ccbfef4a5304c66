/**
 * Cleaning of untrusted text, done once, where it enters. What could move the cursor, hide, reorder or
 * forge a line becomes visible as `�`; tab and newline become a space.
 */

const unsafe =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB]/gu
const plain = /^[\x20-\x7e]*$/
const manyMarks = /(\p{M}{3})\p{M}+/gu
const longest = 4096

/** One line of clean text, at most 4,096 characters; cleaning twice changes nothing. */
export function cleanLine(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  if (plain.test(cut)) return cut
  return cut
    .replaceAll(/\r\n|[\t\n\r]/g, ' ')
    .replaceAll(unsafe, '�')
    .replaceAll(manyMarks, '$1')
}

/** Several lines (a log, a command's output); each is cleaned. A last empty line is dropped. */
export function cleanLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r(?!$)/)
  if (lines.at(-1) === '') lines.pop()
  return lines.map(cleanLine)
}

/** Strips terminal colours and cursor movement first: for the output of programs that are trusted to run. */
export function cleanOutput(text: string): string[] {
  return cleanLines(
    text.replaceAll(/\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\))/g, ''),
  )
}
