import { describe, expect, test } from 'vitest'
import { emptyHome } from '../support/program.ts'
import { openKulprit, pinned, stillDemo } from '../support/screens.ts'

const culprit = 'checkout: spread vouchers over the lines of a basket'

describe.each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
])('at $columns×$rows', ({ columns, rows }) => {
  const golden = (name: string) => `__screens__/${name}-${columns}x${rows}.txt`

  test('from the table to the culprit by hand', async () => {
    const demo = await stillDemo()
    const terminal = openKulprit(demo, { columns, rows })
    await terminal.until('41 workloads')
    await terminal.until('● live')
    await expect(pinned(terminal)).toMatchFileSnapshot(golden('workloads'))

    terminal.type('/own:x')
    await terminal.until('unknown field')
    terminal.type('\u0015owner:checkout status:failing')
    await terminal.until('1 of 41 workloads')
    terminal.type('\u001B')
    await terminal.until(/demo  41 workloads/)

    terminal.type('\r')
    await terminal.until('division by zero')
    await terminal.until('41 commits')
    await expect(pinned(terminal)).toMatchFileSnapshot(golden('workload'))

    terminal.type('b')
    await terminal.until('15 candidates')
    await expect(pinned(terminal)).toMatchFileSnapshot(golden('bisect'))

    // What the demo's test command finds at each of these commits.
    const verdicts: Record<string, string> = {
      'checkout: prepare the reduced': 's',
      'checkout: close the function': 'g',
      'checkout: read voucher lines': 'g',
      'checkout: spread vouchers': 'b',
      'checkout: warm up with a voucher': 'b',
      'checkout: be ready only': 'b',
    }
    for (let probes = 0; probes < 8 && !terminal.text().includes('is the culprit'); probes++) {
      const inHand = terminal.lines().find((line) => line.startsWith(' ◆')) ?? ''
      const [, verdict = '?'] =
        Object.entries(verdicts).find(([subject]) => inHand.includes(subject)) ?? []
      terminal.type(`b${verdict}`)
      await terminal.until((screen) => !screen.includes(inHand))
    }
    await terminal.until('is the culprit')
    await terminal.until(culprit)
    await terminal.until('Jonas Weber')
    await terminal.until('team-checkout')
    await terminal.until('known releases')
    await expect(pinned(terminal)).toMatchFileSnapshot(golden('culprit'))

    terminal.type('y')
    await terminal.until('Report to a file')
    terminal.type('r')
    await terminal.until('copied')
    expect(clipboard(terminal.raw())).toContain(culprit)

    terminal.type(':q\r')
    expect((await terminal.exit).exitCode).toBe(0)
    expect(terminal.restored()).toBe(true)
  })

  test('help tells the keys of the screen one is on', async () => {
    const demo = await stillDemo()
    const terminal = openKulprit(demo, { columns, rows })
    await terminal.until('41 workloads')
    await terminal.until('● live')
    terminal.type('?')
    await terminal.until('Keys of')
    await expect(pinned(terminal)).toMatchFileSnapshot(golden('help'))
  })
})

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
  expect(terminal.text()).toContain('row 2 of 4: release: 7, bisect: ✓ good, version: 1.8.0')
  terminal.type(':logs')
  await terminal.until('selected: Logs')
  expect(terminal.text()).not.toContain('row 2 of 4')
  terminal.type('\u001B')
  await terminal.until('row 2 of 4')
  terminal.type(':q\r')
  expect((await terminal.exit).exitCode).toBe(0)
})

test('a command finds the culprit without a further key', async () => {
  const demo = await stillDemo()
  const terminal = openKulprit(demo, { args: ['shop/deploy/checkout'] })
  await terminal.until('41 commits')
  terminal.type('b')
  await terminal.until('15 candidates')
  terminal.type('R')
  await terminal.until(demo.probe)
  terminal.type('\r')
  await terminal.until('is the culprit')
  await terminal.until(culprit)
})

test('a bisect goes on after kill −9', async () => {
  const demo = await stillDemo()
  const home = { HOME: demo.config.replace('/settings.json', '/home') }
  const first = openKulprit(demo, { home, args: ['checkout'] })
  await first.until('41 commits')
  first.type('b')
  await first.until('15 candidates')
  first.type('bs')
  await first.until('1 skipped')
  const inHand = first.lines().find((line) => line.startsWith(' ◆')) ?? ''
  first.kill('SIGKILL')
  await first.exit

  const second = openKulprit(demo, { home })
  await second.until('41 workloads')
  await second.until('1 open bisect')
  second.type('B')
  await second.until('checkout-')
  second.type('\r')
  await second.until('1 skipped')
  expect(second.text()).toContain(inHand)
  second.type('u')
  await second.until('15 candidates')
  second.type(':q\r')
  await second.exit

  const third = openKulprit(demo, { home })
  await third.until('1 open bisect')
  third.type('B')
  await third.until('checkout-')
  third.type('r')
  await third.until('Forget')
  third.type('y')
  await third.until('No open bisects')
})

/** What the program last put on the clipboard. */
function clipboard(raw: string): string {
  const [, encoded = ''] = [...raw.matchAll(/\u001B\]52;c;([A-Za-z0-9+/=]*)\u0007/g)].at(-1) ?? []
  return Buffer.from(encoded, 'base64').toString()
}
