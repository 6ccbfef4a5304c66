/**
 * Measures the live fleet beside kubectl, the stock informer and the mere draining of the same bytes, all
 * in one run, and prints each budget with what was measured. Machines are noisy: trust the ratios.
 * `node scripts/bench-fleet.ts [sync|get|line|soak|large …]` runs it alone, or parts of it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect as connectTo, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { openTerminal } from '../test/support/terminal.ts'

const here = import.meta.dirname
const launcher = resolve(here, '../bin/kulprit.js')

type Figures = Readonly<Record<string, number>>

const rounds = 5
/** Of what takes long. */
const fewRounds = 3
const soakEvents = 200_000

const parts: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  sync: fleetOfEightyThousand,
  get: oneShot,
  line: overALine,
  soak,
  large: fleetOfHundredThousand,
}

/** `wanted` names the parts to run; none means all. */
export async function benchFleet(wanted: readonly string[] = []): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-bench-fleet-'))
  const bench = new Bench(folder)
  try {
    await bench.prepare()
    for (const [name, measure] of Object.entries(parts))
      if (wanted.length === 0 || wanted.includes(name)) await measure(bench)
  } finally {
    bench.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fleetOfEightyThousand(bench: Bench): Promise<void> {
  const server = await bench.serve(5000, 10)
  await server.prime('protobuf watch')
  await server.prime('protobuf list')
  const drains: Figures[] = []
  const syncs: Figures[] = []
  for (let i = 0; i < rounds; i++) {
    drains.push(...(await bench.child('drain', server, 5000, 50_000)))
    syncs.push(...(await bench.child('kulprit', server, 5000, 50_000)))
  }
  const drain = median(drains, 'allRows')
  const all = median(syncs, 'allRows')
  head('50,000 pods, 25,000 ReplicaSets, 5,000 Deployments')
  budget('first row after the first byte', median(syncs, 'firstRow'), 50, ms)
  const beside = (ratio: number) => `${ms(all)}, ${times(ratio)} the drain's ${ms(drain)}`
  budget('all rows', all / drain, 2.5, times, beside)
  row('  processor time of both', `${ms(median(syncs, 'cpuMs'))}, ${ms(median(drains, 'cpuMs'))}`)
  budget('RSS without screens, at its peak', median(syncs, 'peak'), 280, mb)
  budget('longest stall', median(syncs, 'stall'), 60, ms)

  const busy: Figures[] = []
  const screens: Figures[] = []
  for (let i = 0; i < fewRounds; i++) {
    await server.rate(1000)
    busy.push(await bench.follow(server, 5000, 50_000, 20))
    await server.rate(0)
    screens.push(await withScreen(bench, server))
  }
  budget('1,000 events a second, no screen', median(busy, 'cpu'), 6, percent)
  row('  its RSS meanwhile, at its peak', mb(median(busy, 'peak')))
  budget('RSS with the screen open', median(screens, 'rss'), 340, mb)
  budget('1,000 events a second, with the screen', median(screens, 'cpu'), 15, percent)

  await server.prime('json list')
  const stock: Figures[] = []
  for (let i = 0; i < fewRounds; i++)
    stock.push(...(await bench.child('informer', server, 0, 50_000)))
  row('the stock informer, the pods alone', ms(median(stock, 'allRows')))
  row('  its RSS, its longest stall', `${mb(median(stock, 'peak'))}, ${ms(median(stock, 'stall'))}`)
  server.end()
}

async function oneShot(bench: Bench): Promise<void> {
  const server = await bench.serve(5000, 10)
  await server.prime('protobuf list')
  await server.prime('json list')
  const what = ['get', 'deploy,sts,ds,rs,pods', '-A', '-o', 'json']
  const ours: number[] = []
  const theirs: number[] = []
  for (let i = 0; i < rounds; i++) {
    ours.push(await bench.run(process.execPath, [launcher, 'get', '-o', 'json'], server))
    // It takes minutes and gigabytes.
    if (bench.kubectl !== null && i === 0) theirs.push(await bench.run(bench.kubectl, what, server))
  }
  const [our, their] = [middle(ours), middle(theirs)]
  head('Start to exit')
  const beside = (ratio: number) => `${ms(our)}, ${times(ratio)} kubectl's ${ms(their)}`
  budget('kulprit get', our / their, 1, times, beside)
  server.end()
}

async function overALine(bench: Bench): Promise<void> {
  const server = await bench.serve(1000, 10)
  await server.prime('protobuf watch')
  await server.prime('protobuf list')
  await server.options({ gzip: 'true' })
  head('10,000 pods, 5,000 ReplicaSets, 1,000 Deployments over a line')
  const far = await startLine(server.port, { delayMs: 75, bytesPerSecond: Infinity })
  const slow = await startLine(server.port, { delayMs: 0, bytesPerSecond: 2_500_000 })
  const distant: Figures[] = []
  const narrow: Figures[] = []
  const zipped: Figures[] = []
  for (let i = 0; i < rounds; i++) {
    distant.push(...(await bench.child('kulprit', far, 1000, 10_000)))
    zipped.push(...(await bench.child('drain', slow, 1000, 10_000)))
    narrow.push(...(await bench.child('kulprit', slow, 1000, 10_000)))
  }
  budget('150 ms round trip', median(distant, 'fromRequest'), 2500, ms)
  const [took, floor] = [median(narrow, 'fromRequest'), median(zipped, 'allRows')]
  const beside = (ratio: number) => `${ms(took)}, ${times(ratio)} the gzipped bytes' ${ms(floor)}`
  budget('20 Mbit/s', took / floor, 1.3, times, beside)
  far.end()
  slow.end()
  server.end()
}

async function soak(bench: Bench): Promise<void> {
  const server = await bench.serve(1000, 10)
  await server.prime('protobuf watch')
  await server.rate(5000)
  const seconds = Math.ceil(soakEvents / 5000)
  const [, before, after] = await bench.child('soak', server, 1000, 10_000, seconds)
  const grown = (after?.['heap'] ?? 0) - (before?.['heap'] ?? 0)
  head(`Soak: ${soakEvents.toLocaleString('en-US')} events`)
  budget('heap after a collection grew by', grown, 5, mb)
  server.end()
}

async function fleetOfHundredThousand(bench: Bench): Promise<void> {
  const server = await bench.serve(6250, 10)
  await server.prime('protobuf watch')
  await server.rate(5000)
  const busy: Figures[] = []
  for (let i = 0; i < fewRounds; i++) busy.push(await bench.follow(server, 6250, 62_500, 20))
  head('100,000 objects, 5,000 events a second')
  budget('longest stall', median(busy, 'stall'), 60, ms)
  budget('RSS at its peak', median(busy, 'peak'), 450, mb)
  row('processor', percent(median(busy, 'cpu')))
  server.end()
}

/** What a kubeconfig can point at. */
interface Reachable {
  readonly port: number
  readonly end: () => void
}

export interface Server extends Reachable {
  readonly prime: (way: string) => Promise<void>
  readonly options: (options: Readonly<Record<string, string>>) => Promise<void>
  readonly rate: (events: number) => Promise<void>
}

export class Bench {
  readonly #folder: string
  readonly #children = new Set<ChildProcess>()
  readonly kubectl: string | null

  constructor(folder: string) {
    this.#folder = folder
    const cached = globSync(join(homedir(), '.cache/kulprit/control-plane/*/kubectl')).at(-1)
    const found = spawnSync('kubectl', ['version', '--client']).status === 0 ? 'kubectl' : null
    this.kubectl = found ?? cached ?? null
  }

  /** Bundled as the program is, or the measured process would hold the sources, too. */
  async prepare(): Promise<void> {
    await build({
      entryPoints: { child: join(here, 'bench-fleet-child.ts') },
      outdir: this.#folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'esnext',
      minifySyntax: true,
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
    })
  }

  /** Each application with `podsOfApp` pods and its newest `sets` ReplicaSets. */
  async serve(apps: number, podsOfApp: number, sets = 5): Promise<Server> {
    const child = spawn(
      process.execPath,
      [join(here, 'bench-fleet-server.ts'), ...[apps, podsOfApp, sets].map(String)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    this.#children.add(child)
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const port = Number(line.toString())
    const tell = async (path: string, query: Readonly<Record<string, string>>): Promise<void> => {
      await fetch(`http://127.0.0.1:${port}/bench/${path}?${new URLSearchParams(query).toString()}`)
    }
    return {
      port,
      options: (options) => tell('options', options),
      prime: async (way) => {
        for (const kind of ['deployments', 'replicasets', 'pods'])
          await tell('options', { prime: `${kind} ${way}` })
      },
      rate: (events) => tell('rate', { events: String(events) }),
      end: () => child.kill(),
    }
  }

  kubeconfig({ port }: Reachable): string {
    const path = join(this.#folder, `config-${port}`)
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'bench',
      // Without TLS there is nothing to verify, yet client-node insists on being told.
      clusters: [
        {
          name: 'c',
          cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true },
        },
      ],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'bench', context: { cluster: 'c', user: 'u' } }],
    }
    writeFileSync(path, JSON.stringify(config))
    return path
  }

  async child(
    mode: string,
    at: Reachable,
    apps: number,
    pods: number,
    seconds = 0,
  ): Promise<Figures[]> {
    const args = [mode, this.kubeconfig(at), String(apps), String(pods), String(seconds)]
    const child = spawn(
      process.execPath,
      [...(mode === 'soak' ? ['--expose-gc'] : []), join(this.#folder, 'child.mjs'), ...args],
      { stdio: ['ignore', 'pipe', 'inherit'], env: this.env(at) },
    )
    this.#children.add(child)
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number | null]
    this.#children.delete(child)
    if (code !== 0) throw new Error(`${mode} ended with ${code}`)
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Figures)
  }

  /** What following events costs, once all has been read. */
  async follow(at: Reachable, apps: number, pods: number, seconds: number): Promise<Figures> {
    const [, busy = {}] = await this.child('kulprit', at, apps, pods, seconds)
    return busy
  }

  /** Milliseconds from start to exit. */
  async run(command: string, args: readonly string[], at: Reachable): Promise<number> {
    const started = performance.now()
    const child = spawn(command, [...args], { env: this.env(at), stdio: 'ignore' })
    await once(child, 'close')
    return performance.now() - started
  }

  /** Nothing is remembered from one process to the next. */
  env(at: Reachable): Record<string, string | undefined> {
    const home = mkdtempSync(join(this.#folder, 'home-'))
    return { ...process.env, HOME: home, KUBECONFIG: this.kubeconfig(at) }
  }

  end(): void {
    for (const child of this.#children) child.kill()
  }
}

/** The program itself in a terminal, its memory and processor time as the system tells them. */
async function withScreen(bench: Bench, server: Server): Promise<Figures> {
  const terminal = openTerminal(process.execPath, [launcher], {
    ...{ columns: 200, rows: 50 },
    env: bench.env(server),
  })
  await terminal.until('5,000 workloads', 60_000)
  await wait(1000)
  await server.rate(1000)
  await wait(2000)
  const before = processorSeconds(terminal.pid)
  const started = performance.now()
  await wait(15_000)
  const seconds = processorSeconds(terminal.pid) - before
  const cpu = (100_000 * seconds) / (performance.now() - started)
  const rss = memory(terminal.pid)
  await server.rate(0)
  terminal.kill('SIGKILL')
  await terminal.exit
  return { rss, cpu: Math.round(cpu * 10) / 10 }
}

/** NaN where the system has no /proc. */
export function memory(pid: number): number {
  const status = existsSync(`/proc/${pid}/status`)
    ? readFileSync(`/proc/${pid}/status`, 'utf8')
    : ''
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 976.6)
}

export function processorSeconds(pid: number): number {
  if (!existsSync(`/proc/${pid}/stat`)) return Number.NaN
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** What a router holds back before it slows the sender down. */
const longestQueue = 64 << 10

/** A line to a server that delays each byte, and lets only so many through. */
async function startLine(
  port: number,
  { delayMs, bytesPerSecond }: { delayMs: number; bytesPerSecond: number },
): Promise<Reachable> {
  const sockets = new Set<Socket>()
  let free = performance.now()
  const pass = (from: Socket, to: Socket, limited: boolean): void => {
    const queue: { readonly at: number; readonly chunk: Buffer | null }[] = []
    let queued = 0
    const pump = (): void => {
      const [first] = queue
      if (first === undefined) return
      const early = first.at - performance.now()
      if (early > 0) {
        setTimeout(pump, early)
        return
      }
      queue.shift()
      if (first.chunk === null) to.end()
      else to.write(first.chunk)
      queued -= first.chunk?.length ?? 0
      if (queued <= longestQueue) from.resume()
      pump()
    }
    const push = (chunk: Buffer | null): void => {
      const now = performance.now()
      if (limited) free = Math.max(free, now) + (1000 * (chunk?.length ?? 0)) / bytesPerSecond
      queue.push({ at: (limited ? free : now) + delayMs, chunk })
      queued += chunk?.length ?? 0
      if (queued > longestQueue && Number.isFinite(bytesPerSecond)) from.pause()
      if (queue.length === 1) pump()
    }
    from.on('data', push)
    from.on('end', () => push(null))
    from.on('error', () => to.destroy())
    from.on('close', () => sockets.delete(from))
    to.on('close', () => from.destroy())
  }
  const relay = createServer((client) => {
    const upstream = connectTo(port, '127.0.0.1')
    sockets.add(client)
    pass(client, upstream, false)
    pass(upstream, client, true)
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  return {
    port: (relay.address() as AddressInfo).port,
    end: () => {
      relay.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function median(all: readonly Figures[], name: string): number {
  return middle(all.map((figures) => figures[name] ?? Number.NaN))
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

export function head(title: string): void {
  console.log(`\n${title}`)
}

export function row(what: string, measured: string, budget = ''): void {
  console.log(`  ${what.padEnd(46)} ${measured.padEnd(44)} ${budget}`.trimEnd())
}

/** `measured` in words where the number alone says too little. */
function budget(
  what: string,
  value: number,
  most: number,
  unit: (value: number) => string,
  measured: (value: number) => string = unit,
): void {
  const verdict = value <= most ? 'met' : 'missed'
  row(what, measured(value), `≤ ${unit(most)}`.padEnd(12) + verdict)
}

export function ms(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')} ms`
}

export function mb(value: number): string {
  return `${Math.round(value)} MB`
}

export function percent(value = Number.NaN): string {
  return `${value}%`
}

export function times(value: number, other = 1): string {
  return `${(value / other).toFixed(2)} ×`
}

if (process.argv[1] === import.meta.filename) await benchFleet(process.argv.slice(2))
