/** What a client may rely on, asked of a real API server and of the demo's: both have to pass it all. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ApiObject, WatchFrame } from '../client.ts'
import { available } from '../cluster.ts'
import type { Room, World } from '../conformance-worlds.ts'
import { demoWorld, realWorld } from '../conformance-worlds.ts'
import { until } from '../until.ts'

const servers = [
  { server: 'a real API server', open: realWorld },
  { server: "the demo's API server", open: demoWorld },
]

describe.skipIf(!available).each(servers)('$server', ({ open }) => {
  let world: World
  let room: Room
  /** Begun before all else, for a real server sends one about once a minute. */
  let firstBookmark: Promise<WatchFrame[]>
  let stillRoom: Room

  beforeAll(async () => {
    world = await open()
    stillRoom = await world.openNamespace()
    await stillRoom.put('still')
    const list = await get('', stillRoom.path)
    firstBookmark = frames(
      `watch=true&allowWatchBookmarks=true&resourceVersion=${list.metadata.resourceVersion}`,
      1,
      stillRoom.path,
    )
  })

  afterAll(async () => {
    await world?.close()
  })

  beforeEach(async () => {
    room = await world.openNamespace()
  })

  // oxlint-disable-next-line typescript/no-explicit-any
  async function get(query = '', path = room.path): Promise<any> {
    const { json } = await world.client.get(path + query)
    return json
  }

  async function listedNames(query: string): Promise<string[]> {
    const { items } = await get(query)
    return namesOf(items)
  }

  async function version(): Promise<string> {
    return (await get()).metadata.resourceVersion
  }

  /** Every frame of a watch until it has `count` of them or the server ends it. */
  async function frames(query: string, count: number, path = room.path): Promise<WatchFrame[]> {
    const stop = new AbortController()
    const found: WatchFrame[] = []
    const separator = path.includes('?') ? '&' : '?'
    try {
      for await (const frame of world.client.watch(path + separator + query, stop.signal)) {
        found.push(frame)
        if (found.length === count) break
      }
    } finally {
      stop.abort()
    }
    return found
  }

  describe('a list', () => {
    it('is ordered by name, and its items do not repeat their kind', async () => {
      await room.put('b')
      await room.put('a')
      const list = await get()
      expect(list).toMatchObject({
        kind: 'ServiceList',
        apiVersion: 'v1',
        metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
        items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
      })
      expect(Object.keys(list.items[0])).not.toContain('kind')
      expect(Object.keys(list.items[0])).not.toContain('apiVersion')
      expect(list.metadata).not.toHaveProperty('continue')
    })

    it('is empty, not null, where there is nothing', async () => {
      expect((await get()).items).toEqual([])
    })

    it('covers all namespaces without one in the path', async () => {
      await room.put('mine')
      const { items } = await get('', '/api/v1/services')
      expect(items).toContainEqual(
        expect.objectContaining({
          metadata: expect.objectContaining({ namespace: room.name, name: 'mine' }),
        }),
      )
    })

    it('of a kind that is not served is 404', async () => {
      const answer = await world.client.get(`/api/v1/namespaces/${room.name}/gadgets`)
      expect(answer).toMatchObject({
        status: 404,
        json: {
          kind: 'Status',
          status: 'Failure',
          message: 'the server could not find the requested resource',
          reason: 'NotFound',
          code: 404,
        },
      })
    })
  })

  it('answers 404 without a Status where it does not serve the API group', async () => {
    const { status, body } = await world.client.get('/apis/example.com/v1/gadgets')
    expect({ status, body }).toEqual({ status: 404, body: '404 page not found\n' })
  })

  describe('one object', () => {
    it('says its kind, and has the version it has in a list', async () => {
      await room.put('a', { tier: 'web' })
      const { items } = await get()
      const { status, json } = await world.client.get(`${room.path}/a`)
      expect(status).toBe(200)
      expect(json).toMatchObject({
        kind: 'Service',
        apiVersion: 'v1',
        metadata: { name: 'a', namespace: room.name, labels: { tier: 'web' } },
      })
      expect(json.metadata.resourceVersion).toBe(items[0].metadata.resourceVersion)
    })

    it('that does not exist is 404', async () => {
      const { status, json } = await world.client.get(`${room.path}/none`)
      expect(status).toBe(404)
      expect(json).toEqual({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'services "none" not found',
        reason: 'NotFound',
        details: { name: 'none', kind: 'services' },
        code: 404,
      })
    })
  })

  describe('pages', () => {
    beforeEach(async () => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) await room.put(name, { of: 'five' })
    })

    it('cover a list in order, under one version, and say how much is left', async () => {
      const first = await get('?limit=2')
      const second = await get(`?limit=2&continue=${encodeURIComponent(first.metadata.continue)}`)
      const third = await get(`?limit=2&continue=${encodeURIComponent(second.metadata.continue)}`)
      expect([first, second, third].map(({ items }) => namesOf(items))).toEqual([
        ['a', 'b'],
        ['c', 'd'],
        ['e'],
      ])
      expect(first.metadata.remainingItemCount).toBe(3)
      expect(second.metadata.remainingItemCount).toBe(1)
      expect(third.metadata).not.toHaveProperty('remainingItemCount')
      expect(third.metadata).not.toHaveProperty('continue')
      expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
      expect(third.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
    })

    it('do not say how much is left of a selection', async () => {
      const { items, metadata } = await get('?limit=2&labelSelector=of%3Dfive')
      expect(namesOf(items)).toEqual(['a', 'b'])
      expect(metadata.continue).toEqual(expect.any(String))
      expect(metadata).not.toHaveProperty('remainingItemCount')
    })

    it('show what was there when the first was read', async () => {
      const first = await get('?limit=2')
      await room.remove('d')
      await room.put('cc')
      await room.put('e', { changed: 'yes' })
      const rest = await get(`?continue=${encodeURIComponent(first.metadata.continue)}`)
      expect(namesOf(rest.items)).toEqual(['c', 'd', 'e'])
      expect(rest.items[2].metadata.labels).toEqual({ of: 'five' })
    })

    it('do not take a version beside the token', async () => {
      const { metadata } = await get('?limit=2')
      const query = `continue=${encodeURIComponent(metadata.continue)}&resourceVersion=5`
      const { status, json } = await world.client.get(`${room.path}?${query}`)
      expect({ status, reason: json.reason }).toEqual({ status: 400, reason: 'BadRequest' })
    })

    it('with a token that is none are 400', async () => {
      const { status, json } = await world.client.get(`${room.path}?limit=2&continue=nonsense`)
      expect(status).toBe(400)
      expect(json).toMatchObject({ kind: 'Status', reason: 'BadRequest', code: 400 })
    })

    it('are one page at resourceVersion 0: the server ignores the limit', async () => {
      // Such a list may be older than the last write: it comes from the server's watch cache.
      const { metadata } = await until('the cache has all five', async () => {
        const list = await get('?limit=2&resourceVersion=0')
        expect(namesOf(list.items)).toEqual(['a', 'b', 'c', 'd', 'e'])
        return list
      })
      expect(metadata).not.toHaveProperty('continue')
    })
  })

  describe('selectors', () => {
    beforeEach(async () => {
      await room.put('web', { app: 'web', tier: 'front', size: '10' })
      await room.put('api', { app: 'api', tier: 'back', size: '3' })
      await room.put('bare')
    })

    it.for([
      ['app=web', ['web']],
      ['app==web', ['web']],
      ['app!=web', ['api', 'bare']],
      ['app in (web,api)', ['api', 'web']],
      ['app in (web),tier=back', []],
      ['app notin (web)', ['api', 'bare']],
      ['app notin (web), app', ['api']],
      ['app', ['api', 'web']],
      ['!app', ['bare']],
      ['app,tier=front', ['web']],
      ['app=', []],
      ['size>5', ['web']],
      ['size < 5', ['api']],
      ['', ['api', 'bare', 'web']],
    ] as const)('%s selects %s', async ([selector, names]) => {
      expect(await listedNames(`?labelSelector=${encodeURIComponent(selector)}`)).toEqual(names)
    })

    it.for(['a b', 'app in web', '=web', 'app in (', 'app=a=b', '-x'])(
      'refuse %s with 400',
      async (selector) => {
        const { status, json } = await world.client.get(
          `${room.path}?labelSelector=${encodeURIComponent(selector)}`,
        )
        expect(status).toBe(400)
        expect(json).toMatchObject({ kind: 'Status', reason: 'BadRequest', code: 400 })
      },
    )

    it.for([
      ['metadata.name=web', ['web']],
      ['metadata.name!=web', ['api', 'bare']],
      ['metadata.name=web,metadata.name=api', []],
    ] as const)('of fields: %s selects %s', async ([selector, names]) => {
      expect(await listedNames(`?fieldSelector=${encodeURIComponent(selector)}`)).toEqual(names)
    })

    it.for(['spec.ports=80', 'nonsense'])('of fields refuse %s with 400', async (selector) => {
      const { status, json } = await world.client.get(
        `${room.path}?fieldSelector=${encodeURIComponent(selector)}`,
      )
      expect(status).toBe(400)
      expect(json).toMatchObject({ kind: 'Status', reason: 'BadRequest', code: 400 })
    })
  })

  describe('resourceVersion', () => {
    it('grows with each change, and is that of the changed object', async () => {
      await room.put('a')
      const before = await version()
      await room.put('a', { changed: 'yes' })
      const { items } = await get()
      const changed = items[0].metadata.resourceVersion
      expect(Number(changed)).toBeGreaterThan(Number(before))
      expect(Number(await version())).toBeGreaterThanOrEqual(Number(changed))
    })

    it('with Exact shows that version', async () => {
      await room.put('a')
      const then = await version()
      await room.put('b')
      for (const query of [
        `?resourceVersionMatch=Exact&resourceVersion=${then}`,
        `?limit=5&resourceVersion=${then}`,
      ]) {
        const list = await get(query)
        expect(namesOf(list.items)).toEqual(['a'])
        expect(list.metadata.resourceVersion).toBe(then)
      }
    })

    it('with NotOlderThan, and alone, shows the present', async () => {
      await room.put('a')
      const then = await version()
      await room.put('b')
      for (const query of [
        `?resourceVersion=${then}`,
        `?resourceVersion=${then}&resourceVersionMatch=NotOlderThan`,
      ])
        expect(['a', 'a,b']).toContain((await listedNames(query)).join())
    })

    it('that is not there yet is a timeout, with the cause that clients look for', async () => {
      const future = Number(await version()) + 1_000_000
      const { status, json } = await world.client.get(
        `${room.path}?resourceVersion=${future}&resourceVersionMatch=NotOlderThan`,
      )
      expect(status).toBe(504)
      expect(json).toMatchObject({
        reason: 'Timeout',
        code: 504,
        details: { causes: [{ reason: 'ResourceVersionTooLarge' }] },
      })
      expect(json.message).toContain('Too large resource version')
    })

    it('that is no number is 400', async () => {
      const { status, json } = await world.client.get(`${room.path}?resourceVersion=abc`)
      expect({ status, reason: json.reason }).toEqual({ status: 400, reason: 'BadRequest' })
    })

    it.for([
      '?resourceVersionMatch=Exact',
      '?resourceVersionMatch=Exact&resourceVersion=0',
      '?resourceVersionMatch=Sometimes&resourceVersion=5',
    ])('is refused in the combination %s', async (query) => {
      const { status, json } = await world.client.get(room.path + query)
      expect({ status, reason: json.reason }).toEqual({ status: 422, reason: 'Invalid' })
    })
  })

  describe('a watch', () => {
    it('tells every change after its version, in order, each with a newer one', async () => {
      await room.put('old')
      const from = await version()
      await room.put('a')
      await room.put('a', { changed: 'yes' })
      await room.remove('a')
      const events = await frames(`watch=true&resourceVersion=${from}`, 3)
      expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
        'ADDED a',
        'MODIFIED a',
        'DELETED a',
      ])
      const versions = events.map(({ object }) => Number(object.metadata.resourceVersion))
      expect(versions).toEqual(versions.toSorted((a, b) => a - b))
      expect(new Set(versions).size).toBe(3)
      expect(versions[0]).toBeGreaterThan(Number(from))
      expect(events[0]?.object).toMatchObject({ kind: 'Service', apiVersion: 'v1' })
      expect(events[2]?.object.metadata['labels']).toEqual({ changed: 'yes' })
    })

    it('tells changes as they happen', async () => {
      const from = await version()
      const watching = frames(`watch=true&resourceVersion=${from}`, 1)
      await room.put('a')
      expect((await watching).map(({ type }) => type)).toEqual(['ADDED'])
    })

    it.for(['', '&resourceVersion=0', '&resourceVersion='])(
      'without a version begins with what there is (%s)',
      async (query) => {
        await room.put('a')
        await room.put('b')
        const events = await frames(`watch=true${query}`, 2)
        expect(events.map(({ type }) => type)).toEqual(['ADDED', 'ADDED'])
        expect(events.map(({ object }) => object.metadata.name).sort()).toEqual(['a', 'b'])
      },
    )

    it('through a selector sees objects come and go as they match', async () => {
      await room.put('a', { tier: 'web' })
      const from = await version()
      await room.put('a', { tier: 'db' })
      await room.put('a', { tier: 'web', size: 'big' })
      await room.put('other')
      await room.remove('a')
      const events = await frames(`watch=true&resourceVersion=${from}&labelSelector=tier%3Dweb`, 3)
      expect(events.map(({ type }) => type)).toEqual(['DELETED', 'ADDED', 'DELETED'])
      // The last state that matched, under the version in which it ceased to.
      expect(events[0]?.object.metadata['labels']).toEqual({ tier: 'web' })
      expect(Number(events[0]?.object.metadata.resourceVersion)).toBeGreaterThan(Number(from))
    })

    it('of one object tells about that one', async () => {
      const from = await version()
      await room.put('a')
      await room.put('b')
      const events = await frames(
        `watch=true&resourceVersion=${from}&fieldSelector=metadata.name%3Db`,
        1,
      )
      expect(events.map(({ object }) => object.metadata.name)).toEqual(['b'])
    })

    it('has an old form, with the word in the path', async () => {
      await room.put('a')
      const path = `/api/v1/watch/namespaces/${room.name}/services`
      const events = await frames('', 1, path)
      expect(events.map(({ type }) => type)).toEqual(['ADDED'])
    })

    it('ends in good order after its time, without a last bookmark', async () => {
      await room.put('a')
      const query = `watch=true&resourceVersion=${await version()}&timeoutSeconds=1`
      expect(await frames(query, 1)).toEqual([])
      expect(await frames(`${query}&allowWatchBookmarks=true`, 1)).toEqual([])
    })

    it('from a version that is no number is 500, of all things', async () => {
      const { status, json } = await world.client.get(`${room.path}?watch=true&resourceVersion=abc`)
      expect(status).toBe(500)
      expect(json).toEqual({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message:
          'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
        code: 500,
      })
    })
  })

  describe('a watch with initial events', () => {
    const asked = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan'

    it('begins with what there is, marks its end, and goes on', async () => {
      await room.put('a')
      await room.put('b')
      const watching = frames(`${asked}&allowWatchBookmarks=true`, 3)
      const events = await watching
      expect(events.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'BOOKMARK'])
      const { metadata } = events[2]!.object
      expect(metadata['annotations']).toEqual({ 'k8s.io/initial-events-end': 'true' })
      const newest = Math.max(
        ...events.slice(0, 2).map(({ object }) => Number(object.metadata.resourceVersion)),
      )
      expect(Number(metadata.resourceVersion)).toBeGreaterThanOrEqual(newest)
      await room.put('c')
      const after = await frames(`watch=true&resourceVersion=${metadata.resourceVersion}`, 1)
      expect(after.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
        'ADDED c',
      ])
    })

    it('marks the end of nothing, too', async () => {
      const events = await frames(`${asked}&allowWatchBookmarks=true`, 1)
      expect(events.map(({ type }) => type)).toEqual(['BOOKMARK'])
    })

    it('marks nothing where bookmarks are not asked for', async () => {
      await room.put('a')
      const events = await frames(`${asked}&timeoutSeconds=3`, 2)
      expect(events.map(({ type }) => type)).toEqual(['ADDED'])
    })

    it('respects selectors', async () => {
      await room.put('a', { tier: 'web' })
      await room.put('b')
      const events = await frames(`${asked}&allowWatchBookmarks=true&labelSelector=tier%3Dweb`, 2)
      expect(events.map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`)).toEqual([
        'ADDED a',
        'BOOKMARK ',
      ])
    })

    it.for([
      '?watch=true&sendInitialEvents=true',
      '?watch=true&sendInitialEvents=true&resourceVersionMatch=Exact',
      '?watch=true&resourceVersionMatch=NotOlderThan',
      '?sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
    ])('is refused in the combination %s', async (query) => {
      const { status, json } = await world.client.get(room.path + query)
      expect({ status, reason: json?.reason }).toEqual({ status: 422, reason: 'Invalid' })
    })
  })

  it('sends bookmarks where they are asked for', async () => {
    const [bookmark] = await firstBookmark
    expect(bookmark).toMatchObject({
      type: 'BOOKMARK',
      object: {
        kind: 'Service',
        apiVersion: 'v1',
        metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
      },
    })
    expect(bookmark?.object.metadata['annotations']).toBeUndefined()
  })

  describe('forgetting', () => {
    it('makes later pages 410, with a token for the present rest', async () => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) await room.put(name)
      const first = await get('?limit=2')
      await room.put('f')
      await world.forget()
      const { status, json } = await world.client.get(
        `${room.path}?limit=2&continue=${encodeURIComponent(first.metadata.continue)}`,
      )
      expect(status).toBe(410)
      expect(json).toMatchObject({ kind: 'Status', reason: 'Expired', code: 410 })
      expect(json.message).toContain('The provided continue parameter is too old')
      const rest = await get(`?continue=${encodeURIComponent(json.metadata.continue)}`)
      expect(namesOf(rest.items)).toEqual(['c', 'd', 'e', 'f'])
    })

    it('makes a list of such a version 410', async () => {
      await room.put('a')
      const then = await version()
      await room.put('b')
      await world.forget()
      const { status, json } = await world.client.get(
        `${room.path}?resourceVersionMatch=Exact&resourceVersion=${then}`,
      )
      expect({ status, reason: json.reason }).toEqual({ status: 410, reason: 'Expired' })
    })

    it('makes a watch from such a version 200 and one ERROR 410', async () => {
      await room.put('a')
      const then = await version()
      await room.put('b')
      await world.forget()
      const events = await frames(`watch=true&resourceVersion=${then}`, 9)
      expect(events).toMatchObject([
        {
          type: 'ERROR',
          object: { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410 },
        },
      ])
      expect(events[0]?.object['message']).toContain('too old resource version')
    })
  })
})

function namesOf(items: readonly ApiObject[]): string[] {
  return items.map(({ metadata }) => metadata.name)
}
