import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { openKulprit, stillDemo } from '../support/screens.ts'

test.each([
  ['q on the first screen', 'q'],
  [':q', ':q\r'],
  ['ctrl-c', '\u0003'],
])('%s quits and gives the terminal back', async (_, keys) => {
  const terminal = openKulprit(await stillDemo())
  await terminal.until('41 workloads')
  terminal.type(keys)
  expect((await terminal.exit).exitCode).toBe(0)
  expect(terminal.restored()).toBe(true)
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('%s gives the terminal back', async (signal) => {
  const terminal = openKulprit(await stillDemo())
  await terminal.until('41 workloads')
  terminal.kill(signal)
  expect((await terminal.exit).exitCode).toBe(130)
  expect(terminal.restored()).toBe(true)
})

test('ctrl-z stops like any program, and fg draws again', async () => {
  const terminal = openKulprit(await stillDemo())
  await terminal.until('41 workloads')
  terminal.type('\u001A')
  await expect.poll(() => processState(terminal.pid)).toMatch(/^T/)
  await expect.poll(() => terminal.restored()).toBe(true)
  process.kill(terminal.pid, 'SIGCONT')
  await terminal.until('41 workloads')
  terminal.type('j\r')
  await terminal.until('payments/fraud-check')
})

test('a terminal that is too small says so, and one that grows shows the table', async () => {
  const terminal = openKulprit(await stillDemo(), { columns: 40, rows: 10 })
  await terminal.until('kulprit needs 60×15; this is 40×10')
  terminal.resize(80, 24)
  await terminal.until('41 workloads')
  terminal.resize(1, 1)
  terminal.resize(100, 30)
  await terminal.until((screen) => screen.includes('READY') && screen.includes('checkout'))
})

test('NO_COLOR draws without colours, and loses no meaning', async () => {
  const terminal = openKulprit(await stillDemo(), { env: { NO_COLOR: '1' } })
  await terminal.until('✗ CrashLoopBackOff')
  expect(terminal.raw()).not.toMatch(/\u001B\[[0-9;]*(?:3[0-7]|38|9[0-7])[;m]/)
})

test('keys typed faster than they are read all count', async () => {
  const terminal = openKulprit(await stillDemo())
  await terminal.until('41 workloads')
  terminal.type('jjjj\r')
  await terminal.until('search/indexer')
})

test('without a kubeconfig the screens do not start: one line and the next step', async () => {
  const demo = { kubeconfig: '/nowhere', config: '/dev/null' }
  const terminal = openKulprit(demo, { env: { KULPRIT_CONFIG: undefined } })
  expect((await terminal.exit).exitCode).toBe(1)
  expect(terminal.restored()).toBe(true)
  expect(terminal.text()).toContain('error: no kubeconfig found: tried /nowhere')
})

test('a line stands while the program loads, and nothing is left of it', async () => {
  const demo = { kubeconfig: '/nowhere', config: '/dev/null' }
  const terminal = openKulprit(demo, { env: { KULPRIT_CONFIG: undefined } })
  await terminal.exit
  const raw = terminal.raw()
  expect(raw).toContain('kulprit is starting')
  expect(raw.indexOf('kulprit is starting')).toBeLessThan(raw.indexOf('\u001B[?1049h'))
  expect(terminal.text()).not.toContain('starting')
})

function processState(pid: number): string {
  return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).trim()
}
