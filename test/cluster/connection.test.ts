import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../src/cluster/connection.ts'
import { loadKubeconfig } from '../../src/cluster/kubeconfig.ts'
import { certificate, privateKey } from '../support/cluster-certificate.ts'
import { FaultServer } from '../support/cluster-fault-server.ts'
import {
  clusterOptions,
  connectTo,
  temporaryFolder,
  until,
  writeKubeconfig,
} from '../support/cluster-fixtures.ts'

const pods = '/api/v1/pods'
const signal = new AbortController().signal
const closers: (() => unknown)[] = []
let server: FaultServer

beforeEach(async () => {
  server = new FaultServer()
  await server.start()
})

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await server.stop()
})

function open(...args: Parameters<typeof connectTo>): Connection {
  const connection = connectTo(...args)
  closers.push(() => {
    connection.close()
  })
  return connection
}

function toServer(
  parts: Parameters<typeof connectTo>[1] = {},
  changes: Parameters<typeof connectTo>[2] = {},
): Connection {
  return open(`http://127.0.0.1:${server.port}`, parts, changes)
}

function lastHeaders() {
  return server.requests.at(-1)?.headers
}

describe('choosing a context', () => {
  function opening(content: object, context: string | null) {
    const path = join(temporaryFolder(), 'config')
    writeFileSync(path, JSON.stringify(content))
    const options = clusterOptions({ kubeconfig: path })
    const kubeconfig = loadKubeconfig(options)
    if (!kubeconfig.ok) throw new Error(kubeconfig.failure.message)
    return { path, connection: connect(kubeconfig.value, context, options) }
  }

  const contexts = [
    { name: 'a', context: { cluster: 'c', namespace: 'shop' } },
    { name: 'b', context: { cluster: 'c' } },
  ]
  const clusters = [{ name: 'c', cluster: { server: 'https://api.example.com:6443/k8s/c-1' } }]

  test('the current one is the default', () => {
    const { connection } = opening({ clusters, contexts, 'current-context': 'a' }, null)
    expect(connection).toMatchObject({
      ok: true,
      value: { context: 'a', namespace: 'shop', server: 'api.example.com:6443' },
    })
  })

  test('none is current: the known ones are named', () => {
    const { connection, path } = opening({ clusters, contexts }, null)
    expect(connection).toMatchObject({
      ok: false,
      failure: {
        kind: 'config',
        message: `no current context in ${path}`,
        next: 'pass --context; known contexts: a, b',
      },
    })
  })

  test('an unknown one: the known ones are named', () => {
    const { connection } = opening({ clusters, contexts }, 'c')
    expect(connection).toMatchObject({ failure: { next: 'known contexts: a, b' } })
  })

  test.each(['', 'api.example.com:6443', 'ftp://api'])('a server address like "%s"', (address) => {
    const broken = [{ name: 'c', cluster: { server: address } }]
    const { connection } = opening({ clusters: broken, contexts }, 'a')
    expect(connection).toMatchObject({
      failure: { message: `context "a" has no usable server address: "${address}"` },
    })
  })
})

describe('what is sent', () => {
  test('a GET with kulprit’s name, over plain http too', async () => {
    const answer = await toServer().json(pods, signal)
    expect(answer).toMatchObject({ ok: true, value: { items: [] } })
    expect(lastHeaders()?.['user-agent']).toBe('kulprit/9.9.9')
    expect(lastHeaders()?.authorization).toBeUndefined()
  })

  test('a path in the server’s address comes first', async () => {
    await open(`http://127.0.0.1:${server.port}/k8s/clusters/c-1/`).json(pods, signal)
    expect(server.requests.at(-1)?.path).toBe('/k8s/clusters/c-1/api/v1/pods')
  })

  test.each([
    [{ token: 'tok-1' }, 'Bearer tok-1'],
    [{ username: 'ann', password: 'pass-1' }, `Basic ${btoa('ann:pass-1')}`],
  ])('the credentials of %j', async (user, header) => {
    await toServer({ user }).json(pods, signal)
    expect(lastHeaders()?.authorization).toBe(header)
  })

  test('a token of any length as it is', async () => {
    const token = 'x'.repeat(9000)
    await toServer({ user: { token } }).json(pods, signal)
    expect(lastHeaders()?.authorization).toBe(`Bearer ${token}`)
  })

  test('a token from a file, without the newline at its end, and rather than a literal one', async () => {
    const tokenFile = join(temporaryFolder(), 'token')
    writeFileSync(tokenFile, 'from-file\n')
    await toServer({ user: { tokenFile, token: 'literal' } }).json(pods, signal)
    expect(lastHeaders()?.authorization).toBe('Bearer from-file')
  })

  test('whom to impersonate: as the kubeconfig says, or the flags instead of it', async () => {
    const user = {
      as: 'ann',
      'as-groups': ['ops', 'dev'],
      'as-uid': '7',
      'as-user-extra': { Scope: ['read'] },
    }
    await toServer({ user }).json(pods, signal)
    expect(lastHeaders()).toMatchObject({
      'impersonate-user': 'ann',
      'impersonate-group': 'ops, dev',
      'impersonate-uid': '7',
      'impersonate-extra-scope': 'read',
    })
    await toServer({ user }, { as: 'bob', asGroups: ['sre'] }).json(pods, signal)
    expect(lastHeaders()).toMatchObject({ 'impersonate-user': 'bob', 'impersonate-group': 'sre' })
    expect(lastHeaders()?.['impersonate-uid']).toBeUndefined()
  })

  test('each context’s token goes to its own server only', async () => {
    const other = new FaultServer()
    await other.start()
    closers.push(() => other.stop())
    const path = join(temporaryFolder(), 'config')
    const context = (name: string, port: number) => ({
      cluster: { name, cluster: { server: `http://127.0.0.1:${port}` } },
      user: { name, user: { token: `secret-${name}` } },
      context: { name, context: { cluster: name, user: name } },
    })
    const both = [context('a', server.port), context('b', other.port)]
    writeFileSync(
      path,
      JSON.stringify({
        clusters: both.map((each) => each.cluster),
        users: both.map((each) => each.user),
        contexts: both.map((each) => each.context),
      }),
    )
    const options = clusterOptions({ kubeconfig: path })
    const kubeconfig = loadKubeconfig(options)
    if (!kubeconfig.ok) throw new Error(kubeconfig.failure.message)
    const connections = ['a', 'b', 'a', 'b'].map((name) => {
      const connection = connect(kubeconfig.value, name, options)
      if (!connection.ok) throw new Error(connection.failure.message)
      closers.push(() => {
        connection.value.close()
      })
      return connection.value
    })
    await Promise.all(connections.map((connection) => connection.json(pods, signal)))
    const sent = (to: FaultServer) => to.requests.map(({ headers }) => headers.authorization)
    expect(sent(server)).toEqual(['Bearer secret-a', 'Bearer secret-a'])
    expect(sent(other)).toEqual(['Bearer secret-b', 'Bearer secret-b'])
  })
})

describe('a credential plugin', () => {
  function plugin(script: string): { command: string; runs: () => number } {
    const folder = temporaryFolder()
    const command = join(folder, 'plugin')
    const log = join(folder, 'runs')
    writeFileSync(log, '')
    writeFileSync(command, `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >> ${log}\n${script}\n`)
    chmodSync(command, 0o755)
    return { command, runs: () => readFileSync(log, 'utf8').split('\n').length - 1 }
  }

  const credential = (token: string) =>
    `printf '{"kind":"ExecCredential","status":{"token":"%s"}}' "${token}"`
  const user = (command: string) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command },
  })

  test('runs once for many requests at once', async () => {
    const { command, runs } = plugin(credential('from-plugin'))
    const connection = toServer({ user: user(command) })
    await Promise.all(Array.from({ length: 10 }, () => connection.json(pods, signal)))
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 10 }, () => 'Bearer from-plugin'),
    )
    expect(runs()).toBe(1)
  })

  test('runs again, once, after a 401, and the request is repeated', async () => {
    const runsSoFar = '$(wc -l < "$(dirname "$0")/runs" | tr -d " ")'
    const { command, runs } = plugin(credential(`token-${runsSoFar}`))
    server.fault = ({ headers }) =>
      headers.authorization === 'Bearer token-1' ? { status: 401 } : null
    const answer = await toServer({ user: user(command) }).json(pods, signal)
    expect(answer.ok).toBe(true)
    expect(runs()).toBe(2)
  })

  test.each([
    [
      'that fails',
      'echo "session has expired, run: cloud login" >&2; exit 1',
      'failed: session has expired, run: cloud login',
    ],
    ['that prints no credential', 'echo "secret-gibberish"', 'printed no ExecCredential'],
  ])('%s is named, with what it said', async (_what, script, problem) => {
    const { command } = plugin(script)
    const answer = await toServer({ user: user(command) }).json(pods, signal)
    expect(answer).toMatchObject({
      ok: false,
      failure: {
        state: 'expired',
        reason: 'CredentialPlugin',
        message: `credential plugin ${command} ${problem}`,
      },
    })
  })

  test('that does not exist is named', async () => {
    const answer = await toServer({ user: user('kulprit-no-such-plugin') }).json(pods, signal)
    expect(answer).toMatchObject({
      failure: { message: 'credential plugin kulprit-no-such-plugin was not found' },
    })
  })
})

describe('what goes wrong', () => {
  test('a server that repeats the token does not get it into a message', async () => {
    const token = 'canary-token-4711'
    server.fault = ({ headers }) => ({ status: 403, message: `no: ${headers.authorization}` })
    const answer = await toServer({ user: { token } }).json(pods, signal)
    expect(answer).toMatchObject({ failure: { message: 'no: Bearer ***' } })
  })

  test('a connection can be printed without showing a credential', async () => {
    const connection = toServer({ user: { token: 'canary-token-4711' } })
    await connection.json(pods, signal)
    expect(inspect(connection, { depth: 10, showHidden: true })).not.toContain('canary')
  })

  test('control characters in what the server says become visible', async () => {
    server.fault = () => ({ status: 500, message: 'a\u001b]52;c;x\u0007b\nc' })
    const answer = await toServer().json(pods, signal)
    expect(answer).toMatchObject({
      failure: { message: `127.0.0.1:${server.port} answered 500: a�]52;c;x�b c` },
    })
  })

  test('a host that does not exist', async () => {
    const answer = await open('https://no-such-host.invalid').json(pods, signal)
    expect(answer).toMatchObject({ failure: { reason: 'DNS' } })
  })

  test('no answer in time', async () => {
    server.fault = () => 'hang'
    const answer = await toServer({}, { requestTimeoutMs: 200 }).json(pods, signal)
    expect(answer).toMatchObject({
      failure: { reason: 'Timeout', message: `no answer in time from 127.0.0.1:${server.port}` },
    })
  })

  test('a body that stops halfway', async () => {
    const half = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"items":[')
    })
    await new Promise<void>((resolve) => half.listen(0, '127.0.0.1', resolve))
    closers.push(() => {
      half.closeAllConnections()
      half.close()
    })
    const { port } = half.address() as AddressInfo
    const connection = open(`http://127.0.0.1:${port}`, {}, { requestTimeoutMs: 200 })
    expect(await connection.json(pods, signal)).toMatchObject({ failure: { reason: 'Timeout' } })
  })

  test('a certificate file that is not there', async () => {
    const connection = toServer({ cluster: { 'certificate-authority': '/no/such/ca.crt' } })
    expect(await connection.json(pods, signal)).toMatchObject({
      failure: {
        reason: 'Credentials',
        message: 'cannot read /no/such/ca.crt of context "test": ENOENT',
      },
    })
  })
})

describe('over TLS', () => {
  let port = 0
  let sockets = 0

  beforeEach(async () => {
    sockets = 0
    const secure = createSecureServer({ cert: certificate, key: privateKey, allowHTTP1: true })
    secure.on('request', (_request, response) => {
      response.end('{"items":[]}')
    })
    secure.on('secureConnection', (socket) => {
      sockets += 1
      closers.push(() => socket.destroy())
    })
    secure.on('error', () => {})
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    port = (secure.address() as AddressInfo).port
    closers.push(() => secure.close())
  })

  test('the kubeconfig’s authority is trusted, for a context without a user too', async () => {
    const cluster = { 'certificate-authority-data': btoa(certificate) }
    expect(await open(`https://127.0.0.1:${port}`, { cluster }).json(pods, signal)).toMatchObject({
      ok: true,
    })
    const path = writeKubeconfig(`https://127.0.0.1:${port}`, { cluster })
    const config = JSON.parse(readFileSync(path, 'utf8'))
    delete config.contexts[0].context.user
    writeFileSync(path, JSON.stringify(config))
    const options = clusterOptions({ kubeconfig: path })
    const kubeconfig = loadKubeconfig(options)
    const connection = kubeconfig.ok ? connect(kubeconfig.value, null, options) : null
    if (connection?.ok !== true) throw new Error('no connection')
    closers.push(() => {
      connection.value.close()
    })
    expect(await connection.value.json(pods, signal)).toMatchObject({ ok: true })
  })

  test('requests share a connection', async () => {
    const cluster = { 'certificate-authority-data': btoa(certificate) }
    const connection = open(`https://127.0.0.1:${port}`, { cluster })
    await connection.json(pods, signal)
    await Promise.all(Array.from({ length: 20 }, () => connection.json(pods, signal)))
    expect(sockets).toBe(1)
  })

  test('an unknown authority is refused, and named', async () => {
    const answer = await open(`https://127.0.0.1:${port}`).json(pods, signal)
    expect(answer).toMatchObject({
      failure: {
        reason: 'TLS',
        message: `no secure connection to 127.0.0.1:${port}: self-signed certificate`,
      },
    })
  })

  test('unless the kubeconfig says not to check', async () => {
    const cluster = { 'insecure-skip-tls-verify': true }
    const answer = await open(`https://127.0.0.1:${port}`, { cluster }).json(pods, signal)
    expect(answer.ok).toBe(true)
  })
})

describe('a sign of life', () => {
  test('is any answer, a refusal too', async () => {
    server.fault = () => ({ status: 403 })
    expect(await toServer().verify()).toBeNull()
  })

  test('that does not come cuts what waits on the connection', async () => {
    const connection = toServer({}, { requestTimeoutMs: 200 })
    const watch = await connection.stream(`${pods}?watch=true&resourceVersion=0`, signal)
    if (!watch.ok) throw new Error(watch.failure.message)
    let ended: unknown = null
    Readable.from(watch.value)
      .toArray()
      .catch((error: unknown) => {
        ended = error
      })
    server.fault = () => 'hang'
    expect(await connection.verify()).toMatchObject({ reason: 'Timeout' })
    await until('the watch ended', () => ended !== null)
    expect(connection.explain(ended).reason).toBe('Timeout')
  })
})
