/**
 * Runs every command line of README.md, docs/ and the help as a reader would, in an empty home, and holds what it
 * shows and its exit code to what the page says. test/support/docs-blocks.ts has the convention of the pages,
 * test/support/docs-world.ts what stands ready for them.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { CommandId } from '../../src/cli/grammar/commands.ts'
import { commandIds, commands } from '../../src/cli/grammar/commands.ts'
import { parseArguments } from '../../src/cli/grammar/grammar.ts'
import { jsonShapes } from '../../src/cli/help/topics.ts'
import type { ApiObject } from '../support/cluster-fault-server.ts'
import type { Command } from '../support/docs-blocks.ts'
import {
  blocksOf,
  commandsOf,
  isShown,
  shells,
  splitWords,
  writtenPages,
} from '../support/docs-blocks.ts'
import type { DocsWorld, Home } from '../support/docs-world.ts'
import { startDocsWorld } from '../support/docs-world.ts'

const blocks = writtenPages.flatMap(blocksOf)
const marked = blocks.filter(({ notRun }) => notRun !== null)
const run = blocks.filter(({ language, notRun }) => notRun === null && shells.includes(language))
const counts = { commands: 0, screens: 0, absent: new Set<string>() }

/** A page is many programs, one after another, maybe on a machine that others use too. */
const patience = 400_000

let world: DocsWorld
beforeAll(async () => {
  world = await startDocsWorld()
})
afterAll(async () => {
  await world.stop()
  const lines = [
    `documentation: ${counts.commands} commands run, ${counts.screens} of them in a terminal`,
    `${marked.length} blocks are marked as not run`,
    ...marked.map(({ page, line, notRun }) => `  ${page}:${line}: ${notRun}`),
    ...[...counts.absent].map((what) => `left out: ${what}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
})

test.concurrent.each([...new Set(run.map(({ page }) => page))])(
  'what %s says can be run, and shows what it says',
  async (page) => {
    const home = await world.home(objectsOn(page))
    const problems: string[] = []
    for (const block of run.filter((one) => one.page === page)) {
      // What sets the shell up for the lines below it.
      const before: string[] = []
      for (const command of commandsOf(block)) {
        const problem = await check(home, command, before)
        if (problem !== null) problems.push(`${page}:${block.line}: ${problem}`)
        if (/^(cd|export|eval|source|\w+=)/.test(command.line)) before.push(command.line)
      }
    }
    await home.remove()
    expect(problems.join('\n\n')).toBe('')
  },
  patience,
)

function objectsOn(page: string): ApiObject[] {
  return blocks
    .filter((block) => block.page === page && block.language === 'yaml' && block.notRun === null)
    .flatMap(({ text }) => parseAllDocuments(text).map((one) => one.toJS() as unknown))
    .filter((one): one is ApiObject => typeof one === 'object' && one !== null && 'kind' in one)
}

/** What the verbs of a bisect go on with. */
const begun = 'kulprit bisect checkout'
const first: Partial<Record<CommandId, string>> = {
  'bisect note': 'kulprit bisect bad',
  'bisect undo': 'kulprit bisect bad',
  'bisect redo': 'kulprit bisect bad && kulprit bisect undo',
  'bisect import': 'kulprit bisect export checkout.kulprit',
}

test.concurrent.each(commandIds.map((id) => [commands[id].example, id] as const))(
  'the example %s of the help can be run',
  async (example, id) => {
    const home = await world.home()
    const earlier = [...(id.startsWith('bisect ') ? [begun] : []), first[id] ?? 'true']
    for (const line of earlier) await home.run(line, [])
    const command = { line: example, exitCode: 0, shows: null }
    expect(await check(home, command, [])).toBe(null)
    await home.remove()
  },
  patience,
)

/** Below these stand names that are not kulprit's. */
const foreign = ['labels', 'templates', 'settings']

function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, below]) => [
    name,
    ...(foreign.includes(name) ? [] : fieldsOf(below)),
  ])
}

const shapes = jsonShapes.filter(([name]) => name.startsWith('kulprit '))
const named = jsonShapes.filter(([name]) => !name.startsWith('kulprit '))
const asked: Readonly<Record<string, string>> = {
  'kulprit get': 'kulprit get',
  'kulprit changes': 'kulprit changes --workload checkout',
  'kulprit owners': 'kulprit owners',
  'kulprit doctor': 'kulprit doctor',
  'kulprit bisect': 'kulprit bisect checkout --run ~/probe.sh',
}

test.concurrent.each(shapes)(
  'every field that %s prints as JSON is on the page of JSON',
  async (name, shape) => {
    const home = await world.home()
    const line = `${asked[name] ?? `${name} checkout`} -o json`
    const { output } = await home.run(`${line} 2> errors`, [])
    await home.remove()
    // A word in capitals stands for another shape, and so does "as in kulprit diff".
    const text = [shape, ...named.map(([, other]) => other)].join('\n')
    const others = shapes
      .filter(([other]) => new RegExp(`\\bas (in|the items of) ${other}\\b`).test(text))
      .map(([, other]) => other)
    const known = new Set([text, ...others].join('\n').match(/[A-Za-z]+/g))
    expect(fieldsOf(JSON.parse(output)).filter((field) => !known.has(field))).toEqual([])
  },
  patience,
)

/** null where the line does what the page says. */
async function check(
  home: Home,
  { line, exitCode, shows }: Command,
  before: readonly string[],
): Promise<string | null> {
  const missing = absentProgram(line)
  if (missing !== null) {
    counts.absent.add(`${line} (no ${missing} here)`)
    return null
  }
  const screens = opensScreens(line)
  const { code, output } = screens ? await home.open(line, before) : await home.run(line, before)
  counts.commands += 1
  if (screens) counts.screens += 1
  if (code !== exitCode) return `${line}\nends with ${code}, not ${exitCode}:\n${output}`
  if (shows === null || isShown(shows, output)) return null
  return `${line}\nshows\n${output}\nnot\n${shows.join('\n')}`
}

/** Programs that a reader may have, and a machine that runs tests may not. */
const optional = ['jq', 'kubectl']

function absentProgram(line: string): string | null {
  const used = optional.filter((name) => new RegExp(`(^|[|;&(] *)${name} `).test(line))
  const path = (process.env['PATH'] ?? '').split(delimiter)
  return used.find((name) => !path.some((folder) => existsSync(join(folder, name)))) ?? null
}

function opensScreens(line: string): boolean {
  const words = /^(?:kubectl )?kulprit\b([^|>;&#]*)/.exec(line)?.[1]
  if (words === undefined) return false
  const asked = parseArguments(splitWords(words))
  return (
    asked.ok &&
    (asked.value.command === 'ui' || (asked.value.command === 'demo' && !asked.value.serve))
  )
}
