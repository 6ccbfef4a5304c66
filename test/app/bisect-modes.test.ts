import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openKulprit, stillDemo } from '../support/screens.ts'

const culprit = 'checkout: spread vouchers over the lines of a basket'

async function bisecting() {
  const demo = await stillDemo()
  const terminal = openKulprit(demo, {
    columns: 120,
    rows: 40,
    args: ['shop/deploy/checkout'],
  })
  await terminal.until('41 commits')
  terminal.type('b')
  await terminal.until('15 candidates')
  return { demo, terminal }
}

test('several commits are tested at once from the screen, and the culprit is found', async () => {
  const { demo, terminal } = await bisecting()
  terminal.type('oj')
  await terminal.until('How many tests at once?')
  terminal.type('4')
  await terminal.until('4 at once')
  terminal.type('R')
  await terminal.until(demo.probe)
  terminal.type('\t'.repeat(3))
  terminal.type('\r')
  await terminal.until('is the culprit')
  await terminal.until(culprit)
})

test('a flaky symptom is searched from the screen, one verdict after another', async () => {
  const { terminal } = await bisecting()
  terminal.type('of')
  await terminal.until('How often does a bad commit fail?')
  terminal.type('0.9\r')
  await terminal.until('nothing tested yet, 95% sure is asked for')
  for (let tests = 0; tests < 40 && !terminal.text().includes('is the culprit'); tests++) {
    const inHand = terminal.lines().find((line) => line.startsWith(' ◆')) ?? ''
    const isBad =
      /spread vouchers|warm up with a voucher|be ready only|run (?:three|four)|wait three|release 1\.9\.0/.test(
        inHand,
      )
    terminal.type(isBad ? 'bb' : 'bg')
    await terminal.until(
      (screen) => screen.includes(`after ${tests + 1} test`) || screen.includes('is the culprit'),
    )
  }
  await terminal.until(/is the culprit, (?:9\d|>99)% sure/)
  await terminal.until(culprit)
})

test('what can be tested is chosen from the screen: in phases, and by a list of images', async () => {
  const { demo, terminal } = await bisecting()
  terminal.type('op')
  // Tags of the other services say nothing of this one.
  await terminal.until('✓ 1 released → ◆ 14 any commit')
  terminal.type('oa')
  await terminal.until((screen) => !screen.includes('any commit'))
  const shown = /^ ●  ([0-9a-f]{7}) candidate/m.exec(
    terminal.text().replaceAll(/^ +●/gm, ' ●'),
  )?.[1]
  const list = join(dirname(demo.config), 'images.txt')
  writeFileSync(list, `registry.example/checkout:main-${shown}\n`)
  terminal.type('oi')
  await terminal.until('File of images')
  terminal.type(`${list}\r`)
  await terminal.until('have a build')
  await terminal.until('no build')
  expect(terminal.text()).toContain('with an image')
})
