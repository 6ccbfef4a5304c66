import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { emptyHome } from '../support/program.ts'
import { scratchCopy } from '../support/scratch-copy.ts'
import { openTerminal } from '../support/terminal.ts'

/** A build and a demo that starts, on a machine with other things to do. */
const patience = 60_000

test(
  '`npm run dev` shows each change on the demo, and leaves the terminal as it was',
  { timeout: 4 * patience },
  async () => {
    const copy = scratchCopy()
    const file = join(copy, 'src/view/parts/chrome.ts')
    const source = readFileSync(file, 'utf8')
    const { env } = emptyHome()
    const terminal = openTerminal('npm', ['run', '-s', 'dev'], {
      ...{ columns: 120, rows: 40, cwd: copy },
      env: { ...env, PATH: `${dirname(process.execPath)}:${env['PATH']}` },
    })
    onTestFinished(() => terminal.kill('SIGKILL'))
    await terminal.until(/\d+ workloads · \d+ failing/, patience)

    const changed = source.replaceAll('} failing$', '} in trouble$')
    expect(changed).not.toBe(source)
    writeFileSync(file, changed)
    await terminal.until(/\d+ workloads · \d+ in trouble/, patience)

    writeFileSync(file, `${source}\n}`)
    await terminal.until('waiting for the next change', patience)
    expect(terminal.text()).toContain('Unexpected "}"')
    expect(terminal.text()).toContain('src/view/parts/chrome.ts')
    expect(terminal.restored()).toBe(true)

    writeFileSync(file, source)
    await terminal.until(/\d+ workloads · \d+ failing/, patience)
    terminal.type('j')
    terminal.type(':q\r')
    expect(await terminal.exit).toMatchObject({ exitCode: 0 })
    expect(terminal.restored()).toBe(true)
  },
)
