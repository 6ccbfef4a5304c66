/**
 * Measures kulprit beside a peer or a floor in the same run, and prints medians and their ratio.
 * Machines are noisy: trust the ratios.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startDemo } from '../src/demo/demo.ts'
import { benchBisect } from './bench-bisect.ts'
import { benchFleet } from './bench-fleet.ts'
import { benchPage } from './bench-page.ts'
import { benchScreen } from './bench-screen.ts'
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
await benchScreen()

function kulprit(...args: string[]): Promise<number> {
  return run(process.execPath, [launcher, ...args])
}

function run(command: string, args: readonly string[]): Promise<number> {
  return timed(command, args, { cwd: folder, env })
}
