/**
 * Measures kulprit beside a peer or a floor in the same run, and prints medians and their ratio.
 * Machines are noisy: trust the ratios.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startDemo } from '../src/demo/demo.ts'
import { openTerminal } from '../test/support/terminal.ts'

const launcher = resolve(import.meta.dirname, '../bin/kulprit.js')
const folder = mkdtempSync(join(tmpdir(), 'kulprit-bench-'))
const env: Record<string, string | undefined> = { ...process.env, HOME: folder }
const rounds = 7

const demo = await startDemo({ dir: join(folder, 'demo'), churn: false })
if (!demo.ok) throw new Error(demo.failure.message)
Object.assign(env, { KUBECONFIG: demo.value.kubeconfig, KULPRIT_CONFIG: demo.value.config })

console.log(`node ${process.version}, ${git('--version').trim()}, medians of ${rounds} runs\n`)
const node = await median(() => run(process.execPath, ['-e', '0']))
row('start: kulprit --version', await median(() => kulprit('--version')), 'node -e 0', node)
row('start: first frame of the screens', await median(firstFrame), 'node -e 0', node)
row('start: first rows on the demo', await median(firstRows), 'node -e 0', node)
if (spawnSync('kubectl', ['version', '--client'], { env }).status === 0)
  row(
    'kulprit get, all kinds of the demo',
    await median(() => kulprit('get')),
    'kubectl get deploy,sts,ds,rs,pods,jobs,cronjobs -A -o json',
    await median(() =>
      run('kubectl', ['get', 'deploy,sts,ds,rs,pods,jobs,cronjobs', '-A', '-o', 'json']),
    ),
  )
const repository = makeHistory(1000)
const ends = ['--repo', repository, '--good', 'first', '--bad', 'main']
row(
  'bisect --no-verify --run over 1,000 commits',
  await median(() => kulprit('bisect', ...ends, '--no-verify', '--run', probe()), 3),
  'git bisect run',
  await median(async () => {
    const took = await run(
      'sh',
      ['-c', `git bisect start main first -- && git bisect run ${probe()}`],
      repository,
    )
    await run('git', ['bisect', 'reset'], repository)
    return took
  }, 3),
)

await demo.value.stop()
rmSync(folder, { recursive: true, force: true })

/** A straight history in which the commit in the middle breaks it. */
function makeHistory(commits: number): string {
  const at = join(folder, 'history')
  let stream = ''
  for (let i = 0; i < commits; i++) {
    const content = i < commits / 2 ? `${i} fine\n` : `${i} broken\n`
    stream += `commit refs/heads/main\ncommitter A <a@b.invalid> ${1_700_000_000 + i} +0000\ndata 2\nc\n`
    stream += `M 100644 inline state\ndata ${content.length}\n${content}\n`
    if (i === 0) stream += 'reset refs/tags/first\nfrom refs/heads/main\n\n'
  }
  git('init', '--quiet', '--initial-branch=main', at)
  execFileSync('git', ['fast-import', '--quiet'], { cwd: at, input: stream })
  execFileSync('git', ['reset', '--quiet', '--hard'], { cwd: at })
  return at
}

function probe(): string {
  const script = join(folder, 'probe.sh')
  writeFileSync(script, '#!/bin/sh\n! grep -q broken state\n', { mode: 0o755 })
  return script
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' })
}

function kulprit(...args: string[]): Promise<number> {
  return run(process.execPath, [launcher, ...args])
}

/** Not spawnSync: the demo's server answers from this process. */
async function run(command: string, args: readonly string[], cwd = folder): Promise<number> {
  const started = performance.now()
  const child = spawn(command, [...args], { env, cwd, stdio: 'ignore' })
  await once(child, 'close')
  return performance.now() - started
}

function firstFrame(): Promise<number> {
  return untilShown('kulprit')
}

function firstRows(): Promise<number> {
  return untilShown('41 workloads')
}

async function untilShown(text: string): Promise<number> {
  const started = performance.now()
  const terminal = openTerminal(process.execPath, [launcher], { columns: 120, rows: 40, env })
  await terminal.until(text)
  const took = performance.now() - started
  terminal.kill('SIGKILL')
  await terminal.exit
  return took
}

async function median(measure: () => Promise<number>, times = rounds): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < times; i++) took.push(await measure())
  return took.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN
}

function row(what: string, ms: number, beside: string, other: number): void {
  const ratio = (ms / other).toFixed(2)
  console.log(
    `${what.padEnd(46)} ${ms.toFixed(0).padStart(6)} ms   ${ratio} × ${beside} (${other.toFixed(0)} ms)`,
  )
}
