import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { emptyHome } from '../support/program.ts'
import { openKulprit, pinned, stillDemo } from '../support/screens.ts'

const withSettings = (file: string, more: object) => {
  const settings: unknown = { ...JSON.parse(readFileSync(file, 'utf8')), ...more }
  writeFileSync(file, JSON.stringify(settings, null, 2))
}

describe('the first start', () => {
  test('shows three hints until esc, and never again', async () => {
    const demo = await stillDemo()
    const home = emptyHome().env
    const first = openKulprit(demo, { home })
    await first.until('Your first start')
    await first.until('● live')
    await expect(pinned(first)).toMatchFileSnapshot('__screens__/first-start-80x24.txt')
    first.type('\u001B')
    await first.until((screen) => !screen.includes('Your first start'))
    first.type('q')
    await first.exit

    const second = openKulprit(demo, { home })
    await second.until('● live')
    expect(second.text()).not.toContain('Your first start')
  })
})

test('in a locale without UTF-8 nothing but ASCII is drawn', async () => {
  const demo = await stillDemo()
  const terminal = openKulprit(demo, { env: { LC_ALL: 'C' } })
  await terminal.until('* live')
  await terminal.until('X CrashLoopBackOff')
  expect(terminal.text()).toMatch(/^\p{ASCII}*$/u)
  await expect(pinned(terminal)).toMatchFileSnapshot('__screens__/ascii-80x24.txt')
  terminal.type('\r')
  await terminal.until('+ good')
  await terminal.until('41 commits')
  expect(terminal.text()).toMatch(/^\p{ASCII}*$/u)
})

test.each([
  ['all colours', { COLORTERM: 'truecolor' }, 'dark', /\u001B\[38;2;240;113;120m/],
  ['256 colours', { COLORTERM: undefined }, 'dark', /\u001B\[38;5;203m/],
  ['a light background', { COLORTERM: 'truecolor' }, 'light', /\u001B\[38;2;179;32;44m/],
  ['high contrast', { COLORTERM: 'truecolor' }, 'high-contrast', /\u001B\[38;2;255;135;135m/],
  ['the terminal’s own', { COLORTERM: 'truecolor' }, 'terminal', /\u001B\[31m/],
])('%s', async (_, env, theme, red) => {
  const demo = await stillDemo()
  withSettings(demo.config, { theme })
  const terminal = openKulprit(demo, { env })
  await terminal.until('✗ CrashLoopBackOff')
  expect(terminal.raw()).toMatch(red)
})

test('a theme that is saved meanwhile is on the screen at once', async () => {
  const demo = await stillDemo()
  const terminal = openKulprit(demo)
  await terminal.until('✗ CrashLoopBackOff')
  withSettings(demo.config, { theme: 'light' })
  await terminal.until('settings read again')
  expect(terminal.raw()).toContain('\u001B[38;2;179;32;44m')
})

test('a screen reader is told the selected row in words, and what changes', async () => {
  const demo = await stillDemo()
  const terminal = openKulprit(demo, { env: { INK_SCREEN_READER: 'true' }, columns: 100 })
  await terminal.until('row 1 of 41: namespace: shop, name: checkout')
  await terminal.until('● live')
  await expect(pinned(terminal)).toMatchFileSnapshot('__screens__/linear-100x24.txt')
  terminal.type('j')
  await terminal.until('row 2 of 41: namespace: payments, name: fraud-check')
  terminal.type('k\r')
  await terminal.until('division by zero')
  expect(terminal.text()).not.toMatch(/[─│▌]/)
  terminal.type(':q\r')
  expect((await terminal.exit).exitCode).toBe(0)
})
