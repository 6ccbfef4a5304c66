/**
 * The measured process: reads a fleet as `kulprit` does without its screens, as the stock informer does,
 * or only drains the bytes, and tells its times, its memory and its longest stall, a JSON object a line.
 * `MODE KUBECONFIG APPS PODS [SECONDS]`; with SECONDS it then measures so long what events cost.
 */
import { subscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import { type Clusters, openClusters } from '../src/app/fleet/clusters.ts'
import { followClusters } from '../src/app/fleet/follow-clusters.ts'
import { type Environment, openEnvironment } from '../src/app/environment.ts'
import { keepSmall } from '../src/app/memory.ts'

const [mode = '', kubeconfig = '', ...numbers] = process.argv.slice(2)
const [apps = 0, pods = 0, seconds = 0] = numbers.map(Number)
const started = performance.now()
const since = () => performance.now() - started
const delay = monitorEventLoopDelay({ resolution: 5 })

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6)
}

function tell(figures: Record<string, number>): void {
  const stall = Math.round(delay.max / 1e6 - 5)
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  console.log(
    JSON.stringify({
      ...figures,
      cpuMs: Math.round((user + system) / 1000),
      stall,
      rss: megabytes(rss),
      // Since the process began; looking at it from time to time would take a good part of its time.
      peak: megabytes(process.resourceUsage().maxRSS * 1024),
      heap: megabytes(heapUsed),
      buffers: megabytes(arrayBuffers),
    }),
  )
}

async function open(environment: Environment): Promise<Clusters> {
  const clusters = await openClusters(
    {
      ...{ kubeconfig, contexts: [], namespaces: [], allNamespaces: true, selector: null },
      ...{ requestTimeoutMs: null, as: null, asGroups: [] },
    },
    environment,
  )
  if (!clusters.ok) throw new Error(clusters.failure.message)
  return clusters.value
}

interface Following {
  readonly stop: () => void
  /** Rows that have changed since the start. */
  readonly changed: () => number
}

/** Follows the fleet until all rows are there, and tells how long it took. */
async function follow(): Promise<Following> {
  let asked = 0
  let firstByte = 0
  subscribe('undici:request:create', () => {
    asked ||= since()
  })
  subscribe('undici:request:headers', () => {
    firstByte ||= since()
  })
  keepSmall()
  const environment = await openEnvironment(process.env, null, new AbortController().signal)
  if (!environment.ok) throw new Error(environment.failure.message)
  const clusters = await open(environment.value)
  delay.enable()
  let firstRow = 0
  let changed = 0
  let objects = 0
  const rows = new Set<string>()
  const isWhole = () => rows.size >= apps && objects >= apps * 6 + pods && live.fleet.waiting === 0
  const live = await followClusters(clusters, environment.value, {
    onWorkloads: (put) => {
      firstRow ||= since()
      changed += put.length
      for (const { id } of put) rows.add(id)
    },
    onStatuses: (statuses) => {
      objects = statuses.reduce((sum, { count }) => sum + count, 0)
    },
  })
  while (!isWhole()) await wait(5)
  const all = since()
  tell({
    ...{ objects, firstRow: firstRow - firstByte, allRows: all - firstByte },
    fromRequest: all - asked,
  })
  return { stop: () => live.stop(), changed: () => changed }
}

async function kulprit(): Promise<void> {
  const following = await follow()
  if (seconds > 0) {
    // Meanwhile the releases that were seen for the first time are noted.
    await wait(8000)
    delay.reset()
    const before = following.changed()
    const cpu = await processorShare()
    tell({ cpu, changed: following.changed() - before })
  }
  following.stop()
}

/** In percent of a core, over the seconds that were asked for. */
async function processorShare(): Promise<number> {
  const before = process.cpuUsage()
  const from = since()
  await wait(seconds * 1000)
  const { user, system } = process.cpuUsage(before)
  return Math.round((user + system) / (since() - from)) / 10
}

/** The heap after a collection, before and after all the events; the first tenth warms up. */
async function soak(): Promise<void> {
  const following = await follow()
  await wait(seconds * 100)
  globalThis.gc?.()
  tell({})
  await wait(seconds * 900)
  globalThis.gc?.()
  tell({ changed: following.changed() })
  following.stop()
}

async function informer(): Promise<void> {
  const { CoreV1Api, KubeConfig, makeInformer } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const api = config.makeApiClient(CoreV1Api)
  delay.enable()
  const stock = makeInformer(config, '/api/v1/pods', () => api.listPodForAllNamespaces())
  let count = 0
  let firstRow = 0
  stock.on('add', () => {
    firstRow ||= since()
    count += 1
  })
  stock.on('error', (error: unknown) => {
    throw error
  })
  await stock.start()
  const isWhole = () => count >= pods
  while (!isWhole()) await wait(10)
  tell({ firstRow, allRows: since(), objects: count })
  if (seconds > 0) tell({ cpu: await processorShare() })
  await stock.stop()
}

/** The same requests and bytes as kulprit's. */
async function drain(): Promise<void> {
  const server = /"server":"([^"]+)"/.exec(readFileSync(kubeconfig, 'utf8'))?.[1] ?? ''
  delay.enable()
  let bytes = 0
  let firstByte = 0
  const from = since()
  await Promise.all(
    ['/apis/apps/v1/deployments', '/apis/apps/v1/replicasets', '/api/v1/pods'].map(async (path) => {
      const { body } = await request(`${server}${path}`, {
        headers: { accept: 'application/vnd.kubernetes.protobuf', 'accept-encoding': 'gzip' },
      })
      for await (const chunk of body) {
        firstByte ||= since()
        bytes += (chunk as Buffer).length
      }
    }),
  )
  tell({ firstByte, allRows: since() - from, bytes: megabytes(bytes) })
}

const modes: Readonly<Record<string, () => Promise<void>>> = {
  ...{ kulprit, soak, informer, drain },
}
await modes[mode]?.()
process.exit(0)
