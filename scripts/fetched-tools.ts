/** Tools that only some runs need: fetched beside kulprit's other caches, so that the project's own install stays small. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')

/** The folder of the packages, all of one version; `name` is the folder they share. Throws where npm cannot fetch them. */
export function fetchedTools(name: string, version: string, packages: readonly string[]): string {
  const folder = join(homedir(), '.cache/kulprit', name, version)
  const modules = join(folder, 'node_modules')
  if (!packages.every((one) => existsSync(join(modules, one)))) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
    const wanted = packages.map((one) => `${one}@${version}`)
    const options = ['--no-audit', '--no-fund', '--legacy-peer-deps']
    execFileSync('npm', ['install', ...options, ...wanted], { cwd: folder, stdio: 'inherit' })
  }
  // They have to drive the vitest that the tests import.
  const vitest = join(modules, 'vitest')
  rmSync(vitest, { force: true })
  symlinkSync(join(root, 'node_modules/vitest'), vitest)
  return modules
}
