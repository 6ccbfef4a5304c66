/** What terminals and people do to a program that is kept open. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyHome } from '../support/program.ts'
import { openKulprit, stillDemo } from '../support/screens.ts'

test('TERM=dumb is left on its ordinary screen, and shows the table', async () => {
  const terminal = openKulprit(await stillDemo(), { env: { TERM: 'dumb' } })
  await terminal.until('41 workloads')
  terminal.type(':q\r')
  expect((await terminal.exit).exitCode).toBe(0)
  expect(terminal.raw()).not.toContain('\u001B[?1049h')
})

test('pasted text is never taken for keys, and in the filter it is one line of text', async () => {
  const terminal = openKulprit(await stillDemo(), { columns: 120, rows: 30 })
  await terminal.until('41 workloads')
  terminal.type('\u001B[200~q:q\r\u0003\u001B[201~')
  terminal.type('/')
  await terminal.until('Filter')
  terminal.type('\u001B[200~check\u001B]0;title\u0007\nout\u001B[201~')
  await terminal.until(/\/ check.*out/)
  terminal.type('\u0015\u001B')
  await terminal.until('41 workloads')
})

test('a terminal that is resized to a cell and back shows what it showed', async () => {
  const terminal = openKulprit(await stillDemo(), { columns: 100, rows: 30 })
  await terminal.until('● live')
  for (const [columns, rows] of [
    [1, 1],
    [300, 2],
    [2, 100],
    [250, 70],
    [1, 1],
  ] as const) {
    terminal.resize(columns, rows)
    const isTooSmall = columns < 60 || rows < 15
    await terminal.until(isTooSmall ? /^(?:…|k)/ : /^ kulprit .*live/)
  }
  terminal.resize(100, 30)
  await terminal.until((screen) => {
    const lines = screen.split('\n')
    return /^ kulprit .*● live$/.test(lines[0] ?? '') && /^ enter .*commands$/.test(lines[29] ?? '')
  })
  expect(terminal.lines().filter((line) => line.startsWith('▌'))).toHaveLength(1)
})

test('a window that comes back with the size it had is drawn anew', async () => {
  const terminal = openKulprit(await stillDemo(), { columns: 120, rows: 30 })
  await terminal.until('● live')
  const written = terminal.raw().length
  terminal.kill('SIGWINCH')
  await expect.poll(() => terminal.raw().slice(written)).toMatch(/ kulprit[^]*commands/)
  await terminal.until(/^ kulprit .*● live\n[^]*commands$/)
})

test('SIGTSTP stops it as ctrl-z does, and SIGCONT brings it back', async () => {
  const terminal = openKulprit(await stillDemo(), { columns: 120 })
  await terminal.until('● live')
  terminal.kill('SIGTSTP')
  await expect.poll(() => stateOf(terminal.pid)).toMatch(/^T/)
  await expect.poll(() => terminal.restored()).toBe(true)
  terminal.kill('SIGCONT')
  await terminal.until('● live')
  terminal.type('j\r')
  await terminal.until('payments/fraud-check')
})

test('after a stop that no program hears of it takes the terminal again', async () => {
  const terminal = openKulprit(await stillDemo(), { columns: 120 })
  await terminal.until('● live')
  terminal.kill('SIGSTOP')
  await expect.poll(() => stateOf(terminal.pid)).toMatch(/^T/)
  const written = terminal.raw().length
  terminal.kill('SIGCONT')
  await expect
    .poll(() => terminal.raw().slice(written))
    .toMatch(/\u001B\[\?1049h[^]* kulprit[^]*commands/)
  terminal.type('j\r')
  await terminal.until('payments/fraud-check')
})

test('an error nobody foresaw gives the terminal back, and is told', async () => {
  const fault = `process.on('SIGUSR2', () => { throw new Error('nobody foresaw this') })`
  const terminal = openKulprit(await stillDemo(), {
    columns: 120,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}` },
  })
  await terminal.until('41 workloads')
  process.kill(terminal.pid, 'SIGUSR2')
  expect((await terminal.exit).exitCode).not.toBe(0)
  expect(terminal.restored()).toBe(true)
  expect(terminal.text()).toContain('nobody foresaw this')
})

test('a terminal that is closed ends the program, in order', async () => {
  const { home } = emptyHome()
  const ended = join(home, 'ended')
  const telling = `
    import { writeFileSync } from 'node:fs'
    process.on('exit', (code) => writeFileSync(${JSON.stringify(ended)}, String(code)))
  `
  const terminal = openKulprit(await stillDemo(), {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(telling)}` },
  })
  await terminal.until('41 workloads')
  terminal.close()
  await expect.poll(() => isRunning(terminal.pid), { timeout: 60_000 }).toBe(false)
  expect(readFileSync(ended, 'utf8')).toBe('130')
})

function stateOf(pid: number): string {
  return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).trim()
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
