/** The terminal is asked for its background where nobody has chosen the colours. */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openKulprit, stillDemo } from '../support/screens.ts'
import type { Terminal } from '../support/terminal.ts'

const question = '\u001B]11;?\u001B\\'
const darkRed = '38;2;240;113;120m'
const lightRed = '38;2;179;32;44m'

/** As a terminal with this background does, in as many writes. */
function answering(terminal: Terminal, ...parts: readonly string[]): Terminal {
  const off = terminal.onOutput(() => {
    if (!terminal.raw().includes(question)) return
    off()
    for (const part of parts) terminal.type(part)
  })
  return terminal
}

test.each([
  ['white', ['\u001B]11;rgb:ffff/ffff/ffff\u0007'], lightRed, darkRed],
  ['black', ['\u001B]11;rgb:0000/0000/0000\u001B\\'], darkRed, lightRed],
])('%s: the theme goes with it, and the answer is no key', async (_, answer, red, other) => {
  const terminal = answering(openKulprit(await stillDemo(), { columns: 120 }), ...answer)
  await terminal.until('● live')
  const shown = terminal.raw().lastIndexOf(red)
  expect(shown).toBeGreaterThan(terminal.raw().lastIndexOf(other))
  terminal.type('j\r')
  await terminal.until('payments/fraud-check')
})

test('an answer that comes late and in pieces is no key either', async () => {
  const terminal = openKulprit(await stillDemo(), { columns: 120 })
  await terminal.until('● live')
  terminal.type('/check')
  await terminal.until('/ check')
  terminal.type('\u001B]11;rgb:ffff/ff')
  terminal.type('ff/ffff\u001B\\')
  terminal.type('out')
  await terminal.until(/\/ checkout *[^\w]/)
  expect(terminal.raw()).toContain(lightRed)
})

test('a terminal that does not answer is waited for by nobody, and escape works', async () => {
  const terminal = openKulprit(await stillDemo(), { columns: 120 })
  await terminal.until('● live')
  terminal.type('/check')
  await terminal.until('/ check')
  terminal.type('\u001B')
  await terminal.until((screen) => !screen.includes('/ check'))
})

test('who leaves at once gets no answer at the shell', async () => {
  const demo = await stillDemo()
  const terminal = openKulprit(demo, { columns: 120 })
  const off = terminal.onOutput(() => {
    if (!terminal.raw().includes(question)) return
    off()
    terminal.type(':q\r')
    setImmediate(() => terminal.type('\u001B]11;rgb:ffff/ffff/ffff\u0007'))
  })
  expect((await terminal.exit).exitCode).toBe(0)
  expect(terminal.restored()).toBe(true)
  expect(terminal.text()).not.toContain('11;')
})

test.each([
  ['a chosen theme', {}, { theme: 'dark' }],
  ['a screen reader', {}, { screenReader: true }],
  ['TERM=dumb', { TERM: 'dumb' }, {}],
  ['the console of Linux', { TERM: 'linux', COLORTERM: undefined }, {}],
  ['NO_COLOR', { NO_COLOR: '1' }, {}],
])('%s: nothing is asked', async (_, env, more) => {
  const demo = await stillDemo()
  const settings: unknown = { ...JSON.parse(readFileSync(demo.config, 'utf8')), ...more }
  writeFileSync(demo.config, JSON.stringify(settings))
  const terminal = openKulprit(demo, { columns: 120, env })
  await terminal.until('41 workloads')
  expect(terminal.raw()).not.toContain('\u001B]11;')
})
