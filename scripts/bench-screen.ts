/**
 * Measures the built program in a real terminal of 200×50 against the budgets of its screens, all in one run.
 * Machines are noisy: trust the ratios. `node scripts/bench-screen.ts [start|idle|search|busy|churn …]`
 * runs it alone, or parts of it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startDemo } from '../src/demo/demo.ts'
import type { Terminal } from '../test/support/terminal.ts'
import { openTerminal } from '../test/support/terminal.ts'
import { Bench, head, mb, memory, percent, processorSeconds, row, times } from './bench-fleet.ts'
import { benchSearch } from './bench-search.ts'

const launcher = resolve(import.meta.dirname, '../bin/kulprit.js')
const size = { columns: 200, rows: 50 }
const rounds = 9
/** Ends a frame: synchronized output is over. */
const frameEnd = '\u001B[?2026l'
const selection = '▌'

type Env = Record<string, string | undefined>

interface Place {
  readonly bench: Bench
  readonly folder: string
}

const parts: Readonly<Record<string, (place: Place) => Promise<void> | void>> = {
  start: starting,
  idle,
  search: () => benchSearch(50_000),
  busy: fiftyThousandRows,
  churn: tenThousandRows,
}

/** `wanted` names the parts to run; none means all. */
export async function benchScreen(wanted: readonly string[] = []): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-bench-screen-'))
  const bench = new Bench(folder)
  try {
    for (const [name, measure] of Object.entries(parts))
      if (wanted.length === 0 || wanted.includes(name)) await measure({ bench, folder })
  } finally {
    bench.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function starting({ folder }: Place): Promise<void> {
  const demo = await startDemo({ dir: join(folder, 'start'), churn: false })
  if (!demo.ok) throw new Error(demo.failure.message)
  const env = {
    ...{ HOME: folder, KUBECONFIG: demo.value.kubeconfig, KULPRIT_CONFIG: demo.value.config },
    KULPRIT_DEMO_WORKLOAD: demo.value.workload,
  }
  // What V8 compiled is kept when a run ends by itself.
  const first = openKulprit(env)
  await first.until('41 workloads')
  first.type(':q\r')
  await first.exit
  const took = { node: [], line: [], frame: [], rows: [] } as Record<string, number[]>
  for (let i = 0; i < rounds; i++) {
    const started = performance.now()
    spawnSync(process.execPath, ['-e', '0'], { env: { ...process.env } })
    took['node']?.push(performance.now() - started)
    took['line']?.push(await untilWritten(env, 'kulprit'))
    took['frame']?.push(await untilWritten(env, frameEnd))
    took['rows']?.push(await untilShown(env, '41 workloads'))
  }
  await demo.value.stop()
  const node = middle(took['node'])
  const beside = (name: string): string =>
    `${spread(took[name])}, ${times(middle(took[name]), node)} node -e 0`
  head(`Start, node -e 0 in ${middle(took['node']).toFixed(0)} ms`)
  row('first line', beside('line'), '≤ 1.5 ×')
  row('first frame', beside('frame'), '≤ 6 ×')
  row('first rows on the demo', beside('rows'), '≤ 500 ms')
}

async function idle({ folder }: Place): Promise<void> {
  // What changed within the last minute counts its seconds on the screen.
  const now = new Date(Date.now() - 600_000)
  const demo = await startDemo({ dir: join(folder, 'idle'), churn: false, now })
  if (!demo.ok) throw new Error(demo.failure.message)
  const terminal = openKulprit({
    ...{ HOME: folder, KUBECONFIG: demo.value.kubeconfig, KULPRIT_CONFIG: demo.value.config },
    KULPRIT_DEMO_WORKLOAD: demo.value.workload,
  })
  await terminal.until('41 workloads')
  await wait(3000)
  head('The demo, nothing changing')
  row('processor', percent(await processorShare(terminal, 20_000)), '≤ 0.5% of a core')
  row('RSS', mb(memory(terminal.pid)), '≤ 120 MB')
  const moves = await pressed(terminal, alternating('j', 'k', 100), 40)
  row('bytes of a cursor move', `${middle(moves.map(({ bytes }) => bytes))}`, '≤ 600')
  await closed(terminal)
  await demo.value.stop()
}

async function fiftyThousandRows({ bench }: Place): Promise<void> {
  const server = await bench.serve(50_000, 1, 1)
  await server.prime('protobuf watch')
  const terminal = openKulprit(bench.env(server))
  await terminal.until((screen) => /50,000 workloads.*●/.test(screen), 300_000)
  await wait(5000)
  head('50,000 rows')
  const moves = await measuredKeys(terminal, alternating('j', 'k', 200))
  row('cursor frame, key to bytes', spread(moves.ms))
  row('  processor time', `${moves.processorMs.toFixed(1)} ms`, '≤ 5 ms')
  row('  bytes', `${middle(moves.bytes)}`, '≤ 600')
  const pages = await measuredKeys(terminal, alternating('\u0006', '\u0002', 100))
  row('full frame, key to bytes', spread(pages.ms))
  row('  processor time', `${pages.processorMs.toFixed(1)} ms`, '≤ 10 ms')

  await server.rate(3000)
  await wait(3000)
  row('3,000 updates a second', percent(await processorShare(terminal, 15_000)), '≤ 15% of a core')
  const busy = await measuredKeys(terminal, alternating('j', 'k', 300))
  row('  key to bytes', spread(busy.ms), 'p99 ≤ 16 ms')
  row('  a key held for 4 s', await heldKey(terminal), 'none lost, none late')
  await server.rate(0)
  await closed(terminal)
  server.end()
}

async function tenThousandRows({ bench }: Place): Promise<void> {
  const server = await bench.serve(10_000, 1, 1)
  await server.prime('protobuf watch')
  const terminal = openKulprit(bench.env(server))
  await terminal.until((screen) => /10,000 workloads.*●/.test(screen), 120_000)
  await server.rate(1000)
  await wait(20_000)
  head('10,000 rows, 1,000 updates a second')
  row('RSS', mb(memory(terminal.pid)), '≤ 150 MB')
  row('processor', percent(await processorShare(terminal, 10_000)))
  await closed(terminal)
  server.end()
}

function openKulprit(env: Env): Terminal {
  return openTerminal(process.execPath, [launcher], { ...size, env })
}

async function closed(terminal: Terminal): Promise<void> {
  terminal.kill('SIGKILL')
  await terminal.exit
}

/** Milliseconds from the start of the process to its first output with this in it. */
async function untilWritten(env: Env, text: string): Promise<number> {
  const started = performance.now()
  const terminal = openKulprit(env)
  const took = await new Promise<number>((done) => {
    terminal.onOutput(() => {
      if (terminal.raw().includes(text)) done(performance.now() - started)
    })
  })
  await closed(terminal)
  return took
}

async function untilShown(env: Env, text: string): Promise<number> {
  const started = performance.now()
  const terminal = openKulprit(env)
  await terminal.until(text)
  const took = performance.now() - started
  await closed(terminal)
  return took
}

interface Press {
  readonly ms: number
  readonly bytes: number
}

interface Keys {
  readonly ms: readonly number[]
  readonly bytes: readonly number[]
  /** For one key. */
  readonly processorMs: number
}

async function measuredKeys(terminal: Terminal, keys: readonly string[]): Promise<Keys> {
  const before = processorSeconds(terminal.pid)
  const presses = await pressed(terminal, keys, 25)
  const seconds = processorSeconds(terminal.pid) - before
  return {
    ms: presses.map(({ ms }) => ms),
    bytes: presses.map(({ bytes }) => bytes),
    processorMs: (1000 * seconds) / keys.length,
  }
}

/** Each key once the frame of the one before has come, and a moment of varying length later. */
async function pressed(terminal: Terminal, keys: readonly string[], ms: number): Promise<Press[]> {
  const presses: Press[] = []
  for (const [i, key] of keys.entries()) {
    await wait(ms + ((i * 7) % 31))
    presses.push(await untilSelected(terminal, key))
  }
  return presses
}

/** To the end of the frame that moves the selection. */
function untilSelected(terminal: Terminal, key: string): Promise<Press> {
  return new Promise((done) => {
    let written = ''
    const started = performance.now()
    const off = terminal.onOutput((data) => {
      written += data
      if (!written.includes(selection) || !written.endsWith(frameEnd)) return
      off()
      done({ ms: performance.now() - started, bytes: Buffer.byteLength(written) })
    })
    terminal.type(key)
  })
}

/** A hundred and twenty times down as a keyboard repeats, one less up: that ends on the second row. */
async function heldKey(terminal: Terminal): Promise<string> {
  const selected = (): string => terminal.lines().find((line) => line.startsWith(selection)) ?? ''
  terminal.type('g')
  await wait(500)
  await untilSelected(terminal, 'j')
  // The emulator reads what was written a little later.
  await wait(500)
  const second = selected().slice(0, 60)
  await untilSelected(terminal, 'k')
  for (const [key, count] of [
    ['j', 120],
    ['k', 119],
  ] as const)
    for (let i = 0; i < count; i++) {
      terminal.type(key)
      await wait(33)
    }
  await wait(50)
  const after = selected().slice(0, 60)
  await wait(500)
  const later = selected().slice(0, 60)
  if (after === second && later === second) return 'none lost, none late'
  return later === second ? 'none lost, some late' : `${later.trim()} in place of ${second.trim()}`
}

function alternating(a: string, b: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => (i % 2 === 0 ? a : b))
}

/** In percent of a core. */
async function processorShare(terminal: Terminal, ms: number): Promise<number> {
  const before = processorSeconds(terminal.pid)
  const started = performance.now()
  await wait(ms)
  const seconds = processorSeconds(terminal.pid) - before
  return Math.round((1_000_000 * seconds) / (performance.now() - started)) / 10
}

function middle(values: readonly number[] = []): number {
  return quantile(values, 0.5)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function spread(values: readonly number[] = []): string {
  return `${middle(values).toFixed(1)} ms, p99 ${quantile(values, 0.99).toFixed(1)} ms`
}

if (process.argv[1] === import.meta.filename) await benchScreen(process.argv.slice(2))
