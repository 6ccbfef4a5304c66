/** How well a row's name fits the words of a query: what leads the rows that match. */
import type { Query } from './query.ts'
import { separators } from './word-index.ts'

/** 0 is the best there is. */
export type Rank = number

/** The last one: the number of a row must fit into a byte. */
const worst = 250
const asciiWordCharacter = /[a-z0-9]/

/** The words that are asked for; nobody asks for the others by their names. */
export function rankedWords({ terms }: Query): readonly string[] {
  return terms.flatMap((term) => (term.kind === 'word' && !term.negated ? [term.text] : []))
}

/** `text` as the index has it: the name and then the rest, one a line, in lower case. */
export function rankOf(words: readonly string[], text: string): Rank {
  let rank = 0
  for (const word of words) rank += rankOfWord(word, text)
  return Math.min(rank, worst)
}

/** The whole name, its beginning, the beginning of any of the row's words, and anything else. */
function rankOfWord(word: string, text: string): Rank {
  if (text.startsWith(word)) return text[word.length] === '\n' ? 0 : 1
  return beginsAWord(word, text) ? 2 : 3
}

function beginsAWord(word: string, text: string): boolean {
  for (let at = text.indexOf(word, 1); at >= 0; at = text.indexOf(word, at + 1))
    if (isSeparator(text[at - 1] ?? '')) return true
  return false
}

/** Most are ASCII, and that is told several times as fast. */
function isSeparator(character: string): boolean {
  return !asciiWordCharacter.test(character) && separators.test(character)
}
