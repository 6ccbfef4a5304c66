/** The program as npm installs it from its tarball, into folders that hold nothing else. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

interface Packed {
  readonly file: string
  readonly files: readonly string[]
  readonly bytes: number
  readonly unpackedBytes: number
}

/** What `npm pack` makes of the program as it is built. */
export function pack(into: string): Packed {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ filename: string; size: number; unpackedSize: number; files: { path: string }[] }]
  return {
    file: join(into, packed.filename),
    files: packed.files.map(({ path }) => path),
    bytes: packed.size,
    unpackedBytes: packed.unpackedSize,
  }
}

export interface Installed extends Packed {
  readonly modules: string
  /** Where the commands are. */
  readonly bin: string
  /** A home that npm found empty, the commands on the PATH, and little else. */
  readonly env: Readonly<Record<string, string>>
}

/** `parent` takes the tarball, a home and the folder that it is installed into. */
export function install(parent: string): Installed {
  const packed = pack(parent)
  const [home, folder] = [mkdtempSync(join(parent, 'home-')), mkdtempSync(join(parent, 'empty-'))]
  const bin = join(folder, 'node_modules/.bin')
  const env = {
    HOME: home,
    PATH: [bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    TMPDIR: join(home, 'tmp'),
    TZ: 'UTC',
  }
  mkdirSync(env.TMPDIR)
  execFileSync('npm', ['install', packed.file], { cwd: folder, env, stdio: 'ignore' })
  return { ...packed, bin, env, modules: join(folder, 'node_modules') }
}
