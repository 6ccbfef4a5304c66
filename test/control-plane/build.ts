/** Builds the programs of a control plane from Go modules, once, into a cache outside the repository. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Program, ProgramName } from './programs.ts'
import { cacheKey, programs } from './programs.ts'

export function cacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  return join(cache, 'kulprit', 'control-plane')
}

/** Why no control plane can be started here; null where it can. */
export function missingTool(): string | null {
  if (spawnSync('openssl', ['version']).status !== 0)
    return 'there is no openssl: install it and put `openssl` on the PATH'
  if (!isBuilt() && spawnSync('go', ['version']).status !== 0)
    return 'there is no Go: install Go 1.26 or newer from https://go.dev/dl and put `go` on the PATH'
  return null
}

/** Where the built programs are. `report` gets one line for each program that has to be built. */
export async function buildPrograms(
  report: (line: string) => void,
): Promise<(program: ProgramName) => string> {
  const folder = programFolder()
  mkdirSync(folder, { recursive: true })
  const missing = programs().filter(({ name }) => !existsSync(join(folder, name)))
  for (const [i, program] of missing.entries()) {
    report(`building ${program.name} (${i + 1} of ${missing.length}; once, some minutes in all)`)
    const started = Date.now()
    // What could not be fetched the first time often can the next; what was built so far is kept.
    await build(program, folder).catch(() => build(program, folder))
    report(`built ${program.name} in ${Math.round((Date.now() - started) / 1000)} s`)
  }
  return (program) => join(folder, program)
}

function programFolder(): string {
  return join(cacheFolder(), cacheKey())
}

function isBuilt(): boolean {
  return programs().every(({ name }) => existsSync(join(programFolder(), name)))
}

async function build(program: Program, folder: string): Promise<void> {
  // Under its real name only when it is whole, so that an interrupted build is not taken for one.
  const unfinished = join(folder, `${program.name}.${process.pid}`)
  const go = spawn(
    'go',
    ['build', '-ldflags', program.linkerFlags, '-o', unfinished, program.package],
    {
      cwd: program.moduleFolder,
      env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let said = ''
  go.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    go.once('error', reject)
    go.once('close', resolve)
  })
  if (code !== 0)
    throw new Error(`go build ${program.package} failed in ${program.moduleFolder}:\n${said}`)
  renameSync(unfinished, join(folder, program.name))
}
