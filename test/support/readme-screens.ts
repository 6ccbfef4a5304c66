/** The screens of the README: taken from the demo in a real terminal, and found between their marks in the text. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openTerminal } from './terminal.ts'

const launcher = resolve(import.meta.dirname, '../../bin/kulprit.js')

export const screenNames = ['workloads', 'bisect', 'culprit'] as const

type Screens = Readonly<Record<(typeof screenNames)[number], string>>

/** Walks the main job; of each screen come its first lines. */
export async function takeScreens(): Promise<Screens> {
  // The demo's folder is on the screens, so its length has to be the same on every machine.
  const home = mkdtempSync('/tmp/kulprit-screens-')
  const terminal = openTerminal(process.execPath, [launcher, 'demo'], {
    columns: 100,
    rows: 30,
    env: { HOME: home, TMPDIR: '/tmp', XDG_STATE_HOME: join(home, 'state') },
  })
  const first = (lines: number) =>
    `${terminal.lines().slice(0, lines).join('\n')}\n`.replaceAll(
      /\/tmp\/kulprit-demo-\w+/g,
      '/tmp/kulprit-demo',
    )
  const patience = 60_000
  try {
    await terminal.until('41 workloads', patience)
    await terminal.until('● live', patience)
    const workloads = first(14)
    terminal.type('\r')
    await terminal.until('division by zero', patience)
    await terminal.until('41 commits', patience)
    terminal.type('b')
    await terminal.until('15 candidates', patience)
    const bisect = first(22)
    terminal.type('R')
    await terminal.until('probe.sh', patience)
    terminal.type('\r')
    await terminal.until('is the culprit', patience)
    await terminal.until('take the commit back', patience)
    const culprit = first(11)
    terminal.type(':q\r')
    await terminal.exit
    return { workloads, bisect, culprit }
  } finally {
    terminal.kill('SIGKILL')
    rmSync(home, { recursive: true, force: true })
  }
}

/** From where to where the screen stands in the README; throws where it has no place. */
export function placeOf(
  readme: string,
  name: string,
): { readonly from: number; readonly to: number } {
  const begin = `<!-- screen: ${name} -->\n\n\`\`\`text\n`
  const from = readme.indexOf(begin)
  const to = readme.indexOf('```\n\n<!-- /screen -->', from)
  if (from < 0 || to < 0) throw new Error(`README.md has no place for the screen "${name}"`)
  return { from: from + begin.length, to }
}
