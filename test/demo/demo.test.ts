import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Demo } from '../../src/demo/demo.ts'
import { startDemo } from '../../src/demo/demo.ts'
import { parseSettings } from '../../src/model/settings/settings.ts'

let dir: string
let demo: Demo

async function start(folder: string, churn: boolean): Promise<Demo> {
  const started = await startDemo({ dir: folder, churn, now: new Date('2026-03-01T12:00:00Z') })
  if (!started.ok) throw new Error(started.failure.message)
  return started.value
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kulprit-demo-'))
  demo = await start(dir, true)
})
afterAll(async () => {
  await demo.stop()
  await rm(dir, { recursive: true, force: true })
})

async function serverUrl(kubeconfig: string): Promise<string> {
  const [, url] = /server: (\S+)/.exec(await readFile(kubeconfig, 'utf8')) ?? []
  return url ?? ''
}

describe('the demo', () => {
  test('writes a kubeconfig and settings that only its user can read', async () => {
    for (const file of [demo.kubeconfig, demo.config])
      expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await fetch(`${await serverUrl(demo.kubeconfig)}/readyz`)).status).toBe(200)
  })

  test('writes settings that map its services to folders of its repository', async () => {
    const settings = parseSettings(JSON.parse(await readFile(demo.config, 'utf8')), demo.config)
    const rules = settings.ok ? settings.value.repositories : []
    expect(rules[0]).toEqual({
      workload: 'shop/checkout',
      repository: demo.repository,
      path: 'services/checkout',
      probe: demo.probe,
    })
    for (const rule of rules)
      expect((await stat(join(demo.repository, rule.path ?? ''))).isDirectory()).toBe(true)
  })

  test('stops and leaves nothing running', async () => {
    const other = await mkdtemp(join(tmpdir(), 'kulprit-demo-'))
    const second = await start(other, true)
    const url = await serverUrl(second.kubeconfig)
    await second.stop()
    await expect(fetch(`${url}/readyz`)).rejects.toThrow('fetch failed')
    await rm(other, { recursive: true })
  })

  test('says so where its folder cannot be made', async () => {
    await writeFile(join(dir, 'file'), '')
    const started = await startDemo({ dir: join(dir, 'file', 'below'), churn: false })
    expect(started.ok ? '' : started.failure.message).toContain('cannot write into')
  })
})

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0

describe.skipIf(!hasKubectl)('kubectl on the demo', () => {
  const kubectl = (...args: string[]) => {
    const env = { ...process.env, KUBECONFIG: demo.kubeconfig, HOME: dir }
    // Not spawnSync: the server lives in this process.
    const child = spawn('kubectl', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
    const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, output, errors })),
    )
    return { child, ended, output: () => output }
  }
  const run = (...args: string[]) => kubectl(...args).ended

  test('gets deployments of all namespaces', async () => {
    const { output } = await run('get', 'deploy', '-A')
    expect(output).toMatch(/^NAMESPACE +NAME +READY +UP-TO-DATE +AVAILABLE +AGE\n/)
    expect(output).toMatch(/^shop +checkout +3\/4 +2 +3 /m)
  })

  test.each(['pods', 'rs', 'sts', 'ds', 'jobs', 'cj', 'svc', 'events', 'controllerrevisions'])(
    'gets %s',
    async (kind) => {
      const { code, output } = await run('get', kind, '-A', '-o', 'wide')
      expect(code).toBe(0)
      expect(output.split('\n').length).toBeGreaterThan(3)
    },
  )

  test('gets pods of one namespace as JSON', async () => {
    const { output } = await run('get', 'pods', '-n', 'shop', '-o', 'json')
    const { items } = JSON.parse(output) as { items: { metadata: { namespace: string } }[] }
    expect(items.length).toBeGreaterThan(15)
    expect(items.every((item) => item.metadata.namespace === 'shop')).toBe(true)
  })

  test.each([
    ['deploy/checkout', ['5', '6', '7', '8']],
    ['deploy/cart', ['4', '6', '7']],
    ['sts/sessions', ['2', '3']],
  ])('shows the rollout history of %s', async (workload, revisions) => {
    const { output } = await run('rollout', 'history', '-n', 'shop', workload)
    expect(output.match(/^\d+/gm)).toEqual(revisions)
  })

  test('describes the failing workload with its events', async () => {
    const { output } = await run('describe', '-n', 'shop', 'pods', '-l', 'app=checkout')
    expect(output).toContain('Back-off restarting failed container checkout')
  })

  test('logs of the crashed container are what its program writes at that commit', async () => {
    const release = '-l=app.kubernetes.io/version=1.9.0'
    const { output: name } = await run('get', 'pods', '-n', 'shop', '-o', 'name', release)
    const pod = name.split('\n')[0] ?? ''
    const { output } = await run('logs', '-n', 'shop', pod, '-c', 'checkout', '--previous')
    const worktree = join(dir, 'crashed')
    spawnSync('git', ['-C', demo.repository, 'worktree', 'add', '-q', worktree, 'checkout-v1.9.0'])
    const program = spawnSync('sh', ['-c', 'sh services/checkout/run.sh 2>&1'], {
      cwd: worktree,
      encoding: 'utf8',
    })
    expect(output).toContain('FATAL division by zero')
    expect(output).toBe(program.stdout)
  })

  test('watches changes as they come', async () => {
    const watch = kubectl('get', 'deploy', '-n', 'search', 'indexer', '-w')
    const deadline = Date.now() + 60_000
    while (watch.output().split('\n').length < 4 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20))
    watch.child.kill()
    await watch.ended
    const [, first = '', later = ''] = watch.output().split('\n')
    expect(later).toMatch(/^indexer +6\/6/)
    expect(later).not.toBe(first)
  })

  test.each([
    ['delete', 'deploy', '-n', 'shop', 'cart'],
    ['scale', 'deploy', '-n', 'shop', 'cart', '--replicas=0'],
    ['rollout', 'undo', '-n', 'shop', 'deploy/cart'],
    ['create', 'namespace', 'mine', '--validate=false'],
  ])('may not %s', async (...args) => {
    const { code, errors } = await run(...args)
    expect(code).toBe(1)
    expect(errors).toContain('read-only')
  })

  test('is told what is not there', async () => {
    expect((await run('get', 'pod', 'nope')).errors).toContain('pods "nope" not found')
    expect((await run('get', 'secrets')).errors).toContain('secrets')
  })
})
