/**
 * Runs the tests and tells how many lines and branches of each folder of src they reach; `npm run coverage -- test/model`
 * takes files of your choice. What tests of the built program reach counts only where another test reaches it too.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fetchedTools, root } from './fetched-tools.ts'

interface Count {
  readonly total: number
  readonly covered: number
}

interface Covered {
  readonly lines: Count
  readonly branches: Count
}

const { version } = JSON.parse(
  readFileSync(join(root, 'node_modules/vitest/package.json'), 'utf8'),
) as { version: string }
const provider = join(fetchedTools('coverage', version, ['@vitest/coverage-v8']), 'provider.mjs')
// By its own name vitest looks for it in the project's install.
writeFileSync(
  provider,
  `import v8 from '@vitest/coverage-v8'
export default { ...v8, getProvider: async () => Object.assign(await v8.getProvider(), { name: 'custom' }) }
`,
)
const folder = join(root, 'coverage')
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...['--coverage.enabled', '--coverage.provider=custom'],
    ...[`--coverage.customProviderModule=${provider}`, '--coverage.reportOnFailure'],
    ...['--coverage.include=src/**/*.{ts,tsx}', '--coverage.reporter=json-summary'],
    `--coverage.reportsDirectory=${folder}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
const { total, ...files } = JSON.parse(
  readFileSync(join(folder, 'coverage-summary.json'), 'utf8'),
) as { total: Covered } & Record<string, Covered>
const layers = Map.groupBy(Object.entries(files), ([file]) => layerOf(file))
console.log('lines   branches')
for (const [layer, covered] of [...layers].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  console.log(row(sum(covered.map(([, one]) => one)), `src/${layer}`))
console.log(row(total, 'in all'))
process.exitCode = status ?? 1

function layerOf(file: string): string {
  return relative(join(root, 'src'), file).split(sep)[0] ?? ''
}

function sum(files: readonly Covered[]): Covered {
  const added = (kind: keyof Covered): Count => ({
    total: files.reduce((count, one) => count + one[kind].total, 0),
    covered: files.reduce((count, one) => count + one[kind].covered, 0),
  })
  return { lines: added('lines'), branches: added('branches') }
}

function row({ lines, branches }: Covered, name: string): string {
  return `${percent(lines)}  ${percent(branches)}  ${name}`
}

function percent({ covered, total: of }: Count): string {
  return of === 0 ? '     -' : `${((100 * covered) / of).toFixed(1)}%`.padStart(6)
}
