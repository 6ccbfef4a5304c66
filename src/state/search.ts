/** Which workloads a query matches; the one place of fuzzy search. */
import Fuse from 'fuse.js'
import type { Workload } from '../model/workload.ts'
import { matchesLabels } from '../model/label-selector.ts'
import type { Query, Term, TextField } from './query.ts'

/** What is compared with words; made once for each row. */
interface Searchable {
  /** Name, owner, namespace and version in lower case, one a line. */
  readonly text: string
  readonly words: readonly string[]
}

type Matcher = (workload: Workload) => boolean

export const separators = /[^\p{L}\p{N}]+/u
/** The same for text without other letters, and several times as fast. */
const asciiSeparators = /[^a-z0-9]+/
const ascii = /^[\x0a\x20-\x7e]*$/
const searchables = new WeakMap<Workload, Searchable>()
const vocabularies = new WeakMap<readonly Workload[], readonly string[]>()

/** The workloads that match, in the order they came. `now` in milliseconds is for `changed:`. */
export function search(query: Query, workloads: readonly Workload[], now: number): Workload[] {
  const matchers = query.terms.map((term): Matcher => {
    const matches = matcher(term, workloads, now)
    return term.negated ? (workload) => !matches(workload) : matches
  })
  return workloads.filter((workload) => matchers.every((matches) => matches(workload)))
}

function matcher(term: Term, workloads: readonly Workload[], now: number): Matcher {
  switch (term.kind) {
    case 'word':
      // What is left out must be what was named, not what resembles it.
      return term.negated ? literally(term.text) : fuzzily(term.text, workloads)
    case 'regex':
      return (workload) => term.regex.test(joined(workload))
    case 'field':
      return (workload) => fieldMatches(fieldText(workload, term.field), term.field, term.text)
    case 'kind':
      return (workload) => workload.kind === term.workload
    case 'status':
      return (workload) => workload.health.status === term.status
    case 'changed':
      return (workload) => {
        const age = now - Date.parse(workload.changedAt ?? '')
        return term.within ? age <= term.milliseconds : age > term.milliseconds
      }
    case 'labels':
      return (workload) => matchesLabels(workload.labels, term.requirements)
  }
}

function literally(token: string): Matcher {
  return (workload) => searchable(workload).text.includes(token)
}

/**
 * A token that begins some word of the fleet is taken as it stands. Only otherwise does it match
 * fuzzily, over the distinct words of all rows: abbreviations (`chk` for `checkout`) and typing
 * errors (Fuse). Matching each word of the fleet once keeps 50,000 rows within a few milliseconds.
 */
function fuzzily(token: string, workloads: readonly Workload[]): Matcher {
  const literal = literally(token)
  const vocabulary = vocabularyOf(workloads)
  if (isLiteral(token, workloads)) return literal
  const parts = token.split(separators).filter((part) => part !== '')
  if (parts.length === 0) return literal
  const similar = parts.map((part) => similarWords(part, vocabulary))
  return (workload) =>
    literal(workload) ||
    similar.every((words) => searchable(workload).words.some((word) => words.has(word)))
}

/** Whether the token is looked for as it stands: it begins some word of these rows. */
export function isLiteral(token: string, workloads: readonly Workload[]): boolean {
  return vocabularyOf(workloads).some((word) => word.startsWith(token))
}

/** Those of the words that the token abbreviates, is part of, or mistypes. */
export function similarWords(token: string, vocabulary: readonly string[]): ReadonlySet<string> {
  const fuse = new Fuse(vocabulary, { threshold: 0.3, ignoreLocation: true })
  return new Set([
    ...fuse.search(token).map(({ item }) => item),
    ...vocabulary.filter((word) => word.includes(token) || abbreviates(token, word)),
  ])
}

/** Whether the token has the word's first letter and then some of its others, in order. */
function abbreviates(token: string, word: string): boolean {
  return lettersOf(token, word) !== null
}

/** Where in the word the letters of an abbreviation stand; null where it is none. */
export function lettersOf(token: string, word: string): readonly number[] | null {
  if (token.length < 2 || token[0] !== word[0]) return null
  const places: number[] = []
  let at = 0
  for (const letter of token) {
    at = word.indexOf(letter, at) + 1
    if (at === 0) return null
    places.push(at - 1)
  }
  return places
}

function fieldMatches(text: string | null, field: TextField, wanted: string): boolean {
  if (text === null) return wanted === 'unknown'
  const lower = text.toLowerCase()
  if (field === 'version') return withoutV(lower).startsWith(withoutV(wanted))
  return startsAWord(lower, wanted)
}

/** `shop` is found in `shop-eu` and in `group:default/shop`, not in `workshop`. */
function startsAWord(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (at === 0 || separators.test(text[at - 1] ?? '')) return true
  return false
}

function fieldText(workload: Workload, field: TextField): string | null {
  const value = workload[field]
  return typeof value === 'string' ? value : value.value
}

export function withoutV(version: string): string {
  return version.replace(/^v(?=\d)/, '')
}

function joined(workload: Workload): string {
  const { context, namespace, kind, name, owner, version } = workload
  return [context, namespace, kind, name, owner.value, version.value].join(' ')
}

function searchable(workload: Workload): Searchable {
  const known = searchables.get(workload)
  if (known !== undefined) return known
  const texts = [workload.name, workload.owner.value, workload.namespace, workload.version.value]
  const text = texts.map((part) => part?.toLowerCase() ?? '').join('\n')
  const words = text.split(ascii.test(text) ? asciiSeparators : separators)
  const made = { text, words: words.filter((word) => word !== '') }
  searchables.set(workload, made)
  return made
}

function vocabularyOf(workloads: readonly Workload[]): readonly string[] {
  const known = vocabularies.get(workloads)
  if (known !== undefined) return known
  const words = new Set<string>()
  for (const workload of workloads) for (const word of searchable(workload).words) words.add(word)
  const vocabulary = [...words]
  vocabularies.set(workloads, vocabulary)
  return vocabulary
}
