import { describe, expect, test } from 'vitest'
import { openKulprit, pinned, stillDemo } from '../support/screens.ts'

describe.each([
  [80, 24],
  [120, 40],
  [200, 60],
])('at %i×%i', (columns, rows) => {
  const golden = (name: string) => `__screens__/${name}-${columns}x${rows}.txt`

  test('from what changed to the difference, the owner and the commands', async () => {
    const demo = await stillDemo()
    const terminal = openKulprit(demo, { columns, rows })
    await terminal.until('41 workloads')
    await terminal.until('● live')
    terminal.type('H')
    await terminal.until('what changed  7')
    await terminal.until('▲ release')
    await terminal.until((screen) => !screen.includes('Reading events'))
    await expect(pinned(terminal)).toMatchFileSnapshot(golden('changes'))

    terminal.type('q')
    await terminal.until((screen) => !screen.includes('what changed  7'))
    terminal.type('\r')
    await terminal.until('41 commits')
    terminal.type('D')
    await terminal.until('release 7 (1.8.0)')
    await terminal.until('15 commits')
    await expect(pinned(terminal)).toMatchFileSnapshot(golden('diff'))

    terminal.type('q')
    await terminal.until('41 commits')
    terminal.type('W')
    await terminal.until('2 workloads, 1 failing')
    await expect(pinned(terminal)).toMatchFileSnapshot(golden('owner'))

    terminal.type('n')
    await terminal.until('RBAC forbids it: it takes patch on deployments')
    await terminal.until('rollout undo')
    terminal.type('1')
    await terminal.until('copied kubectl')
    terminal.type(':q\r')
    expect((await terminal.exit).exitCode).toBe(0)
  })
})
