/** Writes what one run of the benchmarks measured to the page that shows it. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { join, resolve } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { measured } from './measure.ts'

const root = resolve(import.meta.dirname, '..')
const page = join(root, 'docs/explanation/benchmarks.md')

const load = loadavg()[0] ?? Number.NaN

/** What it was measured on, a fact a line. */
export function machine(): string[] {
  const processors = cpus()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return [
    `${type()} ${release()}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `kulprit ${version} (${said('git', 'rev-parse', '--short', 'HEAD')}), Node.js ${process.version}`,
    said('git', '--version'),
    `kubectl ${/v\d\S*/.exec(said('kubectl', 'version', '--client'))?.[0] ?? 'is not here'}`,
    `k9s ${/v?\d+\.\d\S*/.exec(said('k9s', 'version', '--short'))?.[0] ?? 'is not here'}`,
    `${load.toFixed(1)} programs wanted a processor in the minute before; on a quiet machine that is less than 1`,
  ]
}

/** The tables of the run that began at `started`, by section. */
export async function writePage(started: Date): Promise<void> {
  const sections = [...Map.groupBy(measured(), ({ section }) => section)].map(([section, rows]) =>
    [
      `## ${section}`,
      [
        '| what | kulprit | ratio | beside | that |',
        '| --- | ---: | ---: | --- | ---: |',
        ...rows.map(
          ({ what, own, ratio, beside, other }) =>
            `| ${what} | ${own} | **${ratio} ×** | ${beside} | ${other} |`,
        ),
      ].join('\n'),
    ].join('\n\n'),
  )
  const minutes = Math.ceil((Date.now() - started.getTime()) / 60_000)
  const text = [
    '<!-- Written by npm run bench -- --write. -->',
    '# Benchmarks',
    'kulprit beside what else does the same, measured in one run on one machine. Ratios below 1 are in its favour. Milliseconds are the machine’s too: compare ratios.',
    `The last run, on ${started.toISOString().slice(0, 10)}:`,
    machine()
      .map((fact) => `- ${fact}`)
      .join('\n'),
    `\`npm run bench\` repeats it in about ${minutes} min, \`npm run bench -- --write\` writes this page, and \`npm run bench -- all\` adds a history of 80,000 commits and the budgets of large fleets and of the screens. Medians of three runs or more. The cluster is a server on the same machine that speaks the Kubernetes API, and every program reads the same one.`,
    ...sections,
  ].join('\n\n')
  const style = await resolveConfig(page)
  writeFileSync(page, await format(text, { ...style, parser: 'markdown' }))
  console.log(`\nwritten to ${page}`)
}

function said(command: string, ...args: string[]): string {
  return (spawnSync(command, args, { cwd: root, encoding: 'utf8' }).stdout ?? '').trim()
}
