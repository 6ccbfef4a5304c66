import { expect, test } from 'vitest'
import { printBisect } from '../../../src/cli/print/bisect.ts'
import { commandIds, commandLine, commands } from '../../../src/cli/grammar/commands.ts'
import { printCommits } from '../../../src/cli/print/commits.ts'
import { printDescription } from '../../../src/cli/print/describe.ts'
import { exitCodeMeanings } from '../../../src/cli/exit-code.ts'
import { flagNames } from '../../../src/cli/grammar/flags.ts'
import { printWorkloads } from '../../../src/cli/print/get.ts'
import { parseArguments } from '../../../src/cli/grammar/grammar.ts'
import { helpText } from '../../../src/cli/help/help.ts'
import { printHistory } from '../../../src/cli/print/history.ts'
import { queryHelp } from '../../../src/state/query/query.ts'
import { cart, details, now, progressAt, range, sha, unread } from '../../support/cli-fixtures.ts'

test('the overview names every command and every exit code', () => {
  const help = helpText(null)
  for (const id of commandIds) expect(help).toContain(`  ${commandLine(id)} `)
  for (const { meaning } of exitCodeMeanings) expect(help).toContain(meaning)
})

test.each(commandIds)('the help on %s has its usage, its flags and an example that works', (id) => {
  const help = helpText(id)
  expect(help).toContain(commandLine(id))
  for (const flag of commands[id].flags) expect(help).toContain(`--${flag}`)
  expect(help).toContain(commands[id].example)
  expect(parseArguments(shellWords(commands[id].example).slice(1))).toMatchObject({
    ok: true,
    value: { command: id },
  })
})

/** Splits as a shell does: quotes keep a word together, and a redirection is not the program's. */
function shellWords(line: string): string[] {
  const [command = ''] = line.split(' > ')
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

test('every flag belongs to a command, or to all of them', () => {
  const used = new Set([...commandIds.flatMap((id) => commands[id].flags), 'help', 'version'])
  expect(flagNames.filter((name) => !used.has(name))).toEqual([])
})

test('the help on queries is the one of the filter', () => {
  for (const [example] of queryHelp) expect(helpText('query')).toContain(example)
})

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    key,
    ...(key === 'labels' ? [] : keysOf(inner)),
  ])
}

test('the help on JSON names every field that is printed', () => {
  const suspects = [{ sha: sha('d'), score: 7, reasons: [] }]
  const found = progressAt({ kind: 'found', sha: sha('d'), skipped: [] })
  const printed = [
    printWorkloads({ workloads: [cart], statuses: [unread], now }, 'json', false),
    printDescription(cart, details, cart.diagnosis, 'json', now),
    printHistory(cart, 'json', false, now),
    printCommits({ repository: '/src', range, suspects }, 'json', false, now),
    printBisect(found, [sha('d')], 'json'),
  ]
  const help = helpText('json')
  const missing = printed
    .flatMap((json) => keysOf(JSON.parse(json)))
    .filter((key) => !new RegExp(`\\b${key}\\b`).test(help))
  expect(missing).toEqual([])
})
