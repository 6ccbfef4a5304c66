import { describe, expect, test } from 'vitest'
import { openKulprit, pinned, stillDemo } from '../support/screens.ts'

describe.each([
  [80, 24],
  [120, 40],
  [200, 60],
])('at %i×%i', (columns, rows) => {
  test('w tells why a cell shows what it shows, o reaches the owner', async () => {
    const demo = await stillDemo()
    const terminal = openKulprit(demo, { columns, rows, args: ['shop/deploy/checkout'] })
    await terminal.until('● live')
    await terminal.until('INFO  checkout')
    await terminal.until('41 commits')
    terminal.type('w')
    await terminal.until('Why does checkout show')
    terminal.type('v')
    await terminal.until('rule: a tag that does not move')
    await expect(pinned(terminal)).toMatchFileSnapshot(`__screens__/why-${columns}x${rows}.txt`)

    terminal.type('q')
    await terminal.until((screen) => !screen.includes('rule:'))
    terminal.type('o')
    await terminal.until('#checkout')
    terminal.type('1')
    await terminal.until('copied')
    terminal.type(':q\r')
    expect((await terminal.exit).exitCode).toBe(0)
  })
})
