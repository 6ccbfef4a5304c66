import { writeFileSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { emptyHome, kulprit } from '../support/program.ts'
import { openKulprit, stillDemo } from '../support/screens.ts'

const withKeys = (file: string, keys: Record<string, string[]>) => {
  const settings: unknown = { ...JSON.parse(readFileSync(file, 'utf8')), keys }
  writeFileSync(file, JSON.stringify(settings, null, 2))
}

test('keys of the settings work, and those of a file that is saved meanwhile', async () => {
  const demo = await stillDemo()
  withKeys(demo.config, { 'table.failing': ['ctrl-x'] })
  const terminal = openKulprit(demo, { columns: 200 })
  await terminal.until('41 workloads')
  await terminal.until('ctrl-x failing')
  terminal.type('\u0018')
  await terminal.until('failing only')

  withKeys(demo.config, { 'table.failing': ['ctrl-y'] })
  await terminal.until('ctrl-y failing')
  terminal.type('\u0019')
  await terminal.until((screen) => !screen.includes('failing only'))

  withKeys(demo.config, { 'table.failing': ['/'] })
  await terminal.until('"Failing only" (table.failing) cannot have /')
  terminal.type('\u001B')
  await terminal.until('ctrl-y failing')
})

test('keys that clash keep the screens from starting, and config check says so', async () => {
  const demo = await stillDemo()
  withKeys(demo.config, { 'table.failing': ['/'] })
  const clash = /"Failing only" \(table\.failing\) cannot have \/: .*"Filter" \(table\.filter\)/
  const terminal = openKulprit(demo, { columns: 200 })
  expect((await terminal.exit).exitCode).toBe(1)
  expect(terminal.text()).toMatch(clash)
  const { code, stdout } = await kulprit(['config', 'check'], {
    ...emptyHome().env,
    KULPRIT_CONFIG: demo.config,
  })
  expect(code).toBe(1)
  expect(stdout).toMatch(clash)
  expect(stdout).toContain(`${demo.config}:`)
})
