import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openKulprit, stillDemo } from '../support/screens.ts'

const withSettings = (file: string, more: object) => {
  const settings: unknown = { ...JSON.parse(readFileSync(file, 'utf8')), ...more }
  writeFileSync(file, JSON.stringify(settings, null, 2))
}

test.each([
  ['all colours', { COLORTERM: 'truecolor' }, 'dark', /\u001B\[38;2;240;113;120m/],
  ['256 colours', { COLORTERM: undefined }, 'dark', /\u001B\[38;5;203m/],
  ['a light background', { COLORTERM: 'truecolor' }, 'light', /\u001B\[38;2;179;32;44m/],
  ['high contrast', { COLORTERM: 'truecolor' }, 'high-contrast', /\u001B\[1;38;2;255;135;135m/],
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
