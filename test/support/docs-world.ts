/**
 * Where the examples of the documentation are run: a home with a kubeconfig, settings and a clone of the demo's
 * repository, on API servers of the demo. What the pages call the reader's own stands there too:
 *
 * - contexts: `prod` and `demo` are the demo's cluster, in `staging` checkout is still on 1.8.0;
 * - `~/src/shop`, with the tags `v1.8.0` and `v1.9.0` for the two releases of checkout;
 * - the reader's test, as `~/probe.sh` and `make`: both judge the commit that is checked out where they are
 *   started, as the demo's probe does;
 * - the Kubernetes objects that a page shows as YAML, in the cluster of `prod`;
 * - in the folder that the commands are typed in: `images.txt`, the images of every fifth commit, `crash.log`, and
 *   `team.yaml`, a kubeconfig.
 */
import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Clock } from '../../src/demo/fleet/clock.ts'
import { deployment } from '../../src/demo/fleet/deployment.ts'
import { createFleet } from '../../src/demo/fleet/fleet.ts'
import { podLogs } from '../../src/demo/fleet/pod-logs.ts'
import { shopWorkloads } from '../../src/demo/fleet/shop.ts'
import type { KubeJson } from '../../src/demo/kube-json.ts'
import { makeRepository } from '../../src/demo/repository/make-repository.ts'
import { startApiServer } from '../../src/demo/server/server.ts'
import { createStore } from '../../src/demo/server/store.ts'
import type { ApiObject } from './cluster-fault-server.ts'
import { FaultServer } from './cluster-fault-server.ts'
import { launcher } from './program.ts'
import { openTerminal } from './terminal.ts'

interface Ran {
  readonly code: number | null
  /** stdout and stderr as they come, as on a terminal. */
  readonly output: string
}

export interface Home {
  /** Runs one line after those that made the state of the shell what it is. */
  run(line: string, before: readonly string[]): Promise<Ran>
  /** Opens the screens with the line, waits until they are live, and leaves them. */
  open(line: string, before: readonly string[]): Promise<Ran>
  remove(): Promise<void>
}

export interface DocsWorld {
  /** Nobody has used kulprit in it yet. */
  home(applied?: readonly ApiObject[]): Promise<Home>
  stop(): Promise<void>
}

export async function startDocsWorld(): Promise<DocsWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'kulprit-docs-'))
  const now = new Date()
  const made = await makeRepository(folder, now)
  if (!made.ok) throw new Error(made.failure.message)
  const { tags } = made.value
  const commitOf = (tag: string) => tags.get(tag) ?? ''
  const clock: Clock = { startedAt: now.getTime(), elapsed: 0 }
  for (const version of ['1.8.0', '1.9.0'])
    git(made.value.folder, 'tag', `v${version}`, `checkout-v${version}`)
  const fleet = createFleet(commitOf)(clock)
  const production = await serve(clock, fleet)
  const staging = await serve(clock, checkoutBefore(clock, commitOf))
  const contexts = { demo: production.url, prod: production.url, staging: staging.url }
  return {
    async home(applied = []) {
      if (applied.length === 0) return makeHome(folder, contexts)
      const server = await serveAnything([...fleet, ...applied] as readonly ApiObject[])
      const prod = `http://127.0.0.1:${server.port}`
      return makeHome(folder, { ...contexts, prod }, () => server.stop())
    },
    async stop() {
      await Promise.all([production.stop(), staging.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function serve(clock: Clock, objects: readonly KubeJson[]) {
  const store = createStore()
  store.replaceAll(objects)
  return startApiServer({
    store,
    now: () => clock.startedAt,
    logs: (pod, container, previous) => podLogs(clock.startedAt, pod, container, previous),
  })
}

/** Kinds too that the demo's server does not know, but no logs. */
async function serveAnything(objects: readonly ApiObject[]): Promise<FaultServer> {
  const server = new FaultServer()
  await server.start()
  for (const object of objects) server.put(`${object.kind?.toLowerCase()}s`, object)
  return server
}

/** Checkout without its last release, and without its trouble. */
function checkoutBefore(clock: Clock, commitOf: (tag: string) => string): KubeJson[] {
  return shopWorkloads(commitOf).flatMap((spec) => {
    if (spec.name !== 'checkout' || !('releases' in spec)) return []
    const { trouble: _, ...sound } = spec
    return deployment(clock, { ...sound, releases: spec.releases.slice(0, -1) })
  })
}

const folders = [
  ...['.kube', '.config/kulprit', '.config/k9s/plugins', '.local/state/kulprit'],
  ...['src', 'bin', 'work'],
]

function makeHome(
  world: string,
  contexts: Readonly<Record<string, string>>,
  onRemove: () => Promise<void> = () => Promise.resolve(),
): Home {
  const home = mkdtempSync(join(world, 'home-'))
  const work = join(home, 'work')
  const programs = join(home, 'bin')
  for (const path of folders) mkdirSync(join(home, path), { recursive: true })
  cpSync(join(world, 'shop'), join(home, 'src/shop'), { recursive: true })
  writeFileSync(join(home, '.kube/config'), kubeconfig(contexts))
  writeFileSync(join(work, 'team.yaml'), kubeconfig(contexts))
  writeFileSync(join(work, 'crash.log'), crash)
  writeFileSync(join(work, 'images.txt'), imagesOfEveryFifth(join(home, 'src/shop')))
  writeFileSync(join(home, '.config/kulprit/settings.json'), settings)
  // The tour is offered at the very first start only.
  writeFileSync(join(home, '.local/state/kulprit/started'), '')
  const probe = `#!/bin/sh\nexec sh ${join(world, 'probe.sh')}\n`
  for (const path of ['probe.sh', 'bin/make']) {
    writeFileSync(join(home, path), probe)
    chmodSync(join(home, path), 0o755)
  }
  for (const name of ['kulprit', 'kubectl-kulprit']) symlinkSync(launcher, join(programs, name))
  const env = environment(home, programs)
  const script = (line: string, before: readonly string[]) => [...before, line].join('\n')
  return {
    run: (line, before) => runShell(`exec 2>&1\n${script(line, before)}`, work, env),
    async open(line, before) {
      const terminal = openTerminal('bash', ['-c', script(line, before)], {
        cwd: work,
        columns: 120,
        rows: 40,
        env,
      })
      try {
        await terminal.until(/● (\d+ )?live/)
        terminal.type(':q\r')
        const { exitCode } = await terminal.exit
        return { code: exitCode, output: terminal.text() }
      } finally {
        terminal.kill('SIGKILL')
      }
    },
    async remove() {
      await onRemove()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function environment(home: string, programs: string): Record<string, string> {
  return {
    HOME: home,
    // The same Node that runs the tests, for the launcher's first line.
    PATH: [programs, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    NODE_DISABLE_COMPILE_CACHE: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, 'A'],
        [`GIT_${who}_EMAIL`, 'a@test.invalid'],
      ]),
    ),
  }
}

const services = ['checkout', 'cart', 'catalog', 'web']

const settings = JSON.stringify({
  repositories: services.map((name) => ({
    workload: `shop/${name}`,
    repository: '~/src/shop',
    path: `services/${name}`,
    ...(name === 'checkout' ? { probe: 'make test' } : {}),
  })),
})

const crash = `INFO  checkout 1.9.0 starting
awk: services/checkout/discount.awk:9: fatal: division by zero attempted
`

function kubeconfig(contexts: Readonly<Record<string, string>>): string {
  const named = Object.entries(contexts)
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'prod',
    clusters: named.map(([name, server]) => ({
      name,
      // Clients take plain http only where TLS is not verified.
      cluster: { server, 'insecure-skip-tls-verify': true },
    })),
    users: [{ name: 'reader', user: {} }],
    contexts: named.map(([name]) => ({ name, context: { cluster: name, user: 'reader' } })),
  })
}

function runShell(script: string, cwd: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((settle, reject) => {
    const child = spawn('bash', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => settle({ code, output }))
  })
}

function imagesOfEveryFifth(clone: string): string {
  const commits = git(clone, 'rev-list', 'v1.8.0..v1.9.0').trim().split('\n')
  return commits
    .filter((_, at) => at % 5 === 0)
    .map((sha) => `registry.shop.example/checkout:main-${sha.slice(0, 8)}\n`)
    .join('')
}

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' })
}
