/** Says what can stand at the cursor of a half-typed command line; shells ask for it at each tab. */
import { changedExamples, fieldNames, kindNames, statusNames } from '../../state/query/query.ts'
import type { CommandId } from '../grammar/commands.ts'
import { commandIds, commands, isCommandId } from '../grammar/commands.ts'
import type { FlagName } from '../grammar/flags.ts'
import { flagNames, flags, isFlagName } from '../grammar/flags.ts'
import type { ClusterScope } from '../grammar/invocation.ts'
import { extraTopics, tierNames } from '../grammar/invocation.ts'
import { scopeOf, splitArguments } from '../grammar/read-flags.ts'
import { shells } from './shell-scripts.ts'

/** One word that fits, with what it means; `open` where more is to be typed behind it. */
export interface Candidate {
  readonly word: string
  readonly help: string
  readonly open?: boolean
}

/** What only the machine or a cluster knows. */
type Live =
  | 'contexts'
  | 'namespaces'
  | 'owners'
  | 'columns'
  | 'workloads'
  | 'releases'
  | 'sessions'
  | 'settings'
  | 'files'

export interface Completion {
  /** Known without looking anywhere. */
  readonly candidates: readonly Candidate[]
  /** What has to be looked up besides; null for nothing. */
  readonly live: Live | null
  /** Stands before each value that is looked up, such as `--context=` or `!owner:`. */
  readonly lead: string
  /** What is typed of the word already, without `lead`. */
  readonly typed: string
  /** The clusters that the line names so far; null where they are not well named. */
  readonly scope: ClusterScope | null
  readonly config: string | null
  /** The workload that the line names, where `live` is `releases`. */
  readonly workload: string | null
}

/** `words` are the finished ones after the program's name, `last` the one that is being typed. */
export function completionOf(words: readonly string[], last: string): Completion {
  const { words: operands, afterDashes, flags: given } = splitArguments(words)
  const { id, rest } = commandOf(operands)
  const config = given.findLast(({ name }) => name === 'config')?.value ?? null
  const context = { scope: scopeSoFar(given), config, workload: rest[0] ?? null }
  const at = { ...context, candidates: [], live: null, lead: '', typed: last }
  if (afterDashes !== null) return { ...at, live: 'files' }
  const waiting = flagThatWaits(words)
  if (waiting !== null) {
    const { candidates, live } = valuesOf(waiting, id)
    return { ...at, candidates: fitting(candidates, last), live }
  }
  const inline = /^--([a-z-]+)=(.*)$/su.exec(last)
  if (inline !== null && isFlagName(inline[1] ?? '')) {
    const name = inline[1] as FlagName
    const { candidates, live } = valuesOf(name, id)
    const lead = `--${name}=`
    const led = candidates.map((candidate) => ({ ...candidate, word: lead + candidate.word }))
    return { ...at, candidates: fitting(led, last), live, lead, typed: inline[2] ?? '' }
  }
  const asked = last.startsWith('-')
    ? { candidates: flagCandidates(id) }
    : operandsOf(operands, id, rest, last)
  return { ...at, ...asked, candidates: fitting(asked.candidates, last) }
}

function commandOf(operands: readonly string[]): {
  readonly id: CommandId
  readonly rest: readonly string[]
} {
  const [first = '', second = ''] = operands
  const both = `${first} ${second}`
  if (isCommandId(both)) return { id: both, rest: operands.slice(2) }
  if (isCommandId(first) && first !== 'ui') return { id: first, rest: operands.slice(1) }
  return { id: 'ui', rest: operands }
}

type Asked = Pick<Completion, 'candidates'> & Partial<Pick<Completion, 'live' | 'lead' | 'typed'>>

function operandsOf(
  operands: readonly string[],
  id: CommandId,
  rest: readonly string[],
  last: string,
): Asked {
  const words = nextWords(operands)
  const open = rest.length < commands[id].words.most
  // A name is looked for only where no command begins so: the first tab stays quick.
  if (words.some(({ word }) => word.startsWith(last)) && (last !== '' || id === 'ui'))
    return { candidates: words }
  if (!open) return { candidates: words }
  switch (commands[id].words.name) {
    case 'WORKLOAD':
      return { candidates: words, live: 'workloads' }
    case 'QUERY':
      return queryCandidates(last)
    case 'TOPIC':
      return { candidates: rest.length === 0 ? topics() : [] }
    case 'SETTING':
      return { candidates: [], live: rest.length === 0 ? 'settings' : null }
    case 'SHELL':
      return { candidates: shells.map((word) => ({ word, help: `the script for ${word}` })) }
    case 'FILE':
      return { candidates: [], live: 'files' }
    default:
      return { candidates: words }
  }
}

/** The commands that go on from here: after `bisect` its verbs. */
function nextWords(operands: readonly string[]): Candidate[] {
  const found = new Map<string, Candidate>()
  for (const id of commandIds) {
    const words = id === 'ui' ? [] : id.split(' ')
    const word = words[operands.length]
    if (word === undefined || operands.some((typed, i) => words[i] !== typed)) continue
    const isGroup = words.length > operands.length + 1
    if (found.has(word)) continue
    found.set(word, { word, help: isGroup ? `${word} …` : commands[id].summary })
  }
  return [...found.values()]
}

function topics(): Candidate[] {
  const words = commandIds.filter((id) => id !== 'ui' && !id.includes(' '))
  return [
    ...words.map((id) => ({ word: id, help: commands[id].summary })),
    ...extraTopics.map((word) => ({ word, help: 'a matter of its own' })),
  ]
}

/**
 * Fields of the query language; behind `owner:`, `ns:` and `context:` what the cluster has, behind
 * `col:` what the settings have.
 */
function queryCandidates(last: string): Asked {
  const [, negation = '', field = null, typed = ''] = /^(!?)(?:([a-z]+):)?(.*)$/su.exec(last) ?? []
  if (field === null)
    return {
      candidates: fieldNames.map((name) => ({
        word: `${negation}${name}:`,
        help: `narrows by ${name}`,
        open: true,
      })),
    }
  const lead = `${negation}${field}:`
  const fixed = (values: readonly string[]): Asked => ({
    candidates: values.map((value) => ({ word: lead + value, help: '' })),
  })
  if (field === 'status') return fixed(statusNames)
  if (field === 'kind') return fixed(kindNames)
  if (field === 'changed') return fixed(changedExamples)
  const live = {
    owner: 'owners',
    ns: 'namespaces',
    namespace: 'namespaces',
    context: 'contexts',
    col: 'columns',
  } as const
  return {
    candidates: [],
    live: Object.hasOwn(live, field) ? live[field as keyof typeof live] : null,
    lead,
    typed,
  }
}

function flagCandidates(id: CommandId): Candidate[] {
  return [...commands[id].flags, 'help' as const].map((name) => ({
    word: `--${name}`,
    help: flags[name].help,
  }))
}

/** The flag before the cursor that still needs its value, written `--context` or `-n`. */
function flagThatWaits(words: readonly string[]): FlagName | null {
  const typed = words.at(-1) ?? ''
  const name = flagNames.find((name) => `--${name}` === typed || `-${flags[name].short}` === typed)
  return name === undefined || flags[name].value === null ? null : name
}

const files: readonly FlagName[] = ['kubeconfig', 'config', 'images', 'crash-log', 'repo', 'path']
const releases: readonly FlagName[] = ['from', 'to', 'good', 'bad']

function valuesOf(name: FlagName, id: CommandId): { candidates: Candidate[]; live: Live | null } {
  const fixed = (words: readonly string[]) => ({
    candidates: words.map((word) => ({ word, help: '' })),
    live: null,
  })
  if (name === 'output') return fixed(commands[id].outputs)
  if (name === 'only') return fixed(tierNames)
  const looked = (live: Live | null) => ({ candidates: [], live })
  if (name === 'context' || name === 'good-context') return looked('contexts')
  if (name === 'namespace') return looked('namespaces')
  if (name === 'session') return looked('sessions')
  if (releases.includes(name)) return looked('releases')
  return looked(files.includes(name) ? 'files' : null)
}

function scopeSoFar(given: ReturnType<typeof splitArguments>['flags']): ClusterScope | null {
  const values = new Map<FlagName, readonly string[]>()
  for (const { name, value } of given)
    if (isFlagName(name) && (value !== null || flags[name].value === null))
      values.set(name, [...(values.get(name) ?? []), value ?? 'true'])
  const scope = scopeOf(values)
  return scope.ok ? scope.value : null
}

function fitting(candidates: readonly Candidate[], last: string): readonly Candidate[] {
  return candidates.filter(({ word }) => word.startsWith(last))
}
