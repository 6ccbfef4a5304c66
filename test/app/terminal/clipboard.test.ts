import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const module = join(import.meta.dirname, '../../../src/app/terminal/clipboard.ts')
const code = (text: string) => `
  import { copy } from ${JSON.stringify(module)}
  await copy(${text}, 'copied it', ({ text }) => process.stdout.write('said: ' + text))
`

/** What is written to the terminal, and what is said, by a process of its own. */
async function copied(text: string, env: Record<string, string> = {}): Promise<string> {
  const { TMUX: _, ...inherited } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', code(text)],
    { env: { ...inherited, ...env } },
  )
  return stdout
}

/** A tmux that keeps what it is given, or fails. */
function tmux(exitCode: number): { readonly env: Record<string, string>; taken: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-tmux-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'taken')
  const program = join(folder, 'tmux')
  writeFileSync(program, `#!/bin/sh\necho "$@" > ${file}\ncat >> ${file}\nexit ${exitCode}\n`)
  chmodSync(program, 0o755)
  const env = { TMUX: '/tmp/tmux-0/default,1,0', PATH: `${folder}:${process.env['PATH']}` }
  return { env, taken: () => readFileSync(file, 'utf8') }
}

const encoded = Buffer.from('two\nlines').toString('base64')

test('a text goes to the terminal as OSC 52', async () => {
  expect(await copied('"two\\nlines"')).toBe(`\u001B]52;c;${encoded}\u0007said: copied it`)
})

test('inside tmux, tmux takes it, and tells its terminal', async () => {
  const { env, taken } = tmux(0)
  expect(await copied('"two\\nlines"', env)).toBe('said: copied it')
  expect(taken()).toBe('load-buffer -w -\ntwo\nlines')
})

test('a tmux that cannot is handed a wrapped sequence', async () => {
  const { env } = tmux(1)
  expect(await copied('"two\\nlines"', env)).toBe(
    `\u001BPtmux;\u001B\u001B]52;c;${encoded}\u0007\u001B\\said: copied it`,
  )
})

test('a text that is too long is not sent, and that is said', async () => {
  expect(await copied('"é".repeat(40_000)')).toBe(
    'said: not copied: 80,000 bytes are too many for the clipboard, which takes 75,000 bytes',
  )
})
