/**
 * Measures kulprit beside its peers and floors in one run, and prints medians and their ratios. Machines are
 * noisy: trust the ratios. `--write` makes docs/explanation/benchmarks.md of it. `all` adds a large history
 * and goes on with the budgets of the fleet and of the screens.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startDemo } from '../src/demo/demo.ts'
import { benchBisect } from './bench-bisect.ts'
import { benchFleet } from './bench-fleet.ts'
import { benchPage } from './bench-page.ts'
import { benchPeers } from './bench-peers.ts'
import { benchScreen } from './bench-screen.ts'
import { machine, writePage } from './benchmarks-page.ts'
import { median, part, row, timed } from './measure.ts'

const launcher = resolve(import.meta.dirname, '../bin/kulprit.js')
const words = process.argv.slice(2)
const started = new Date()
const folder = mkdtempSync(join(tmpdir(), 'kulprit-bench-'))
const env: Record<string, string | undefined> = { ...process.env, HOME: folder }

const demo = await startDemo({ dir: join(folder, 'demo'), churn: false })
if (!demo.ok) throw new Error(demo.failure.message)
Object.assign(env, { KUBECONFIG: demo.value.kubeconfig, KULPRIT_CONFIG: demo.value.config })

console.log(machine().join('\n'))
part('Start, and the demo’s workload')
const node = await median(() => run('-e', '0'))
for (const word of ['--version', 'help'])
  row(`kulprit ${word}`, await median(() => run(launcher, word)), 'node -e 0', node)
await benchPage(folder, env)
await benchPeers()
await benchBisect(folder, env, words.includes('all'))

await demo.value.stop()
rmSync(folder, { recursive: true, force: true })
if (words.includes('--write')) await writePage(started)
if (words.includes('all')) {
  await benchFleet()
  await benchScreen()
}

function run(...args: string[]): Promise<number> {
  return timed(process.execPath, args, { cwd: folder, env })
}
