import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { line, setUp } from '../support/bisect-program.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'

const production = new FaultServer()
const staging = new FaultServer()
beforeAll(async () => {
  await production.start()
  await staging.start()
})
afterAll(async () => {
  await production.stop()
  await staging.stop()
})

interface Deployed {
  readonly image: string
  readonly env?: Readonly<Record<string, string>>
}

/** A Deployment whose releases are these, the last one running. */
function deploy(server: FaultServer, name: string, releases: readonly Deployed[]): void {
  const template = ({ image, env = {} }: Deployed) => ({
    spec: {
      containers: [
        { name, image, env: Object.entries(env).map(([key, value]) => ({ name: key, value })) },
      ],
    },
  })
  const newest = releases.at(-1) ?? { image: '' }
  const { metadata } = server.put('deployments', {
    metadata: {
      name,
      namespace: 'shop',
      annotations: { 'deployment.kubernetes.io/revision': String(releases.length) },
    },
    spec: { replicas: 1, template: template(newest) },
  })
  for (const [at, release] of releases.entries())
    server.put('replicasets', {
      metadata: {
        name: `${name}-${at + 1}`,
        namespace: 'shop',
        annotations: { 'deployment.kubernetes.io/revision': String(at + 1) },
        ownerReferences: [{ kind: 'Deployment', name, uid: metadata.uid, controller: true }],
      },
      spec: { replicas: at + 1 === releases.length ? 1 : 0, template: template(release) },
    })
}

/** A clone, and a kubeconfig with the contexts `prod` and `staging`. */
function setUpClusters() {
  const clone = setUp(line(9, 6))
  const contexts = { prod: production, staging }
  const kubeconfig = join(clone.home, 'kubeconfig')
  const named = Object.entries(contexts)
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'prod',
      clusters: named.map(([name, { port }]) => ({
        name,
        cluster: { server: `http://127.0.0.1:${port}` },
      })),
      users: [{ name: 'u', user: {} }],
      contexts: named.map(([name]) => ({ name, context: { cluster: name, user: 'u' } })),
    }),
  )
  const image = (at: number) => `registry.test/shop/cart:main-${clone.shas[at]?.slice(0, 8)}`
  const bisect = (workload: string, ...args: string[]) =>
    clone.bisect(workload, '--repo', clone.clone, '--kubeconfig', kubeconfig, ...args)
  return { ...clone, image, bisect }
}

test('good in staging, bad in production: the command gets each commit’s image', async () => {
  const { bisect, image, shas } = setUpClusters()
  deploy(production, 'cart', [{ image: image(8) }])
  deploy(staging, 'cart', [{ image: image(0) }, { image: image(2) }])
  const ended = await bisect(
    'deploy/cart',
    '--good-context',
    'staging',
    '-o',
    'json',
    '--run',
    'echo "$KULPRIT_WORKLOAD from $KULPRIT_IMAGE"; grep -q fine state',
  )
  const { good, firstBadCommit, probes } = JSON.parse(ended.stdout)
  expect([good, firstBadCommit.sha]).toEqual([shas[2], shas[6]])
  for (const { sha } of probes)
    expect(ended.stderr).toContain(`shop/deployment/cart from ${image(shas.indexOf(sha))}\n`)
})

test('the same code with other settings: no bisect, and what differs instead', async () => {
  const { bisect, image } = setUpClusters()
  const built = { image: `${image(8)}@sha256:${'0'.repeat(64)}` }
  deploy(production, 'orders', [
    { ...built, env: { TIMEOUT: '10s' } },
    { ...built, env: { TIMEOUT: '1ms' } },
  ])
  const ended = await bisect('deploy/orders', '--good', '1', '--run', 'true')
  expect(ended.code).toBe(1)
  expect(ended.stdout).toBe('')
  expect(ended.stderr).toContain('error: it is not the code: release 2 runs the same as release 1')
  expect(ended.stderr).toContain('TIMEOUT')
  expect(ended.stderr).not.toContain('1ms')
})

test('other code and other settings: says so, and bisects the code', async () => {
  const { bisect, image, shas } = setUpClusters()
  deploy(production, 'billing', [
    { image: image(0) },
    { image: image(8), env: { LOG_LEVEL: 'debug' } },
  ])
  const ended = await bisect(
    'deploy/billing',
    '--good',
    '1',
    '-o',
    'json',
    '--run',
    'grep -q fine state',
  )
  expect(JSON.parse(ended.stdout).firstBadCommit.sha).toBe(shas[6])
  expect(ended.stderr).toContain('Not only the code changed\n')
  expect(ended.stderr).toContain('LOG_LEVEL')
})
