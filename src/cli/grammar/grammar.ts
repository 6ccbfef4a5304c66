/** Turns the words of a command line into an `Invocation`, or into the usage failure that says why not. */
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { cleanLine } from '../../model/text.ts'
import { buildInvocation } from './build-invocation.ts'
import type { CommandId } from './commands.ts'
import { commandGroups, commandIds, commandLine, commands, isCommandId } from './commands.ts'
import type { Invocation } from './invocation.ts'
import { nearest } from './nearest.ts'
import { helpCommand, readFlags, splitArguments } from './read-flags.ts'

/**
 * `argv` is what follows the program's name. Every failure is of kind `usage`; what it quotes is
 * cleaned, while an invocation holds the words as they are, since a command may need its newlines.
 */
export function parseArguments(argv: readonly string[]): Result<Invocation> {
  const read = readArguments(argv)
  if (read.ok) return read
  const { kind, message, next } = read.failure
  return failed(kind, cleanLine(message), { next: next === null ? null : cleanLine(next) })
}

function readArguments(argv: readonly string[]): Result<Invocation> {
  const { words, afterDashes, flags } = splitArguments(argv)
  const command = findCommand(words)
  if (!command.ok) return command
  const { id, rest } = command.value
  if (flags.some((flag) => flag.name === 'help'))
    return ok({ command: 'help', topic: id === 'ui' ? null : id })
  if (flags.some((flag) => flag.name === 'version') && id === 'ui' && words.length === 0)
    return ok({ command: 'version' })
  if (id === 'ui') {
    const mistyped = refuseMistypedCommand(rest)
    if (mistyped !== null) return mistyped
  }
  const given = readFlags(flags, id)
  if (!given.ok) return given
  // What follows `--` is the command to run in `bisect`, and words that are no flags everywhere else.
  const operands = id === 'bisect' ? rest : [...rest, ...(afterDashes ?? [])]
  const refused = checkWords(operands, id)
  if (refused !== null) return refused
  return buildInvocation[id]({ words: operands, afterDashes, flags: given.value })
}

function findCommand(
  words: readonly string[],
): Result<{ readonly id: CommandId; readonly rest: readonly string[] }> {
  const [first = '', second = ''] = words
  const both = `${first} ${second}`
  if (isCommandId(both)) return ok({ id: both, rest: words.slice(2) })
  if (commandGroups.includes(first)) return refuseGroup(first, second)
  if (isCommandId(first) && first !== 'ui') return ok({ id: first, rest: words.slice(1) })
  return ok({ id: 'ui', rest: words })
}

function refuseGroup(group: string, verb: string): Result<never> {
  const verbs = commandIds.filter((id) => id.startsWith(`${group} `)).map((id) => id.split(' ')[1])
  return failed(
    'usage',
    verb === '' ? `kulprit ${group} needs a verb` : `no command "${group} ${verb}"`,
    { next: `write one of: ${verbs.map((known) => `kulprit ${group} ${known}`).join(', ')}` },
  )
}

/**
 * A first word that is no command names a workload. It is refused where it is one slip away from a
 * long command's name, and where more words follow, since the UI takes one only.
 */
function refuseMistypedCommand(words: readonly string[]): Result<never> | null {
  const [first] = words
  if (first === undefined) return null
  const names = commandIds.filter((id) => id !== 'ui')
  if (words.length > 1) {
    const near = nearest(first, names)
    return failed('usage', `no command "${first}"`, {
      next:
        near === null
          ? 'kulprit help lists the commands; a workload is one word, such as deploy/cart'
          : `did you mean ${commandLine(near)}?`,
    })
  }
  const near = nearest(
    first,
    names.filter((name) => name.length > 4),
    1,
  )
  return near === null
    ? null
    : failed('usage', `no command "${first}"`, {
        next: `did you mean kulprit ${near}? For a workload of that name write deploy/${first}`,
      })
}

function checkWords(words: readonly string[], id: CommandId): Result<never> | null {
  const { least, most, name } = commands[id].words
  const usage = `${helpCommand(id)} shows how it is used`
  if (words.length < least)
    return failed('usage', `${commandLine(id)} needs a ${name}`, { next: usage })
  if (words.length > most)
    return failed('usage', `${commandLine(id)} does not take "${words[most]}"`, {
      next:
        name === 'WORKLOAD'
          ? `name one workload in one word, such as deploy/cart; ${usage}`
          : usage,
    })
  const mayBeEmpty = name === 'QUERY' || (name === 'TEXT' && words.indexOf('') === words.length - 1)
  if (!mayBeEmpty && words.includes(''))
    return failed('usage', `the ${name} given to ${commandLine(id)} is empty`, { next: usage })
  return null
}
