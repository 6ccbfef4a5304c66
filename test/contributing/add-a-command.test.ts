/** Follows the example of CONTRIBUTING.md in a copy of the project. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { emptyHome, run } from '../support/program.ts'
import { scratchCopy } from '../support/scratch-copy.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../CONTRIBUTING.md'), 'utf8')
const [, example = ''] = /^## Add a command.*\n([^]*?)^## /m.exec(page) ?? []

interface Edit {
  readonly file: string
  readonly language: string
  readonly text: string
}

/** Each block is about the file that was named last before it. */
const edits = [...example.matchAll(/^```(diff|ts)\n([^]*?)^```/gm)].map(
  ({ index, 1: language = '', 2: text = '' }): Edit => ({
    file: [...example.slice(0, index).matchAll(/`(\S+\.ts)`/g)].at(-1)?.[1] ?? '',
    language,
    text,
  }),
)
const [, commands = ''] = /^```sh.*\n([^]*?)^```/m.exec(example) ?? []

function apply(copy: string, { file, language, text }: Edit): void {
  const path = join(copy, file)
  if (language === 'ts') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return
  }
  const lines = text.trimEnd().split('\n')
  const source = readFileSync(path, 'utf8')
  const before = `${lines.flatMap((line) => (line.startsWith(' ') ? [line.slice(1)] : [])).join('\n')}\n`
  expect(source.split(before), `${file} has these lines once`).toHaveLength(2)
  const after = `${lines.map((line) => line.slice(1)).join('\n')}\n`
  writeFileSync(
    path,
    source.replace(before, () => after),
  )
}

test('the example of a new command works as it is written', { timeout: 300_000 }, async () => {
  const copy = scratchCopy()
  for (const edit of edits) apply(copy, edit)
  const { env } = emptyHome()
  const PATH = [dirname(process.execPath), join(copy, 'node_modules/.bin'), env['PATH']].join(':')

  for (const command of commands.trim().split('\n')) {
    const ended = await run('sh', ['-c', command], { ...env, PATH }, copy)
    expect(ended, command).toMatchObject({ code: 0 })
  }
  const reference = readFileSync(join(copy, 'docs/reference/cli.md'), 'utf8')
  expect(reference).toContain('## kulprit count\n\nHow many workloads there are, or match a query.')

  const files = edits.map(({ file }) => file)
  const styled = await run('prettier', ['--check', ...files], { ...env, PATH }, copy)
  expect(styled).toMatchObject({ code: 0 })
})
