import { describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/cluster/request/connection.ts'
import { environmentProxy } from '../../../src/cluster/request/proxy.ts'
import { connectTo } from '../../support/cluster-fixtures.ts'
import {
  startConnectProxy,
  startSocksProxy,
  type TestProxy,
} from '../../support/cluster-proxies.ts'
import { secureServerForEach } from '../../support/cluster-secure-each.ts'
import { certificateFor, trusted } from '../../support/cluster-secure-server.ts'

const pods = '/api/v1/pods'
const signal = new AbortController().signal
const secure = secureServerForEach()

async function started(proxy: Promise<TestProxy>): Promise<TestProxy> {
  const running = await proxy
  secure.closeAfterwards(() => running.stop())
  return running
}

function open(
  cluster: object,
  env: NodeJS.ProcessEnv = {},
  url = secure.server.url,
  requestTimeoutMs = 60_000,
): Connection {
  const connection = connectTo(
    url,
    { cluster: { ...trusted(), ...cluster }, user: { token: 'canary-token' } },
    { env, requestTimeoutMs },
  )
  secure.closeAfterwards(() => connection.close())
  return connection
}

async function messageOf(connection: Connection): Promise<string> {
  const answer = await connection.json(pods, signal)
  return answer.ok ? '' : answer.failure.message
}

describe('proxy-url', () => {
  const kinds = [
    ['http', () => startConnectProxy({ wants: 'ann:w@rd' })],
    ['https', () => startConnectProxy({ wants: 'ann:w@rd', tls: certificateFor('proxy') })],
    ['socks5', () => startSocksProxy({ wants: 'ann:w@rd' })],
  ] as const

  test.each(kinds)('%s leads to the cluster, with user and password', async (scheme, start) => {
    const proxy = await started(start())
    const connection = open({ 'proxy-url': `${scheme}://ann:w%40rd@127.0.0.1:${proxy.port}` })
    expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
    expect(proxy).toMatchObject({ targets: [secure.server.host], users: ['ann:w@rd'] })
    expect(secure.server.seen).toMatchObject([
      { headers: { authorization: 'Bearer canary-token' } },
    ])
    expect(proxy.headers.join()).not.toContain('canary')
  })

  test.each(kinds)(
    '%s: requests share a tunnel, and HTTP/2 goes through it',
    async (scheme, start) => {
      const proxy = await started(start())
      const connection = open({ 'proxy-url': `${scheme}://ann:w%40rd@127.0.0.1:${proxy.port}` })
      await connection.json(pods, signal)
      await Promise.all(Array.from({ length: 20 }, () => connection.json(pods, signal)))
      expect(proxy.targets).toHaveLength(1)
      expect(secure.server.seen[0]?.headers).toHaveProperty(':authority')
    },
  )

  test.each(kinds)('%s: a wrong password is said, and not shown', async (scheme, start) => {
    const proxy = await started(start())
    const url = `${scheme}://ann:canary-word@127.0.0.1:${proxy.port}`
    const message = await messageOf(open({ 'proxy-url': url }))
    expect(message).toContain(`proxy ${scheme}://127.0.0.1:${proxy.port}: it wants another user`)
    expect(message).not.toContain('canary')
  })

  test.each(['http', 'socks5'])('%s: one that is not there is named', async (scheme) => {
    const proxy = await startConnectProxy()
    await proxy.stop()
    const message = await messageOf(open({ 'proxy-url': `${scheme}://127.0.0.1:${proxy.port}` }))
    expect(message).toMatch(new RegExp(`proxy ${scheme}://127.0.0.1:${proxy.port}: .*ECONNREFUSED`))
  })

  test('twenty requests at once through a proxy that answers byte by byte', async () => {
    const proxy = await started(startSocksProxy({ wants: 'ann:word' }))
    const connection = open({ 'proxy-url': `socks5://ann:word@127.0.0.1:${proxy.port}` })
    const answers = Array.from({ length: 20 }, () => connection.json(pods, signal))
    expect((await Promise.all(answers)).every(({ ok }) => ok)).toBe(true)
  })

  test('a name is looked up by the proxy', async () => {
    for (const [scheme, start] of [
      ['http', startConnectProxy],
      ['socks5', startSocksProxy],
    ] as const) {
      const proxy = await started(start({ leadTo: secure.server.port }))
      const cluster = {
        'proxy-url': `${scheme}://127.0.0.1:${proxy.port}`,
        'tls-server-name': 'localhost',
      }
      const connection = open(cluster, {}, 'https://api.prod.invalid:6443')
      expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
      expect(proxy.targets).toEqual(['api.prod.invalid:6443'])
    }
  })

  test('a proxy that never answers is given up', async () => {
    const proxy = await started(startSocksProxy())
    const silent = await import('node:net').then(({ createServer }) => createServer(() => {}))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    secure.closeAfterwards(() => silent.close())
    const { port } = silent.address() as { port: number }
    expect(proxy.targets).toEqual([])
    for (const scheme of ['http', 'socks5']) {
      const cluster = { 'proxy-url': `${scheme}://127.0.0.1:${port}` }
      const message = await messageOf(open(cluster, {}, secure.server.url, 1000))
      expect(message).toContain(`proxy ${scheme}://127.0.0.1:${port}: no answer in time`)
    }
  })

  test('comes before what the environment says, NO_PROXY too', async () => {
    const proxy = await started(startConnectProxy())
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' }
    const connection = open({ 'proxy-url': `http://127.0.0.1:${proxy.port}` }, env)
    expect(await connection.json(pods, signal)).toMatchObject({ ok: true })
    expect(proxy.targets).toHaveLength(1)
  })

  test.each(['ftp://proxy', 'proxy:3128', 'socks4://proxy', 'nonsense'])(
    '%s is refused',
    async (url) => {
      expect(await messageOf(open({ 'proxy-url': url }))).toContain(
        'its proxy-url must begin with http://, https:// or socks5://',
      )
    },
  )
})

test('HTTPS_PROXY leads to a cluster that is not on this machine', async () => {
  const proxy = await started(startConnectProxy({ leadTo: secure.server.port }))
  const url = 'https://api.prod.invalid:6443'
  const cluster = { 'tls-server-name': 'localhost' }
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
  expect(await open(cluster, env, url).json(pods, signal)).toMatchObject({ ok: true })
  expect(proxy.targets).toEqual(['api.prod.invalid:6443'])
  const exempt = open(cluster, { ...env, NO_PROXY: '.invalid' }, url)
  expect(await exempt.json(pods, signal)).toMatchObject({ failure: { reason: 'DNS' } })
  expect(await open({}, env).json(pods, signal)).toMatchObject({ ok: true })
  expect(proxy.targets).toHaveLength(1)
})

describe('which proxy the environment means', () => {
  const proxied = (url: string, env: NodeJS.ProcessEnv) =>
    environmentProxy(new URL(url), env)?.href ?? null

  test.each([
    ['https://a.com', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    [
      'https://a.com',
      { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://p:1' },
      'http://small:1/',
    ],
    ['https://a.com', { https_proxy: '', HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://a.com', { HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
    ['https://a.com', { HTTPS_PROXY: 'p' }, 'http://p/'],
    ['https://a.com', { HTTPS_PROXY: 'socks5://p:1080' }, 'socks5://p:1080'],
    ['https://a.com', { HTTP_PROXY: 'http://p:1' }, null],
    ['http://a.com', { HTTP_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['http://a.com', { HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' }, null],
    ['https://a.com', { ALL_PROXY: 'http://p:1' }, null],
    ['https://localhost', { HTTPS_PROXY: 'http://p:1' }, null],
    ['https://127.8.9.1', { HTTPS_PROXY: 'http://p:1' }, null],
    ['https://[::1]:6443', { HTTPS_PROXY: 'http://p:1' }, null],
  ])('%s with %j', (url, env, expected) => {
    expect(proxied(url, env)).toBe(expected)
  })

  // The right-hand column is what golang.org/x/net/http/httpproxy answers.
  test.each([
    ['https://a.com', 'a.com', false],
    ['https://b.a.com', 'a.com', false],
    ['https://ba.com', 'a.com', true],
    ['https://a.com', '.a.com', true],
    ['https://b.a.com', '.a.com', false],
    ['https://b.a.com', '*.a.com', false],
    ['https://a.com', '*.a.com', true],
    ['https://A.com', 'a.COM', false],
    ['https://a.com', 'x.com, a.com ,', false],
    ['https://a.com', 'a.com:443', false],
    ['https://a.com:6443', 'a.com:443', true],
    ['https://a.com:6443', 'a.com:6443', false],
    ['https://a.com', '*', false],
    ['https://10.1.2.3', '10.0.0.0/8', false],
    ['https://11.1.2.3', '10.0.0.0/8', true],
    ['https://10.1.2.3', '10.1.2.3', false],
    ['https://10.1.2.3:6443', '10.1.2.3:443', true],
    ['https://10.1.2.3', '1.2.3', true],
    ['https://10.1.2.3', '.2.3', true],
    ['https://[fd00::1]:6443', 'fd00::/8', false],
    ['https://[fd00::1]:6443', 'fd00::1', false],
    ['https://[fd00::1]:6443', '[fd00::1]:6443', false],
    ['https://[fd00::1]:6443', '[fd00::1]:443', true],
    ['https://[fd00::1]:6443', '10.0.0.0/8', true],
    ['https://10.1.2.3', '10.0.0.0/99', true],
  ])('%s with NO_PROXY=%s', (url, NO_PROXY, isProxied) => {
    const env = { HTTPS_PROXY: 'http://p:1', NO_PROXY }
    expect(proxied(url, env) !== null).toBe(isProxied)
  })
})
