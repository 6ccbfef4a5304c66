/** What tab puts into a line of the query language: its words, and the values that there are. */
import { remembered } from '../memo.ts'
import type { TextField } from './query.ts'
import { changedExamples, fieldNames, fieldOf, kindNames, quoted, statusNames } from './query.ts'

export interface Candidate {
  /** What is typed so far gives way to it. */
  readonly text: string
  /** As a list shows it. */
  readonly label: string
  /** Whether more is typed right behind it, as behind `owner:`. */
  readonly open: boolean
}

export interface Completions {
  /** Where in the line the candidates begin. */
  readonly from: number
  readonly typed: string
  /** `owner`; null where it is a field that is typed, or a word. */
  readonly field: string | null
  readonly candidates: readonly Candidate[]
}

/** What is known of the rows: each value once, in order. */
export interface KnownValues {
  readonly of: (field: TextField) => readonly string[]
  /** The user's own columns, and what they show. */
  readonly columns: readonly string[]
  readonly ofColumn: (name: string) => readonly string[]
}

const columnTerm = /(?:^|\s)!?col:("[^"]*"|[^\s="']+)=("[^"]*|\S*)$/iu
const lastTerm = /(?:^|\s)!?(?:(part-of|[a-z]+):)?("[^"]*|'[^']*|\S*)$/iu

/** `line` ends where the cursor stands. */
export function completionsOf(line: string, known: KnownValues): Completions {
  const column = columnTerm.exec(line)
  const [, name, typed = ''] = column ?? lastTerm.exec(line) ?? []
  const field = column === null ? (name?.toLowerCase() ?? null) : 'col'
  return {
    from: line.length - typed.length,
    typed,
    field,
    candidates:
      column === null
        ? field === null
          ? fieldsFor(typed)
          : valuesFor(field, typed, known)
        : values(known.ofColumn((name ?? '').replaceAll('"', '')), typed),
  }
}

/** What all of them begin with; nothing where there is none. */
export function commonStart(candidates: readonly Candidate[]): string {
  const [first, ...others] = candidates.map(({ text }) => text)
  let common = Array.from(first ?? '')
  for (const other of others) {
    const letters = Array.from(other)
    const end = common.findIndex((letter, i) => letter.toLowerCase() !== letters[i]?.toLowerCase())
    if (end >= 0) common = common.slice(0, end)
  }
  return common.join('')
}

function fieldsFor(typed: string): readonly Candidate[] {
  return fieldNames
    .map((name) => `${name}:`)
    .filter((text) => text.startsWith(typed.toLowerCase()))
    .map((text) => ({ text, label: text, open: true }))
}

function valuesFor(field: string, typed: string, known: KnownValues): readonly Candidate[] {
  switch (field) {
    case 'kind':
      return values(kindNames, typed)
    case 'status':
      return values(statusNames, typed)
    case 'changed':
      return values(changedExamples, typed)
    case 'col':
      return values(known.columns, typed).map(({ label }) => ({
        text: `${quoted(label)}=`,
        label,
        open: true,
      }))
    default: {
      const one = fieldOf(field)
      return one === null ? [] : values(known.of(one), typed)
    }
  }
}

/** Searched once for as long as the rows have the same values: names may be tens of thousands. */
const values = remembered((all: readonly string[], typed: string): readonly Candidate[] => {
  const wanted = typed.replace(/^["']/, '').toLowerCase()
  return all
    .filter((value) => value.toLowerCase().startsWith(wanted))
    .map((value) => ({ text: inQuotes(value), label: value, open: false }))
})

function inQuotes(value: string): string {
  if (!/\s|^["']/.test(value)) return value
  return value.includes('"') ? `'${value}'` : `"${value}"`
}
