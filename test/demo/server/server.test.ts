import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { KubeJson } from '../../../src/demo/kube-json.ts'
import type { ApiServer } from '../../../src/demo/server/server.ts'
import { startApiServer } from '../../../src/demo/server/server.ts'
import type { Store } from '../../../src/demo/server/store.ts'
import { createStore } from '../../../src/demo/server/store.ts'
import type { ListAnswer } from '../../support/demo-client.ts'
import { getJson, watchUntil } from '../../support/demo-client.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

function pod(name: string, labels: Record<string, string> = {}, phase = 'Running'): KubeJson {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: name.startsWith('x') ? 'other' : 'shop',
      uid: `uid-${name}`,
      creationTimestamp: '2026-03-01T11:55:00Z',
      labels,
    },
    spec: { containers: [{ name: 'app', image: 'app:1' }] },
    status: { phase },
  }
}

const five = [
  pod('a', { app: 'cart', tier: 'web' }),
  pod('b', { app: 'cart' }, 'Pending'),
  pod('c', { app: 'search' }),
  pod('d'),
  pod('x', { app: 'cart' }),
]

let store: Store
let server: ApiServer
let pods: string

beforeEach(async () => {
  store = createStore(4)
  store.replaceAll(five)
  server = await startApiServer({
    store,
    now: () => now,
    bookmarkMs: 30,
    logs: (_, __, previous) =>
      previous
        ? null
        : ['one', 'two', 'three'].map((text) => ({ at: '2026-03-01T11:59:00Z', text })),
  })
  pods = `${server.url}/api/v1/pods`
})
afterEach(() => server.stop())

const list = (query = '') => getJson<ListAnswer>(`${pods}?${query}`)
const names = (answer: ListAnswer) => answer.items.map((item) => item.metadata.name).join('')
const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${server.url}${path}`, init)
  return { code: response.status, body: await response.text() }
}

describe('a review of what one may do', () => {
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  const review = (spec: unknown) => ask(path, { method: 'POST', body: JSON.stringify({ spec }) })
  const may = async (attributes: object) => {
    const { code, body } = await review({ resourceAttributes: attributes })
    return [code, (JSON.parse(body) as { status: { allowed: boolean } }).status.allowed]
  }

  test('allows to read what is served, and nothing else', async () => {
    const deployments = { group: 'apps', resource: 'deployments', namespace: 'shop' }
    expect(await may({ verb: 'list', ...deployments })).toEqual([201, true])
    expect(await may({ verb: 'patch', ...deployments })).toEqual([201, false])
    expect(await may({ verb: 'get', resource: 'pods', subresource: 'log' })).toEqual([201, true])
    expect(await may({ verb: 'create', resource: 'pods', subresource: 'exec' })).toEqual([
      201,
      false,
    ])
    expect(await may({ verb: 'get', resource: 'secrets' })).toEqual([201, false])
  })

  test('says what is wrong with one that asks nothing, or is none', async () => {
    expect((await review({})).code).toBe(422)
    expect((await ask(path, { method: 'POST', body: 'no JSON' })).code).toBe(400)
    expect((await ask(path, { method: 'POST', body: 'x'.repeat(100_000) })).code).toBe(400)
    expect((await ask(path)).code).toBe(404)
  })
})

describe('a list', () => {
  test('is of all namespaces, or of one', async () => {
    expect(names(await list())).toBe('xabcd')
    expect(names(await getJson(`${server.url}/api/v1/namespaces/other/pods`))).toBe('x')
  })

  test('comes in pages, each object once, all under the first page’s version', async () => {
    const first = await list('limit=2')
    expect(first.metadata.remainingItemCount).toBe(3)
    const second = await list(`limit=2&continue=${first.metadata.continue}`)
    const third = await list(`limit=2&continue=${second.metadata.continue}`)
    expect(names(first) + names(second) + names(third)).toBe('xabcd')
    expect(third.metadata.continue).toBeUndefined()
    expect(third.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
  })

  test('whose next page is asked for too late has to begin anew', async () => {
    const first = await list('limit=2')
    for (let i = 0; i < 6; i++) store.replaceAll([...five, pod('e', { round: String(i) })])
    expect(await list(`limit=2&continue=${first.metadata.continue}`)).toMatchObject({
      code: 410,
      reason: 'Expired',
    })
  })

  test.each([
    ['app=cart', 'xab'],
    ['app==cart,tier=web', 'a'],
    ['app!=cart', 'cd'],
    ['app in (cart, search),tier notin (web)', 'xbc'],
    ['tier', 'a'],
    ['!app', 'd'],
  ])('with the label selector %s', async (selector, found) => {
    expect(names(await list(`labelSelector=${encodeURIComponent(selector)}`))).toBe(found)
  })

  test.each([
    ['metadata.name=a', 'a'],
    ['metadata.namespace!=shop', 'x'],
    ['status.phase=Pending', 'b'],
  ])('with the field selector %s', async (selector, found) => {
    expect(names(await list(`fieldSelector=${encodeURIComponent(selector)}`))).toBe(found)
  })

  test.each(['labelSelector=a%20b', 'fieldSelector=spec.colour%3Dred', 'continue=x', 'limit=many'])(
    'refuses %s',
    async (query) => {
      expect(await list(query)).toMatchObject({ kind: 'Status', code: 400, reason: 'BadRequest' })
    },
  )

  test('as a Table has the columns of kubectl', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
    const table = await getJson<{
      columnDefinitions: { name: string; priority: number }[]
      rows: { cells: unknown[]; object: KubeJson }[]
    }>(`${pods}?limit=1`, { headers: { accept } })
    const columns = table.columnDefinitions.filter((column) => column.priority === 0)
    expect(columns.map((column) => column.name)).toEqual([
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
    ])
    expect(table.rows[0]?.cells).toEqual(expect.arrayContaining(['x', '0/1', 'Running', '5m']))
    expect(table.rows[0]?.object).toMatchObject({
      kind: 'PartialObjectMetadata',
      metadata: { uid: 'uid-x' },
    })
  })
})

describe('a watch', () => {
  test('without a version begins with what is there', async () => {
    const lines = await watchUntil(`${pods}?watch=true`, (seen) => seen.length === 5)
    expect(lines.map((line) => line.type)).toEqual(Array(5).fill('ADDED'))
  })

  test('from a list’s version gets every change since, in order, then those that come', async () => {
    const { metadata } = await list()
    store.replaceAll([...five.slice(0, 4), pod('e')])
    const url = `${pods}?watch=true&resourceVersion=${metadata.resourceVersion}`
    let more = false
    const lines = await watchUntil(url, (seen) => {
      if (seen.length === 2 && !more) {
        more = true
        store.replaceAll([pod('a', { app: 'new' }), ...five.slice(1, 4), pod('e')])
      }
      return seen.length === 3
    })
    expect(lines.map((line) => `${line.type} ${line.object.metadata.name}`)).toEqual([
      'ADDED e',
      'DELETED x',
      'MODIFIED a',
    ])
    const versions = lines.map((line) => Number(line.object.metadata.resourceVersion))
    expect(versions).toEqual(versions.toSorted((a, b) => a - b))
  })

  test('through a selector sees objects come and go as they start and stop to match', async () => {
    const { metadata } = await list()
    store.replaceAll([
      pod('a', { app: 'gone' }),
      ...five.slice(1, 3),
      pod('d', { app: 'cart' }),
      pod('x', { app: 'cart', more: 'yes' }),
    ])
    const query = `watch=true&labelSelector=app%3Dcart&resourceVersion=${metadata.resourceVersion}`
    const lines = await watchUntil(`${pods}?${query}`, (seen) => seen.length === 3)
    expect(lines.map((line) => `${line.type} ${line.object.metadata.name}`)).toEqual([
      'DELETED a',
      'ADDED d',
      'MODIFIED x',
    ])
  })

  test('from a version that is forgotten gets one 410 event and ends', async () => {
    const { metadata } = await list()
    for (let i = 0; i < 6; i++) store.replaceAll([...five, pod('e', { round: String(i) })])
    const lines = await watchUntil(`${pods}?watch=true&resourceVersion=${metadata.resourceVersion}`)
    expect(lines).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }])
  })

  test('sends bookmarks only where they are asked for, and ends at its time limit', async () => {
    const { metadata } = await list()
    const query = `watch=true&timeoutSeconds=1&resourceVersion=${metadata.resourceVersion}`
    const [quiet, marked] = await Promise.all([
      watchUntil(`${pods}?${query}`),
      watchUntil(`${pods}?${query}&allowWatchBookmarks=true`),
    ])
    expect(quiet).toEqual([])
    expect(marked.length).toBeGreaterThan(2)
    expect(marked.at(-1)).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Pod', metadata: { resourceVersion: String(store.version()) } },
    })
  })

  test('that streams the list marks where the list ends', async () => {
    const query =
      'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
    const lines = await watchUntil(`${pods}?${query}`, (seen) => seen.at(-1)?.type === 'BOOKMARK')
    expect(lines.filter((line) => line.type === 'ADDED')).toHaveLength(5)
    expect(lines.at(-1)?.object.metadata.annotations).toEqual({
      'k8s.io/initial-events-end': 'true',
    })
  })

  test('that streams the list needs its match rule', async () => {
    expect(await list('watch=true&sendInitialEvents=true')).toMatchObject({ code: 422 })
  })
})

describe('one object', () => {
  test('is found by its name', async () => {
    const found = await getJson<KubeJson>(`${server.url}/api/v1/namespaces/shop/pods/a`)
    expect(found.metadata.uid).toBe('uid-a')
  })

  test('that is not there is named in the answer', async () => {
    const { code, body } = await ask('/api/v1/namespaces/shop/pods/zzz')
    expect(code).toBe(404)
    expect(JSON.parse(body)).toMatchObject({ message: 'pods "zzz" not found', reason: 'NotFound' })
  })
})

describe('logs', () => {
  const log = '/api/v1/namespaces/shop/pods/a/log'

  test('end with the lines asked for', async () => {
    expect((await ask(`${log}?tailLines=2`)).body).toBe('two\nthree\n')
    expect((await ask(`${log}?tailLines=0`)).body).toBe('')
    expect((await ask(`${log}?timestamps=true&tailLines=1`)).body).toBe(
      '2026-03-01T11:59:00Z three\n',
    )
  })

  test('leave out what is older than asked for', async () => {
    expect((await ask(`${log}?sinceSeconds=30`)).body).toBe('')
    expect((await ask(`${log}?sinceSeconds=90`)).body).toBe('one\ntwo\nthree\n')
  })

  test.each([
    ['previous=true', 'previous terminated container "app" in pod "a" not found'],
    ['container=web', 'container web is not valid for pod a'],
  ])('with %s say what is missing', async (query, message) => {
    const { code, body } = await ask(`${log}?${query}`)
    expect([code, JSON.parse(body).message]).toEqual([400, message])
  })
})

describe('everything else', () => {
  test.each([
    '/api',
    '/apis',
    '/api/v1',
    '/apis/apps',
    '/apis/apps/v1',
    '/apis/batch/v1',
    '/version',
  ])('discovery answers %s', async (path) => {
    expect((await ask(path)).code).toBe(200)
  })

  test('health checks answer ok', async () => {
    expect(await ask('/readyz')).toEqual({ code: 200, body: 'ok' })
  })

  test.each(['/api/v1/secrets', '/api/v1/pods/a'])('is not found: %s', async (path) => {
    const { code, body } = await ask(path)
    expect([code, JSON.parse(body).reason]).toEqual([404, 'NotFound'])
  })

  test.each(['/', '/apis/argoproj.io/v1alpha1/rollouts', '/%zz'])(
    'is not found, in a group that is not served: %s',
    async (path) => {
      expect(await ask(path)).toEqual({ code: 404, body: '404 page not found\n' })
    },
  )

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'refuses to change anything: %s',
    async (method) => {
      const { code, body } = await ask('/api/v1/namespaces/shop/pods/a', { method })
      expect([code, JSON.parse(body).reason]).toEqual([403, 'Forbidden'])
      expect(names(await list())).toBe('xabcd')
    },
  )
})

test('a stopped server cuts its watches and is gone', async () => {
  const watching = watchUntil(`${pods}?watch=true&resourceVersion=${store.version()}`)
  const cut = watching.then(
    () => 'ended',
    () => 'cut',
  )
  await list()
  await server.stop()
  expect(await cut).toBe('cut')
  await expect(list()).rejects.toThrow('fetch failed')
  server = await startApiServer({ store, now: () => now, logs: () => null })
})
