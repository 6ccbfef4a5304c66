// Packs kulprit as npm would publish it, installs the tarball into an empty folder, and runs it there.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'kulprit-package-'))
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

function check(what, holds) {
  if (!holds) throw new Error(`package: ${what}`)
  console.log(`package: ${what}`)
}

try {
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], process.cwd()),
  )
  const files = packed.files.map((file) => file.path)
  check(
    'holds the launcher, the bundle and the licence',
    ['bin/kulprit.js', 'dist/kulprit.js', 'LICENSE', 'README.md'].every((f) => files.includes(f)),
  )
  check(
    'holds no sources and no tests',
    !files.some((file) => file.startsWith('src/') || file.startsWith('test/')),
  )
  writeFileSync(join(folder, 'package.json'), '{"private": true}')
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `./${packed.filename}`])
  const installed = readdirSync(join(folder, 'node_modules')).filter((n) => !n.startsWith('.'))
  check(
    `installs as ${installed.length} package, ${megabytes(join(folder, 'node_modules'))} MB`,
    installed.length === 1,
  )
  const version = run(join(folder, 'node_modules/.bin/kulprit'), ['--version']).trim()
  check(`answers as kulprit: ${version}`, /^\d+\.\d+\.\d+/.test(version))
  check(
    'answers as kubectl-kulprit',
    run(join(folder, 'node_modules/.bin/kubectl-kulprit'), ['--version']).trim() === version,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function megabytes(path) {
  const size = (entry) =>
    statSync(entry).isDirectory()
      ? readdirSync(entry).reduce(
          (sum, name) => (existsSync(join(entry, name)) ? sum + size(join(entry, name)) : sum),
          0,
        )
      : statSync(entry).size
  return (size(path) / 1e6).toFixed(1)
}
