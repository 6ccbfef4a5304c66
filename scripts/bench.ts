/**
 * Measures kulprit beside a peer or a floor in the same run, and prints medians and their ratio.
 * Machines are noisy: trust the ratios.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startDemo } from '../src/demo/demo.ts'
import { openTerminal } from '../test/support/terminal.ts'
import { benchBisect } from './bench-bisect.ts'
import { benchFleet } from './bench-fleet.ts'
import { benchPage } from './bench-page.ts'
import { median, row, rounds, timed } from './measure.ts'

const launcher = resolve(import.meta.dirname, '../bin/kulprit.js')
const folder = mkdtempSync(join(tmpdir(), 'kulprit-bench-'))
const env: Record<string, string | undefined> = { ...process.env, HOME: folder }

const demo = await startDemo({ dir: join(folder, 'demo'), churn: false })
if (!demo.ok) throw new Error(demo.failure.message)
Object.assign(env, { KUBECONFIG: demo.value.kubeconfig, KULPRIT_CONFIG: demo.value.config })

console.log(
  `node ${process.version}, ${execFileSync('git', ['--version'], { encoding: 'utf8' }).trim()}, medians of ${rounds} runs\n`,
)
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
await benchPage(folder, env)
await benchBisect(folder, env)

await demo.value.stop()
rmSync(folder, { recursive: true, force: true })
await benchFleet()

function kulprit(...args: string[]): Promise<number> {
  return run(process.execPath, [launcher, ...args])
}

function run(command: string, args: readonly string[]): Promise<number> {
  return timed(command, args, { cwd: folder, env })
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
