/** What stands in the blocks and between the backquotes of the documentation, as far as it need not be run. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { commandIds } from '../../src/cli/grammar/commands.ts'
import { parseArguments } from '../../src/cli/grammar/grammar.ts'
import { helpTopics } from '../../src/cli/grammar/invocation.ts'
import { checkSettings } from '../../src/model/settings/settings.ts'
import {
  blocksOf,
  commandsOf,
  root,
  shells,
  splitWords,
  writtenPages,
} from '../support/docs-blocks.ts'

const blocks = writtenPages.flatMap(blocksOf)
const at = ({ page, line }: { readonly page: string; readonly line: number }) => `${page}:${line}`

test('every block says what it is, and a text why nothing runs it', () => {
  const known = [...shells, 'json', 'yaml', 'text']
  const others = blocks.filter(
    ({ language, notRun }) => !known.includes(language) || (language === 'text' && notRun === null),
  )
  expect(others.map(at)).toEqual([])
})

const settings = blocks.filter(({ language, notRun }) => language === 'json' && notRun === null)

test.each(settings.map((block) => [at(block), block.text]))(
  'the settings in %s are right',
  (_, text) => {
    expect(checkSettings(JSON.parse(text))).toEqual([])
  },
)

const yaml = blocks.filter(({ language }) => language === 'yaml')

test.each(yaml.map((block) => [at(block), block.text]))('%s is YAML', (_, text) => {
  expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([])
})

describe('a command line that is not run here is one that kulprit understands', () => {
  const marked = blocks.filter(
    ({ language, notRun }) => shells.includes(language) && notRun !== null,
  )
  const lines = marked.flatMap((block) =>
    commandsOf(block).map(({ line }) => ({ place: at(block), line })),
  )
  const inline = writtenPages.flatMap((page) =>
    inlineCode(page).map((line) => ({ place: page, line })),
  )
  const calls = [...lines, ...inline].flatMap(({ place, line }) =>
    callsOf(line).map((words) => [place, words.join(' '), words] as const),
  )

  test.each(calls)('%s: kulprit %s', (_, line, words) => {
    // The name of a command, where the page speaks of it.
    if (commandIds.some((id) => id === line || id.startsWith(`${line} `))) return
    const asked = parseArguments(words)
    expect(asked.ok ? null : asked.failure.message).toBe(null)
    const page = asked.ok && asked.value.command === 'help page' ? asked.value.page : 'pages'
    expect(pageNames).toContain(page)
  })
})

const pageNames = [
  'PAGE',
  'TOPIC',
  'pages',
  ...helpTopics,
  ...['cli', 'json', 'keys', 'permissions', 'query', 'settings', 'first-culprit'],
  ...writtenPages.map((page) => /([^/]+)\.md$/.exec(page)?.[1]),
]

function inlineCode(page: string): string[] {
  const prose = readFileSync(join(root, page), 'utf8').replaceAll(/^( *)```.*?^\1```/gms, '')
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\n', ' '))
}

/** The words after each `kulprit` that begins a command of the line; a word in capitals stands for any, `…` for what is left out. */
function callsOf(line: string): string[][] {
  const parts = line.replaceAll('\\|', '|').match(/(?:[^|;&()>#"']|"[^"]*"|'[^']*')+/g) ?? []
  return parts
    .map((part) => /^(?:kubectl )?kulprit(?: (.*))?$/s.exec(part.trim()))
    .filter((call) => call !== null)
    .map(([, rest = '']) => rest.replaceAll('SHELL', 'bash'))
    .filter((rest) => !rest.includes('…'))
    .map(splitWords)
    .filter(([first = '-']) => firstWords.has(first) || /^-|\/|^[A-Z]+$/.test(first))
}

/** Other words are those of a message that begins with the program's name. */
const firstWords = new Set(commandIds.map((id) => id.split(' ')[0]))
