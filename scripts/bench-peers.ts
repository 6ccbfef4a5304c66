/**
 * Measures kulprit beside what else shows the same cluster – kubectl, the stock informer of
 * @kubernetes/client-node, and k9s where it is installed – on one server, one after another.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Terminal } from '../test/support/terminal.ts'
import { openTerminal } from '../test/support/terminal.ts'
import type { Server } from './bench-fleet.ts'
import { Bench, memory, processorSeconds } from './bench-fleet.ts'
import { median, middle, part, row } from './measure.ts'

const launcher = resolve(import.meta.dirname, '../bin/kulprit.js')
const times = 3
const [apps, podsOfApp] = [1000, 10]
const eventsPerSecond = 1000
const churnMs = 8000
/** Until what follows the start is over. */
const settleMs = 5000

interface Figures {
  /** Start to the first rows, in ms. */
  readonly rows: number
  /** In MB, while it follows the events. */
  readonly rss: number
  /** In percent of a core, meanwhile. */
  readonly cpu: number
}

/** A program with a table on the screen. */
interface Screens {
  readonly command: string
  readonly args: readonly string[]
  /** Shown with its first rows. */
  readonly rows: string
  /** What is typed behind `/` to find one workload of all. */
  readonly filter: string
  /** Shown when it is the only one left. */
  readonly found: RegExp
}

const kulprit: Screens = {
  command: process.execPath,
  args: [launcher],
  rows: '1,000 workloads',
  filter: '/app-000777/',
  found: /\b1 of 1,000\b/,
}

const k9s: Screens = {
  command: 'k9s',
  args: ['--command', 'deployments', '--all-namespaces'],
  rows: 'app-000',
  filter: 'app-000777',
  found: /deployments\(all\)\[1\]/i,
}

export async function benchPeers(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-bench-peers-'))
  const bench = new Bench(folder)
  try {
    await bench.prepare()
    const server = await bench.serve(apps, podsOfApp)
    for (const way of ['protobuf watch', 'json list', 'json watch']) await server.prime(way)
    part('1,000 Deployments, 5,000 ReplicaSets, 10,000 pods; 1,000 events a second')
    await compare(bench, server)
    server.end()
  } finally {
    bench.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compare(bench: Bench, server: Server): Promise<void> {
  const own = await screensOf(kulprit, bench, server)
  const beside = (name: string, other: Figures): void => {
    row('start to all rows', own.rows, name, other.rows)
    row('memory', own.rss, name, other.rss, 'MB')
    row('processor', own.cpu, name, other.cpu, '%')
  }
  beside('the stock informer, the pods alone', await informerOf(bench, server))
  const { kubectl } = bench
  if (kubectl === null) console.log('kubectl is not here: left out')
  else {
    const get = (what: string) => several(() => bench.run(kubectl, ['get', what, '-A'], server))
    row('start to all rows', own.rows, 'kubectl get deploy,rs,pods -A', await get('deploy,rs,pods'))
    row(
      'filter, from the last key to the row',
      own.filter,
      'kubectl get deploy -A',
      await get('deploy'),
    )
    const watch = await watchOf(kubectl, bench, server)
    row('memory', own.rss, 'kubectl get pods -A --watch', watch.rss, 'MB')
    row('processor', own.cpu, 'kubectl get pods -A --watch', watch.cpu, '%')
  }
  if (spawnSync(k9s.command, ['version', '--short']).status === 0) {
    const theirs = await screensOf(k9s, bench, server)
    beside('k9s, Deployments alone', theirs)
    row('filter, from the last key to the row', own.filter, 'k9s', theirs.filter)
  } else console.log('k9s is not here: left out')
}

async function screensOf(
  screens: Screens,
  bench: Bench,
  server: Server,
): Promise<Figures & { readonly filter: number }> {
  const { command, args, rows } = screens
  const starts: number[] = []
  const open = async (): Promise<Terminal> => {
    const started = performance.now()
    const env = bench.env(server)
    const terminal = openTerminal(command, args, { columns: 160, rows: 50, env })
    await terminal.until(rows, 120_000)
    starts.push(performance.now() - started)
    return terminal
  }
  for (let i = 1; i < times; i++) await closed(await open())
  const terminal = await open()
  await wait(settleMs)
  const filter = await several(() => filtered(terminal, screens))
  await server.rate(eventsPerSecond)
  const { rss, cpu } = await whileFollowing(terminal.pid)
  await server.rate(0)
  await closed(terminal)
  return { rows: middle(starts), rss, cpu, filter }
}

/** From the last key until one row is left. */
async function filtered(terminal: Terminal, { filter, found }: Screens): Promise<number> {
  terminal.type('/')
  for (const letter of filter.slice(0, -1)) {
    await wait(50)
    terminal.type(letter)
  }
  await wait(500)
  const started = performance.now()
  terminal.type(filter.slice(-1))
  await terminal.until(found)
  const took = performance.now() - started
  terminal.type('\u001B')
  await terminal.until((screen) => !found.test(screen))
  return took
}

async function informerOf(bench: Bench, server: Server): Promise<Figures> {
  const pods = apps * podsOfApp
  const read = async (seconds: number) => bench.child('informer', server, 0, pods, seconds)
  const rows = await several(async () => (await read(0))[0]?.['allRows'] ?? Number.NaN)
  await server.rate(eventsPerSecond)
  const [, following] = await read(churnMs / 1000)
  await server.rate(0)
  return { rows, rss: following?.['rss'] ?? Number.NaN, cpu: following?.['cpu'] ?? Number.NaN }
}

async function watchOf(
  kubectl: string,
  bench: Bench,
  server: Server,
): Promise<Pick<Figures, 'rss' | 'cpu'>> {
  const args = ['get', 'pods', '--all-namespaces', '--watch']
  const child = spawn(kubectl, args, { env: bench.env(server), stdio: 'ignore' })
  await server.rate(eventsPerSecond)
  const figures = await whileFollowing(child.pid ?? 0)
  await server.rate(0)
  child.kill()
  return figures
}

async function whileFollowing(
  pid: number,
): Promise<{ readonly rss: number; readonly cpu: number }> {
  await wait(settleMs)
  const before = processorSeconds(pid)
  const started = performance.now()
  await wait(churnMs)
  const cpu = (100_000 * (processorSeconds(pid) - before)) / (performance.now() - started)
  return { rss: memory(pid), cpu }
}

async function closed(terminal: Terminal): Promise<void> {
  terminal.kill('SIGKILL')
  await terminal.exit
}

function several(measure: () => Promise<number>): Promise<number> {
  return median(measure, times)
}
