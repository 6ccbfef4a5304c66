import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment, writeKubeconfig } from '../support/cluster-fixtures.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import { git, makeRepository } from '../support/git-repository.ts'
import type { Ended } from '../support/program.ts'
import { emptyHome, kulprit, launcher, run } from '../support/program.ts'

const server = new FaultServer()
let kubeconfig: string

beforeAll(async () => {
  await server.start()
  kubeconfig = writeKubeconfig(`http://127.0.0.1:${server.port}`)
  for (const name of ['cart', 'cart-worker', 'checkout'])
    server.put('deployments', deployment(name))
  const moving = server.put('deployments', deployment('moving-tag', 'shop/x:latest'))
  const { spec } = moving
  server.put('replicasets', {
    metadata: {
      name: 'moving-tag-1',
      namespace: 'shop',
      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ownerReferences: [
        { kind: 'Deployment', name: 'moving-tag', uid: moving.metadata.uid, controller: true },
      ],
    },
    spec,
  })
})
afterAll(() => server.stop())

/** One line on stderr that names the thing and the next step; nothing on stdout. */
function refused(ended: Ended, code: number, ...parts: string[]): void {
  expect(ended.stderr.split('\n')[0]).toMatch(/^error: /)
  for (const part of parts) expect(ended.stderr).toContain(part)
  expect(ended.stdout).toBe('')
  expect(ended.code).toBe(code)
}

const onCluster = (...args: string[]) =>
  kulprit([...args, '--kubeconfig', kubeconfig], emptyHome().env)

describe('a kubeconfig that does not lead to a cluster', () => {
  test('there is none', async () => {
    refused(await kulprit(['get'], emptyHome().env), 1, 'no kubeconfig found', '--kubeconfig')
  })
  test('it has no such context', async () => {
    refused(
      await onCluster('get', '--context', 'prod'),
      1,
      'no context "prod"',
      'known contexts: test',
    )
  })
  test('it is malformed', async () => {
    const { home, env } = emptyHome()
    const file = join(home, 'config')
    writeFileSync(file, 'clusters: [\n')
    refused(await kulprit(['get', '--kubeconfig', file], env), 1, `malformed kubeconfig ${file}`)
  })
  test('nobody listens there', async () => {
    const file = writeKubeconfig('http://127.0.0.1:1')
    const ended = await kulprit(['get', '--kubeconfig', file], emptyHome().env)
    refused(
      ended,
      1,
      'cannot read context test: connection refused by 127.0.0.1:1',
      'kubectl --context',
    )
  })
})

describe('a cluster that does not answer as hoped', () => {
  test('the credentials have expired', async () => {
    server.fault = () => ({ status: 401, message: 'Unauthorized' })
    const ended = await onCluster('get')
    server.fault = () => null
    refused(ended, 1, 'cannot read context test', 'log in to the cluster again')
  })
  test('nothing may be listed', async () => {
    server.fault = () => ({ status: 403, message: 'deployments is forbidden' })
    const ended = await onCluster('get')
    server.fault = () => null
    refused(ended, 1, 'forbidden', 'name a namespace you may read with -n')
  })
  test('one kind may not be listed: the rest is printed, and the exit code says so', async () => {
    server.fault = ({ path }) =>
      path.endsWith('/cronjobs') ? { status: 403, message: 'cronjobs is forbidden' } : null
    const ended = await onCluster('get', '-o', 'json')
    server.fault = () => null
    const { items, errors } = JSON.parse(ended.stdout)
    expect(items).toHaveLength(4)
    expect(errors).toMatchObject([{ context: 'test', resource: 'cronjobs', reason: 'Forbidden' }])
    expect(ended.stderr).toContain('warning: cannot read cronjobs of test')
    expect(ended.code).toBe(3)
  })
})

describe('a workload that is not the one', () => {
  test('there is none of that name', async () => {
    refused(await onCluster('describe', 'payments'), 1, 'no workload matches "payments"')
  })
  test('several have it', async () => {
    refused(
      await onCluster('describe', 'car'),
      2,
      '"car" matches 2 workloads: shop/deployment/cart, shop/deployment/cart-worker',
    )
  })
  test('an exact name outranks a longer one', async () => {
    expect((await onCluster('describe', 'cart')).stdout).toContain('Name:         cart\n')
  })
})

describe('a bisect that cannot be right', () => {
  test('the version is unknown', async () => {
    const args = ['bisect', 'moving-tag', '--good', 'main', '--repo', repository()]
    const ended = await onCluster(...args)
    refused(ended, 1, 'the version of release 1 is unknown', '--good or --bad')
  })
  test('the repository is unknown, and nobody is there to be asked', async () => {
    const ended = await onCluster('bisect', 'cart', '--good', 'a', '--bad', 'b')
    refused(ended, 1, 'the repository of shop/deployment/cart is unknown', '--repo')
  })
  test('a folder is no repository', async () => {
    const { home, env } = emptyHome()
    refused(
      await kulprit(['bisect', '--repo', home, '--good', 'a', '--bad', 'b'], env),
      1,
      `${home} is not a git repository`,
    )
  })
  test.each([
    ['an end is not in the repository', 'nowhere', 'main', 1, 'no commit "nowhere"'],
    ['the ends are one commit', 'main', 'main~0', 1, 'are the same commit'],
    ['the ends have no common history', 'orphan', 'main', 1, 'no common history'],
  ])('%s', async (_, good, bad, code, message) => {
    const args = ['bisect', '--repo', repository(), '--good', good, '--bad', bad]
    refused(await kulprit(args, emptyHome().env), code, message)
  })
  test('no bisect is open', async () => {
    refused(await kulprit(['bisect', 'good'], emptyHome().env), 2, 'no bisect is open', 'start one')
  })
})

describe('settings and queries', () => {
  test('the settings are not JSON: file, line and column are named', async () => {
    const { home, env } = emptyHome()
    const file = join(home, 'settings.json')
    writeFileSync(file, '{\n  "repositories": [,]\n}\n')
    refused(await kulprit(['get', '--config', file], env), 1, `${file}:2:20: not valid JSON`)
  })
  test('a setting has the wrong type', async () => {
    const { home, env } = emptyHome()
    const file = join(home, 'settings.json')
    writeFileSync(file, '{"repositories": [{"workload": 7}]}')
    refused(
      await kulprit(['get'], { ...env, KULPRIT_CONFIG: file }),
      1,
      'repositories[0].workload must be',
    )
  })
  test('the settings file does not exist', async () => {
    refused(
      await kulprit(['get', '--config', '/nowhere.json'], emptyHome().env),
      1,
      'no settings file',
    )
  })
  test('a query cannot be read', async () => {
    refused(await onCluster('get', 'colour:red'), 2, 'unknown field "colour:"')
  })
})

test('without a terminal the screens refuse and name the command that prints', async () => {
  refused(await onCluster(), 2, 'need a terminal', 'kulprit get')
})

test('a Node.js that is too old gets one line instead of a stack trace', async () => {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' })`
  const { env } = emptyHome()
  const ended = await run(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, launcher],
    env,
  )
  expect(ended.stderr).toMatch(
    /^error: kulprit needs Node\.js 22\.19 or newer, found 20\.20\.2 at .*\n$/,
  )
  expect(ended.code).toBe(1)
})

/** Five commits on main, and a branch without common history. */
function repository(): string {
  const { home } = emptyHome()
  const main = [{ parents: [] }, ...[1, 2, 3, 4].map((parent) => ({ parents: [parent] }))]
  const [orphan = ''] = makeRepository(home, [{ parents: [] }, ...main])
  git(home, 'branch', 'orphan', orphan)
  return home
}
