/** `kulprit demo`: a simulated cluster and the repository of its failing service, without network or credentials. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../model/failure.ts'
import { failed, ok } from '../model/failure.ts'
import type { Settings } from '../model/settings/settings.ts'
import type { Clock } from './fleet/clock.ts'
import { nowOf } from './fleet/clock.ts'
import { createFleet } from './fleet/fleet.ts'
import { podLogs } from './fleet/pod-logs.ts'
import { kubeconfig } from './kubeconfig.ts'
import { makeRepository } from './repository/make-repository.ts'
import { startApiServer } from './server/server.ts'
import { createStore } from './server/store.ts'

export interface DemoOptions {
  /** An empty folder of the demo's own; whoever made it removes it after `stop`. */
  readonly dir: string
  /** Whether time goes on in the cluster: pods crash and restart, a rollout gets on. */
  readonly churn: boolean
  /** The moment at which the demo begins. */
  readonly now?: Date
}

export interface Demo {
  /** Files for KUBECONFIG and KULPRIT_CONFIG. */
  readonly kubeconfig: string
  readonly config: string
  /** The workload that fails since its last release: `shop/deploy/checkout`. */
  readonly workload: string
  /** The shell command that tells good commits from bad ones. */
  readonly probe: string
  /** The folder of the clone. */
  readonly repository: string
  /** Ends the server and every connection to it. */
  stop(): Promise<void>
}

const tickMs = 1_000
/** Services whose source is the demo's repository. */
const services = ['checkout', 'cart', 'catalog', 'web']

/** Resolves once the API server answers. */
export async function startDemo({
  dir,
  churn,
  now = new Date(),
}: DemoOptions): Promise<Result<Demo>> {
  const made = await attempt(`write into ${dir}`, async () => {
    await mkdir(dir, { recursive: true })
    return makeRepository(dir, now)
  })
  if (!made.ok) return made
  if (!made.value.ok) return made.value
  const { folder, probe, tags } = made.value.value
  const clock = startClock(churn, now)
  const fleet = createFleet((tag) => {
    const sha = tags.get(tag)
    if (sha === undefined) throw new Error(`the demo's repository has no tag ${tag}`)
    return sha
  })
  const store = createStore()
  store.replaceAll(fleet(clock()))
  const server = await attempt('listen on 127.0.0.1', () =>
    startApiServer({
      store,
      now: () => nowOf(clock()),
      logs: (pod, container, previous) => podLogs(nowOf(clock()), pod, container, previous),
    }),
  )
  if (!server.ok) return server
  const files = { kubeconfig: join(dir, 'kubeconfig.yaml'), config: join(dir, 'settings.json') }
  const written = await attempt(`write into ${dir}`, async () => {
    await writeFile(files.kubeconfig, kubeconfig(server.value.url), { mode: 0o600 })
    await writeFile(files.config, settingsFor(folder, probe), { mode: 0o600 })
  })
  if (!written.ok) {
    await server.value.stop()
    return written
  }
  const timer = churn ? setInterval(() => store.replaceAll(fleet(clock())), tickMs) : null
  return ok({
    ...files,
    workload: 'shop/deploy/checkout',
    probe,
    repository: folder,
    stop: async () => {
      if (timer !== null) clearInterval(timer)
      await server.value.stop()
    },
  })
}

/** Runs at the speed of the real clock from `start` on, or not at all. */
function startClock(running: boolean, start: Date): () => Clock {
  const startedAt = start.getTime()
  const begin = performance.now()
  return () => ({
    startedAt,
    elapsed: running ? Math.floor((performance.now() - begin) / 1000) : 0,
  })
}

async function attempt<T>(doing: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (error) {
    return failed('config', `the demo cannot ${doing}`, {
      cause: error instanceof Error ? error.message : String(error),
      next: 'set TMPDIR to a folder that can be written, and allow connections to 127.0.0.1',
    })
  }
}

function settingsFor(folder: string, probe: string): string {
  const settings: Partial<Settings> = {
    repositories: services.map((name) => ({
      workload: `shop/${name}`,
      repository: folder,
      path: `services/${name}`,
      ...(name === 'checkout' ? { probe } : {}),
    })),
  }
  return `${JSON.stringify(settings, null, 2)}\n`
}
