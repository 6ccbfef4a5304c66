/** Whatever the program knows by name has a line in the reference. */
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { commandIds, commandLine, commands } from '../../src/cli/grammar/commands.ts'
import { exitCode } from '../../src/cli/exit-code.ts'
import { flagForm, flags } from '../../src/cli/grammar/flags.ts'
import { extraTopics } from '../../src/cli/grammar/invocation.ts'
import { defaultSettings } from '../../src/model/settings/settings.ts'
import { commands as keyCommands } from '../../src/state/commands.ts'
import { fieldNames, statusNames } from '../../src/state/query/query.ts'

function page(name: string): string {
  return readFileSync(resolve(import.meta.dirname, '../../docs/reference', `${name}.md`), 'utf8')
}

const lines: readonly (readonly [what: string, page: string, wanted: readonly string[]])[] = [
  ['command', 'cli', commandIds.map((id) => `## ${commandLine(id)}\n`)],
  ['flag of a command', 'cli', commandIds.flatMap((id) => commands[id].flags).map(flagLine)],
  ['flag', 'cli', Object.keys(flags).filter(isGiven).map(flagLine)],
  ['exit code', 'cli', Object.values(exitCode).map((code) => `\n| ${code} | `)],
  ['setting', 'settings', Object.keys(defaultSettings).map((key) => `\n| \`${key}\` | `)],
  ['field of a query', 'query', fieldNames.map((name) => `${name}:`)],
  ['status of a query', 'query', statusNames],
  ['command of the screens', 'keys', keyCommands.map(({ id }) => `\`${id}\``)],
]

function flagLine(name: string): string {
  return `\n| \`${flagForm(name as keyof typeof flags).replaceAll('|', String.raw`\|`)}\` | `
}

/** Every command has these two, said once at the top of the page. */
function isGiven(name: string): boolean {
  return name !== 'help' && name !== 'version'
}

test.each(lines)('every %s has a line on the page %s', (_, name, wanted) => {
  const text = page(name)
  expect(wanted.length).toBeGreaterThan(3)
  expect(wanted.filter((line) => !text.includes(line))).toEqual([])
})

test('every variable that is read from the environment has a line', () => {
  const root = resolve(import.meta.dirname, '../..')
  const read = globSync('src/**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
    [...readFileSync(resolve(root, file), 'utf8').matchAll(variable)].map(([, name]) => name),
  )
  const text = page('environment')
  // Set by the demo for the process that it starts.
  const names = new Set(read.filter((name) => name !== 'KULPRIT_DEMO_PARENT'))
  expect(names.size).toBeGreaterThan(15)
  expect([...names].filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})

/** `env['NAME']`, or the name of one of kulprit's own in quotes. */
const variable = /(?:\benv\w*(?:\?\.)?\[|(?='(?:KULPRIT|XDG|NO|FORCE|INK)_))'([A-Z][A-Z_\d]+)'/g

test('every topic of the help has a page', () => {
  const pages = { query: 'query', keys: 'keys', json: 'json', 'exit-codes': 'cli' }
  expect(extraTopics.map((topic) => page(pages[topic]).length > 100)).not.toContain(false)
})
