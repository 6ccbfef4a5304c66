import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/cluster/request/connection.ts'
import { readFleet } from '../../src/cluster/fleet-read.ts'
import { type FleetWatch, watchFleet } from '../../src/cluster/fleet-watch.ts'
import type { Scope } from '../../src/cluster/resource.ts'
import { type Fault, FaultServer, type SeenRequest } from '../support/cluster-fault-server.ts'
import { connectTo, deployment, quickPace, Recorder, until } from '../support/cluster-fixtures.ts'

const everywhere: Scope = { namespaces: null, selector: null }
const inShop: Scope = { namespaces: ['shop'], selector: null }
const signal = new AbortController().signal
let server: FaultServer
let connection: Connection
let seen: Recorder
let watch: FleetWatch | null = null

beforeEach(async () => {
  server = new FaultServer()
  await server.start()
  connection = connectTo(`http://127.0.0.1:${server.port}`)
  seen = new Recorder()
})

afterEach(async () => {
  watch?.stop()
  watch = null
  connection.close()
  await server.stop()
})

async function read(scope: Scope, only: readonly string[] | null = null): Promise<void> {
  for (const change of await readFleet(connection, scope, signal, only)) seen.listen(change)
}

/** A server that a busy machine does not get to is not silent, and not to be asked for a sign of life. */
function start(scope: Scope): void {
  watch = watchFleet(connection, scope, seen.listen, { ...quickPace, silenceMs: 60_000 })
}

describe('read once', () => {
  test('all of it, page by page, with a status for each resource', async () => {
    for (let i = 0; i < 600; i++) server.put('deployments', deployment(`app-${i}`))
    server.put('pods', { metadata: { name: 'pod', namespace: 'shop' } })
    server.put('namespaces', { metadata: { name: 'shop' } })
    await read(everywhere)
    expect(seen.objects.size).toBe(602)
    expect(seen.statuses.map(({ resource, state, count }) => [resource, state, count])).toEqual([
      ['namespaces', 'live', 1],
      ['deployments', 'live', 600],
      ['statefulsets', 'live', 0],
      ['daemonsets', 'live', 0],
      ['cronjobs', 'live', 0],
      ['jobs', 'live', 0],
      ['replicasets', 'live', 0],
      ['controllerrevisions', 'live', 0],
      ['pods', 'live', 1],
      ['services', 'live', 0],
      ['applications', 'live', 0],
      ['rollouts', 'live', 0],
      ['kustomizations', 'live', 0],
      ['helmreleases', 'live', 0],
    ])
  })

  test('what cannot be read is named, and the rest is there', async () => {
    server.put('deployments', deployment('cart'))
    server.fault = ({ path }) =>
      path.endsWith('/pods') ? { status: 403, message: 'no pods' } : null
    await read(everywhere)
    expect(seen.names()).toEqual(['cart'])
    expect(seen.status('pods')).toMatchObject({
      context: 'test',
      namespace: null,
      state: 'forbidden',
      reason: 'Forbidden',
      message: 'no pods',
    })
    expect(seen.state('deployments')).toBe('live')
  })

  test('an unreachable server fails every resource, and throws nothing', async () => {
    await server.stop()
    await read(everywhere)
    expect(seen.statuses.map(({ state, reason }) => `${state} ${reason}`)).toEqual(
      Array.from({ length: 14 }, () => 'unreachable ConnectionRefused'),
    )
  })

  test('custom resources only where the server serves them, by its own lists', async () => {
    const apis = {
      '/apis': {
        groups: [{ versions: [{ groupVersion: 'argoproj.io/v1alpha1' }] }],
      },
      '/apis/argoproj.io/v1alpha1': { resources: [{ name: 'applications' }] },
    }
    server.fault = ({ path }) =>
      path in apis ? { body: JSON.stringify(apis[path as keyof typeof apis]) } : null
    await read(inShop)
    expect(seen.state('applications')).toBe('live')
    const absent = seen.statuses.filter(({ state }) => state === 'absent')
    expect(absent.map(({ resource }) => resource).sort()).toEqual([
      'helmreleases',
      'kustomizations',
      'rollouts',
    ])
    const asked = server.requests.map(({ path }) => path)
    expect(asked.filter((path) => /rollouts|kustomizations|helmreleases/.test(path))).toEqual([])
    // An Application lies beside Argo CD, not beside what it deploys.
    expect(asked).toContain('/apis/argoproj.io/v1alpha1/applications')
  })

  test('Secrets only where the settings allow it, and of Helm alone', async () => {
    await read(inShop)
    const secrets = () => server.requests.filter(({ path }) => path.endsWith('/secrets'))
    expect(secrets()).toEqual([])
    await read({ ...inShop, helmSecrets: true })
    expect(secrets().map(({ query }) => query.get('labelSelector'))).toEqual(['owner=helm'])
  })

  test('only what is asked for', async () => {
    await read(inShop, ['deployments'])
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/apis/apps/v1/namespaces/shop/deployments',
    ])
  })

  test('only ever with GET, and never a Secret', async () => {
    await read(everywhere)
    await read(inShop)
    expect(server.requests.filter(({ path }) => path.includes('secret'))).toEqual([])
  })
})

describe('within namespaces', () => {
  beforeEach(() => {
    server.put('namespaces', { metadata: { name: 'shop', labels: { team: 'carts' } } })
    server.put('namespaces', { metadata: { name: 'other' } })
    server.put('deployments', deployment('cart'))
    server.put('deployments', deployment('elsewhere', 'x', 'other'))
  })

  test('nothing else is read or watched but what tools keep elsewhere, and no list of namespaces', async () => {
    start(inShop)
    await until('deployments and the namespace', () => seen.names().join() === 'cart,shop')
    server.put('deployments', deployment('far', 'x', 'other'))
    server.put('deployments', deployment('near'))
    await until('the addition', () => seen.names().join() === 'cart,near,shop')
    expect(seen.status('deployments', 'shop')?.state).toBe('live')
    const elsewhere = ['applications', 'kustomizations']
    await until('all is read', () => elsewhere.every((name) => seen.state(name) === 'live'))
    const paths = server.requests.map(({ path }) => path)
    expect(new Set(paths.filter((path) => !path.includes('/namespaces/shop')))).toEqual(
      new Set([
        '/apis',
        '/apis/argoproj.io/v1alpha1/applications',
        '/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations',
      ]),
    )
  })

  test('a Namespace that may not be read is no failure', async () => {
    server.fault = ({ path }) => (path === '/api/v1/namespaces/shop' ? { status: 403 } : null)
    start(inShop)
    await until('absent', () => seen.status('namespaces', 'shop')?.state === 'absent')
    await until('pods are live', () => seen.status('pods', 'shop')?.state === 'live')
    expect(seen.names()).toEqual(['cart'])
  })

  test('a namespace that does not exist is one', async () => {
    await read({ namespaces: ['shpo'], selector: null })
    expect(seen.status('namespaces', 'shpo')).toMatchObject({
      state: 'failed',
      reason: 'NotFound',
      message: 'no namespace "shpo" in context "test"',
    })
  })

  test('new labels of a namespace are heard after a while', async () => {
    start(inShop)
    await until('the namespace', () => seen.names().includes('shop'))
    server.put('namespaces', { metadata: { name: 'shop', labels: { team: 'new' } } })
    const teams = () => [...seen.objects.values()].map((object) => object.meta.labels['team'])
    await until('the new label', () => teams().includes('new'))
    expect(teams()).not.toContain('carts')
  })
})

describe('with a selector', () => {
  function job(name: string, labels: Record<string, string>, cronJob: string | null) {
    const ownerReferences =
      cronJob === null
        ? []
        : [{ kind: 'CronJob', name: cronJob, uid: 'uid-of-cron', controller: true }]
    return { metadata: { name, namespace: 'shop', labels, ownerReferences } }
  }

  beforeEach(() => {
    const labelled = (name: string, app: string) => {
      const plain = deployment(name)
      return { ...plain, metadata: { ...plain.metadata, labels: { app } } }
    }
    server.put('deployments', labelled('cart', 'cart'))
    server.put('deployments', labelled('pay', 'pay'))
    server.put('pods', { metadata: { name: 'cart-pod', namespace: 'shop' } })
    server.put('jobs', job('migrate', { app: 'cart' }, null))
    server.put('jobs', job('unrelated', { app: 'pay' }, null))
    server.put('jobs', job('nightly-1', {}, 'nightly'))
  })

  test('only workloads are narrowed, and a CronJob’s Jobs are kept', async () => {
    await read({ namespaces: null, selector: 'app=cart' })
    expect(seen.names()).toEqual(['cart', 'cart-pod', 'migrate', 'nightly-1'])
  })

  test('a Job that loses its label is gone', async () => {
    start({ namespaces: null, selector: 'app=cart' })
    await until('the job', () => seen.names().includes('migrate') && server.watching('jobs') === 1)
    server.put('jobs', job('migrate', { app: 'other' }, null))
    await until('it is gone', () => !seen.names().includes('migrate'))
    expect(seen.names()).toContain('nightly-1')
  })
})

test('a custom resource that is installed later is followed from then on', async () => {
  let installed = false
  const serves = (names: readonly string[]) => ({
    body: JSON.stringify({ resources: names.map((name) => ({ name })) }),
  })
  server.fault = ({ path }) => {
    if (path === '/apis')
      return {
        body: JSON.stringify({
          groups: [{ versions: [{ groupVersion: 'argoproj.io/v1alpha1' }] }],
        }),
      }
    return path === '/apis/argoproj.io/v1alpha1' ? serves(installed ? ['rollouts'] : []) : null
  }
  watch = watchFleet(connection, everywhere, seen.listen, { ...quickPace, rereadMs: 20 })
  await until('rollouts are found to be absent', () => seen.state('rollouts') === 'absent')
  installed = true
  await until('rollouts are followed', () => seen.state('rollouts') === 'live')
  expect(seen.state('kustomizations')).toBe('absent')
})

describe('while a server does not say which custom resources it serves', () => {
  const api = 'argoproj.io/v1alpha1'
  const groups = { body: JSON.stringify({ groups: [{ versions: [{ groupVersion: api }] }] }) }
  const list = { body: JSON.stringify({ resources: [{ name: 'rollouts' }] }) }

  function askedFor(name: string): SeenRequest[] {
    return server.requests.filter(({ path }) => path.endsWith(`/${name}`))
  }

  test.each<{ what: string; atFirst: Readonly<Record<string, Fault>> }>([
    { what: 'at all', atFirst: { '/apis': { status: 503, message: 'not yet' } } },
    { what: 'but sends a page', atFirst: { '/apis': { body: '<html>' } } },
    { what: 'of one group', atFirst: { [`/apis/${api}`]: { status: 500, message: 'not now' } } },
  ])('$what, that is said, none is asked for, and it is asked again soon', async ({ atFirst }) => {
    const well: Readonly<Record<string, Fault>> = { '/apis': groups, [`/apis/${api}`]: list }
    let answers = { ...well, ...atFirst }
    server.fault = ({ path }) => answers[path] ?? null
    const pace = { ...quickPace, rereadMs: 60_000 }
    watch = watchFleet(connection, everywhere, seen.listen, pace)
    await until('that is said', () => seen.state('rollouts') === 'failed')
    await until('deployments are live all the same', () => seen.state('deployments') === 'live')
    await until('it has been asked again', () => askedFor('apis').length > 2)
    expect(askedFor('rollouts')).toEqual([])
    answers = well
    await until('rollouts are followed', () => seen.state('rollouts') === 'live')
    await until('the others are absent', () => seen.state('kustomizations') === 'absent')
    expect(seen.states('rollouts')).toEqual(['syncing', 'failed', 'syncing', 'live'])
  })

  test('what it has said before holds', async () => {
    let isWell = true
    server.fault = ({ path }) => {
      if (path === '/apis') return isWell ? { body: '{"groups":[]}' } : { status: 503 }
      return null
    }
    const pace = { ...quickPace, rereadMs: 20 }
    watch = watchFleet(connection, everywhere, seen.listen, pace)
    await until('rollouts are absent', () => seen.state('rollouts') === 'absent')
    isWell = false
    const before = askedFor('apis').length
    await until('it has been asked again', () => askedFor('apis').length > before + 2)
    expect(seen.states('rollouts')).toEqual(['syncing', 'absent'])
  })

  test.each([403, 404])(
    'because it refuses to (%s), they are asked for, and rarely',
    async (status) => {
      server.fault = ({ path }) => {
        if (path === '/apis') return { status }
        return path.includes(api) || path.endsWith('/jobs') ? { status: 404 } : null
      }
      const pace = { ...quickPace, rereadMs: 60_000 }
      watch = watchFleet(connection, everywhere, seen.listen, pace)
      await until('rollouts are absent', () => seen.state('rollouts') === 'absent')
      await until('others are live', () => seen.state('kustomizations') === 'live')
      const asked = askedFor('rollouts').length
      const jobs = askedFor('jobs').length
      await until('the server’s own are asked for again', () => askedFor('jobs').length > jobs + 4)
      expect(askedFor('rollouts')).toHaveLength(asked)
    },
  )
})
