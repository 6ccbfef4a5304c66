/** The query language of the filter line and of `kulprit get`: from text to terms. */
import type { Failure, Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { plainOwner } from '../../model/owner/entity-ref.ts'
import type { WorkloadKind } from '../../model/kube/kube.ts'
import type { HealthStatus } from '../../model/workload.ts'
import type { LabelRequirement } from '../../model/kube/label-selector.ts'
import { parseKind } from '../../model/kube/kind.ts'
import { parseLabelSelector } from '../../model/kube/label-selector.ts'

export type TextField = 'owner' | 'namespace' | 'version' | 'context' | 'name' | 'part-of'

type Condition =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'regex'; readonly regex: RegExp }
  | { readonly kind: 'field'; readonly field: TextField; readonly text: string }
  | { readonly kind: 'kind'; readonly workload: WorkloadKind }
  | { readonly kind: 'status'; readonly status: HealthStatus }
  | { readonly kind: 'changed'; readonly within: boolean; readonly milliseconds: number }
  | { readonly kind: 'labels'; readonly requirements: readonly LabelRequirement[] }
  /** `column` as the settings name it; `text` in lower case, null for anything at all. */
  | { readonly kind: 'column'; readonly column: string; readonly text: string | null }

/** What no text asks for, but a choice on the screen. */
type Choice =
  | { readonly kind: 'namespaces'; readonly names: readonly string[] }
  | { readonly kind: 'marked'; readonly ids: ReadonlySet<string> }

export type Term = (Condition | Choice) & { readonly negated: boolean }

/** Every term must hold; no terms hold for every workload. */
export interface Query {
  readonly terms: readonly Term[]
}

/** What the screen shows beside a query that cannot be read. */
export const queryHelp: readonly (readonly [example: string, meaning: string])[] = [
  ['pay chk', 'words, all of them: fuzzy over name, owner, namespace, version'],
  ['owner:payments', 'also ns: name: version: context: part-of:'],
  ['kind:deploy', 'deploy, sts, ds, rollout, cronjob, job'],
  ['status:failing', 'failing, healthy, progressing, suspended, unknown, degraded (failing)'],
  ['changed:<2h', 'changed in the last two hours; changed:>1d longer ago'],
  ['-l app=cart', 'labels, as in kubectl'],
  ['col:TIER=gold', 'a column of your own by its name; col:TIER wherever it shows anything'],
  ['/cart|pay api/', 'a regular expression'],
  ['!ns:kube', 'a leading ! turns any of these round'],
]

/** The same with the columns that there are. */
export function queryHelpWith(columns: readonly string[]): typeof queryHelp {
  const [first] = columns
  if (first === undefined) return queryHelp
  return queryHelp.map(([example, meaning]) =>
    example.startsWith('col:')
      ? [`col:${quoted(first)}=…`, `your own columns by name: ${columns.join(', ')}`]
      : [example, meaning],
  )
}

const fields: Readonly<Record<string, TextField>> = {
  owner: 'owner',
  ns: 'namespace',
  namespace: 'namespace',
  version: 'version',
  context: 'context',
  name: 'name',
  'part-of': 'part-of',
}

const statuses: Readonly<Record<string, HealthStatus>> = {
  failing: 'degraded',
  degraded: 'degraded',
  healthy: 'healthy',
  progressing: 'progressing',
  suspended: 'suspended',
  unknown: 'unknown',
}

/** For whoever types one: the fields, and what `status:` knows. */
export const fieldNames = [
  ...['owner', 'ns', 'name', 'kind', 'status', 'version', 'context', 'part-of', 'changed', 'col'],
]
export const statusNames = Object.keys(statuses)
export const kindNames = ['deploy', 'sts', 'ds', 'rollout', 'cronjob', 'job']
export const changedExamples = ['<15m', '<1h', '<2h', '<1d', '>1d', '>1w']

/** null for a field that is no text, and for what is no field. */
export function fieldOf(name: string): TextField | null {
  return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null
}

const milliseconds: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/**
 * Bad syntax is a `usage` failure, never a query that matches everything; so is a column that is not among
 * `columns`, the names of the user's own.
 */
export function parseQuery(text: string, columns: readonly string[] = []): Result<Query> {
  const read = readQuery(text, columns)
  return read.ok ? read : { ok: false, failure: read.failure }
}

/** `at` is the character, from 1, at which the term begins that cannot be read. */
type ReadQuery = Extract<Result<Query>, { ok: true }> | (Failed & { readonly at: number })

export function readQuery(text: string, columns: readonly string[]): ReadQuery {
  const terms: Term[] = []
  let rest = text.trimStart()
  while (rest !== '') {
    const negated = rest.startsWith('!')
    const read = readTerm(negated ? rest.slice(1) : rest, columns)
    if (!read.ok) return { ...read, at: text.length - rest.length + 1 }
    if (read.value.condition !== null) terms.push({ ...read.value.condition, negated })
    rest = read.value.rest.trimStart()
  }
  return { ok: true, value: { terms } }
}

/** A condition and the text after it; null for `-f`, which asks for what words do anyway. */
interface Read {
  readonly condition: Condition | null
  readonly rest: string
}

function readTerm(text: string, columns: readonly string[]): Result<Read> {
  if (text.startsWith('/')) return readRegex(text)
  const flag = /^-(\S*)(?:\s+|$)/.exec(text)
  if (flag !== null) {
    const after = text.slice(flag[0].length)
    if (flag[1] === 'f') return ok({ condition: null, rest: after })
    if (flag[1] === 'l') return readLabels(after)
    return wrong(
      `unknown flag -${flag[1]}`,
      // As other searches have it.
      flag[1]?.includes(':')
        ? `write !${flag[1]} for what it is not`
        : 'write -l for labels, or put the word in quotes',
    )
  }
  if (/^col:/i.test(text)) return readColumn(text.slice('col:'.length), columns)
  const field = /^(part-of|[a-z]+):/i.exec(text)
  const value = readWord(field === null ? text : text.slice(field[0].length))
  if (!value.ok) return value
  const { word, rest } = value.value
  if (field?.[1] !== undefined) {
    const condition = fieldCondition(field[1].toLowerCase(), word)
    return condition.ok ? ok({ condition: condition.value, rest }) : condition
  }
  if (word === '') return wrong('an empty word', 'write the word, or the field, to look for')
  return ok({ condition: { kind: 'word', text: word.toLowerCase() }, rest })
}

function readRegex(text: string): Result<Read> {
  // A slash ends the expression only where a space or the end follows: paths need no escaping.
  const match = /^\/((?:[^\\/]|\\.|\/(?!\s|$))+)\/(?=\s|$)/.exec(text)
  if (match?.[1] === undefined)
    return wrong(`regular expression ${text} has no end`, 'close it with a /, as in /cart|pay/')
  try {
    return ok({
      condition: { kind: 'regex', regex: new RegExp(match[1], 'iu') },
      rest: text.slice(match[0].length),
    })
  } catch (error) {
    return failed('usage', `${match[0]} is not a regular expression`, {
      cause: error instanceof Error ? error.message : null,
      next: 'correct it, or search for the words without the slashes',
    })
  }
}

function readLabels(text: string): Result<Read> {
  const value = readWord(text)
  if (!value.ok) return value
  const requirements = parseLabelSelector(value.value.word)
  if (!requirements.ok) return requirements
  return ok({
    condition: { kind: 'labels', requirements: requirements.value },
    rest: value.value.rest,
  })
}

/** `TIER=gold`, `"cost centre"=42`, `TIER`. */
function readColumn(text: string, columns: readonly string[]): Result<Read> {
  const name = readWord(text, /[\s=]/)
  if (!name.ok) return name
  const { word, rest } = name.value
  const column = columns.find((one) => one === word) ?? columns.find((one) => isSame(one, word))
  if (column === undefined)
    return columns.length === 0
      ? wrong(`there is no column "${word}"`, 'the setting customColumns makes columns of your own')
      : wrong(`there is no column "${word}"`, `your own columns: ${columns.join(', ')}`)
  if (!rest.startsWith('=')) return ok({ condition: { kind: 'column', column, text: null }, rest })
  const value = readWord(rest.slice(1))
  if (!value.ok) return value
  if (value.value.word === '')
    return wrong(
      `col:${quoted(column)}= needs a value`,
      `write col:${quoted(column)} for rows in which it shows anything`,
    )
  const wanted = value.value.word.toLowerCase()
  return ok({ condition: { kind: 'column', column, text: wanted }, rest: value.value.rest })
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** A column's name as a query takes it. */
export function quoted(column: string): string {
  return /[\s=]/.test(column) ? `"${column}"` : column
}

/** Up to the next space, or what else `ends` it; quotes keep all: `"team a"`. */
function readWord(
  text: string,
  ends: RegExp = /\s/,
): Result<{ readonly word: string; readonly rest: string }> {
  const quote = text[0]
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1)
    if (end < 0) return wrong(`the quote ${text} is not closed`, `close it with ${quote}`)
    return ok({ word: text.slice(1, end), rest: text.slice(end + 1) })
  }
  const end = text.search(ends)
  return ok(
    end < 0 ? { word: text, rest: '' } : { word: text.slice(0, end), rest: text.slice(end) },
  )
}

function fieldCondition(name: string, value: string): Result<Condition> {
  if (value === '') return wrong(`${name}: needs a value`, `for example ${example(name)}`)
  const field = fieldOf(name)
  if (field !== null) return ok({ kind: 'field', field, text: textOf(field, value) })
  switch (name) {
    // An owner as a catalog writes it, pasted as it is.
    case 'group':
    case 'user':
      return ok({ kind: 'field', field: 'owner', text: textOf('owner', `${name}:${value}`) })
    case 'kind': {
      const workload = parseKind(value)
      return workload === null
        ? wrong(`unknown kind "${value}"`, 'known kinds: deploy, sts, ds, cronjob, job')
        : ok({ kind: 'kind', workload })
    }
    case 'status': {
      const key = value.toLowerCase()
      const status = Object.hasOwn(statuses, key) ? statuses[key] : undefined
      return status === undefined
        ? wrong(`unknown status "${value}"`, `known: ${statusNames.join(', ')}`)
        : ok({ kind: 'status', status })
    }
    case 'changed':
      return changedCondition(value)
    default:
      // `is:failing`, as other tools write it.
      if (Object.hasOwn(statuses, value.toLowerCase()))
        return wrong(`unknown field "${name}:"`, `write status:${value.toLowerCase()}`)
      return wrong(
        `unknown field "${name}:"`,
        `fields: ${fieldNames.join(', ')}; for a word with a colon write "${name}:${value}" in quotes`,
      )
  }
}

/** Owners are shown without what a catalog's reference adds to them. */
function textOf(field: TextField, value: string): string {
  return (field === 'owner' ? plainOwner(value) : value).toLowerCase()
}

function changedCondition(value: string): Result<Condition> {
  const match = /^([<>]?)((?:\d+[smhdw])+)$/.exec(value)
  if (match?.[2] === undefined)
    return wrong(`changed:${value} is no length of time`, 'write changed:<2h, <30m, >1d, <1h30m')
  let total = 0
  for (const [, amount, unit] of match[2].matchAll(/(\d+)([smhdw])/g))
    total += Number(amount) * (milliseconds[unit ?? ''] ?? 0)
  return ok({ kind: 'changed', within: match[1] !== '>', milliseconds: total })
}

function example(field: string): string {
  return queryHelp.find(([text]) => text.startsWith(`${field}:`))?.[0] ?? `${field}:shop`
}

interface Failed {
  readonly ok: false
  readonly failure: Failure
}

function wrong(message: string, next: string): Failed {
  return failed('usage', `query: ${message}`, { next })
}
