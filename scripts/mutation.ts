/**
 * Changes the search and the cleaning of text in every way Stryker knows, one at a time, and runs the tests
 * that cover it: a change that none notices is a gap. `npm run mutation -- src/bisect/mark.ts` takes
 * files of your choice. Takes long for all, so it is no part of the checks; Stryker is fetched for it.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchedTools, root } from './fetched-tools.ts'

const packages = ['@stryker-mutator/core', '@stryker-mutator/vitest-runner']
const modules = fetchedTools('mutation', '10.1.1', packages)
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

const report = run(process.argv.length > 2 ? process.argv.slice(2) : files)
const all = Object.entries(report.files)
for (const [file, { mutants }] of all)
  for (const { status, mutatorName, replacement = '', location } of mutants)
    if (isGap(status))
      console.log(`${file}:${location.start.line} ${status} ${mutatorName} ${oneLine(replacement)}`)
for (const [file, { mutants }] of all) console.log(`${score(mutants)}  ${file}`)
console.log(`${score(all.flatMap(([, { mutants }]) => mutants))}  in all`)

function run(mutate: readonly string[]): Report {
  mkdirSync(work, { recursive: true })
  const [config, json] = [join(work, 'stryker.json'), join(work, 'report.json')]
  writeFileSync(
    config,
    JSON.stringify({
      ...{ mutate, coverageAnalysis: 'perTest', concurrency: 2, testRunner: 'vitest' },
      plugins: [join(modules, '@stryker-mutator/vitest-runner/dist/src/index.js')],
      vitest: { configFile: 'vitest.mutation.config.ts', related: false },
      ...{ reporters: ['json', 'progress-append-only'], jsonReporter: { fileName: json } },
      ...{ timeoutMS: 4000, timeoutFactor: 1, dryRunTimeoutMinutes: 40 },
      // TypeScript is stripped, not compiled: there is no compiler whose settings would matter.
      tsconfigFile: 'none.json',
      ...{ tempDirName: '.mutation/copy', ignorePatterns: ['dist', 'docs', '.mutation'] },
    }),
  )
  const program = join(modules, '@stryker-mutator/core/bin/stryker.js')
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
