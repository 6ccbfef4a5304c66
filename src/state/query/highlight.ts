/** Where a query's terms are found in what the table shows: what the screen highlights. */
import type { CustomKey } from '../table/table-column.ts'
import { customName, isCustom } from '../table/table-column.ts'
import type { Query, Term, TextField } from './query.ts'
import { isLiteral, lettersOf, similarWords, withoutV } from './search.ts'
import { separators } from './word-index.ts'

/** From and to which place in the text, in the order of the text and apart from each other. */
export type Stretch = readonly [from: number, to: number]

/** What a cell shows: a field, or a column of the user's own. */
export type HighlightField = TextField | CustomKey

export type Highlighter = (field: HighlightField, text: string) => readonly Stretch[]

type Finder = (field: HighlightField, lower: string) => readonly Stretch[]

const none: readonly Stretch[] = []
const wordFields: readonly HighlightField[] = ['name', 'owner', 'namespace', 'version']

/** `vocabulary` is that of the rows that were searched: it decides which words are taken as they stand. */
export function highlighterOf(query: Query, vocabulary: readonly string[]): Highlighter {
  const finders = query.terms.flatMap((term) => finderOf(term, vocabulary) ?? [])
  return (field, text) => {
    const lower = text.toLowerCase()
    // In some alphabets lower case is longer, and the places would not be those of the text.
    if (finders.length === 0 || lower.length !== text.length) return none
    return joined(finders.flatMap((find) => find(field, lower)))
  }
}

function finderOf(term: Term, vocabulary: readonly string[]): Finder | null {
  if (term.negated) return null
  switch (term.kind) {
    case 'word': {
      const find = wordFinder(term.text, isLiteral(term.text, vocabulary))
      return (field, lower) => (wordFields.includes(field) ? find(lower) : none)
    }
    case 'field':
      return (field, lower) => (field === term.field ? fieldStretches(term, lower) : none)
    case 'regex': {
      const everywhere = new RegExp(term.regex.source, `${term.regex.flags}g`)
      return (field, lower) =>
        isCustom(field)
          ? none
          : Array.from(lower.matchAll(everywhere), ({ index, 0: { length } }): Stretch => [
              index,
              index + length,
            ])
    }
    case 'column': {
      const { column, text } = term
      return (field, lower) =>
        text === null || !isCustom(field) || customName(field) !== column
          ? none
          : wordBeginnings(lower, text)
    }
    default:
      return null
  }
}

function wordFinder(token: string, literal: boolean): (lower: string) => readonly Stretch[] {
  const parts = token.split(separators).filter((part) => part !== '')
  const known = new Map<string, readonly Stretch[]>()
  return (lower) => {
    const found = occurrences(lower, token)
    if (found.length > 0 || literal) return found
    const before = known.get(lower)
    if (before !== undefined) return before
    const similar = wordsOf(lower).flatMap(({ word, at }) =>
      parts.flatMap((part) => similarStretches(part, word).map(moved(at))),
    )
    known.set(lower, similar)
    return similar
  }
}

/** The letters of an abbreviation; of a word that is like the token the whole. */
function similarStretches(token: string, word: string): readonly Stretch[] {
  const inside = occurrences(word, token)
  if (inside.length > 0) return inside
  const letters = lettersOf(token, word)
  if (letters !== null) return letters.map((at): Stretch => [at, at + 1])
  return similarWords(token, [word]).size > 0 ? [[0, word.length]] : none
}

function fieldStretches(
  { field, text }: Extract<Term, { kind: 'field' }>,
  lower: string,
): readonly Stretch[] {
  if (field !== 'version') return wordBeginnings(lower, text)
  const wanted = withoutV(text)
  const from = lower.length - withoutV(lower).length
  return lower.startsWith(wanted, from) ? [[from, from + wanted.length]] : none
}

function wordBeginnings(lower: string, text: string): readonly Stretch[] {
  return occurrences(lower, text).filter(([from]) => from === 0 || isBoundary(lower[from - 1]))
}

function isBoundary(character: string | undefined): boolean {
  return separators.test(character ?? '')
}

function occurrences(text: string, wanted: string): Stretch[] {
  const found: Stretch[] = []
  if (wanted === '') return found
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
    found.push([at, at + wanted.length])
  return found
}

function wordsOf(text: string): { readonly word: string; readonly at: number }[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), ({ index, 0: word }) => ({ word, at: index }))
}

function moved(by: number): (stretch: Stretch) => Stretch {
  return ([from, to]) => [from + by, to + by]
}

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const apart: [from: number, to: number][] = []
  for (const [from, to] of stretches.toSorted(([a], [b]) => a - b)) {
    const last = apart.at(-1)
    if (from === to) continue
    if (last === undefined || from > last[1]) apart.push([from, to])
    else last[1] = Math.max(last[1], to)
  }
  return apart
}
