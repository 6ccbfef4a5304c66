/** Reads the flags of one command line and refuses those that are unknown, misplaced or malformed. */
import { parseArgs } from 'node:util'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import type { CommandId } from './commands.ts'
import { commandIds, commandLine, commands } from './commands.ts'
import { parseDuration } from './duration.ts'
import type { FlagName } from './flags.ts'
import { flagNames, flags, isFlagName } from './flags.ts'
import type { ClusterScope } from './invocation.ts'
import type { Output } from './output.ts'
import { nearest } from './nearest.ts'

/** The values of the flags that were given, in order; a flag that is on has the value `true`. */
export type GivenFlags = ReadonlyMap<FlagName, readonly string[]>

interface FlagToken {
  readonly name: string
  /** As it was typed, without its value: `-o`, `--output`. */
  readonly typed: string
  readonly value: string | null
  readonly inline: boolean
}

interface SplitArguments {
  readonly words: readonly string[]
  /** What follows `--`; null where there is none. */
  readonly afterDashes: readonly string[] | null
  readonly flags: readonly FlagToken[]
}

/** Splits a command line by the flag table; never fails, since `readFlags` says what is wrong. */
export function splitArguments(argv: readonly string[]): SplitArguments {
  const options = Object.fromEntries(
    flagNames.map((name) => {
      const { short, value } = flags[name]
      const type = value === null ? ('boolean' as const) : ('string' as const)
      return [name, short === null ? { type } : { type, short }]
    }),
  )
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true })
  const end = tokens.findIndex((token) => token.kind === 'option-terminator')
  const words = (part: typeof tokens): string[] =>
    part.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  return {
    words: words(end === -1 ? tokens : tokens.slice(0, end)),
    afterDashes: end === -1 ? null : words(tokens.slice(end)),
    flags: tokens.flatMap((token) =>
      token.kind === 'option'
        ? [
            {
              name: token.name,
              typed: token.rawName,
              value: token.value ?? null,
              inline: token.inlineValue ?? false,
            },
          ]
        : [],
    ),
  }
}

/** The flags that `id` takes; the first one that is wrong makes the failure. */
export function readFlags(tokens: readonly FlagToken[], id: CommandId): Result<GivenFlags> {
  const given = new Map<FlagName, readonly string[]>()
  for (const token of tokens) {
    const { name } = token
    if (!isFlagName(name)) return unknownFlag(token, id)
    if (!commands[id].flags.includes(name)) return misplacedFlag(token, name, id)
    const value = flagValue(token, name)
    if (!value.ok) return value
    const before = flags[name].repeatable ? (given.get(name) ?? []) : []
    given.set(name, [...before, value.value])
  }
  return ok(given)
}

export function lastValue(given: GivenFlags, name: FlagName): string | null {
  return given.get(name)?.at(-1) ?? null
}

export function isOn(given: GivenFlags, name: FlagName): boolean {
  return lastValue(given, name) === 'true'
}

/** In milliseconds, 0 for no limit; null where it was not given. */
export function durationOf(given: GivenFlags, name: FlagName): Result<number | null> {
  const text = lastValue(given, name)
  if (text === null) return ok(null)
  const ms = parseDuration(text)
  return ms === null
    ? failed('usage', `--${name} "${text}" is not a duration`, {
        next: 'write 10s, 1m30s or plain seconds, at most 24 days; 0 for no limit',
      })
    : ok(ms)
}

/** A whole number from 0 to `most`; null where it was not given. */
export function countOf(given: GivenFlags, name: FlagName, most: number): Result<number | null> {
  const text = lastValue(given, name)
  if (text === null) return ok(null)
  return /^\d{1,9}$/.test(text) && Number(text) <= most
    ? ok(Number(text))
    : failed('usage', `--${name} "${text}" is not a number from 0 to ${most}`)
}

export function outputOf(given: GivenFlags, id: CommandId): Result<Output> {
  const allowed = commands[id].outputs
  const text = lastValue(given, 'output')
  const output = text === null ? allowed[0] : allowed.find((name) => name === text)
  return output === undefined
    ? failed('usage', `${commandLine(id)} has no output format "${text}"`, {
        next: `choose one of ${allowed.join(', ')}`,
      })
    : ok(output)
}

const namespaceName = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/

export function scopeOf(given: GivenFlags): Result<ClusterScope> {
  const namespaces = [...new Set(given.get('namespace'))]
  const wrong = namespaces.find((name) => !namespaceName.test(name))
  if (wrong !== undefined)
    return failed('usage', `"${wrong}" is not the name of a namespace`, {
      next: 'give -n once for each namespace',
    })
  const allNamespaces = isOn(given, 'all-namespaces')
  if (allNamespaces && namespaces.length > 0)
    return failed('usage', '-A and -n contradict each other', {
      next: 'leave out -A to see only the namespaces named with -n',
    })
  const as = lastValue(given, 'as')
  const asGroups = [...new Set(given.get('as-group'))]
  const lonely = (['as-group', 'as-uid', 'as-user-extra'] as const).find((name) => given.has(name))
  if (as === null && lonely !== undefined)
    return failed('usage', `--${lonely} needs --as`, { next: 'add --as USER' })
  const asUid = lastValue(given, 'as-uid')
  const asExtra = extraOf(given)
  if (!asExtra.ok) return asExtra
  const requestTimeout = durationOf(given, 'request-timeout')
  if (!requestTimeout.ok) return requestTimeout
  return ok({
    kubeconfig: lastValue(given, 'kubeconfig'),
    contexts: [...new Set(given.get('context'))],
    namespaces,
    allNamespaces,
    selector: lastValue(given, 'selector'),
    requestTimeoutMs: requestTimeout.value,
    as,
    asGroups,
    ...(asUid === null ? {} : { asUid }),
    ...(asExtra.value === null ? {} : { asExtra: asExtra.value }),
  })
}

/** `--as-user-extra KEY=VALUE`, several values a key; null where there is none. */
function extraOf(given: GivenFlags): Result<Record<string, string[]> | null> {
  const pairs = given.get('as-user-extra') ?? []
  const extra: Record<string, string[]> = {}
  for (const pair of pairs) {
    const [key = '', ...rest] = pair.split('=')
    if (key === '' || rest.length === 0)
      return failed('usage', `--as-user-extra has no KEY=VALUE, found "${pair}"`, {
        next: 'write --as-user-extra scopes=read',
      })
    extra[key] = [...(extra[key] ?? []), rest.join('=')]
  }
  return ok(pairs.length === 0 ? null : extra)
}

function flagValue(token: FlagToken, name: FlagName): Result<string> {
  const { value: placeholder, short } = flags[name]
  if (placeholder === null) {
    const value = token.value ?? 'true'
    return value === 'true' || value === 'false'
      ? ok(value)
      : failed('usage', `${token.typed} takes no value, found "${value}"`, {
          next: `write ${token.typed} alone`,
        })
  }
  // As in kubectl, -o=json is -o json.
  const isShort = token.inline && token.typed === `-${short}`
  const value = isShort ? token.value?.replace(/^=/, '') : token.value
  if (value === undefined || value === null || value === '')
    return failed('usage', `${token.typed} needs a value`, {
      next: `write --${name} ${placeholder}`,
    })
  // A lone dash is stdin, and no flag.
  if (!token.inline && value.startsWith('-') && value !== '-')
    return failed('usage', `${token.typed} needs a value, found the flag ${value}`, {
      next: `write --${name}=${value} if that is the value`,
    })
  return ok(value)
}

function unknownFlag({ name, typed }: FlagToken, id: CommandId): Result<never> {
  const near = typed.startsWith('--') ? nearest(name, ['help', ...commands[id].flags]) : null
  return failed('usage', `unknown flag ${typed}`, {
    next: near === null ? `${helpCommand(id)} lists the flags` : `did you mean --${near}?`,
  })
}

function misplacedFlag({ typed }: FlagToken, name: FlagName, id: CommandId): Result<never> {
  const others = commandIds.filter((other) => commands[other].flags.includes(name))
  return failed('usage', `${commandLine(id)} has no flag ${typed}`, {
    next:
      others.length === 0
        ? `${helpCommand(id)} lists its flags`
        : `it belongs to ${others.map(commandLine).join(', ')}`,
  })
}

/** The command that shows the help on `id`. */
export function helpCommand(id: CommandId): string {
  return id === 'ui' ? 'kulprit help' : `kulprit help ${id.split(' ')[0]}`
}
