import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Terminal } from '../../support/terminal.ts'
import { openKulprit, stillDemo } from '../../support/screens.ts'

/** A folder for the PATH with programs that say how they were called, and wait for a line. */
function stubs(...names: readonly string[]): { folder: string; PATH: string } {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-programs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of names) {
    const file = join(folder, name)
    writeFileSync(
      file,
      `#!/bin/sh\necho "${name} got: $*"\nread line\necho "$line" > ${file}.read\n`,
    )
    chmodSync(file, 0o755)
  }
  return { folder, PATH: [folder, process.env['PATH']].join(delimiter) }
}

/** What is typed meanwhile is the program's, and kulprit is back as it was. */
async function answered(terminal: Terminal, back: string): Promise<void> {
  expect(terminal.restored()).toBe(true)
  terminal.type('typed here\r')
  await terminal.until(back)
  expect(terminal.restored()).toBe(false)
}

test('k9s opens on the same object, and kulprit comes back after it', async () => {
  const { folder, PATH } = stubs('k9s')
  const terminal = openKulprit(await stillDemo(), { env: { PATH }, columns: 120 })
  await terminal.until('41 workloads')
  terminal.type('\u000F')
  await terminal.until('k9s got: --context demo --namespace shop --command deployments /checkout')
  await answered(terminal, '41 workloads')
  expect(readFileSync(join(folder, 'k9s.read'), 'utf8')).toBe('typed here\n')
  terminal.type('j\r')
  await terminal.until('payments/fraud-check')
})

test('without k9s it says so, and what to do', async () => {
  const terminal = openKulprit(await stillDemo(), { env: { PATH: '/usr/bin:/bin' } })
  await terminal.until('41 workloads')
  terminal.type('\u000F')
  await terminal.until('cannot start k9s')
  await terminal.until('install k9s')
})

test('the settings open in the editor, and what is saved takes effect', async () => {
  const demo = await stillDemo()
  const editor = join(mkdtempSync(join(tmpdir(), 'kulprit-editor-')), 'edit')
  onTestFinished(() => rmSync(join(editor, '..'), { recursive: true, force: true }))
  writeFileSync(
    editor,
    `#!/bin/sh\nsed -i.old 's/{/{"keys": {"table.failing": ["ctrl-y"]},/;t done;b;:done;n;b done' "$2"\n`,
  )
  chmodSync(editor, 0o755)
  const terminal = openKulprit(demo, { env: { EDITOR: `${editor} --wait`, VISUAL: undefined } })
  await terminal.until('41 workloads')
  terminal.type('\u0005')
  await terminal.until('ctrl-y failing')
})

test('a shell opens in the worktree of the commit in hand, and the pager shows a commit', async () => {
  const { PATH, folder } = stubs('shell', 'pager')
  const terminal = openKulprit(await stillDemo(), {
    args: ['shop/deploy/checkout'],
    columns: 120,
    env: { PATH, SHELL: join(folder, 'shell'), PAGER: `${join(folder, 'pager')} -R` },
  })
  await terminal.until('41 commits')
  terminal.type('b')
  await terminal.until('15 candidates')
  terminal.type('s')
  await terminal.until('shell got:')
  expect(terminal.text()).toMatch(/kulprit: this is 00daec3 in [^;]*; exit goes back to the bisect/)
  await answered(terminal, '15 candidates')

  terminal.type('p')
  await terminal.until('look at the commit with enter first')
  terminal.type('\r')
  await terminal.until('diff --git')
  terminal.type('p')
  await terminal.until((screen) => !screen.includes('15 candidates'))
  await terminal.until('15 candidates')
  expect(readFileSync(join(folder, 'pager.read'), 'utf8')).toMatch(/^commit 00daec3/)
})
