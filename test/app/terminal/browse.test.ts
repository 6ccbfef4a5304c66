import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { browse } from '../../../src/app/terminal/browse.ts'

/** A browser that only writes down what it was asked to open. */
function browser(): { readonly program: string; readonly opened: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-browser-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const program = join(folder, 'browser')
  const file = join(folder, 'opened')
  writeFileSync(file, '')
  writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$@" > ${file}\n`)
  chmodSync(program, 0o755)
  return { program, opened: () => readFileSync(file, 'utf8') }
}

const url = 'https://wiki.example/cart?a=1&b=$(touch%20x)'
const path = process.env['PATH'] ?? ''

test('the page is one argument of what $BROWSER names', async () => {
  const { program, opened } = browser()
  expect(await browse(url, { BROWSER: program, PATH: path })).toMatchObject({ ok: true })
  await expect.poll(opened).toBe(`${url}|`)
})

test('%s stands for the address, and the first browser that starts is used', async () => {
  const { program, opened } = browser()
  const several = `/nowhere/browser:${program} --new %s`
  expect(await browse(url, { BROWSER: several, PATH: path })).toMatchObject({ ok: true })
  await expect.poll(opened).toBe(`--new|${url}|`)
})

test('where none starts, that is said with what was tried', async () => {
  const opened = await browse(url, { BROWSER: '/nowhere/browser', PATH: path })
  expect(opened).toMatchObject({
    ok: false,
    failure: { message: 'no browser starts: tried /nowhere/browser' },
  })
})
