import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { launcher } from '../support/program.ts'
import { openKulprit, stillDemo } from '../support/screens.ts'

/** Writes down what is loaded. */
const watcher = (log: string) =>
  `data:text/javascript,${encodeURIComponent(`
  import { appendFileSync } from 'node:fs'
  import { registerHooks } from 'node:module'
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      appendFileSync(${JSON.stringify(log)}, url + '\\n')
      return loaded
    },
  })
`)}`

test('goes on when an update takes its files away', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kulprit-updated-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const root = dirname(dirname(launcher))
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(root, part), join(dir, part), { recursive: true })
  const log = join(dir, 'loaded')
  writeFileSync(log, '')
  const terminal = openKulprit(await stillDemo(), {
    ...{ columns: 120, rows: 40 },
    ...{ launcher: join(dir, 'bin/kulprit.js'), imports: [watcher(log)] },
  })
  await terminal.until('41 workloads')
  await terminal.until('● live')
  const wanted = ['logs', 'whole-object', 'describe', 'structured', 'owner-files']
  const missing = () => wanted.filter((part) => !readFileSync(log, 'utf8').includes(`/${part}-`))
  await expect.poll(missing, { timeout: 60_000 }).toEqual([])
  renameSync(join(dir, 'dist'), join(dir, 'gone'))

  terminal.type('H')
  await terminal.until('▲ release')
  terminal.type('q')
  await terminal.until('41 workloads')
  terminal.type('\r')
  await terminal.until('FATAL')
  terminal.type('d')
  await terminal.until('Replicas')
  terminal.type('q')
  await terminal.until('41 commits')
  terminal.type('y')
  await terminal.until('apiVersion')
  terminal.type('q')
  await terminal.until('41 commits')
  terminal.type('l')
  await terminal.until('starting')
  terminal.type('qqq')
  expect((await terminal.exit).exitCode).toBe(0)
})
