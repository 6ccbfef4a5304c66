/**
 * Installs the tarball into an empty folder and prints what that takes: packages, sizes, and the time to
 * start. Sizes past their limit fail; times are printed only, since they are the machine's too.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { install } from '../test/support/package-install.ts'
import { openTerminal } from '../test/support/terminal.ts'
import { footprint, margin, megabytes } from './footprint-limits.ts'
import { median, row, timed } from './measure.ts'

const folder = mkdtempSync(join(tmpdir(), 'kulprit-footprint-'))
try {
  const { bytes, unpackedBytes, modules, bin, env } = install(folder)
  const packages = readdirSync(modules).filter((name) => !name.startsWith('.')).length
  const tooBig = [
    within('packages', packages, footprint.packages, String),
    within('tarball', bytes, footprint.tarballBytes * (1 + margin), megabytes),
    within('unpacked', unpackedBytes, footprint.unpackedBytes * (1 + margin), megabytes),
  ].includes(false)
  if (tooBig) {
    console.error('the install is bigger than scripts/footprint-limits.ts allows')
    process.exitCode = 1
  }

  const place = { cwd: folder, env }
  const node = await median(() => timed(process.execPath, ['-e', '0'], place))
  const program = join(bin, 'kulprit')
  for (const word of ['--version', 'help'])
    row(`start: kulprit ${word}`, await median(() => timed(program, [word], place)), 'node', node)
  // As it draws its first line before it looks for a cluster, none is needed.
  row(
    'start: the first line of kulprit',
    await median(() => firstPaint(program, env)),
    'node',
    node,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function within(
  what: string,
  measured: number,
  limit: number,
  text: (value: number) => string,
): boolean {
  console.log(`${what.padEnd(58)} ${text(measured).padStart(9)}   at most ${text(limit)}`)
  return measured <= limit
}

async function firstPaint(program: string, env: Readonly<Record<string, string>>): Promise<number> {
  const started = performance.now()
  const terminal = openTerminal(program, [], { env })
  // What it wrote, not what is shown: on a busy machine the next line comes with it, and covers it.
  let took = Number.NaN
  terminal.onOutput(() => {
    if (Number.isNaN(took) && terminal.raw().includes('kulprit is starting'))
      took = performance.now() - started
  })
  await terminal.exit
  if (Number.isNaN(took)) throw new Error(`kulprit said nothing at first:\n${terminal.raw()}`)
  return took
}
