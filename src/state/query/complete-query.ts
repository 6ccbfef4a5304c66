/** What tab puts into a line of the query language: its words, and the values that there are. */
import { remembered } from '../memo.ts'
import { labelPlace } from './complete-labels.ts'
import type { Candidate, Completions, KnownValues } from './completions.ts'
import { beginning } from './completions.ts'
import { changedExamples, fieldNames, fieldOf, kindNames, quoted, statusNames } from './query.ts'

const columnTerm = /(?:^|\s)(!?col:("[^"]*"|[^\s="']+)=)("[^"]*|\S*)$/iu
const lastTerm = /(?:^|\s)(!?(?:(part-of|[a-z]+):)?)("[^"]*|'[^']*|\S*)$/iu

/** `line` ends where the cursor stands. */
export function completionsOf(line: string, known: KnownValues): Completions {
  const label = labelPlace(line, known)
  if (label !== null) return { ...label, from: line.length - label.typed.length }
  const column = columnTerm.exec(line)
  const [, behind = '', name, typed = ''] = column ?? lastTerm.exec(line) ?? []
  const field = column === null ? (name?.toLowerCase() ?? null) : 'col='
  const from = line.length - typed.length
  return {
    from,
    typed,
    behind: field === null ? null : behind,
    rest: line.slice(0, from - behind.length),
    exact: false,
    candidates: field === null ? startsFor(typed) : valuesFor(field, name ?? '', typed, known),
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

const starts = [...fieldNames.map((name) => `${name}:`), '-l ']

function startsFor(typed: string): readonly Candidate[] {
  return beginning(starts, typed).map((text) => ({ text, label: text.trimEnd(), open: true }))
}

function valuesFor(
  field: string,
  name: string,
  typed: string,
  known: KnownValues,
): readonly Candidate[] {
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
    case 'col=':
      return values(known.ofColumn(name.replaceAll('"', '')), typed)
    default: {
      const one = fieldOf(field)
      return one === null ? [] : values(known.of(one), typed)
    }
  }
}

/** Searched once for as long as the rows have the same values: names may be tens of thousands. */
const values = remembered((all: readonly string[], typed: string): readonly Candidate[] => {
  const found = beginning(all, typed.replace(/^["']/, ''))
  return found.map((value) => ({ text: inQuotes(value), label: value, open: false }))
})

function inQuotes(value: string): string {
  if (!/\s|^["']/.test(value)) return value
  return value.includes('"') ? `'${value}'` : `"${value}"`
}
