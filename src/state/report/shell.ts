/** Commands as a user pastes them into a shell. */

/** Words as a shell takes them; quoted only where needed. */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) =>
      /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ')
}
