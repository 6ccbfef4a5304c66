/**
 * Puts real screens into the README: starts the demo in a terminal, walks the main job, and replaces the
 * text between the `screen` marks. Run it with `npm run docs`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openTerminal } from '../test/support/terminal.ts'

const launcher = resolve(import.meta.dirname, '../bin/kulprit.js')
const readme = resolve(import.meta.dirname, '../README.md')
const home = mkdtempSync(join(tmpdir(), 'kulprit-screens-'))
const terminal = openTerminal(process.execPath, [launcher, 'demo'], {
  columns: 100,
  rows: 30,
  env: { HOME: home },
})

await terminal.until('41 workloads')
await terminal.until('● live')
put('workloads', 14)
terminal.type('\r')
await terminal.until('division by zero')
await terminal.until('41 commits')
terminal.type('b')
await terminal.until('15 candidates')
put('bisect', 22)
terminal.type('R')
await terminal.until('probe.sh')
terminal.type('\r')
await terminal.until('is the culprit')
put('culprit', 11)
terminal.type(':q\r')
await terminal.exit
rmSync(home, { recursive: true, force: true })

/** The first lines of the screen as it is now. */
function put(name: string, lines: number): void {
  const text = readFileSync(readme, 'utf8')
  const begin = `<!-- screen: ${name} -->\n\n\`\`\`text\n`
  const end = '```\n\n<!-- /screen -->'
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`README.md has no place for the screen "${name}"`)
  const screen = terminal
    .lines()
    .slice(0, lines)
    .join('\n')
    .replaceAll(/\/tmp\/kulprit-demo-\w+/g, '/tmp/kulprit-demo')
  writeFileSync(readme, `${text.slice(0, from)}${begin}${screen}\n${text.slice(to)}`)
}
