import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openKulprit, stillDemo } from '../support/screens.ts'
import { emptyHome } from '../support/program.ts'

test.each([
  [
    'a report',
    (file: string) => ['report', 'shop/deploy/checkout', '--file', file],
    ['events and ConfigMaps of 0 of 1 context', ' commands answered'],
  ],
  ['suspects', () => ['commits', 'shop/deploy/checkout', '-o', 'json'], ['what they changed: ']],
  [
    'the commits that have a build',
    () => ['bisect', 'shop/deploy/checkout', '--only', 'deployed'],
    [' releases looked up'],
  ],
  ['what changed', () => ['changes'], ['events and ConfigMaps of 1 of 1 context']],
])(
  'whoever waits for %s is told how far it is, and sees nothing of it afterwards',
  async (...all) => {
    const [, args, told] = all
    const demo = await stillDemo()
    const { home, env } = emptyHome()
    const terminal = openKulprit(demo, { args: args(join(home, 'report.md')), home: env })
    const { exitCode } = await terminal.exit
    expect([0, 4]).toContain(exitCode)
    for (const text of told) expect(terminal.raw()).toContain(text)
    for (const text of told) expect(terminal.text()).not.toContain(text)
  },
)
