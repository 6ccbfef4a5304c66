/** Which workloads a query matches; the one place of fuzzy search. */
import Fuse from 'fuse.js'
import type { Workload } from '../../model/workload.ts'
import { partOf } from '../../model/part-of.ts'
import { matchesLabels } from '../../model/kube/label-selector.ts'
import type { Query, Term, TextField } from './query.ts'
import { rankedWords, rankOf } from './rank.ts'
import { followed, Rows } from '../table/rows.ts'
import type { WordIndex } from './word-index.ts'
import { indexOf, separators } from './word-index.ts'

type Matcher = (workload: Workload) => boolean

/** For each slot 0 where its row does not match; otherwise its rank, from 1 on: 1 leads. */
export type Matches = Uint8Array

/**
 * The workloads that match: those whose names fit the query's words best first, otherwise in the order
 * they came. `now` in milliseconds is for `changed:`.
 */
export function search(query: Query, workloads: readonly Workload[], now: number): Workload[] {
  const rows = Rows.of(workloads)
  const matches = matchingSlots(query, rows, indexOf(rows), now)
  return bestFirst(workloads.keys(), matches).flatMap((slot) => workloads[slot] ?? [])
}

/** Those of the slots that match, in the order of their ranks; those of one rank as they came. */
export function bestFirst(slots: Iterable<number>, matches: Matches): readonly number[] {
  const byRank: number[][] = []
  for (const slot of slots) {
    const rank = matches[slot] ?? 0
    if (rank > 0) (byRank[rank] ??= []).push(slot)
  }
  return byRank.flat()
}

export function matchingSlots(query: Query, rows: Rows, index: WordIndex, now: number): Matches {
  return followMatches(query, index, now)(rows)
}

/**
 * Words are looked up in the index; what is left is asked of each row that still matches, and later of
 * those that change. `index` is that of all rows that are asked about: with another one it starts anew.
 */
export function followMatches(
  query: Query,
  index: WordIndex,
  now: number,
): (rows: Rows) => Matches {
  const named = namedSlots(query, index)
  const matchers = query.terms.flatMap((term) => (term.kind === 'word' ? [] : matcher(term, now)))
  const words = rankedWords(query)
  const matches = (slot: number, row: Workload | null): number => {
    if (row === null || named?.[slot] === 0 || !matchers.every((asked) => asked(row))) return 0
    return words.length === 0 ? 1 : 1 + rankOf(words, index.texts[slot] ?? '')
  }
  return followed<Matches>(
    (rows) => {
      const all = new Uint8Array(rows.slots)
      for (let slot = 0; slot < all.length; slot += 1) all[slot] = matches(slot, rows.in(slot))
      return all
    },
    (before, changes, { slots }) => {
      const moved = changes.filter(
        ({ slot, after }) => (before[slot] ?? 0) !== matches(slot, after),
      )
      if (moved.length === 0) return before
      const all = new Uint8Array(slots)
      all.set(before)
      for (const { slot, after } of moved) all[slot] = matches(slot, after)
      return all
    },
  )
}

/** A 1 for each slot whose row has all words of the query; null where it has none. */
function namedSlots({ terms }: Query, index: WordIndex): Uint8Array | null {
  let named: Uint8Array | null = null
  for (const term of terms) {
    if (term.kind !== 'word') continue
    const found = wordMatches(term.text, term.negated, index)
    if (named === null) named = found
    else keep(named, found)
  }
  return named
}

function keep(matches: Uint8Array, others: Uint8Array): void {
  for (let slot = 0; slot < matches.length; slot += 1) if (others[slot] === 0) matches[slot] = 0
}

function matcher(term: Exclude<Term, { kind: 'word' }>, now: number): Matcher {
  const asked = plainMatcher(term, now)
  return term.negated ? (workload) => !asked(workload) : asked
}

function plainMatcher(term: Exclude<Term, { kind: 'word' }>, now: number): Matcher {
  switch (term.kind) {
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
    case 'marked':
      return (workload) => term.ids.has(workload.id)
    case 'namespaces':
      return (workload) => term.names.includes(workload.namespace)
    case 'labels':
      return (workload) => matchesLabels(workload.labels, term.requirements)
    case 'column':
      return ({ custom }) => columnMatches(custom?.[term.column] ?? '', term.text)
  }
}

/** What was found in a fleet's words: they stay while its rows change. */
const similar = new WeakMap<readonly string[], Map<string, ReadonlySet<string>>>()

/**
 * A token that begins some word of the fleet is taken as it stands. Only otherwise does it match
 * fuzzily, over the distinct words of all rows: abbreviations (`chk` for `checkout`) and typing
 * errors (Fuse). Matching each word of the fleet once keeps 50,000 rows within a few milliseconds.
 */
function wordMatches(token: string, negated: boolean, index: WordIndex): Uint8Array {
  const matches = new Uint8Array(index.texts.length)
  // What is left out must be what was named, not what resembles it.
  const isFuzzy = !negated && !isLiteral(token, index.vocabulary)
  const parts = token.split(separators).filter((part) => part !== '')
  if (!isFuzzy && parts.length === 1 && parts[0] === token) {
    for (const word of index.vocabulary)
      if (word.includes(token)) mark(matches, index.slots.get(word))
  } else {
    for (const [slot, text] of index.texts.entries())
      if (text?.includes(token) === true) matches[slot] = 1
    if (isFuzzy && parts.length > 0) {
      const similar = new Uint8Array(matches.length).fill(1)
      for (const part of parts) keep(similar, rowsLike(part, index))
      for (const [slot, is] of similar.entries()) if (is === 1) matches[slot] = 1
    }
  }
  return negated ? matches.map((is) => 1 - is) : matches
}

function rowsLike(part: string, { slots, texts, vocabulary }: WordIndex): Uint8Array {
  const known = similar.get(vocabulary) ?? new Map<string, ReadonlySet<string>>()
  const words = known.get(part) ?? similarWords(part, vocabulary)
  similar.set(vocabulary, known.set(part, words))
  const matches = new Uint8Array(texts.length)
  for (const word of words) mark(matches, slots.get(word))
  return matches
}

function mark(matches: Uint8Array, slots: readonly number[] = []): void {
  for (const slot of slots) matches[slot] = 1
}

/** Whether the token is looked for as it stands: it begins some word of the fleet. */
export function isLiteral(token: string, vocabulary: readonly string[]): boolean {
  return vocabulary.some((word) => word.startsWith(token))
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

function columnMatches(shown: string, wanted: string | null): boolean {
  return wanted === null ? shown !== '' : startsAWord(shown.toLowerCase(), wanted)
}

/** `shop` is found in `shop-eu` and in `group:default/shop`, not in `workshop`. */
function startsAWord(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (at === 0 || separators.test(text[at - 1] ?? '')) return true
  return false
}

function fieldText(workload: Workload, field: TextField): string | null {
  if (field === 'part-of') return partOf(workload)
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
