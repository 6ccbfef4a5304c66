/**
 * Changes the search and the cleaning of text in every way Stryker knows, one at a time, and runs the tests
 * that cover it: a change that none notices is a gap. `npm run mutation -- src/bisect/mark.ts` takes
 * files of your choice. Takes an hour for all, so it is no part of the checks; Stryker is fetched for it.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const stryker = '10.1.1'
const root = resolve(import.meta.dirname, '..')
const tools = join(homedir(), '.cache/kulprit/mutation', stryker)
const work = join(root, '.mutation')
/** Types alone have nothing to change; the ranking is held to incidents, not to its single weights. */
const files = ['src/model/text.ts', 'src/bisect/*.ts', '!src/bisect/suspects.ts']

interface Mutant {
  readonly status: string
  readonly mutatorName: string
  readonly replacement?: string
  readonly location: { readonly start: { readonly line: number } }
}

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>
}

install()
const report = run(process.argv.length > 2 ? process.argv.slice(2) : files)
const all = Object.entries(report.files)
for (const [file, { mutants }] of all)
  for (const { status, mutatorName, replacement = '', location } of mutants)
    if (isGap(status))
      console.log(`${file}:${location.start.line} ${status} ${mutatorName} ${oneLine(replacement)}`)
for (const [file, { mutants }] of all) console.log(`${score(mutants)}  ${file}`)
console.log(`${score(all.flatMap(([, { mutants }]) => mutants))}  in all`)

/** Beside kulprit's other caches: the project's own install stays as small as it is. */
function install(): void {
  const runner = join(tools, 'node_modules/@stryker-mutator/vitest-runner')
  if (!existsSync(runner)) {
    mkdirSync(tools, { recursive: true })
    writeFileSync(join(tools, 'package.json'), '{"private": true}\n')
    const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${stryker}`)
    const options = ['--no-audit', '--no-fund', '--legacy-peer-deps']
    execFileSync('npm', ['install', ...options, ...packages], { cwd: tools, stdio: 'inherit' })
  }
  // The runner has to drive the vitest that the tests import.
  const vitest = join(tools, 'node_modules/vitest')
  rmSync(vitest, { force: true })
  symlinkSync(join(root, 'node_modules/vitest'), vitest)
}

function run(mutate: readonly string[]): Report {
  mkdirSync(work, { recursive: true })
  const [config, json] = [join(work, 'stryker.json'), join(work, 'report.json')]
  writeFileSync(
    config,
    JSON.stringify({
      ...{ mutate, coverageAnalysis: 'perTest', concurrency: 2, testRunner: 'vitest' },
      plugins: [join(tools, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
      vitest: { configFile: 'vitest.mutation.config.ts', related: false },
      ...{ reporters: ['json', 'progress-append-only'], jsonReporter: { fileName: json } },
      ...{ timeoutMS: 4000, timeoutFactor: 1, dryRunTimeoutMinutes: 40 },
      // TypeScript is stripped, not compiled: there is no compiler whose settings would matter.
      tsconfigFile: 'none.json',
      ...{ tempDirName: '.mutation/copy', ignorePatterns: ['dist', 'docs', '.mutation'] },
    }),
  )
  const program = join(tools, 'node_modules/@stryker-mutator/core/bin/stryker.js')
  const { status } = spawnSync(process.execPath, [program, 'run', config], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`Stryker ended with ${status}`)
  return JSON.parse(readFileSync(json, 'utf8')) as Report
}

function isGap(status: string): boolean {
  return status === 'Survived' || status === 'NoCoverage'
}

function score(mutants: readonly Mutant[]): string {
  const valid = mutants.filter(({ status }) =>
    ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status),
  )
  const gaps = valid.filter(({ status }) => isGap(status)).length
  const percent = (100 * (valid.length - gaps)) / valid.length
  return `${percent.toFixed(1)}% of ${valid.length}`.padStart(16)
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 100)
}
